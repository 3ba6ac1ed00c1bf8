import type { Mutant } from './mutant.ts'

const SLOW = `name: Three questions are answered late, one after another
platform: wechat
given: { model: [{ says: 想好了, after: 6s }] }
steps:
  - send: 一
  - expect: { reply: 想好了, within: 60s }
  - send: 二
  - expect: { reply: 想好了, within: 60s }
  - send: 三
  - expect: { reply: 想好了, within: 60s }
`

const LONG = '{{text}}'.repeat(30)
const long = (step: string): string => `name: A late answer has several parts
platform: wechat
given: { model: [{ says: '开头${LONG}', after: 6s }] }
steps:
${step}
  - send: ${'一二三四五六七八九十'.repeat(7)}
  - advance: 60s
`

const FORGED = `name: A forged message is not worked on
platform: wechat
given: { model: [{ says: 想好了, after: 6s }] }
steps:
  - forge: { wrong: signature }
  - advance: 30s
`

const ENDLESS = `name: Every call is refused with 40001
platform: wechat
given: { model: [{ says: 想好了, after: 8s }] }
steps:
  - fault: { operation: 'wechat.message.custom.*', code: 40001, times: 50 }
  - send: 你好
  - advance: 60s
`

/** Takes any signature for genuine. */
const trusting = {
  of: 'reference-bot/wechat/envelope.ts',
  replace: "if (!sameSecret(signed.signature, right)) throw new RefusedPush(403, 'signature does not match')",
  by: '',
} as const

/** Forgets what could not be sent. */
const forgetful = {
  about: 'logs a refused service message and forgets it',
  of: 'reference-bot/wechat/service-messages.ts',
  replace: 'return unsent(index)',
  by: "return ''",
} as const

