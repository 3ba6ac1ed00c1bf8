import type { Mutant } from './mutant.ts'

const says = (from: string, text: string): string => `
  - { on: livechat, send: { from: ${from}, text: '${text}' } }
  - { on: livechat, expect: { reply: { matches: . }, to: ${from} } }`

const SHOP = `name: Everything the robot of a shop can do
platform: aliyun-chatbot
with: [livechat]
given: { knowledge: aliyun-chatbot/shop.json }
steps:${[
  says('alice', '怎么退货'),
  says('bob', '退货'),
  says('bob', '2'),
  says('carol', '查订单'),
  says('dave', '查订单'),
  says('carol', '11111111'),
  says('dave', '22222222'),
  says('erin', '我要投诉'),
  says('frank', '退货'.repeat(300)),
].join('')}
`

const BUSY = `name: A robot that is busy, and then not there
platform: aliyun-chatbot
with: [livechat]
given: { knowledge: aliyun-chatbot/shop.json }
steps:
  - fault: { operation: aliyun-chatbot.Chat, code: Throttling.User }
  - { on: livechat, send: 怎么退货 }
  - { on: livechat, expect: { reply: { matches: . } } }
  - fault: { operation: aliyun-chatbot.Chat, code: Forbidden, times: 50 }
  - { on: livechat, send: 退货运费 }
  - { on: livechat, advance: 1s }
`

const BOT = 'reference-bot/answers/aliyun-chatbot.ts'
const config = 'aliyun.config.yaml'
const here = { of: BOT, scenario: SHOP, config } as const

