import { z } from 'zod'
import type { Call } from '../../core/call.ts'
import { action, type ChatbotAction, type Outcome } from '../action.ts'
import { findRobot, knowledgeOf, takeFixedAnswer, type Chatbot } from '../chatbot.ts'
import { shapeAnswer, withRelatedTitles, WITH_SUCCESS, WITHOUT_REQUEST_ID } from '../chat/shapes.ts'
import { invalidParameter, refuse, type Refusal } from '../errors.ts'
import type { ReadyKnowledge } from '../knowledge/compile.ts'
import { EMPTY_CONTEXT, takeTurn } from '../knowledge/route.ts'
import { requestOf } from '../chatbot.ts'
import { remark } from '../remarks.ts'
import { segment } from '../chat/segment.ts'
import { boolean, countCharacters, jsonObject, jsonTexts, optional, required } from './parameters.ts'

const parameters = z.object({
  InstanceId: required.describe('The robot'),
  Utterance: required.describe('What the visitor says'),
  SessionId: optional.describe('Absent on the first turn; at most 64 characters in 2022-04-08'),
  SenderId: optional.describe('The visitor'),
  SenderNick: optional.describe('The name of the visitor'),
  Tag: optional.describe('Comes back unchanged; 2017-10-11 only'),
  'Perspective.1': optional.describe('Code of a perspective, as 2017-10-11 writes it'),
  Perspective: jsonTexts
    .optional()
    .describe('Codes of perspectives as a JSON list, as 2022-04-08 writes it; the first counts'),
  VendorParam: jsonObject.optional().describe('A JSON object for the dialogs'),
  AgentKey: optional.describe('Business space; absent: the default one'),
  KnowledgeId: optional.describe('A recommendation that was clicked'),
  IntentName: optional.describe('An intent to start; 2022-04-08 only'),
  SandBox: boolean.optional().describe('Talk to the test environment; 2022-04-08 only'),
  Recommend: boolean.optional().describe('Of the oldest documents; ignored'),
})

type Sent = z.output<typeof parameters>

const HOUR = 3_600_000

/** The conversation itself. */
export const chat: ChatbotAction = action({
  name: 'Chat',
  versions: ['2017-10-11', '2022-04-08'],
  summary: 'Answers one utterance from the knowledge base, in one of eleven shapes.',
  parameters,
  rows: [
    'A-13',
    'A-14',
    'A-15',
    'A-16',
    'A-17',
    'A-18',
    'A-19',
    'A-20',
    'A-21',
    'A-22',
    'A-23',
    'A-24',
    'A-25',
    'A-26',
    'A-27',
    'A-33',
  ],
  source: 'https://help.aliyun.com/document_detail/86145.htm',
  certainty: 'official',
  errors: [
    'MissingInstanceId',
    'MissingUtterance',
    'InvalidParameter',
    'InvalidInstanceId.NotFound',
    'Forbidden',
    'InstanceFreezing',
    'InternalError',
  ],
  run: runChat,
})

/** The robot's knowledge in a space, or why it cannot be had. */
export function openKnowledge(
  bot: Chatbot,
  instanceId: string,
  agentKey: string | undefined,
  version: string | undefined,
): ReadyKnowledge | Refusal {
  const robot = findRobot(bot, instanceId)
  if (robot === undefined)
    return version === '2017-10-11' ? refuse('InvalidInstanceId.NotFound') : invalidParameter('InstanceId')
  if (!robot.permitted) return refuse('Forbidden')
  if (robot.frozen) return refuse('InstanceFreezing')
  return knowledgeOf(bot, robot, agentKey) ?? refuse('Forbidden')
}

export const isRefusal = (found: object): found is Refusal => 'ok' in found

