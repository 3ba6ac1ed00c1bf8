import { defineRule } from '../rule.ts'

/** How a bot says that it does not believe who is calling. */
const DISBELIEF: ReadonlySet<number | undefined> = new Set([401, 403])

export const acceptsGenuineCallbacks = defineRule({
  id: 'rongcloud/accepts-genuine-callbacks',
  severity: 'broken',
  title: {
    en: 'A callback whose signature is right is not refused.',
    zh: '签名正确的回调不会被拒绝。',
  },
  why: {
    en: 'The parts of the signature stand in the query, and the time has been called timestamp and signTimestamp by turns. A bot that looks for one name alone, for a header, or hashes the body as well refuses every genuine callback, and none comes again.',
    zh: '签名参数在查询串里，时间参数先后叫过 timestamp 和 signTimestamp。只认其中一个名字、去请求头里找、或把正文也算进哈希，都会拒绝所有真实回调，而回调不会再来。',
  },
  mend: {
    en: 'Read nonce, signTimestamp (or timestamp) and signature from the query, decoded once, and compare with the lower-case hex SHA-1 of App Secret + nonce + timestamp.',
    zh: '从查询串读取 nonce、signTimestamp（或 timestamp）和 signature，只解码一次，与 App Secret + nonce + timestamp 的小写十六进制 SHA-1 比较。',
  },
  source: 'https://docs.rongcloud.io/platform-chat-api/auth-callback',
  covers: ['R-31', 'X-10'],
  implies: ['rongcloud/callback-lost', 'rongcloud/pre-send-fails-open'],
  *check(hearing) {
    const { acts, pushes } = hearing.of('rongcloud')
    const rotated = acts.find(({ verb }) => verb === 'rotate-secret')?.seq ?? Infinity
    for (const { entry, attempts, isDisturbed } of pushes) {
      const last = attempts.at(-1)
      const status = last?.ended?.status
      if (last === undefined || isDisturbed || entry.seq > rotated || !DISBELIEF.has(status)) continue
      const { messageUID = '' } = entry.ids
      const { searchParams } = new URL(last.request.url)
      const [nonce, time] = [searchParams.get('nonce'), searchParams.get('signTimestamp')]
      yield {
        what: {
          en: `The ${entry.what} of message ${messageUID} was signed rightly (nonce ${nonce}, signTimestamp ${time}), and the bot refused it with HTTP ${status}.`,
          zh: `消息 ${messageUID} 的${entry.what}签名正确（nonce ${nonce}，signTimestamp ${time}），机器人却以 HTTP ${status} 拒绝。`,
        },
        cause: last.seq,
        user: entry.user,
        details: { status, nonce, signTimestamp: time },
      }
    }
  },
})
