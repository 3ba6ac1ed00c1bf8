import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import type { Hearing } from '../hearing.ts'
import { isShown, linesOf, waitingAt } from '../lines.ts'
import { defineRule } from '../rule.ts'

/** A bot that has done nothing for so long has not noticed. */
const PATIENCE_MS = 10_000
/** A call that was refused for the same reason so shortly before was made again: the bot knows, and may give up now. */
const TRIED_BEFORE_MS = 60_000

/** The calls that bring an answer to somebody, and the codes by which they say that they may pass in a moment. */
const ANSWERING: Readonly<
  Record<string, { readonly operations: RegExp; readonly passing: readonly (string | number)[] }>
> = {
  wechat: { operations: /^wechat\.message\.(?:custom|template|subscribe)\.send$/, passing: [-1] },
  rongcloud: { operations: /^rongcloud\.message\.\w+\.publish$/, passing: [1000, 1008, 1050] },
  'aliyun-chatbot': {
    operations: /^aliyun-chatbot\.Chat$/,
    passing: ['Throttling', 'Throttling.User', 'Throttling.Api', 'ServiceUnavailable'],
  },
}

/** Whether a call was refused for a reason that passes. */
function mayPass({ operation, platform, ended }: CallEntry): boolean {
  const known = ANSWERING[platform]
  if (known === undefined || ended === undefined || ended.ok || !known.operations.test(operation)) return false
  const isGateway = ended.status >= 502 && ended.status <= 504
  return isGateway || (ended.code !== undefined && known.passing.includes(ended.code))
}

/** Whether the bot has done anything about the refusal in time. */
function wasNoticed(hearing: Hearing, refused: CallEntry, until: number): boolean {
  const isLater = ({ seq, at }: { seq: number; at: number }): boolean => seq > refused.seq && at <= until
  const calls = hearing.of(refused.platform).calls(refused.operation)
  const isRetry = calls.some(
    ({ seq, at, ended }) =>
      seq < refused.seq &&
      refused.at - at < TRIED_BEFORE_MS &&
      ended?.ok === false &&
      ended.code === refused.ended?.code,
  )
  return isRetry || calls.some(isLater) || linesOf(hearing).some((line) => isShown(line) && isLater(line))
}

export const noticesRefusals = defineRule({
  id: 'across/notices-refusals',
  severity: 'broken',
  title: {
    en: 'A call that was refused is not taken for done.',
    zh: '调用被拒绝，不能当作已经成功。',
  },
  why: {
    en: 'Platforms refuse with a code in the body, often under HTTP 200. Who looks at the status alone, or drops the error, notes the message as sent, and the person waits for it in vain.',
    zh: '平台常以正文里的错误码表示拒绝，HTTP 状态往往还是 200。只看状态码，或把错误吞掉，就会以为消息已发出，而用户一直等不到。',
  },
  mend: {
    en: 'Only the code of success means success. Try again what may pass in a moment, say something else where it cannot, and write every refusal into the log.',
    zh: '只有成功码才算成功。可能很快恢复的错误要重试，无法恢复的要换一种方式告知用户，每次拒绝都要写日志。',
  },
  source: 'https://github.com/oryx-labs/oryxos/issues/341',
  covers: ['X-01', 'RC-02'],
  *check(hearing) {
    for (const platform of Object.keys(ANSWERING)) {
      for (const call of hearing.of(platform).calls()) {
        const { ended } = call
        if (ended === undefined || !mayPass(call)) continue
        const until = ended.at + PATIENCE_MS
        if (hearing.endedAt < until || hearing.wasRestarted(call.at, until)) continue
        const [waiting] = waitingAt(hearing, call.seq)
        if (waiting === undefined || wasNoticed(hearing, call, until)) continue
        yield {
          what: {
            en: `${call.operation} was refused with ${ended.code} (HTTP ${ended.status}) while ${waiting.user} was waiting; in the 10 s after it the bot neither tried again nor said anything.`,
            zh: `${call.operation} 被拒绝（${ended.code}，HTTP ${ended.status}），当时 ${waiting.user} 正在等待；此后 10 秒内机器人既没有重试，也没有任何回应。`,
          },
          cause: call.seq,
          user: waiting.user,
          details: { code: ended.code, status: ended.status },
        }
      }
    }
  },
})
