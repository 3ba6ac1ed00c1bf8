import { quote } from '../matching/difference.ts'
import { isReply, type Sight } from './expectation.ts'
import { explainCall, mismatchCall } from './expectations/call.ts'
import { isNotice, isTransfer } from './expectations/lines.ts'
import { explainReply, mismatchReply } from './expectations/reply.ts'
import type { Failure } from './play.ts'
import type { Never } from './schema.ts'

/** Looks through all that has happened for what never may. */
export function checkNever(nevers: readonly Never[], sight: Sight, platform: string): Failure | undefined {
  for (const never of nevers) {
    const [expected, got] = find(never, sight, platform) ?? []
    if (expected !== undefined && got !== undefined) return { step: undefined, expected: `never ${expected}`, got }
  }
  return undefined
}

function find(never: Never, sight: Sight, platform: string): [expected: string, got: string] | undefined {
  const lines = sight.lines()
  const entries = sight.entries()
  if (never === 'notice' || never === 'transfer') {
    const line = lines.find(never === 'notice' ? isNotice : isTransfer)
    return line && [`a ${never}`, `a ${never}: ${quote(line.text)}`]
  }
  if ('reply' in never) {
    const line = lines.find((one) => isReply(one) && mismatchReply(never.reply, one) === undefined)
    return line && [explainReply(never.reply), quote(line.text)]
  }
  if ('call' in never) {
    const call = entries.find((entry) => entry.kind === 'call' && mismatchCall(never.call, entry) === undefined)
    return call && [explainCall(never.call), 'there was one']
  }
  if ('delivery' in never) {
    const push = entries.find(
      (entry) => entry.kind === 'push' && entry.platform === platform && entry.ended?.outcome === never.delivery,
    )
    return push?.kind === 'push'
      ? [`a delivery that ends ${never.delivery}`, `one of ${push.what}: ${push.ended?.reason ?? 'no reason given'}`]
      : undefined
  }
  const remark = entries.find((entry) => entry.kind === 'remark' && entry.code === never.remark)
  return remark?.kind === 'remark' ? [`the remark ${never.remark}`, remark.what.en] : undefined
}
