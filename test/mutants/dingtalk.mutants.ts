import { answered, long, rehearsal, SEND } from './dingtalk-scenarios.ts'
import type { Mutant } from './mutant.ts'

const CHANNEL = 'reference-bot/dingtalk/channel.ts'
const SURFACE = 'reference-bot/dingtalk/surface.ts'
const ROBOT = 'reference-bot/dingtalk/robot-surface.ts'
const MESSAGE = 'reference-bot/dingtalk/message.ts'
const API = 'reference-bot/dingtalk/api.ts'

const ACK = 'connection.socketCallBackResponse(frame.headers.messageId, null)'

const STREAM = 'robot.mode: stream, model: [{ says: 好的 }]'
const HTTP = 'robot.mode: http, model: [{ says: 好的 }]'
/** The webhook is over when the message comes, so a sound bot answers through the OpenAPI. */
const WITHOUT_WEBHOOK = `${STREAM}, session.alreadyPast: 1m`
const GROUP = '{ group: ops, text: 在吗 }'

const inGroup = rehearsal(STREAM, `send: ${GROUP}`, answered('ops'))
const both = rehearsal(STREAM, 'send: 在吗', `send: ${GROUP}`, answered('ops'), answered('alice'))

/** The reference bot with one fault each. */
export const dingtalkMutants: readonly Mutant[] = [
  {
    rule: 'dingtalk/acknowledges-first',
    about: 'acknowledges when everything is answered',
    of: CHANNEL,
    replace: ACK,
    by: `setTimeout(() => void conversations.settled().then(() => ${ACK}), 0)`,
    scenario: rehearsal('robot.mode: stream, model: [{ says: 好的, after: 20s }]', 'send: 在吗', answered('', '60s')),
    says: /^msgId msg\S+ was acknowledged after 20\.\d s, when the model had answered\.$/,
  },
  {
    rule: 'dingtalk/acknowledges-first',
    about: 'acknowledges when everything is answered, which the scenario does not live to see',
    of: CHANNEL,
    replace: ACK,
    by: `setTimeout(() => void conversations.settled().then(() => ${ACK}), 0)`,
    scenario: 'dingtalk/slow-model',
    variant: 'stream',
    says: /^msgId msg\S+ was not acknowledged within 60\.0 s, while the model was at work on it\.$/,
  },
  ...['stream', 'http'].map((variant) => ({
    rule: 'dingtalk/answers-once',
    about: `takes every delivery for a new message, by ${variant}`,
    of: 'reference-bot/dingtalk/conversation.ts',
    replace: 'const isNew = (key: string) => !underWay.has(key) && !accepted.wasAnswered(key)',
    by: 'const isNew = () => true',
    scenario: rehearsal(variant === 'http' ? HTTP : STREAM, 'send: 在吗', answered(), 'redeliver: true'),
    says: /^msgId msg\S+ \(text\) was delivered 2 times, and alice reads the answer twice: "好的"\.$/,
  })),
  {
    rule: 'dingtalk/shows-an-answer-once',
    about: 'sends what stands on the card as a message, too',
    of: SURFACE,
    replace: "if (rest !== '') await surface.say(rest, left)",
    by: 'await surface.say(text, left)',
    scenario: rehearsal(`robot.mode: stream, ${long(2)}`, 'send: 在吗'),
    says: /^alice reads "很长的回答.*…" on a card that is finished, and once more as a message\.$/,
  },
  {
    rule: 'dingtalk/answers-where-it-was-asked',
    about: 'answers groups in private',
    of: ROBOT,
    replace: SEND,
    by: `${SEND}
    if (isGroup(message)) {
      const to = { robotCode, userIds: [message.senderStaffId], ...template(part) }
      await api.call('POST', '/v1.0/robot/oToMessages/batchSend', to)
      return
    }`,
    scenario: inGroup,
    says: /^alice asked " 在吗" in ops, and the answer stands in alice: "好的"\.$/,
  },
  {
    rule: 'dingtalk/serves-both-kinds',
    about: 'knows single chats alone',
    of: MESSAGE,
    replace: "z.enum(['1', '2'])",
    by: "z.enum(['1'])",
    scenario: both,
    says: /^alice said " 在吗" in a group \(ops\); the bot took it and never answered, though it answers in a single chat\.$/,
  },
  {
    rule: 'dingtalk/serves-both-kinds',
    about: 'takes conversationType for a number',
    of: MESSAGE,
    replace: "z.enum(['1', '2'])",
    by: 'z.coerce.number().refine((type) => type === 2)',
    scenario: both,
    says: /^alice said "在吗" in a single chat \(alice\); the bot took it and never answered, though it answers in a group\.$/,
  },
  {
    rule: 'dingtalk/serves-people-without-user-id',
    about: 'needs a senderStaffId',
    of: MESSAGE,
    replace: 'senderStaffId: optionalText',
    by: 'senderStaffId: z.string()',
    scenario: rehearsal(
      `${STREAM}, people: { eve: { external: true } }`,
      'send: { from: eve, text: 在吗 }',
      answered(),
    ),
    says: /^msgId msg\S+ \(text\) carried no senderStaffId; the bot took it and never answered eve\.$/,
  },
  ...['stream', 'http'].map((variant) => ({
    rule: 'dingtalk/tells-robots-apart',
    about: `de-duplicates by msgId alone, by ${variant}`,
    of: MESSAGE,
    replace: "JSON.stringify([message.robotCode ?? message.chatbotUserId ?? '', message.msgId])",
    by: 'message.msgId',
    scenario: 'dingtalk/two-robots',
    variant,
    says: /^alice mentioned 2 robots \(dingcaipaiapp0000001, dingsecondrobot0001\) with one message; each got it as msgId \S+ \(text\), and 1 answered\.$/,
  })),
  {
    rule: 'dingtalk/answers-empty-mentions',
    about: 'ignores a blank text',
    of: MESSAGE,
    replace: 'return say(HELP)',
    by: "return say('')",
    scenario: rehearsal(
      STREAM,
      "send: { group: ops, text: '@小助手' }",
      answered('ops').replace('好的', '写下您的问题'),
    ),
    says: /^alice mentioned the robot in ops without a word \(msgId msg\S+ \(text\)\), and the bot said nothing\.$/,
  },
  {
    rule: 'dingtalk/tells-when-it-fails',
    about: 'logs that the model has failed',
    of: 'reference-bot/answers/assistant.ts',
    replace: "yield answer === '' ? FALLBACK : `\\n\\n${FALLBACK}`",
    by: '',
    scenario: rehearsal(
      'robot.mode: stream, model: [{ when: 在吗, error: { status: 400 } }]',
      'send: 在吗',
      answered('', '30s').replace('{ contains: 好的 }', "{ matches: '.' }"),
    ),
    says: /^alice asked "在吗" in alice; the model failed \w+(?: times)?, the last time with HTTP 400, and the bot said nothing\.$/,
  },
  {
    rule: 'dingtalk/trims-group-texts',
    about: 'takes the text as it comes',
    of: MESSAGE,
    replace: 'const text = words.trim()',
    by: 'const text = words',
    scenario: rehearsal(STREAM, `send: ${GROUP}`, answered('ops')),
    says: /^The model was asked " 在吗", with the blank that the mention has left\.$/,
  },
  {
    rule: 'dingtalk/falls-back-without-a-session',
    about: 'notes a dead webhook in the log and leaves it at that',
    of: ROBOT,
    replace: '    await sendByApi(part)\n',
    by: '    if (webhook === undefined) await sendByApi(part)\n',
    scenario: rehearsal('robot.mode: stream, model: [{ says: 好的, after: 91m }]', 'send: 在吗', answered('', '120m')),
    says: /^sendBySession answered 300001 session 不存在 with HTTP 200 while alice waited for an answer to "在吗"; in the 10 s/,
  },
  {
    rule: 'dingtalk/leaves-dead-sessions-alone',
    about: 'tries a webhook four times, whatever the answer',
    of: ROBOT,
    replace: 'if (webhook !== undefined) {',
    by: 'for (let tries = 0; webhook !== undefined && tries < 4; tries += 1) {',
    scenario: rehearsal('robot.mode: stream, model: [{ says: 好的, after: 91m }]', 'send: 在吗', answered('', '120m')),
    says: /^The same message was sent 4 times to a sessionWebhook that had answered 300001 session 不存在\.$/,
  },
  {
    rule: 'dingtalk/reads-errcode',
    about: 'looks at the HTTP status alone',
    of: API,
    replace: 'if (legacy.success && legacy.data.errcode !== 0) {',
    by: 'if (false) {',
    scenario: rehearsal(
      STREAM,
      'fault: { operation: dingtalk.robot.sendBySession, code: 430104 }',
      'send: 在吗',
      answered(),
    ),
    says: /^dingtalk\.robot\.sendBySession answered 430104 .* with HTTP 200 while alice waited for an answer to "在吗"; the bot took it for sent\.$/,
  },
  {
    rule: 'dingtalk/repeats-what-may-pass',
    about: 'gives up when it is throttled',
    of: 'reference-bot/dingtalk/patience.ts',
    replace: 'if (!isPassing(error) || stopping.aborted) throw error',
    by: 'throw error',
    scenario: rehearsal(
      WITHOUT_WEBHOOK,
      "fault: { operation: 'dingtalk.robot.*', code: Forbidden.AccessDenied.QpsLimitForAppkeyAndApi }",
      'send: 在吗',
      answered(),
    ),
    says: /^dingtalk\.robot\.oToMessages\.batchSend was refused with Forbidden\.AccessDenied\.QpsLimitForAppkeyAndApi .*\(HTTP 403\) and not made again in the 10 s after it; alice still waits/,
  },
  {
    rule: 'dingtalk/repeats-after-a-stale-token',
    about: 'drops a stale token and forgets the call',
    of: API,
    replace: 'return accept(path, (await callOnce(method, path, body)).answer)',
    by: 'return accept(path, first.answer)',
    scenario: rehearsal(WITHOUT_WEBHOOK, 'send: 在吗', answered(), 'expire-tokens: true', 'send: 在吗', answered()),
    says: /^dingtalk\.robot\.oToMessages\.batchSend was refused with InvalidAuthentication .*, and was not made again in the 10 s after it; alice still waits/,
  },
  {
    rule: 'dingtalk/stops-where-nothing-helps',
    about: 'repeats every call, whatever the refusal',
    of: 'reference-bot/dingtalk/patience.ts',
    replace: 'if (!isPassing(error) || stopping.aborted) throw error',
    by: 'if (stopping.aborted) throw error',
    scenario: rehearsal(`${WITHOUT_WEBHOOK}, robot.stopped: true`, 'send: 在吗'),
    says: /^dingtalk\.robot\.oToMessages\.batchSend was called 6 times with the same body and refused each time with bot\.stopped/,
  },
  {
    rule: 'dingtalk/fetches-tokens-sparingly',
    about: 'fetches a token for each call',
    of: 'reference-bot/token-cache.ts',
    replace: 'if (current !== undefined && now() < current.renewAt) return current.token',
    by: '',
    scenario: rehearsal(WITHOUT_WEBHOOK, ...[1, 2, 3, 4].flatMap((n) => [`send: 在吗${n}`, answered()])),
    says: /^4 tokens were fetched within \d+(?:\.\d)? m?s, though none of them had run out or been refused\.$/,
  },
  {
    rule: 'dingtalk/paces-card-updates',
    about: 'writes every piece of the model on the card',
    of: SURFACE,
    replace: 'card !== undefined && Date.now() - updatedAt >= paceMs',
    by: 'card !== undefined',
    scenario: rehearsal(`robot.mode: stream, ${long(200)}`, 'send: 在吗'),
    says: /^Card \S+ was written on \d\d times, 11 of them within one second\.$/,
  },
  {
    rule: 'dingtalk/writes-on-cards-that-exist',
    about: 'writes on a card without looking whether it was made',
    of: ROBOT,
    replace: 'if (openedBefore === undefined) await deliverCard(id, cards)',
    by: 'if (openedBefore === undefined) await deliverCard(id, cards).catch(() => undefined)',
    scenario: rehearsal(
      `robot.mode: stream, ${long(2)}`,
      'fault: { operation: dingtalk.card.createAndDeliver, code: param.templateUnpublished }',
      'send: 在吗',
    ),
    says: /^Card \S+ was written on 2 times, though there is none: making it was refused with param\.templateUnpublished/,
  },
]
