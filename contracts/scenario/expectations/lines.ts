import { z } from 'zod'
import { formatDuration } from '../../../emulators/core/duration.ts'
import type { RemarkEntry, TranscriptLine } from '../../../emulators/core/journal-entries.ts'
import { mismatchPartial } from '../../matching/partial.ts'
import { explainText, mismatchText, textPattern } from '../../matching/text.ts'
import {
  concerns,
  expectation,
  isReply,
  remainingMs,
  type Disappointment,
  type Modifiers,
  type Sight,
} from '../expectation.ts'
import { tellLine, tellNearest, withNearest } from '../nearest-line.ts'

/** Waits for a line of a kind that is not a reply, and compares it. */
async function awaitLine(
  is: (line: TranscriptLine) => boolean,
  mismatch: (line: TranscriptLine) => string | undefined,
  expected: string,
  sight: Sight,
  modifiers: Modifiers,
): Promise<Disappointment | undefined> {
  const look = (): TranscriptLine | undefined =>
    sight.lines().find((line) => is(line) && concerns(line, modifiers) && !sight.taken.has(line.seq))
  const line = await sight.world.until(look, remainingMs(sight, modifiers), expected)
  if (line === undefined) return { expected, got: withNearest('none came', tellNearest(sight, modifiers)) }
  sight.taken.add(line.seq)
  const wrong = mismatch(line)
  return wrong === undefined ? undefined : { expected, got: wrong }
}

export const isNotice = (line: TranscriptLine): boolean => line.kind === 'notice'
export const isTransfer = (line: TranscriptLine): boolean => line.kind === 'transfer'

/** `notice: true`, or its wording: the platform tells the user something, such as that the account is not working. */
export const notice = expectation({
  key: 'notice',
  schema: z.union([z.literal(true), textPattern]).describe('The platform shows the user a notice'),
  check(spec, sight, modifiers) {
    const expected = spec === true ? 'a notice of the platform' : `a notice ${explainText(spec)}`
    return awaitLine(
      isNotice,
      (line) => (spec === true ? undefined : mismatchText(spec, line.text)),
      expected,
      sight,
      modifiers,
    )
  },
})

/** `transfer: true`, or its fields: the conversation is handed to a person. */
export const transfer = expectation({
  key: 'transfer',
  schema: z
    .union([z.literal(true), z.record(z.string(), z.unknown())])
    .describe('The conversation is handed to a person'),
  check(spec, sight, modifiers) {
    const expected = spec === true ? 'a transfer to a person' : `a transfer with ${JSON.stringify(spec)}`
    return awaitLine(
      isTransfer,
      (line) => (spec === true ? undefined : mismatchPartial(spec, line.fields)),
      expected,
      sight,
      modifiers,
    )
  },
})

/** `typing: true`: the user sees that the bot is typing. */
export const typing = expectation({
  key: 'typing',
  schema: z.literal(true).describe('The user sees that the bot is typing'),
  check: (_spec, sight, modifiers) =>
    awaitLine(
      (line) => line.kind === 'typing',
      () => undefined,
      'a typing state',
      sight,
      modifiers,
    ),
})

/** `nothing: true`: no reply, notice or transfer comes that nobody has taken; with `for`, none comes for so long. */
export const nothing = expectation({
  key: 'nothing',
  schema: z.literal(true).describe('Nothing more is shown to the user; how long is said with for'),
  async check(_spec, sight, modifiers) {
    const forMs = modifiers.forMs ?? 10_000
    const unexpected = (line: TranscriptLine): boolean =>
      (isReply(line) || isNotice(line) || isTransfer(line)) && concerns(line, modifiers) && !sight.taken.has(line.seq)
    const found = await sight.world.until(
      () => sight.lines().find(unexpected),
      forMs,
      `nothing to happen for ${formatDuration(forMs)}`,
    )
    if (found === undefined) return undefined
    sight.taken.add(found.seq)
    return {
      expected: `nothing for ${formatDuration(forMs)}`,
      got: tellLine(found),
    }
  },
})

/** `remark: wechat/…`: the platform notices something about the bot. */
export const remark = expectation({
  key: 'remark',
  schema: z.string().describe('The platform notices this about the bot'),
  async check(code, sight, modifiers) {
    const remarks = (): RemarkEntry[] => sight.entries().filter((entry) => entry.kind === 'remark')
    const look = (): RemarkEntry | undefined =>
      remarks().find((entry) => entry.code === code && !sight.taken.has(entry.seq))
    const found = await sight.world.until(look, remainingMs(sight, modifiers), `the remark ${code}`)
    if (found !== undefined) {
      sight.taken.add(found.seq)
      return undefined
    }
    const others = [...new Set(remarks().map((entry) => entry.code))]
    return {
      expected: `the remark ${code}`,
      got: others.length === 0 ? 'no remark at all' : `only ${others.join(', ')}`,
    }
  },
})
