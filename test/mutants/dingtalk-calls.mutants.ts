import { answered, asCustomRobot, rehearsal } from './dingtalk-scenarios.ts'
import type { Mutant } from './mutant.ts'

const CHANNEL = 'reference-bot/dingtalk/channel.ts'
const ROBOT = 'reference-bot/dingtalk/robot-surface.ts'
const API = 'reference-bot/dingtalk/api.ts'

const STREAM = "robot.mode: stream, model: [{ says: '好的，**都**记下了' }]"
const HTTP = 'robot.mode: http, model: [{ says: 好的 }]'
/** The webhook is over when the message comes, so a sound bot answers through the OpenAPI. */
const WITHOUT_WEBHOOK = `robot.mode: stream, session.alreadyPast: 1m`

const ANSWERED = answered()
const GROUP = 'send: { group: ops, text: 在吗 }'
const alone = rehearsal(STREAM, 'send: 在吗', ANSWERED)
const plain = rehearsal('robot.mode: stream, model: [{ says: 好的 }]', 'send: 在吗', ANSWERED)
const inGroup = rehearsal(STREAM, GROUP, answered('ops'))
const byApi = rehearsal(`${WITHOUT_WEBHOOK}, model: [{ says: 好的 }]`, 'send: 在吗', ANSWERED)
const markdownByApi = rehearsal(`${WITHOUT_WEBHOOK}, model: [{ says: '**好的**' }]`, 'send: 在吗', ANSWERED)

const POST = "requestJson(webhook, { method: 'POST', body: webhookBody(part, message) })"
const SEND_BATCH = "await api.call('POST', '/v1.0/robot/oToMessages/batchSend', { ...common, userIds: [userId] })"
const sampleText = "{ msgKey: 'sampleText', msgParam: JSON.stringify({ content: part.text }) }"

/** A bot that sends to its group as a custom robot with this query, and by another way when that is refused. */
const customRobot = (query: string) => ({
  of: ROBOT,
  replace: 'const send = async (part: Formatted) => {',
  by: asCustomRobot(query, 'if (answer.body.errcode === 0) return'),
})
const inGroupOf = (robot: string, more = ''): string =>
  rehearsal(`robot.mode: stream, model: [{ says: 好的 }], customRobots: [{ ${robot} }]${more}`, GROUP, answered('ops'))

