import { z } from 'zod'
import { globPattern } from '../../../emulators/core/faults.ts'
import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import { quote } from '../../matching/difference.ts'
import { mismatchPartial } from '../../matching/partial.ts'
import { expectation, remainingMs, type Sight } from '../expectation.ts'
import { withNearest } from '../nearest-line.ts'

/** A call of the bot as a scenario describes it. */
export const callPattern = z.union([
  z.string(),
  z.strictObject({
    operation: z.string().describe('Id of the operation; * stands for any characters'),
    ok: z.boolean().optional().describe('Whether the platform granted it'),
    code: z.union([z.string(), z.number()]).optional().describe("The platform's error code"),
    status: z.int().optional().describe('The HTTP status'),
    input: z.record(z.string(), z.unknown()).optional().describe('What it was sent, those fields named here only'),
    output: z.record(z.string(), z.unknown()).optional().describe('What it was answered, those fields named here only'),
    times: z.int().nonnegative().optional().describe('Exactly so many such calls since the scenario began'),
  }),
])
export type CallPattern = z.output<typeof callPattern>

const full = (pattern: CallPattern): Exclude<CallPattern, string> =>
  typeof pattern === 'string' ? { operation: pattern } : pattern

export function explainCall(pattern: CallPattern): string {
  const { operation, ok, code, status, input, output, times } = full(pattern)
  const parts = [times === undefined ? `a call of ${operation}` : `${times} calls of ${operation}`]
  if (ok !== undefined) parts.push(ok ? 'that is granted' : 'that is refused')
  if (code !== undefined) parts.push(`answered with ${code}`)
  if (status !== undefined) parts.push(`with HTTP ${status}`)
  if (input !== undefined) parts.push(`with ${JSON.stringify(input)}`)
  if (output !== undefined) parts.push(`answered ${JSON.stringify(output)}`)
  return parts.join(' ')
}

/** Says how a call that has ended fails the pattern, or nothing when it fits. */
export function mismatchCall(pattern: CallPattern, call: CallEntry): string | undefined {
  const { operation, ok, code, status, input, output } = full(pattern)
  if (!globPattern(operation).test(call.operation)) return `a call of ${call.operation}`
  const needsEnd = ok !== undefined || code !== undefined || status !== undefined || output !== undefined
  if (needsEnd && call.ended === undefined) return 'it has not been answered yet'
  if (ok !== undefined && call.ended?.ok !== ok)
    return `it was ${call.ended?.ok === true ? 'granted' : `refused with ${call.ended?.code ?? call.ended?.status}`}`
  if (code !== undefined && String(call.ended?.code) !== String(code))
    return `it was answered with ${call.ended?.code ?? 'no error'}`
  if (status !== undefined && call.ended?.status !== status) return `it was answered with HTTP ${call.ended?.status}`
  return (
    (input === undefined ? undefined : mismatchPartial(input, call.input)) ??
    (output === undefined ? undefined : mismatchPartial(output, call.ended?.output))
  )
}

const calls = (sight: Sight): CallEntry[] => sight.entries().filter((entry) => entry.kind === 'call')

/** The call that comes nearest without fitting: the latest of that operation, or else what was called instead. */
function tellNearCall(pattern: CallPattern, sight: Sight): string | undefined {
  const name = globPattern(full(pattern).operation)
  const near = calls(sight).filter((entry) => name.test(entry.operation))
  const others = [...new Set(calls(sight).map((entry) => entry.operation))]
  if (near.length === 0) return others.length === 0 ? undefined : `only calls of ${others.join(', ')}`
  return near.map((entry) => mismatchCall(pattern, entry)).findLast((mismatch) => mismatch !== undefined)
}

/** `call: wechat.message.custom.send`: the bot calls an operation. */
export const call = expectation({
  key: 'call',
  schema: callPattern.describe('The bot calls an operation of a platform'),
  async check(spec, sight, modifiers) {
    const { times } = full(spec)
    const expected = explainCall(spec)
    const matching = (): CallEntry[] => calls(sight).filter((entry) => mismatchCall(spec, entry) === undefined)
    if (times !== undefined) {
      await sight.world.until(
        () => (matching().length >= times ? true : undefined),
        remainingMs(sight, modifiers),
        expected,
      )
      const found = matching()
      if (found.length === times) return undefined
      return { expected, got: withNearest(`${found.length} such calls`, tellNearCall(spec, sight)) }
    }
    const look = (): CallEntry | undefined => matching().find((entry) => !sight.taken.has(entry.seq))
    const found = await sight.world.until(look, remainingMs(sight, modifiers), expected)
    if (found !== undefined) {
      sight.taken.add(found.seq)
      return undefined
    }
    const isCounted = matching().length > 0
    return {
      expected,
      got: isCounted ? 'the only such call has been counted already' : (tellNearCall(spec, sight) ?? 'no call at all'),
    }
  },
})

/** The latest message of a question to the model. */
function tellQuestion(input: unknown): string | undefined {
  const { messages } = (input ?? {}) as { messages?: unknown }
  const latest = Array.isArray(messages) ? (messages.at(-1) as { content?: unknown } | undefined) : undefined
  return typeof latest?.content === 'string' ? quote(latest.content) : undefined
}

const MODEL_CALL = 'model.chat.completions'

/** `model-calls: 1`: exactly so many questions to the model since the scenario began, or since the last time it was asked. */
export const modelCalls = expectation({
  key: 'model-calls',
  schema: z.int().nonnegative().describe('Exactly so many questions to the model since it was last counted'),
  async check(count, sight, modifiers) {
    const asked = (): CallEntry[] =>
      calls(sight).filter((entry) => entry.operation === MODEL_CALL && !sight.taken.has(entry.seq))
    await sight.world.until(
      () => (asked().length >= count ? true : undefined),
      remainingMs(sight, modifiers),
      `${count} questions to the model`,
    )
    const found = asked()
    for (const entry of found) sight.taken.add(entry.seq)
    if (found.length === count) return undefined
    const asks = found.map(({ input }) => tellQuestion(input)).filter((text) => text !== undefined)
    return {
      expected: `${count} questions to the model`,
      got:
        asks.length === 0
          ? `${found.length}`
          : `${found.length}: ${asks.slice(0, 8).join(', ')}${asks.length > 8 ? ' …' : ''}`,
    }
  },
})
