import type { Mutant } from './mutant.ts'

const late = (name: string, given: string, lines: readonly string[]): string => `name: ${name}
platform: wechat
given: { ${given}model: [{ says: 想好了, after: 6s }] }
steps:
${lines.map((line) => `  - ${line}`).join('\n')}
`

const FOUR_TIMES = late(
  'Four questions are answered late',
  '',
  ['一', '二', '三', '四'].flatMap((text) => [`send: ${text}`, 'expect: { reply: 想好了, within: 60s }']),
)

const EIGHT_AT_ONCE = late('Eight people ask at once, and the token takes its time', '', [
  "fault: { operation: 'wechat.*token', delayMs: 2000, times: 20 }",
  'send: { from: guest, crowd: 8, text: 大家好 }',
  'advance: 60s',
])

const ONCE = late('A question is answered late', '', ['send: 一', 'advance: 60s'])

const TEMPLATE = `name: A template message is sent and its end reported
platform: wechat
given: { model: [{ says: 好 }] }
steps:
  - send: 提醒我
  - advance: 90s
`

/** Another service message than the text that was meant. */
const sending = (message: string): Pick<Mutant, 'of' | 'replace' | 'by'> => ({
  of: 'reference-bot/wechat/api.ts',
  replace: "{ touser, msgtype: 'text', text: { content } }",
  by: message,
})

/** The reference bot with one fault each in how it calls WeChat. */
export const wechatCallMutants: readonly Mutant[] = [
  {
    rule: 'wechat/calls-with-a-token',
    about: 'reads another field than access_token',
    of: 'reference-bot/wechat/api.ts',
    replace: 'encodeURIComponent(token)',
    by: 'encodeURIComponent(token.accessToken)',
    scenario: ONCE,
    says: /^\d calls, wechat\.message\.custom\.typing first, came with access_token="undefined": 40014 invalid access_token/,
  },
  {
    rule: 'wechat/calls-with-a-token',
    about: 'writes a space before the token',
    of: 'reference-bot/wechat/api.ts',
    replace: 'encodeURIComponent(token)',
    by: "encodeURIComponent(' ' + token)",
    scenario: ONCE,
    says: /But for the white space around it, it would be a token: look at how the URL is put together\.$/,
  },
  {
    rule: 'wechat/uses-the-newest-token',
    about: 'keeps a token of its own for typing',
    of: 'reference-bot/wechat/api.ts',
    replace: 'const token = await tokens.get()',
    by: `const others = path.endsWith('typing') ? (globalThis.others ??= createTokenCache(() => fetchToken(settings))) : tokens
  const token = await others.get()`,
    env: { WECHAT_TOKEN_ENDPOINT: 'legacy' },
    scenario: FOUR_TIMES,
    says: /^2 calls came with a token that the bot itself had replaced, the last \(wechat\.message\.custom\.typing\) \d+\.\d s after the newer one was fetched from 127\.0\.0\.1\.$/,
  },
  {
    rule: 'wechat/fetches-one-token-at-a-time',
    about: 'does not share a fetch that is under way',
    of: 'reference-bot/token-cache.ts',
    replace: 'underWay ??= renew()',
    by: 'underWay = renew()',
    scenario: EIGHT_AT_ONCE,
    says: /^\d+ requests for a token came within \d+ ms; one would have done for all\.$/,
  },
  {
    rule: 'wechat/sends-no-empty-text',
    ...sending("{ touser, msgtype: 'text', text: { content: '' } }"),
    scenario: ONCE,
    says: /^A service message to alice had no text and was refused: 44004\.$/,
  },
  {
    rule: 'wechat/keeps-track-of-media',
    about: 'sends a picture by an id of last week',
    ...sending("{ touser, msgtype: 'image', image: { media_id: 'of-last-week' } }"),
    scenario: ONCE,
    says: /^A service message to alice with the media id "of-last-week" was refused: 40007 invalid media_id \(this account never had it; image is wanted\)\.$/,
  },
  {
    rule: 'wechat/shows-typing-sparingly',
    about: 'shows typing twice',
    of: 'reference-bot/wechat/service-messages.ts',
    replace: '.showTyping(openid)',
    by: '.showTyping(openid).then(() => api.showTyping(openid))',
    scenario: ONCE,
    says: /^Typing for alice was refused, \d+ ms after it was shown: 45081 /,
  },
  {
    rule: 'wechat/shows-typing-sparingly',
    about: 'shows typing when the answer is there at last',
    of: 'reference-bot/wechat/service-messages.ts',
    replace: 'await api.sendText(openid, page)',
    by: 'await api.showTyping(openid).catch(() => {})\n          await api.sendText(openid, page)',
    scenario: ONCE.replace('after: 6s', 'after: 60s').replace('advance: 60s', 'advance: 90s'),
    says: /^Typing for alice was refused, \d+\.\d s after it was shown: 45080 /,
  },
  {
    rule: 'wechat/template-loop',
    about: 'sends a template message for every push, the report of its end included',
    of: 'reference-bot/wechat/channel.ts',
    replace: 'conversations.receive(push, deliveryOf(reply, seal))',
    by: `conversations.receive(push, deliveryOf(reply, seal))
    const { apiBase, appId: appid, appSecret: secret } = settings
    const post = async (path, body) => (await fetch(apiBase + path, { method: 'POST', body: JSON.stringify(body) })).json()
    globalThis.token ??= post('/cgi-bin/stable_token', { grant_type: 'client_credential', appid, secret })
    void globalThis.token.then(({ access_token }) =>
      post('/cgi-bin/message/template/send?access_token=' + access_token, { touser: push.FromUserName, template_id: 'T' }))`,
    scenario: TEMPLATE,
    says: /^More than 20 template messages within a minute/,
  },
]