/** The reference bot with one fault each. */
export const aliyunChatbotMutants: readonly Mutant[] = [
  {
    ...here,
    rule: 'aliyun-chatbot/one-session-per-visitor',
    replace: 'const sessions = createRecent<Session>(SESSIONS)',
    by: `const only = createRecent(SESSIONS)
      const sessions = { get: () => only.get(''), set: (_, session) => only.set('', session) }`,
    says: /^Session [-\w]+ belongs to \w+, and \w+ speaks in it\.$/,
  },
  {
    ...here,
    rule: 'aliyun-chatbot/sends-words-as-said',
    replace: 'Utterance: cut(chosen?.Title ?? text),',
    by: 'Utterance: cut(encodeURIComponent(chosen?.Title ?? text)),',
    says: /^alice said "怎么退货"; the robot was asked "%E6%80%8E\S+", the same URL-encoded once too often\.$/,
  },
  {
    ...here,
    rule: 'aliyun-chatbot/cuts-long-utterances',
    replace: "return [...text].slice(0, MAX_UTTERANCE_CHARACTERS).join('')",
    by: 'return text',
    says: /^Utterance has 600 characters, 512 are taken; the call was refused with InvalidParameter\S*\.$/,
  },
  {
    ...here,
    rule: 'aliyun-chatbot/shows-what-the-robot-said',
    about: 'reads Text only',
    replace: "return ContentType === 'RICH_TEXT' ? Summary || withoutTags(Content) : Content",
    by: "return ''",
    says: /^The robot answered alice with "<p>七天内可以退货。<\/p>" \([\w, +]*Knowledge[\w, +]*\), and "抱歉，我暂时答不上来，请稍后再试。" was shown instead\.$/,
  },
  {
    ...here,
    rule: 'aliyun-chatbot/offers-the-choices',
    replace: "return lines.length === 0 ? '' : ['您是不是想问：', ...lines].join('\\n')",
    by: "return '请说得具体一点。'",
    says: /^The robot recommended 2 questions to bob, and 2 of them were not shown: "退货流程", "退货运费"\.$/,
  },
  {
    ...here,
    rule: 'aliyun-chatbot/passes-on-the-choice',
    replace: 'const chosen = choiceOf(text, offered)',
    by: 'const chosen = undefined',
    says: /^The visitor was offered "2\. 退货运费" and chose 2; the robot was asked "2" instead of "退货运费"\.$/,
  },
  {
    ...here,
    rule: 'aliyun-chatbot/hands-over-when-told',
    replace: 'if (command !== undefined) onHandOver?.(skillGroupOf(command))',
    by: '',
    says: /^The robot answered erin with sysToAgent \{"skillGroup":"6002".*\}, and nobody was asked to take over\.$/,
  },
  {
    ...here,
    rule: 'aliyun-chatbot/shows-plain-words',
    replace: 'Summary || withoutTags(Content)',
    by: 'Content',
    says: /^alice reads the tags of a rich answer: "<p>七天内可以退货。<\/p>"\.$/,
  },
  {
    ...here,
    rule: 'aliyun-chatbot/waits-before-it-tries-again',
    replace: 'await sleep(pause + Math.random() * 100, undefined, { signal })',
    by: '',
    scenario: BUSY,
    says: /^The call was refused with Throttling\.User and made again \d+ ms later\.$/,
  },
  {
    ...here,
    rule: 'aliyun-chatbot/gives-up-where-nothing-helps',
    about: 'tries seven times, whatever the code',
    replace: 'if (pause === undefined || !PASSING.test(codeOf(error))) throw explain(error)',
    by: 'if (attempt === 6) throw explain(error); if (!PASSING.test(codeOf(error))) continue',
    scenario: BUSY,
    says: /^Chat was refused 7 times with Forbidden for 2 questions\.$/,
  },
  {
    ...here,
    rule: 'aliyun-chatbot/throttling-not-retried',
    replace: 'const PASSING = /^(?:Throttling|ServiceUnavailable)/',
    by: 'const PASSING = /^ServiceUnavailable/',
    scenario: BUSY,
    says: /^"怎么退货" was throttled and never tried again\.$/,
  },
  {
    ...here,
    rule: 'aliyun-chatbot/signature-mismatch',
    replace: 'accessKeyId, accessKeySecret })',
    by: 'accessKeyId, accessKeySecret: `${accessKeySecret}\\n` })',
    says: /AccessKeySecret/,
  },
  {
    ...here,
    rule: 'aliyun-chatbot/key-unknown',
    replace: 'accessKeyId, accessKeySecret })',
    by: 'accessKeyId: accessKeyId.toLowerCase(), accessKeySecret })',
    says: /^There is no AccessKeyId \S+ \(\d+ characters\)\.$/,
  },
  {
    ...here,
    rule: 'aliyun-chatbot/clock-off',
    about: 'stamps with the local time of Beijing',
    replace: 'InstanceId: instanceId,',
    by: "InstanceId: instanceId, Timestamp: new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19) + 'Z',",
    says: /^The time stamp is (?:7 h 59|8 h 00) min ahead of our clock\. A whole number of hours: most likely local time was sent as UTC\.$/,
  },
  {
    ...here,
    rule: 'aliyun-chatbot/timestamp-format',
    about: 'stamps with milliseconds',
    replace: 'InstanceId: instanceId,',
    by: 'InstanceId: instanceId, Timestamp: new Date().toISOString(),',
    says: /^"?\d{4}-\S+\.\d{3}Z"? is not of the form 2025-03-06T08:10:03Z\.$/,
  },
  {
    ...here,
    rule: 'aliyun-chatbot/nonce-reused',
    about: 'takes the hour for a nonce',
    replace: 'InstanceId: instanceId,',
    by: 'InstanceId: instanceId, SignatureNonce: new Date().toISOString().slice(0, 10),',
    says: /^The same nonce as in call #\d+, \d\S* s earlier\.$/,
  },
  {
    ...here,
    rule: 'aliyun-chatbot/session-not-sent-back',
    replace: '...(sessionId === undefined ? {} : { SessionId: sessionId }),',
    by: '',
    says: /^\w+ answers a question of session [-\w]+, but the call has no SessionId, so it is a fresh query\.$/,
  },
  {
    ...here,
    rule: 'aliyun-chatbot/wrong-region',
    replace: 'InstanceId: instanceId,',
    by: "InstanceId: instanceId, RegionId: 'cn-hangzhou',",
    says: /^The call is for cn-hangzhou; the robots live in cn-shanghai\.$/,
  },
  {
    ...here,
    rule: 'aliyun-chatbot/unread-parameters',
    replace: "SenderId: createHash('sha256')",
    by: "SendId: 'me', SenderId: createHash('sha256')",
    says: /^Chat does not know: SendId\.$/,
  },
]
