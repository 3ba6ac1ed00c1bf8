import { z } from 'zod'
import { formatDuration } from '../../../emulators/core/duration.ts'
import type { TranscriptLine } from '../../../emulators/core/journal-entries.ts'
import { quote } from '../../matching/difference.ts'
import { mismatchPartial } from '../../matching/partial.ts'
import { explainText, mismatchText, textConditions, textPattern, type TextPattern } from '../../matching/text.ts'
import {
  concerns,
  expectation,
  isReply,
  remainingMs,
  type Disappointment,
  type Modifiers,
  type Sight,
} from '../expectation.ts'
import { tellNearest, withNearest } from '../nearest-line.ts'

const describedReply = textConditions.extend({
  text: textPattern.optional().describe('What it says; its conditions may also stand right here'),
  kind: z.string().optional().describe('text, image, news, card …'),
  via: z.string().optional().describe('How it comes: passive-reply, service-message, session-webhook, stream …'),
  fields: z.record(z.string(), z.unknown()).optional().describe('Further fields, those named here only'),
})

/** A reply as a scenario describes it: its text alone, or more. */
export const replyPattern = z.union([z.string(), describedReply])
export type ReplyPattern = z.output<typeof replyPattern>

interface FullReply {
  readonly text?: TextPattern | undefined
  readonly kind?: string | undefined
  readonly via?: string | undefined
  readonly fields?: Readonly<Record<string, unknown>> | undefined
}

/** `{ contains: 好 }` is short for `{ text: { contains: 好 } }`. */
function full(pattern: ReplyPattern): FullReply {
  if (typeof pattern === 'string') return { text: pattern }
  const { text, kind, via, fields, ...conditions } = pattern
  return { kind, via, fields, text: text ?? (Object.keys(conditions).length > 0 ? conditions : undefined) }
}

export function explainReply(pattern: ReplyPattern): string {
  const { text, kind, via, fields } = full(pattern)
  const parts = [
    `a ${kind ?? 'reply'}`,
    ...(text === undefined ? [] : [explainText(text)]),
    ...(via === undefined ? [] : [`by ${via}`]),
    ...(fields === undefined ? [] : [`with ${JSON.stringify(fields)}`]),
  ]
  return parts.join(' ')
}

/** Says how a line fails the pattern, or nothing when it fits. */
export function mismatchReply(pattern: ReplyPattern, line: TranscriptLine): string | undefined {
  const { text, kind, via, fields } = full(pattern)
  if (kind !== undefined && line.kind !== kind)
    return `a ${line.kind}${line.text === '' ? '' : `, ${quote(line.text)}`}`
  const inText = text === undefined ? undefined : mismatchText(text, line.text)
  if (inText !== undefined) return inText
  if (via !== undefined && line.via !== via) return `it came by ${line.via}: ${quote(line.text)}`
  return fields === undefined ? undefined : mismatchPartial(fields, line.fields)
}

const untaken = (sight: Sight, modifiers: Modifiers): TranscriptLine[] =>
  sight.lines().filter((line) => isReply(line) && concerns(line, modifiers) && !sight.taken.has(line.seq))

/** The next replies, complete; fewer than `count` when time runs out. */
async function awaitReplies(count: number, sight: Sight, modifiers: Modifiers): Promise<TranscriptLine[]> {
  const look = (): TranscriptLine[] | undefined => {
    const next = untaken(sight, modifiers).slice(0, count)
    return next.length === count && next.every((line) => !line.open) ? next : undefined
  }
  const found = await sight.world.until(
    look,
    remainingMs(sight, modifiers),
    count === 1 ? 'a reply' : `${count} replies`,
  )
  return found ?? untaken(sight, modifiers).slice(0, count)
}

function lateness(line: TranscriptLine, sight: Sight, { withinMs }: Modifiers): string | undefined {
  const after = line.at - sight.since
  return withinMs !== undefined && after > withinMs ? `it came after ${formatDuration(after)}` : undefined
}

