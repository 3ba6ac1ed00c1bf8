import type { Mutant } from './mutant.ts'

const TALK = `name: A person asks the bot, and two people talk to each other
platform: rongcloud
given: { suggestions: [{ when: 八点, says: [[可以的。, 到时见！]] }], suggestLatency: 2s, model: [{ says: 好的。 }] }
steps:
  - send: 今晚八点行吗
  - advance: 10s
  - send: { from: bob, to: carol, text: 周末爬山吗 }
  - advance: 10s
`

const ECHO = `name: Routing hands the bot its own messages
platform: rongcloud
given: { suggestions: [{ says: [收到。] }], routing.serverMessages: true }
steps:
  - send: 你好
  - advance: 10s
`

const REFUSED = `name: RongCloud refuses what the bot sends
platform: rongcloud
given: { suggestions: [{ says: [收到。] }] }
steps:
  - fault: { operation: rongcloud.message.private.publish, code: 1002, times: 50 }
  - send: 你好
  - advance: 10s
`

const CONVERSATION = 'reference-bot/rongcloud/conversation.ts'
const MESSAGE = 'reference-bot/rongcloud/message.ts'
const API = 'reference-bot/rongcloud/api.ts'
const SIGNATURE = 'reference-bot/rongcloud/signature.ts'