/** The reference bot with one fault in what it calls or answers each. */
export const dingtalkCallMutants: readonly Mutant[] = [
  {
    rule: 'dingtalk/forgery-accepted',
    about: 'checks neither sign nor timestamp, and answers without asking the model',
    of: CHANNEL,
    replace: 'if (reason !== undefined) {',
    by: 'if (false) {',
    scenario: rehearsal(HTTP, 'forge: { wrong: missing, text: 人工 }'),
    says: /^The bot acted on a callback that DingTalk never sent: timestamp and sign are missing\.$/,
  },
  {
    rule: 'dingtalk/callback-answer-ignored',
    of: CHANNEL,
    replace: "return { msgtype: 'empty' }",
    by: "return '我知道了。'",
    scenario: rehearsal(HTTP, 'send: 在吗', ANSWERED),
    says: /^The answer to message msg\S+ was dropped: /,
  },
  {
    rule: 'dingtalk/callback-failed',
    of: CHANNEL,
    replace: "return { msgtype: 'empty' }",
    by: "throw new Error('no text')",
    scenario: rehearsal(HTTP, 'send: 在吗', ANSWERED),
    says: /^The bot answered message msg\S+ \(text\) with HTTP 500, and DingTalk does not try again\.$/,
  },
  {
    rule: 'dingtalk/callback-unanswered',
    about: 'holds the callback until everything is answered',
    of: CHANNEL,
    replace: "return { msgtype: 'empty' }",
    by: "await conversations.settled()\n      return { msgtype: 'empty' }",
    scenario: rehearsal('robot.mode: http, model: [{ says: 好的, after: 20s }]', 'send: 在吗', answered('', '60s')),
    says: /^Nothing had answered message msg\S+ of alice when the callback was given up\.$/,
  },
  {
    rule: 'dingtalk/token-in-the-wrong-place',
    of: API,
    replace: "'x-acs-dingtalk-access-token': token",
    by: 'authorization: `Bearer ${token}`',
    scenario: byApi,
    says: /^\/v1\.0\/robot\/oToMessages\/batchSend was called with a token in Authorization; nobody reads it there\.$/,
  },
  {
    rule: 'dingtalk/expired-token-kept',
    about: 'keeps a token that was refused',
    of: API,
    replace: 'tokens.drop(first.token)',
    by: '',
    scenario: rehearsal(
      `${WITHOUT_WEBHOOK}, model: [{ says: 好的 }]`,
      'send: 在吗',
      ANSWERED,
      'expire-tokens: true',
      'send: 在吗',
      'send: 还在吗',
    ),
    says: /^The bot has used an access token 3 times after it had expired and been refused\.$/,
  },
  ...['stream', 'http'].map((variant) => ({
    rule: 'dingtalk/session-webhook-expired',
    about: `does not look at sessionWebhookExpiredTime, by ${variant}`,
    of: ROBOT,
    replace: '|| sessionWebhookExpiredTime - Date.now() < ALMOST_OVER_MS',
    by: '',
    scenario: rehearsal(
      `robot.mode: ${variant}, session.alreadyPast: 1m, model: [{ says: 好的 }]`,
      'send: 在吗',
      ANSWERED,
    ),
    says: /^The sessionWebhook expired at \S+Z and was used \S+ (?:s|min) later; nobody sees the message\.$/,
  })),
  {
    rule: 'dingtalk/session-webhook-unknown',
    about: 'cuts the URL of the webhook',
    of: ROBOT,
    replace: '? sessionWebhook : undefined',
    by: '? sessionWebhook.slice(0, -1) : undefined',
    scenario: plain,
    says: /^The session of this sessionWebhook has never been/,
  },
  {
    rule: 'dingtalk/webhook-body-unreadable',
    about: 'posts JSON as plain text',
    of: ROBOT,
    replace: POST,
    by: POST.replace("method: 'POST',", "method: 'POST', headers: { 'content-type': 'text/plain' },"),
    scenario: plain,
    says: /^POST \/robot\/sendBySession with Content-Type text\/plain was refused with 43004 /,
  },
  {
    rule: 'dingtalk/message-incomplete',
    about: 'sends Markdown without a title',
    of: ROBOT,
    replace: 'markdown: { title: part.title,',
    by: 'markdown: {',
    scenario: alone,
    says: /^markdown\.title is missing or empty, so the message was refused with 400402\.$/,
  },
  {
    rule: 'dingtalk/msgtype-unsupported',
    of: ROBOT,
    replace: "msgtype: 'markdown', markdown:",
    by: "msgtype: 'md', md:",
    scenario: alone,
    says: /^msgtype is "md"; the message was refused with 400105\.$/,
  },
  {
    rule: 'dingtalk/message-too-long',
    about: 'does not cut long answers',
    of: 'reference-bot/dingtalk/markdown.ts',
    replace: '10_500',
    by: '1_000_000',
    env: { DINGTALK_CARDS: 'off' },
    scenario: rehearsal(`robot.mode: stream, model: [{ says: '${'好的'.repeat(3500)}' }]`, 'send: 在吗', ANSWERED),
    says: /^The body has 21\d{3} bytes, 20000 are allowed; the message was refused\.$/,
  },
  {
    rule: 'dingtalk/message-blank',
    about: 'has a blank for a title',
    of: 'reference-bot/dingtalk/markdown.ts',
    replace: 'title: titleOf(text)',
    by: "title: ' '",
    scenario: alone,
    says: /^The title of the markdown message is blank\.$/,
  },
  {
    rule: 'dingtalk/mention-mismatch',
    about: 'mentions the asker beside the text alone',
    of: ROBOT,
    replace: "const mention = asker === undefined ? '' : `@${asker}`",
    by: "const mention = ''",
    scenario: inGroup,
    says: /^at lists \S+, but the text has no @\S+: nobody is notified\.$/,
  },
  {
    rule: 'dingtalk/custom-robot-token-unknown',
    about: 'has the access_token of another robot',
    ...customRobot("'0'"),
    scenario: inGroupOf(''),
    says: /^No custom robot has this access_token\.$/,
  },
  {
    rule: 'dingtalk/custom-robot-sign',
    about: 'sends no sign where one is needed',
    ...customRobot("''"),
    scenario: inGroupOf('secret: SECcaipai'),
    says: /^sign is missing from the query, and the robot wants signatures/,
  },
  {
    rule: 'dingtalk/custom-robot-keyword',
    about: 'knows nothing of the keyword',
    ...customRobot("''"),
    scenario: inGroupOf('keywords: [告警]'),
    says: /^No keyword of the robot occurs in the message: 告警\.$/,
  },
  {
    rule: 'dingtalk/custom-robot-address',
    about: 'calls from an address that is not on the list',
    ...customRobot("''"),
    scenario: inGroupOf('ipAllow: [10.0.0.1]'),
    says: /^The call comes from 127\.0\.0\.1, which the robot does not allow\.$/,
  },
  {
    rule: 'dingtalk/custom-robot-too-fast',
    about: 'does not count its messages',
    ...customRobot("''"),
    scenario: rehearsal(
      'robot.mode: stream, model: [{ says: 好的 }], customRobot.perMinute: 1',
      GROUP,
      answered('ops'),
      GROUP,
      answered('ops'),
    ),
    says: /^通知机器人 has sent more than 1 messages within a minute; from now on it is refused for a while\.$/,
  },
  {
    rule: 'dingtalk/wrong-kind-of-id',
    about: 'takes senderId for a userId',
    of: ROBOT,
    replace: 'userIds: [userId]',
    by: 'userIds: [message.senderId]',
    scenario: byApi,
    says: /^userIds holds a senderId, which is no userId: \$:LWCP_v1:\$\S+\.$/,
  },
  {
    rule: 'dingtalk/robot-of-another-app',
    about: 'takes the robotCode of somebody else',
    of: ROBOT,
    replace: 'const robotCode = message.robotCode ?? settings.robotCode',
    by: "const robotCode = 'dingsecondrobot0001'",
    scenario: rehearsal(
      `${WITHOUT_WEBHOOK}, model: [{ says: 好的 }], robot.others: [{ code: dingsecondrobot0001, name: 值班助手 }]`,
      'send: 在吗',
      ANSWERED,
    ),
    says: /^The robot "dingsecondrobot0001" belongs to another app than the access token\.$/,
  },
  {
    rule: 'dingtalk/msgkey-unknown',
    of: ROBOT,
    replace: "msgKey: 'sampleText'",
    by: "msgKey: 'text'",
    scenario: byApi,
    says: /^There is no msgKey "text"\.$/,
  },
  {
    rule: 'dingtalk/msgparam-not-a-text',
    about: 'sends msgParam as a record',
    of: ROBOT,
    replace: 'msgParam: JSON.stringify({ content: part.text })',
    by: 'msgParam: { content: part.text }',
    scenario: byApi,
    says: /^msgParam was sent as JSON itself; a text is wanted\.$/,
  },
  {
    rule: 'dingtalk/msgparam-incomplete',
    about: 'sends sampleMarkdown without a title',
    of: ROBOT,
    replace: 'JSON.stringify({ title: part.title, text: part.text })',
    by: 'JSON.stringify({ text: part.text })',
    scenario: markdownByApi,
    says: /^msgParam of sampleMarkdown has no title\.$/,
  },
  {
    rule: 'dingtalk/too-many-receivers',
    about: 'sends to more people at once than DingTalk takes',
    of: ROBOT,
    replace: SEND_BATCH,
    by: SEND_BATCH.replace('[userId]', 'Array(21).fill(userId)'),
    scenario: byApi,
    says: /^21 users in one call, 20 are allowed\.$/,
  },
  {
    rule: 'dingtalk/media-unknown',
    about: 'sends a picture that it has not uploaded',
    of: ROBOT,
    replace: sampleText,
    by: "{ msgKey: 'sampleImageMsg', msgParam: JSON.stringify({ photoURL: '@lADnowhere' }) }",
    scenario: byApi,
    says: /^photoURL is no media_id that was uploaded\.$/,
  },
  {
    rule: 'dingtalk/download-code-unknown',
    about: 'makes up a downloadCode',
    of: ROBOT,
    replace: SEND_BATCH,
    by: `(await api.call('POST', '/v1.0/robot/messageFiles/download', { robotCode, downloadCode: 'x' }).catch(() => undefined),
          ${SEND_BATCH})`,
    scenario: byApi,
    says: /^The downloadCode is none that a callback has brought, or has expired\.$/,
  },
]
