import { z } from 'zod'
import { standardCardErrors } from '../../errors/standard-cards.ts'
import type { SentMessage } from '../../messages/sent.ts'
import type { GatewayRefusal } from '../../errors/refusal.ts'
import { sendStandardCard, updateStandardCard } from '../../robots/standard-cards.ts'
import { give, operation, type DingtalkOperation, type Outcome } from '../operation.ts'

const SEND = 'https://open.dingtalk.com/document/development/robots-send-interactive-cards'
const UPDATE = 'https://open.dingtalk.com/document/development/update-the-robot-to-send-interactive-cards'
const ERRORS = standardCardErrors.map(({ code }) => code)

const anything = z.unknown().optional()
const privateData = { userIdPrivateDataMap: anything, unionIdPrivateDataMap: anything }

const answer = (outcome: SentMessage | GatewayRefusal): Outcome =>
  'processQueryKey' in outcome ? give({ processQueryKey: outcome.processQueryKey }) : outcome

/** The older cards, which the official client for Python still sends. Taps on them are not offered. */
export const standardCardOperations: readonly DingtalkOperation[] = [
  operation({
    id: 'im.robot.interactiveCards.send',
    method: 'POST',
    path: '/v1.0/im/v1.0/robot/interactiveCards/send',
    summary: 'Sends a standard card (互动卡片普通版) to a group or a single chat; the older way.',
    style: 'gateway',
    reads: 'json',
    input: z.object({
      cardTemplateId: z.string(),
      cardBizId: z.string(),
      robotCode: z.string(),
      openConversationId: z.string().optional(),
      singleChatReceiver: anything,
      cardData: z.unknown().refine((given) => given !== undefined),
      callbackUrl: z.string().optional(),
      pullStrategy: z.boolean().optional(),
      sendOptions: z
        .object({
          atUserListJson: z.string().optional(),
          atAll: z.boolean().optional(),
          receiverListJson: z.string().optional(),
          cardPropertyJson: z.string().optional(),
        })
        .optional(),
      ...privateData,
    }),
    rows: ['D-58'],
    source: SEND,
    certainty: 'official',
    errors: [...ERRORS, 'invalid.openConversationId', 'group.disbanded', 'bot.stopped'],
    run: (dingtalk, input, call) => answer(sendStandardCard(dingtalk, input, call)),
  }),
  operation({
    id: 'im.robots.interactiveCards.update',
    method: 'PUT',
    path: '/v1.0/im/robots/interactiveCards',
    summary: 'Changes a standard card, wherever it is shown.',
    style: 'gateway',
    reads: 'json',
    input: z.object({
      cardBizId: z.string(),
      cardData: anything,
      updateOptions: z
        .object({ updateCardDataByKey: z.boolean().optional(), updatePrivateDataByKey: z.boolean().optional() })
        .optional(),
      ...privateData,
    }),
    rows: ['D-58'],
    source: UPDATE,
    certainty: 'official',
    errors: ['param.error', 'invalid.bizId'],
    run: (dingtalk, { cardBizId, cardData }) => answer(updateStandardCard(dingtalk, cardBizId, cardData)),
  }),
]