/** The reference bot with one fault each. */
export const rongcloudMutants: readonly Mutant[] = [
  {
    rule: 'rongcloud/checks-signatures',
    of: 'reference-bot/rongcloud/channel.ts',
    replace: 'if (isFromRongCloud(request.query, request.headers, settings.appSecret)) return',
    by: 'if (request.query !== undefined) return',
    scenario: 'rongcloud/rotated-secret',
    says: /^The (?:pre-send|routing) of message [-\w]+ was signed with a secret the bot does not have, and the bot took it\.$/,
  },
  {
    rule: 'rongcloud/accepts-genuine-callbacks',
    of: SIGNATURE,
    replace: "const timestamp = parts.signTimestamp ?? parts.timestamp ?? parts['rc-timestamp']",
    by: "const timestamp = parts['rc-timestamp']",
    scenario: TALK,
    says: /^The (?:pre-send|routing) of message [-\w]+ was signed rightly \(nonce \d+, signTimestamp \d+\), and the bot refused it with HTTP 401\.$/,
  },
  {
    rule: 'rongcloud/acknowledges-before-it-works',
    of: 'reference-bot/rongcloud/channel.ts',
    replace: 'conversations.take(read(request.body))',
    by: 'conversations.take(read(request.body)); await conversations.settled()',
    scenario: TALK,
    says: /^The (?:routing|webhook) of message [-\w]+ had to wait 2\.\d s \(answered\) while the bot waited for rongcloud\.v3\.chat\.suggest\.$/,
  },
  {
    rule: 'rongcloud/answers-a-message-once',
    of: MESSAGE,
    replace: 'return msgUID ?? JSON.stringify([fromUserId, toUserId, msgTimestamp, content])',
    by: 'return String(Math.random())',
    scenario: TALK,
    says: /^Message [-\w]+ of alice was handed over 2 times, and "可以的。" was sent more than once\.$/,
  },
  {
    rule: 'rongcloud/ignores-its-own-messages',
    about: 'takes its own messages for questions, here only five so that it ends',
    of: MESSAGE,
    replace: `  if (message.fromUserId === botUserId || message.sensitiveType === 1) return undefined
  const content = readContent(message)
  const from = message.fromUserId
  if (message.channelType === 'PERSON')
    return message.toUserId === botUserId ?`,
    by: `  if (message.fromUserId === botUserId && (globalThis.own = (globalThis.own ?? 0) + 1) > 5) return undefined
  const content = readContent(message)
  const from = message.fromUserId === botUserId ? message.toUserId : message.fromUserId
  if (message.channelType === 'PERSON')
    return true ?`,
    scenario: ECHO,
    says: /^alice got \d+ messages in a row without saying a word \(the first: "收到。"\), while routing handed each of them back/,
  },
  {
    rule: 'rongcloud/leaves-others-alone',
    about: 'does not look whom a message is for',
    of: MESSAGE,
    replace: 'return message.toUserId === botUserId ?',
    by: 'return true ?',
    scenario: TALK,
    says: /^Message [-\w]+ of bob to carol was not for the bot, and bob got "好的。" from it\.$/,
  },
  {
    rule: 'rongcloud/sends-the-whole-suggestion',
    of: CONVERSATION,
    replace: "return best?.filter((text) => text.trim() !== '')",
    by: 'return best?.slice(0, 1)',
    scenario: TALK,
    says: /^The suggestion for alice has 2 messages; messages\[1\], "到时见！", was never sent\.$/,
  },
  {
    rule: 'rongcloud/gives-up-where-nothing-helps',
    of: API,
    replace: 'if (pause === undefined || (code !== undefined && !PASSING.includes(code))) throw error',
    by: 'if (attempt < 5) continue; throw error',
    scenario: REFUSED,
    says: /^rongcloud\.message\.private\.publish was refused 6 times with 1002 \(HTTP 400\), with the same parameters each time\.$/,
  },
  {
    rule: 'rongcloud/signature-mismatch',
    of: SIGNATURE,
    replace: "return { 'app-key': appKey, nonce, timestamp, signature: signatureOf(appSecret, nonce, timestamp) }",
    by: "return { 'app-key': appKey, nonce, timestamp, signature: signatureOf(appSecret, timestamp, nonce) }",
    scenario: TALK,
    says: /^The parts were joined in the order secret, timestamp, nonce; the right order is secret, nonce, timestamp\./,
  },
  {
    rule: 'rongcloud/unknown-app-key',
    of: SIGNATURE,
    replace: "'app-key': appKey,",
    by: "'app-key': appSecret,",
    scenario: TALK,
    says: /^There is no app with the App Key "caipaiSecret01"/,
  },
  {
    rule: 'rongcloud/wrong-encoding',
    of: API,
    replace: "await call(path, 'application/x-www-form-urlencoded', form.toString())",
    by: "await call(path, 'application/json', JSON.stringify(Object.fromEntries(form)))",
    scenario: TALK,
    says: /^\/message\/private\/publish\.json takes .+; it was sent the other\.$/,
  },
  {
    rule: 'rongcloud/content-not-shown',
    of: API,
    replace: 'content: JSON.stringify({ content: text }),',
    by: 'content: text,',
    scenario: TALK,
    says: /^Accepted, but no client shows message [-\w]+: .+\.$/,
  },
  {
    rule: 'rongcloud/receiver-unknown',
    about: 'addresses people by another name',
    of: API,
    replace: '{ toUserId: target.userId }',
    by: '{ toUserId: `user-${target.userId}` }',
    scenario: TALK,
    says: /^Message [-\w]+ was accepted for user-alice, who has never connected\.$/,
  },
  {
    rule: 'rongcloud/receivers-joined',
    about: 'sends a copy to the staff, after a comma',
    of: API,
    replace: '{ toUserId: target.userId }',
    by: '{ toUserId: `${target.userId},carol` }',
    scenario: TALK,
    says: /^"alice,carol" is one id to RongCloud, not a list\.$/,
  },
  {
    rule: 'rongcloud/callback-lost',
    about: 'fails on what it cannot read',
    of: MESSAGE,
    replace: 'channelType: z.string(),',
    by: "channelType: z.literal('GROUP'),",
    scenario: TALK,
    says: /^The (?:routing|webhook) of message [-\w]+ was given up after one delivery: HTTP 400\.$/,
  },
  {
    rule: 'rongcloud/pre-send-fails-open',
    about: 'never comes to a verdict',
    of: 'reference-bot/rongcloud/channel.ts',
    replace: 'const { content } = readAs(MessageToSend, request.body)',
    by: 'const { content } = readAs(MessageToSend, await new Promise(() => {}))',
    scenario: TALK,
    says: /^Message [-\w]+ was delivered without a verdict: .+\.$/,
  },
]
