import { isSaid, linesOf } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { chatCalls } from './turns.ts'

/** What only a person can mend: keys, rights, clocks, bills, wrong parameters. */
const HOPELESS =
  /^(?:InvalidAccessKeyId|SignatureDoesNotMatch|IncompleteSignature|InvalidTimeStamp|IllegalTimestamp|Forbidden|InstanceFreezing|Missing|InvalidParameter|InvalidInstanceId|InvalidVersion|InvalidAction|InvalidProduct)/

/** One try, and one more with a fresh signature, are nobody's mistake. */
const USUAL_TRIES = 2

export const givesUpWhereNothingHelps = defineRule({
  id: 'aliyun-chatbot/gives-up-where-nothing-helps',
  severity: 'risky',
  title: {
    en: 'A call that cannot succeed is not tried over and over.',
    zh: '不可能成功的调用不反复重试。',
  },
  why: {
    en: 'A wrong key, a missing right or an unknown robot does not change between two tries. The visitor waits for all of them, and many wrong signatures can get a key locked.',
    zh: '密钥错误、缺少权限、机器人不存在，这些不会在两次尝试之间改变。访客只能白等，大量错误签名还可能导致密钥被锁定。',
  },
  mend: {
    en: 'Try again for Throttling, ServiceUnavailable and broken connections only; for all else tell the visitor at once and write the RequestId into the log.',
    zh: '只对 Throttling、ServiceUnavailable 和连接中断重试；其余立即告知访客，并把 RequestId 写进日志。',
  },
  source: 'https://help.aliyun.com/document_detail/156540.html',
  covers: ['A-07', 'A-15', 'AL-04'],
  implies: ['across/pauses-between-tries'],
  *check(hearing) {
    const lines = linesOf(hearing)
    const refused = chatCalls(hearing).filter(({ ended }) => ended?.ok === false && HOPELESS.test(String(ended.code)))
    const codes = new Set(refused.map(({ ended }) => ended?.code))
    for (const code of codes) {
      const calls = refused.filter(({ ended }) => ended?.code === code)
      const [first] = calls
      const last = calls.at(-1)
      if (first === undefined || last === undefined) continue
      // Each question may be tried; only more tries than questions allow for are too many.
      const questions = lines.filter((line) => isSaid(line) && line.seq < last.seq).length
      if (calls.length <= USUAL_TRIES * Math.max(1, questions)) continue
      yield {
        what: {
          en: `Chat was refused ${calls.length} times with ${code} for ${questions === 1 ? 'one question' : `${questions} questions`}.`,
          zh: `${questions} 个问题，Chat 以 ${code} 被拒绝了 ${calls.length} 次。`,
        },
        cause: last.seq,
        user: last.user,
        details: { code: String(code), times: calls.length },
      }
    }
  },
})