/** The reference bot with one fault each. */
export const wechatMutants: readonly Mutant[] = [
  {
    rule: 'wechat/answers-in-time',
    about: 'waits for the model before it answers, whatever WeChat does meanwhile',
    of: 'reference-bot/wechat/turn.ts',
    replace: 'if (wasBusy && Date.now() + ms < since + HANGS_UP_MS) waitAtMost(ms, since)',
    by: 'if (policy.serviceMessages) return; else if (wasBusy) waitAtMost(ms, since)',
    scenario: 'wechat/slow-model',
    variant: '40s',
    says: /^MsgId \d+ \(text\) was delivered 3 times and never answered within 5 s/,
  },
  {
    rule: 'wechat/accepts-connections',
    about: 'crashes on a message',
    of: 'reference-bot/wechat/channel.ts',
    replace: 'conversations.receive(push, deliveryOf(reply, seal))',
    by: 'request.raw.socket.destroy()',
    scenario: 'wechat/text',
    says: /^MsgId \d+ \(text\) was delivered 4 times and no connection lasted until an answer: ECONNRESET|closed before any answer/,
  },
  {
    rule: 'wechat/knows-a-retry',
    about: 'takes every delivery for a new message',
    of: 'reference-bot/wechat/push.ts',
    replace: '[FromUserName, MsgId]',
    by: '[FromUserName, MsgId, Math.random()]',
    scenario: 'wechat/redelivery',
    says: /^MsgId \d+ \(text\) was delivered 2 times, and the model was asked 2 times\.$/,
  },
  {
    rule: 'wechat/answers-once',
    about: 'sends a service message as well, in case the reply got lost',
    of: 'reference-bot/wechat/conversation.ts',
    replace: "if (outcome === 'read') {",
    by: "if (outcome === 'read' && service === undefined) {",
    scenario: 'wechat/redelivery',
    says: /^MsgId \d+ \(text\) was delivered 2 times, and alice reads the answer twice, by \S+ and by \S+: "从前有座山"\.$/,
  },
  {
    rule: 'wechat/tells-messages-apart',
    about: 'de-duplicates events by user and second alone',
    of: 'reference-bot/wechat/push.ts',
    replace: '[FromUserName, CreateTime, Event, EventKey]',
    by: '[FromUserName, CreateTime]',
    scenario: 'wechat/two-events-in-one-second',
    says: /EventKey SECOND \(event CLICK\) of alice, which only resembles it, got the answer to the other: .*FIRST/,
  },
  {
    rule: 'wechat/renews-superseded-tokens',
    of: 'reference-bot/wechat/api.ts',
    replace: '[40001, 40014, 42001]',
    by: '[42001]',
    scenario: 'wechat/token-superseded',
    says: /^wechat\.message\.custom\.send was refused: 40001 invalid credential.* No other token was fetched/,
  },
  {
    rule: 'wechat/renews-expired-tokens',
    of: 'reference-bot/wechat/api.ts',
    replace: '[40001, 40014, 42001]',
    by: '[40001, 40014]',
    scenario: 'wechat/token-expired',
    says: /^wechat\.message\.custom\.typing was refused: 42001 access_token expired.*No other token was fetched, and 1 more calls/,
  },
  {
    rule: 'wechat/fetches-tokens-sparingly',
    about: 'fetches a token for each call',
    of: 'reference-bot/token-cache.ts',
    replace: 'if (current !== undefined && now() < current.renewAt) return current.token',
    by: '',
    scenario: SLOW,
    says: /^\d tokens were fetched within \d+\.\d s, though none of them had run out or been refused\.$/,
  },
  {
    rule: 'wechat/stops-at-40164',
    about: 'tries again at once, and again',
    of: 'reference-bot/wechat/api.ts',
    replace: 'createTokenCache(() => fetchToken(settings, log))',
    by: 'createTokenCache(async () => { for (let i = 0; i < 3; i += 1) try { return await fetchToken(settings, log) } catch {} return fetchToken(settings, log) })',
    scenario: 'wechat/not-in-whitelist',
    says: /^\d token requests within a minute were refused with 40164 invalid ip.*; the bot's address is 127\.0\.0\.1\.$/,
  },
  {
    rule: 'wechat/reads-errcode',
    ...forgetful,
    scenario: 'wechat/daily-quota-used-up',
    says: /^The service message "从前有座山" to alice was refused: 45009 .* has never read it\.$/,
  },
  {
    rule: 'wechat/knows-its-permissions',
    ...forgetful,
    scenario: 'wechat/not-authorised',
    says: /^The service message "从前有座山" to alice was refused: 48001 .* has never read it\.$/,
  },
  {
    rule: 'wechat/keeps-within-the-window',
    ...forgetful,
    scenario: 'wechat/quota-refused',
    says: /^The service message "从前有座山" to alice was refused: 45047 .* has never read it\.$/,
  },
  {
    rule: 'wechat/stops-at-the-quota',
    about: 'sends all parts whatever the answer',
    of: 'reference-bot/wechat/service-messages.ts',
    replace: 'return unsent(index)',
    by: 'continue',
    scenario: long('  - fault: { operation: wechat.message.custom.send, code: 45047, times: 9 }'),
    says: /^3 service messages to alice were refused one after another: 45047 /,
  },
  {
    rule: 'wechat/splits-by-bytes',
    about: 'counts characters instead of bytes',
    of: 'reference-bot/conversation/text.ts',
    replace: "export const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8')",
    by: 'export const byteLength = (text) => text.length',
    scenario: long(''),
    says: /^A service message to alice had \d{4,} bytes \(\d{4} characters\), \d+ more than the 2048 there may be, and was refused: 45002\.$/,
  },
  {
    rule: 'wechat/sends-in-order',
    about: 'does not wait for one part before it sends the next',
    of: 'reference-bot/wechat/service-messages.ts',
    replace: 'await api.sendText(openid, page)',
    by: 'void api.sendText(openid, page)',
    scenario: long('  - fault: { operation: wechat.message.custom.send, delayMs: 2000 }'),
    says: /^A service message to alice was sent \d.* before the one before it had been answered\.$/,
  },
  {
    rule: 'wechat/ends-typing',
    about: 'loses the answer',
    of: 'reference-bot/wechat/service-messages.ts',
    replace: 'const { pages, rest } = layOut(text, allowances.left(openid))',
    by: "const pages = [], rest = ''",
    scenario: 'wechat/slow-model',
    variant: '7s',
    says: /^alice was shown typing, and in \d+ s nothing followed\.$/,
  },
  {
    rule: 'wechat/leaves-the-desk-alone',
    about: 'goes on with what it was about to say',
    of: 'reference-bot/wechat/conversation.ts',
    replace: "other.cancel.abort(new Error('a person has taken over'))",
    by: 'void other',
    scenario: 'wechat/human-takes-over-while-thinking',
    says: /^alice was talking to the service desk when the bot said "从前有座山" by service-message\.$/,
  },
  {
    rule: 'wechat/ignores-forgeries',
    about: 'does not check the signature; the answer takes long enough to be acknowledged first',
    ...trusting,
    scenario: FORGED,
    says: /^A forged message \(signature\) was acknowledged, and the model was asked about it\.$/,
  },
  {
    rule: 'wechat/forgery-accepted',
    about: 'does not check the signature',
    ...trusting,
    env: { WECHAT_HOLD_MS: '2000' },
    scenario: 'wechat/forgery',
    says: /^The bot answered a message that WeChat never sent: the signature was made with another Token\.$/,
  },
  {
    rule: 'wechat/keeps-its-secrets',
    about: 'shows users what went wrong, the URL included',
    of: 'reference-bot/wechat/replies.ts',
    replace: 'Content: text',
    by: 'Content: `${text} (/cgi-bin/token?secret=${process.env.WECHAT_APP_SECRET})`',
    env: { WECHAT_HOLD_MS: '2000' },
    scenario: 'wechat/account-kinds',
    says: /^alice was shown the AppSecret of the account, by passive-reply\.$/,
  },
  {
    rule: 'wechat/token-storm',
    about: 'repeats a refused call as long as it is refused',
    of: 'reference-bot/wechat/api.ts',
    replace: 'check(path, await post(settings, tokens, path, body), log)\n  }',
    by: 'return callOnce(path, body)\n  }',
    scenario: ENDLESS,
    says: /^11 token requests within \d[\d.]* m?s, the newest by wechat\.stable_token; a day has 2000/,
  },
  {
    rule: 'wechat/verification-failed',
    about: 'sends the echostr through a JSON serializer',
    of: 'reference-bot/wechat/channel.ts',
    replace: '.send(echo)',
    by: '.send(JSON.stringify(echo))',
    scenario: 'wechat/verification',
    says: /token验证失败.*JSON quotes/,
  },
  {
    rule: 'wechat/verification-blind',
    of: 'reference-bot/wechat/envelope.ts',
    replace: 'checkSignature(keys, signed)\n  if (echostr',
    by: 'if (echostr',
    scenario: 'wechat/verification',
    says: /without checking the signature/,
  },
  {
    rule: 'wechat/verification-chunked',
    of: 'reference-bot/wechat/channel.ts',
    replace: "return reply.type('text/plain; charset=utf-8').send(echo)",
    by: 'reply.hijack(); reply.raw.write(echo); reply.raw.end()',
    scenario: 'wechat/verification',
    says: /came in chunks/,
  },
  {
    rule: 'wechat/unread-fields',
    of: 'reference-bot/wechat/api.ts',
    replace: "{ touser, msgtype: 'text', text: { content } }",
    by: "{ touser, msgtype: 'text', text: { content }, markdown: true }",
    scenario: 'wechat/slow-model',
    says: /^wechat\.message\.custom\.send was sent fields that WeChat does not read: markdown\.$/,
  },
  {
    rule: 'wechat/unicode-escapes',
    of: 'reference-bot/http-json.ts',
    replace: '{ body: JSON.stringify(init.body) }',
    by: "{ body: JSON.stringify(init.body).replace(/[\\u0080-\\uffff]/g, (c) => '\\\\u' + c.charCodeAt(0).toString(16).padStart(4, '0')) }",
    scenario: 'wechat/utf8-service-message',
    says: /\\u escapes instead of UTF-8/,
  },
]
