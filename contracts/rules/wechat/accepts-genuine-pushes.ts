import type { AttemptEntry } from '../../../emulators/core/journal-entries.ts'
import type { HeardPush, Hearing } from '../hearing.ts'
import { defineRule } from '../rule.ts'
import { nameOf } from './push.ts'

const REFUSALS: readonly (number | undefined)[] = [401, 403]

/** Pushes of WeChat's own that ended in a status the bot need not have given. */
export function refusedPushes(hearing: Hearing): HeardPush[] {
  return hearing
    .of('wechat')
    .pushes.filter(
      ({ entry, isDisturbed }) =>
        !isDisturbed && entry.ended.outcome === 'bad-status' && !/^forged |verification$/.test(entry.what),
    )
}

/** How the push was sealed, as its query says. */
const isEncrypted = ({ request }: AttemptEntry): boolean => /[?&]encrypt_type=aes(?:&|$)/.test(request.url)

export const acceptsGenuinePushes = defineRule({
  id: 'wechat/accepts-genuine-pushes',
  severity: 'broken',
  title: { en: 'What WeChat has signed is not refused.', zh: '微信签名正确的推送不会被拒绝。' },
  why: {
    en: 'A push has two signatures: signature is the SHA-1 of Token, timestamp and nonce, sorted as strings; msg_signature, in compatible and secure mode, sorts Encrypt among them. Either compared with the other never matches, and numbers sorted as numbers match only sometimes.',
    zh: '推送有两个签名：signature 是 Token、timestamp、nonce 按字符串排序后的 SHA-1；兼容和安全模式下的 msg_signature 还要把 Encrypt 一起排序。互相比较永远不匹配，按数值排序则时对时错。',
  },
  mend: {
    en: 'With encrypt_type=aes compare msg_signature over Token, timestamp, nonce and the text of Encrypt; without it compare signature. Check Token and EncodingAESKey for white space.',
    zh: '有 encrypt_type=aes 时，用 Token、timestamp、nonce 和 Encrypt 的文本校验 msg_signature，否则校验 signature；检查 Token 和 EncodingAESKey 是否带有空白。',
  },
  source: 'https://developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption.html',
  covers: ['W-05', 'W-29', 'WX-16', 'WX-19', 'WX-21', 'WX-23'],
  implies: ['wechat/reply-status'],
  *check(hearing) {
    for (const { entry, attempts } of refusedPushes(hearing)) {
      const [first] = attempts
      if (first === undefined || !REFUSALS.includes(first.ended?.status)) continue
      const sealed = isEncrypted(first)
      const signature = sealed ? 'msg_signature' : 'signature'
      yield {
        what: {
          en: `${nameOf(entry)} is genuine, and the bot refused it with ${first.ended?.status} in ${attempts.length} deliveries; it was ${sealed ? 'encrypted' : 'plain'}, so ${signature} is the one to compare.`,
          zh: `${nameOf(entry)} 确实来自微信，机器人却在 ${attempts.length} 次投递中都返回 ${first.ended?.status}；它是${sealed ? '加密' : '明文'}推送，应校验 ${signature}。`,
        },
        cause: entry.seq,
        user: entry.user,
        details: { status: first.ended?.status, encrypted: sealed, ...entry.ids },
      }
    }
  },
})