function runChat(bot: Chatbot, sent: Sent, call: Call): Outcome {
  const { world, settings } = bot
  const { version } = requestOf(bot, call)
  const is2017 = version === '2017-10-11'
  const misfit = checkLengths(sent, settings.utteranceLimit, is2017)
  if (misfit !== undefined) return misfit
  const isFixed = settings.answers.some(({ when }) => when === sent.Utterance)
  const knowledge = openKnowledge(bot, sent.InstanceId, isFixed ? undefined : sent.AgentKey, version)
  if (isRefusal(knowledge)) return knowledge
  remarkSpelling(bot, sent, is2017, call)

  const now = world.clock.now()
  const space = `${sent.InstanceId}\n${sent.AgentKey ?? ''}`
  const given = sent.SessionId === undefined || sent.SessionId === '' ? undefined : sent.SessionId
  if (given === undefined) remarkLostSession(bot, space, sent.SenderId, now, call)
  const sessionId = given ?? world.random.uuid()
  const key = `${space}\n${sessionId}`
  const { answer, context } = takeTurn(knowledge, bot.sessions.get(key, now)?.context ?? EMPTY_CONTEXT, {
    utterance: sent.Utterance,
    perspective: sent['Perspective.1'] ?? sent.Perspective?.[0],
    knowledgeId: sent.KnowledgeId,
    intentName: is2017 ? undefined : sent.IntentName,
    senderNick: sent.SenderNick,
    vendorParam: sent.VendorParam,
  })
  bot.sessions.set(key, { context, senderId: sent.SenderId }, now + settings.sessionIdle)
  if (sent.SenderId !== undefined)
    bot.waiting.set(
      `${space}\n${sent.SenderId}`,
      context.dialog === undefined ? '' : sessionId,
      now + settings.sessionIdle,
    )
  forgetThrottled(bot, sent)

  const messageId = world.random.uuid()
  bot.answers.set(messageId, sent.InstanceId, now + 24 * HOUR)
  const fixed = takeFixedAnswer(bot, sent.Utterance)
  const titleOf = (id: string): string | undefined => knowledge.faqs.find((faq) => faq.id === id)?.title
  const { sample, message } = withRelatedTitles(shapeAnswer(answer, knowledge.base, settings), titleOf)
  const body = {
    QuerySegList: segment(sent.Utterance, knowledge.base.segments),
    Messages: fixed?.messages ?? [message],
    // The samples and every answer of the gateway disagree here; see the settings.
    ...(settings.seedExact && WITHOUT_REQUEST_ID.has(sample) ? {} : { RequestId: messageId }),
    ...(WITH_SUCCESS.has(sample) ? { Success: true } : {}),
    ...(is2017 ? { HttpStatus: 200 } : {}),
    SessionId: sessionId,
    MessageId: messageId,
    ...(is2017 && sent.Tag !== undefined ? { Tag: sent.Tag } : {}),
  }
  return { ok: true, body, ...(fixed === undefined ? { label: sample } : {}) }
}

function checkLengths(sent: Sent, utteranceLimit: number, is2017: boolean): Refusal | undefined {
  if (countCharacters(sent.Utterance) > utteranceLimit) return invalidParameter('Utterance')
  return !is2017 && countCharacters(sent.SessionId ?? '') > 64 ? invalidParameter('SessionId') : undefined
}

function remarkSpelling(bot: Chatbot, sent: Sent, is2017: boolean, call: Call): void {
  const odd = is2017 ? sent.Perspective !== undefined : sent['Perspective.1'] !== undefined
  if (!odd) return
  const [en, zh] = is2017 ? ['Perspective', '2017-10-11'] : ['Perspective.1', '2022-04-08']
  const what = { en: `${en} is how the other version writes it.`, zh: `${en} 不是 ${zh} 版本的写法。` }
  remark(bot, 'perspective-spelling', what, { cause: call.entry.seq })
}

/** A visitor whose dialog waits for an answer starts over: the client has not kept the SessionId. */
function remarkLostSession(bot: Chatbot, space: string, senderId: string | undefined, now: number, call: Call): void {
  const waiting = senderId === undefined ? undefined : bot.waiting.get(`${space}\n${senderId}`, now)
  if (waiting === undefined || waiting === '') return
  const what = {
    en: `${senderId} answers a question of session ${waiting}, but the call has no SessionId, so it is a fresh query.`,
    zh: `${senderId} 正在回答会话 ${waiting} 中的追问，但请求没有带 SessionId，只能当作新的提问。`,
  }
  remark(bot, 'session-not-sent-back', what, { cause: call.entry.seq, user: senderId })
}

/** Names what a throttled call wanted, so that its retry can be recognised. */
export const wantOf = (sent: {
  readonly Utterance?: string | undefined
  readonly SenderId?: string | undefined
}): string => `${sent.SenderId ?? ''}\n${sent.Utterance ?? ''}`

function forgetThrottled(bot: Chatbot, sent: Sent): void {
  if (bot.throttled.length === 0) return
  const want = wantOf(sent)
  bot.throttled = bot.throttled.filter((one) => one.what !== want)
}
