import type { CallEntry, TranscriptLine } from '../../../emulators/core/journal-entries.ts'
import type { Hearing } from '../hearing.ts'
import { chatOf, isShown, linesOf, quote } from '../lines.ts'
import { defineRule } from '../rule.ts'

interface Sent {
  readonly call: CallEntry
  readonly line: TranscriptLine
}

/** What the bot sent by calls of its own, in the order in which people see it. */
function sentLines(hearing: Hearing): Sent[] {
  return linesOf(hearing).flatMap((line) => {
    const call = line.cause === undefined ? undefined : hearing.entry(line.cause)
    return call?.kind === 'call' && isShown(line) ? [{ call, line }] : []
  })
}

export const sendsInOrder = defineRule({
  id: 'across/sends-in-order',
  severity: 'risky',
  title: {
    en: 'The parts of an answer are sent one after another.',
    zh: '一个回答的各部分依次发送。',
  },
  why: {
    en: 'Platforms show messages in the order in which calls arrive. Of two calls that are under way at once either may be first.',
    zh: '平台按调用到达的顺序展示消息。两次调用同时进行时，谁先到并不确定。',
  },
  mend: {
    en: 'Wait for the answer to one call before you make the next for the same conversation; keep a queue for each.',
    zh: '对同一会话，等上一次调用返回后再发下一条；为每个会话维护一个发送队列。',
  },
  source: 'https://github.com/soimy/openclaw-channel-dingtalk/issues/626',
  covers: ['X-05'],
  *check(hearing) {
    const sent = sentLines(hearing)
    for (const [at, { call, line }] of sent.entries()) {
      const overtaken = sent
        .slice(at + 1)
        .find(
          (other) => other.call.seq < call.seq && chatOf(other.line) === chatOf(line) && other.line.text !== line.text,
        )
      // The call that was overtaken had to be under way still when this one began.
      const returned = overtaken?.call.ended
      if (overtaken === undefined || returned === undefined || returned.at <= call.at) continue
      const ahead = Math.round(returned.at - call.at)
      yield {
        what: {
          en: `${quote(line.text)} was sent ${ahead} ms before the call for ${quote(overtaken.line.text)} had returned, and overtook it.`,
          zh: `${quote(line.text)} 在 ${quote(overtaken.line.text)} 的调用返回之前 ${ahead} 毫秒就已发出，结果抢先到达。`,
        },
        cause: call.seq,
        user: line.user,
        details: { overtaken: overtaken.call.seq, aheadMs: ahead },
      }
    }
  },
})
