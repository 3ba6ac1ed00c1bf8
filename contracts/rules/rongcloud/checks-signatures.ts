import { defineRule } from '../rule.ts'

export const checksSignatures = defineRule({
  id: 'rongcloud/checks-signatures',
  severity: 'broken',
  title: {
    en: 'A callback whose signature does not match is refused.',
    zh: '签名不符的回调会被拒绝。',
  },
  why: {
    en: 'The address of a callback is no secret. The signature over the App Secret is all that tells RongCloud from anybody who makes up messages of your users.',
    zh: '回调地址并不保密。只有用 App Secret 计算的签名，才能区分融云与伪造用户消息的人。',
  },
  mend: {
    en: 'Compute the SHA-1 of App Secret + nonce + timestamp from the query, compare it in constant time, and answer 401 where it differs.',
    zh: '用查询参数计算 App Secret + nonce + timestamp 的 SHA-1，以恒定时间比较，不符时返回 401。',
  },
  source: 'https://docs.rongcloud.io/platform-chat-api/auth-callback',
  covers: ['R-04', 'R-31', 'X-10'],
  implies: ['rongcloud/signature-mismatch'],
  *check(hearing) {
    const { acts, pushes } = hearing.of('rongcloud')
    const rotated = acts.find(({ verb }) => verb === 'rotate-secret')
    if (rotated === undefined) return
    for (const { entry } of pushes) {
      const isSignedAnew = entry.seq > rotated.seq && !hearing.wasRestarted(rotated.at, entry.ended.at)
      if (!isSignedAnew || !['answered', 'passed', 'dropped'].includes(entry.ended.outcome)) continue
      const { messageUID = '' } = entry.ids
      yield {
        what: {
          en: `The ${entry.what} of message ${messageUID} was signed with a secret the bot does not have, and the bot took it.`,
          zh: `消息 ${messageUID} 的${entry.what}使用了机器人并不知道的密钥签名，机器人却接受了。`,
        },
        cause: entry.seq,
        user: entry.user,
      }
    }
  },
})
