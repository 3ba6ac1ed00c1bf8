import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { requestJson } from '../http-json.ts'
import type { Log } from '../log.ts'
import { describeError } from '../log.ts'
import type { DingTalkApi } from './api.ts'
import { DingTalkApiError, accept } from './api.ts'
import { formatAnswer, keepLineBreaks } from './markdown.ts'
import type { Formatted } from './markdown.ts'
import { isGroup } from './message.ts'
import type { RobotMessage } from './message.ts'
import { withPatience } from './patience.ts'
import type { CardSettings, DingTalkSettings } from './settings.ts'
import type { Card, Surface } from './surface.ts'

/** A webhook that ends within this time is not worth trying, in milliseconds. */
const ALMOST_OVER_MS = 3000

const Sent = z.object({
  processQueryKey: z.string().optional(),
  invalidStaffIdList: z.array(z.string()).default([]),
  flowControlledStaffIdList: z.array(z.string()).default([]),
})
const Delivered = z.object({
  result: z.object({
    deliverResults: z.array(z.object({ success: z.boolean(), errorMsg: z.string().optional() })).default([]),
  }),
})

/** The conversation that a message to the robot came from. */
export function createRobotSurface(
  message: RobotMessage,
  settings: DingTalkSettings,
  api: DingTalkApi,
  log: Log,
  stopping: AbortSignal,
): Surface {
  const robotCode = message.robotCode ?? settings.robotCode

  /** By the webhook that came with the message while it lives, else by the OpenAPI. */
  const send = async (part: Formatted) => {
    const webhook = usableWebhook(message, settings)
    if (webhook !== undefined) {
      try {
        return accept(
          'sessionWebhook',
          await requestJson(webhook, { method: 'POST', body: webhookBody(part, message) }),
        )
      } catch (error) {
        log('error', 'the session webhook failed, trying the OpenAPI', { ...codes(error), error: describeError(error) })
      }
    }
    await sendByApi(part)
  }

  const sendByApi = async (part: Formatted) => {
    const userId = message.senderStaffId
    if (!isGroup(message) && userId === undefined)
      throw new Error('the sender has no user id, the OpenAPI cannot reach them')
    const common = { robotCode, ...template(part) }
    const sent = Sent.parse(
      isGroup(message)
        ? await api.call('POST', '/v1.0/robot/groupMessages/send', {
            ...common,
            openConversationId: message.conversationId,
          })
        : await api.call('POST', '/v1.0/robot/oToMessages/batchSend', { ...common, userIds: [userId] }),
    )
    if (sent.flowControlledStaffIdList.length > 0)
      throw new DingTalkApiError('batchSend', 200, 'send.too.fast', 'flow control')
    if (sent.invalidStaffIdList.length > 0) throw new Error(`DingTalk does not know the user ${userId}`)
    if (!sent.processQueryKey) throw new Error('DingTalk answered without a processQueryKey: nothing was sent')
  }

  const deliverCard = async (outTrackId: string, cards: CardSettings) => {
    const target = isGroup(message)
      ? {
          openSpaceId: `dtv1.card//IM_GROUP.${message.conversationId}`,
          imGroupOpenSpaceModel: { supportForward: true },
          imGroupOpenDeliverModel: { robotCode },
        }
      : {
          openSpaceId: `dtv1.card//IM_ROBOT.${message.senderStaffId}`,
          imRobotOpenSpaceModel: { supportForward: true },
          imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode },
        }
    const answer = await api.call('POST', '/v1.0/card/instances/createAndDeliver', {
      cardTemplateId: cards.templateId,
      outTrackId,
      callbackType: 'STREAM',
      cardData: { cardParamMap: { [cards.key]: '' } },
      userIdType: 1,
      ...target,
    })
    const { deliverResults } = Delivered.parse(answer).result
    const failed = deliverResults.find(({ success }) => !success)
    if (failed !== undefined) throw new Error(`the card was not delivered: ${failed.errorMsg ?? 'no reason given'}`)
  }

  /** `isFull` with the whole text each time: Markdown in pieces would break, and a lost write costs nothing. */
  const writeCard = (outTrackId: string, key: string, text: string, isFinalize: boolean) =>
    api.call('PUT', '/v1.0/card/streaming', {
      outTrackId,
      guid: randomUUID(),
      key,
      content: keepLineBreaks(text),
      isFull: true,
      isFinalize,
      isError: false,
    })

  return {
    async say(text, onProgress) {
      const parts = formatAnswer(text)
      for (const [index, part] of parts.entries()) {
        await withPatience(() => send(part), settings.retryMs, stopping)
        onProgress(
          parts
            .slice(index + 1)
            .map((later) => later.text)
            .join(''),
        )
      }
    },
    async openCard(openedBefore): Promise<Card | undefined> {
      const { cards } = settings
      if (cards === undefined || (!isGroup(message) && message.senderStaffId === undefined)) return undefined
      const id = openedBefore ?? randomUUID()
      if (openedBefore === undefined) await deliverCard(id, cards)
      return {
        id,
        update: async (text) => void (await writeCard(id, cards.key, text, false)),
        finish: async (text) =>
          void (await withPatience(() => writeCard(id, cards.key, text, true), settings.retryMs, stopping)),
      }
    },
  }
}

/** The webhook, if it still lives and leads to DingTalk: what a push says is no reason to call any address. */
function usableWebhook(message: RobotMessage, settings: DingTalkSettings): string | undefined {
  const { sessionWebhook, sessionWebhookExpiredTime } = message
  if (sessionWebhook === undefined || sessionWebhookExpiredTime - Date.now() < ALMOST_OVER_MS) return undefined
  const known = [settings.oapiBase, settings.apiBase].map((base) => new URL(base).origin)
  return known.includes(new URL(sessionWebhook).origin) ? sessionWebhook : undefined
}

/** In a group the asker is mentioned, which takes both: the name in the text, and the id beside it. */
function webhookBody(part: Formatted, message: RobotMessage): object {
  const asker = isGroup(message) ? message.senderStaffId : undefined
  const at = asker === undefined ? {} : { at: { atUserIds: [asker], isAtAll: false } }
  const mention = asker === undefined ? '' : `@${asker}`
  if (part.format === 'text')
    return { msgtype: 'text', text: { content: `${mention} ${part.text}`.trimStart() }, ...at }
  // A heading must begin its line.
  return { msgtype: 'markdown', markdown: { title: part.title, text: `${mention}\n\n${part.text}`.trimStart() }, ...at }
}

/** `msgParam` is JSON inside JSON. The OpenAPI cannot mention anybody. */
function template(part: Formatted) {
  return part.format === 'text'
    ? { msgKey: 'sampleText', msgParam: JSON.stringify({ content: part.text }) }
    : { msgKey: 'sampleMarkdown', msgParam: JSON.stringify({ title: part.title, text: part.text }) }
}

function codes(error: unknown) {
  return error instanceof DingTalkApiError ? { errcode: error.code, requestId: error.requestId } : {}
}
