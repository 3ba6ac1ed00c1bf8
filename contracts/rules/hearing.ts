import type {
  ActEntry,
  AttemptEntry,
  BotEntry,
  CallEntry,
  FaultEntry,
  JournalEntry,
  PushEntry,
  RemarkEntry,
  TranscriptLine,
} from '../../emulators/core/journal-entries.ts'

/** A push that has ended, with its deliveries in order. */
export interface HeardPush {
  readonly entry: PushEntry & Required<Pick<PushEntry, 'ended'>>
  readonly attempts: readonly AttemptEntry[]
  /** The bot was restarted, killed or died while it was being delivered: whatever came of it is not the bot's choice. */
  readonly isDisturbed: boolean
}

/** What happened on one platform. */
export interface PlatformHearing {
  /** As they were when the rehearsal ended. Their shape is the platform's own. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Pushes that have ended by themselves; those in flight at the end, aborted or suspended are left out. */
  readonly pushes: readonly HeardPush[]
  readonly acts: readonly ActEntry[]
  readonly remarks: readonly RemarkEntry[]
  readonly lines: readonly TranscriptLine[]
  /** All calls, or those of one operation, in order. */
  calls(operation?: string): readonly CallEntry[]
}

/** The journal of one rehearsal, indexed once for all rules. */
export interface Hearing {
  readonly entries: readonly JournalEntry[]
  /** The platforms of the world. */
  readonly platforms: readonly string[]
  of(platform: string): PlatformHearing
  entry(seq: number): JournalEntry | undefined
  /** The fault that struck a call; then its answer is nobody's doing but the scenario's. */
  faultOn(call: CallEntry): FaultEntry | undefined
  /** The bot was restarted, killed or died between two times, both included (ms on the world's clock). */
  wasRestarted(from: number, to: number): boolean
  /** The latest time of any entry. */
  readonly endedAt: number
}

const NOT_DELIVERED = new Set(['aborted', 'suspended', 'unsendable'])

/** Indexes what happened. `settings` by platform; their keys say which platforms were there. */
export function openHearing(
  entries: readonly JournalEntry[],
  settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): Hearing {
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]))
  const faults = new Map<number, FaultEntry>()
  const attempts = new Map<number, AttemptEntry[]>()
  const restarts: BotEntry[] = []
  for (const entry of entries) {
    if (entry.kind === 'fault' && entry.cause !== undefined) faults.set(entry.cause, entry)
    if (entry.kind === 'bot') restarts.push(entry)
    if (entry.kind === 'attempt' && entry.cause !== undefined) {
      attempts.set(entry.cause, [...(attempts.get(entry.cause) ?? []), entry])
    }
  }
  const wasRestarted = (from: number, to: number): boolean => restarts.some(({ at }) => at >= from && at <= to)

  function hear(platform: string): PlatformHearing {
    const own = entries.filter((entry) => entry.platform === platform)
    const calls = own.filter((entry) => entry.kind === 'call')
    const pushes = own.flatMap((entry): HeardPush[] => {
      if (entry.kind !== 'push' || entry.ended === undefined || NOT_DELIVERED.has(entry.ended.outcome)) return []
      const isDisturbed = wasRestarted(entry.at, entry.ended.at)
      return [{ entry: { ...entry, ended: entry.ended }, attempts: attempts.get(entry.seq) ?? [], isDisturbed }]
    })
    return {
      settings: settings[platform] ?? {},
      pushes,
      acts: own.filter((entry) => entry.kind === 'act'),
      remarks: own.filter((entry) => entry.kind === 'remark'),
      lines: own.flatMap((entry) => (entry.kind === 'message' ? [entry.line] : [])),
      calls: (operation) => (operation === undefined ? calls : calls.filter((call) => call.operation === operation)),
    }
  }

  const heard = new Map<string, PlatformHearing>()
  return {
    entries,
    platforms: Object.keys(settings),
    of(platform) {
      const known = heard.get(platform) ?? hear(platform)
      heard.set(platform, known)
      return known
    },
    entry: (seq) => bySeq.get(seq),
    faultOn: (call) => faults.get(call.seq),
    wasRestarted,
    endedAt: entries.reduce((latest, entry) => Math.max(latest, entry.at), 0),
  }
}