/** A reply further down that would have fitted. */
function tellBetter(pattern: ReplyPattern, sight: Sight, modifiers: Modifiers): string | undefined {
  const later = untaken(sight, modifiers).findIndex((line) => mismatchReply(pattern, line) === undefined)
  if (later < 0) return undefined
  return `${later === 0 ? 'the next reply' : `reply ${later + 1} after it`} would fit (any-order takes them as they come)`
}

const within = ({ withinMs }: Modifiers): string =>
  withinMs === undefined ? '' : ` within ${formatDuration(withinMs)}`

/** `reply: 你好`, or a list of replies in order. Each takes the next reply that nobody has taken yet. */
export const reply = expectation({
  key: 'reply',
  schema: z
    .union([replyPattern, z.array(replyPattern).min(1)])
    .describe('The next reply, or the next replies in order'),
  async check(spec, sight, modifiers): Promise<Disappointment | undefined> {
    for (const pattern of Array.isArray(spec) ? spec : [spec]) {
      const expected = `${explainReply(pattern)}${within(modifiers)}`
      const [line] = await awaitReplies(1, sight, modifiers)
      if (line === undefined) return { expected, got: withNearest('no reply', tellNearest(sight, modifiers)) }
      sight.taken.add(line.seq)
      const mismatch = line.open ? `it never came to an end: ${quote(line.text)}` : mismatchReply(pattern, line)
      const wrong = mismatch ?? lateness(line, sight, modifiers)
      if (wrong !== undefined) return { expected, got: withNearest(wrong, tellBetter(pattern, sight, modifiers)) }
    }
    return undefined
  },
})

/** `any-order: [...]`: the next replies are these, in whatever order. */
export const anyOrder = expectation({
  key: 'any-order',
  schema: z.array(replyPattern).min(2).describe('The next replies, in whatever order'),
  async check(spec, sight, modifiers) {
    const lines = await awaitReplies(spec.length, sight, modifiers)
    const left = [...lines]
    for (const pattern of spec) {
      const at = left.findIndex((line) => mismatchReply(pattern, line) === undefined)
      if (at < 0) {
        const got = left.map((line) => mismatchReply(pattern, line)).join('; ')
        return {
          expected: `${explainReply(pattern)}, in any order${within(modifiers)}`,
          got: got === '' ? withNearest('no further reply', tellNearest(sight, modifiers)) : got,
        }
      }
      sight.taken.add(left[at]!.seq)
      left.splice(at, 1)
    }
    return undefined
  },
})

/** `altogether: {...}`: what follows says this, in however many replies; takes them all. */
export const altogether = expectation({
  key: 'altogether',
  schema: textPattern.describe('What the replies that follow say when they are put together, however many they are'),
  async check(spec, sight, modifiers): Promise<Disappointment | undefined> {
    const join = (lines: readonly TranscriptLine[]): string => lines.map(({ text }) => text).join('')
    const look = (): TranscriptLine[] | undefined => {
      const lines = untaken(sight, modifiers)
      const isDone = lines.length > 0 && lines.every((line) => !line.open)
      return isDone && mismatchText(spec, join(lines)) === undefined ? lines : undefined
    }
    const found = await sight.world.until(look, remainingMs(sight, modifiers), 'the rest of the answer')
    const lines = found ?? untaken(sight, modifiers)
    for (const { seq } of lines) sight.taken.add(seq)
    const late = lines.map((line) => lateness(line, sight, modifiers)).find((one) => one !== undefined)
    if (found !== undefined && late === undefined) return undefined
    const expected = `replies that altogether come to a text ${explainText(spec)}${within(modifiers)}`
    if (lines.length === 0) return { expected, got: withNearest('no reply', tellNearest(sight, modifiers)) }
    const count = lines.length === 1 ? 'one reply' : `${lines.length} replies`
    return { expected, got: `${count}: ${late ?? mismatchText(spec, join(lines)) ?? ''}` }
  },
})
