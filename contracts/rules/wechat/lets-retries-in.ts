import { defineRule } from '../rule.ts'
import { nameOf } from './push.ts'

const isClientError = (status: number | undefined): boolean => status !== undefined && status >= 400 && status < 500

export const letsRetriesIn = defineRule({
  id: 'wechat/lets-retries-in',
  severity: 'broken',
  title: {
    en: 'A delivery that repeats an earlier one is no replay attack.',
    zh: '重复投递不是重放攻击。',
  },
  why: {
    en: 'WeChat repeats signature, timestamp and nonce along with everything else. A bot that lets each nonce in once refuses every retry, and the user reads that the service is out of order.',
    zh: '微信重试时 signature、timestamp、nonce 都与第一次相同。每个 nonce 只放行一次的机器人会拒绝所有重试，用户就会看到服务故障提示。',
  },
  mend: {
    en: 'Guard against replays by FromUserName and MsgId, and answer what was answered before; refuse only timestamps that are many minutes old.',
    zh: '按 FromUserName + MsgId 识别重复，并给出与之前相同的响应；只拒绝过期很久的 timestamp。',
  },
  source: 'https://developers.weixin.qq.com/doc/subscription/guide/product/message/Receiving_standard_messages.html',
  covers: ['W-17', 'X-10'],
  implies: ['wechat/reply-status'],
  *check(hearing) {
    for (const { entry, attempts, isDisturbed } of hearing.of('wechat').pushes) {
      const [first] = attempts
      if (isDisturbed || first === undefined || isClientError(first.ended?.status)) continue
      const refused = attempts.find(({ ended }) => isClientError(ended?.status))
      if (refused === undefined) continue
      yield {
        what: {
          en: `Delivery ${refused.number} of ${nameOf(entry)} was refused with ${refused.ended?.status}; it repeats delivery 1, signature, timestamp and nonce included, as every retry does.`,
          zh: `${nameOf(entry)} 的第 ${refused.number} 次投递被拒绝（${refused.ended?.status}）；它与第 1 次完全相同，包括 signature、timestamp、nonce，重试本就如此。`,
        },
        cause: entry.seq,
        user: entry.user,
        details: { delivery: refused.number, status: refused.ended?.status, ...entry.ids },
      }
    }
  },
})
