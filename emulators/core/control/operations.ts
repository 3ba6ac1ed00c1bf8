import { z } from 'zod'
import { duration } from '../duration.ts'
import { faultSchema } from '../faults.ts'
import type { JournalEntry, TranscriptLine } from '../journal-entries.ts'
import type { DirectedWorld } from '../world.ts'
import { controlOperation, type ControlOperation } from './operation.ts'

const done = z.object({ ok: z.literal(true) })
const OK = { ok: true } as const
const record = z.record(z.string(), z.unknown())
const platformParam = { platform: 'Id of a platform, such as wechat' }

const whole = z.coerce.number().int().nonnegative()
const within = duration.default(0).describe("How long to wait, on the world's clock, when there is nothing yet")

/** Finds at once, or waits up to `withinMs` for something to turn up. */
async function findOrWait<T>(world: DirectedWorld, find: () => T[], withinMs: number, what: string): Promise<T[]> {
  const found = find()
  if (found.length > 0 || withinMs === 0) return found
  const look = (): T[] | undefined => {
    const now = find()
    return now.length > 0 ? now : undefined
  }
  return (await world.until(look, withinMs, what)) ?? []
}

/** The control API. Everything the scenario runner can do to a world, any other program can do with these. */
export const controlOperations: readonly ControlOperation[] = [
  controlOperation({
    id: 'describeWorld',
    method: 'GET',
    path: '/',
    summary: 'What runs here: platforms with base URL and credentials, and the clock.',
    isEarly: true,
    answer: z.object({
      name: z.literal('caipai'),
      seed: z.string(),
      clock: record,
      platforms: z.record(z.string(), z.record(z.string(), z.string())),
    }),
    run: (world) => ({
      name: 'caipai',
      seed: world.seed,
      clock: readClock(world),
      platforms: world.connections(),
    }),
  }),
  controlOperation({
    id: 'describePlatform',
    method: 'GET',
    path: '/platforms/{platform}',
    summary: 'A platform: what can be done on it, how pushes can end, its webhooks and its settings.',
    params: platformParam,
    answer: z.object({
      id: z.string(),
      acts: record,
      outcomes: record,
      webhooks: record,
      settings: record,
    }),
    run(world, { params }) {
      const { info, settings } = world.platform(params['platform'] ?? '')
      const acts = Object.entries(info.acts).map(([verb, { summary }]) => [verb, summary])
      const { id, outcomes, webhooks } = info
      return {
        id,
        acts: Object.fromEntries(acts),
        outcomes,
        webhooks,
        settings: world.redact.value(settings),
      }
    },
  }),
  controlOperation({
    id: 'connectBot',
    method: 'PUT',
    path: '/platforms/{platform}/bot',
    summary: 'Tells a platform where the bot listens.',
    params: platformParam,
    body: z.union([z.strictObject({ url: z.url() }), z.strictObject({ urls: z.record(z.string(), z.url()) })]),
    answer: done,
    run(world, { params, body }) {
      world.connectBot(params['platform'] ?? '', 'url' in body ? body.url : body.urls)
      return OK
    },
  }),
  controlOperation({
    id: 'patchSettings',
    method: 'PATCH',
    path: '/platforms/{platform}/settings',
    summary: 'Changes settings until the next reset; dotted keys are understood.',
    params: platformParam,
    body: record,
    answer: done,
    run(world, { params, body }) {
      world.patchSettings(params['platform'] ?? '', body)
      return OK
    },
  }),
  controlOperation({
    id: 'act',
    method: 'POST',
    path: '/platforms/{platform}/acts/{verb}',
    summary:
      'Acts as a user: the body is what a scenario writes after the verb. Answers before the consequences are over.',
    params: { ...platformParam, verb: 'What to do, such as send' },
    body: z.unknown(),
    answer: z.object({ seq: z.int().describe("The act's number in the journal") }),
    run: async (world, { params, body }) => ({
      seq: await world.act(params['platform'] ?? '', params['verb'] ?? '', body),
    }),
  }),
  controlOperation({
    id: 'readJournal',
    method: 'GET',
    path: '/journal',
    summary: 'Entries of the journal, oldest first; waits for the first when `within` is given.',
    query: z.strictObject({
      after: whole.default(0).describe('Only entries with a higher number'),
      platform: z.string().optional(),
      kind: z.string().optional().describe('act, push, attempt, call, message, remark, fault, clock or bot'),
      operation: z.string().optional().describe('Only calls of this operation'),
      ended: z.stringbool().optional().describe('Only entries that have (or have not) ended'),
      limit: whole.default(1000),
      within,
    }),
    answer: z.object({ last: z.int(), dropped: z.int(), entries: z.array(record) }),
    async run(world, { query }) {
      const fits = (entry: JournalEntry): boolean =>
        (query.platform === undefined || entry.platform === query.platform) &&
        (query.kind === undefined || entry.kind === query.kind) &&
        (query.operation === undefined || (entry.kind === 'call' && entry.operation === query.operation)) &&
        (query.ended === undefined || ('ended' in entry && entry.ended !== undefined) === query.ended)
      const find = (): JournalEntry[] => world.journal.entries(query.after).filter(fits)
      const entries = await findOrWait(world, find, query.within, 'an entry of the journal')
      const { last, dropped } = world.journal
      return { last, dropped, entries: world.redact.value(entries.slice(0, query.limit)) }
    },
  }),
  controlOperation({
    id: 'readTranscript',
    method: 'GET',
    path: '/transcript',
    summary: 'What the people in the chats see, oldest first; waits for the first line when `within` is given.',
    query: z.strictObject({
      after: whole.default(0).describe('Only lines with a higher number'),
      platform: z.string().optional(),
      conversation: z.string().optional(),
      who: z.enum(['user', 'bot', 'platform', 'agent']).optional(),
      open: z.stringbool().optional().describe('false: only lines that are complete'),
      within,
    }),
    answer: z.object({ lines: z.array(record) }),
    async run(world, { query }) {
      const fits = (line: TranscriptLine): boolean =>
        (query.platform === undefined || line.platform === query.platform) &&
        (query.conversation === undefined || line.conversation === query.conversation) &&
        (query.who === undefined || line.who === query.who) &&
        (query.open === undefined || line.open === query.open)
      const find = (): TranscriptLine[] => world.transcript.lines(query.after).filter(fits)
      return {
        lines: world.redact.value(await findOrWait(world, find, query.within, 'a line of the transcript')),
      }
    },
  }),
  controlOperation({
    id: 'readClock',
    method: 'GET',
    path: '/clock',
    summary: "The world's time, and what it waits for.",
    isEarly: true,
    answer: record,
    run: readClock,
  }),
  controlOperation({
    id: 'advanceClock',
    method: 'POST',
    path: '/clock/advance',
    summary: 'Moves the time on, timer by timer; answers when everything on the way has happened.',
    body: z.strictObject({ by: duration }),
    answer: record,
    async run(world, { body }) {
      await world.clock.advance(body.by)
      return readClock(world)
    },
  }),
  controlOperation({
    id: 'listFaults',
    method: 'GET',
    path: '/faults',
    summary: 'Faults that wait to strike.',
    answer: z.object({ faults: z.array(record) }),
    run: (world) => ({ faults: world.faults.list() }),
  }),
  controlOperation({
    id: 'addFault',
    method: 'POST',
    path: '/faults',
    summary: 'Makes calls of an operation go wrong.',
    body: faultSchema,
    answer: done,
    run(world, { body }) {
      world.faults.add(body)
      return OK
    },
  }),
  controlOperation({
    id: 'clearFaults',
    method: 'DELETE',
    path: '/faults',
    summary: 'Takes back all faults that have not struck.',
    answer: done,
    run(world) {
      world.faults.clear()
      return OK
    },
  }),
  controlOperation({
    id: 'reset',
    method: 'POST',
    path: '/reset',
    summary: 'Back to the beginning: state, settings, clock, journal. URLs of the bot stay.',
    body: z.strictObject({ seed: z.string().optional() }).default({}),
    answer: done,
    run(world, { body }) {
      world.reset(body.seed)
      return OK
    },
  }),
]

function readClock(world: DirectedWorld): Record<string, unknown> {
  const { clock } = world
  return { mode: clock.mode, now: clock.now(), wall: clock.wall(), why: clock.why() }
}
