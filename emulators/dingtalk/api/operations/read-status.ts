import { z } from 'zod'
import type { Call } from '../../../core/call.ts'
import type { Dingtalk } from '../../dingtalk.ts'
import { gateway } from '../../errors/index.ts'
import type { GatewayRefusal } from '../../errors/refusal.ts'
import type { SentMessage } from '../../messages/sent.ts'
import { readRobot } from '../../robots/caller.ts'
import { give, operation, type DingtalkOperation } from '../operation.ts'

const SINGLE = 'https://open.dingtalk.com/document/development/chatbot-batch-query-the-read-status-of-messages'
const GROUP = 'https://open.dingtalk.com/document/development/chatbot-queries-the-read-status-of-a-message'
const ERRORS = [
  'invalidParameter.robotCode.empty',
  'invalidParameter.robotCode.notExsit',
  'invalidParameter.robotCode.auth',
  'invalid.processQueryKey',
  'processQueryKey.expireTime',
]
const DAY_MS = 86_400_000
const MOST_RESULTS = 200

type Finding =
  | { readonly ok: true; readonly message: SentMessage }
  | { readonly ok: false; readonly refusal: GatewayRefusal }

/** The message with this key, sent by this robot into this chat within the last 24 hours; `undefined` is a batch to single chats. */
function findMessage(
  dingtalk: Dingtalk,
  robotCode: string,
  processQueryKey: string,
  openConversationId: string | undefined,
  call: Call,
): Finding {
  const caller = readRobot(dingtalk, robotCode, call)
  if (!caller.ok) return caller
  const message = dingtalk.sent.find(processQueryKey)
  const isOfChat = message?.robotCode === robotCode && message.openConversationId === openConversationId
  if (message === undefined || !isOfChat) return { ok: false, refusal: gateway('invalid.processQueryKey') }
  return dingtalk.world.clock.now() - message.sentAt > DAY_MS
    ? { ok: false, refusal: gateway('processQueryKey.expireTime') }
    : { ok: true, message }
}

const statusOf = ({ isRecalled }: SentMessage): string => (isRecalled ? 'RECALLED' : 'SUCCESS')

/** Who of a chat has read a message, page by page. */
function groupQuery(id: string, path: string, summary: string, certainty: 'official' | 'sdk'): DingtalkOperation {
  return operation({
    id,
    method: 'POST',
    path,
    summary,
    style: 'gateway',
    reads: 'json',
    input: z.object({
      openConversationId: z.string(),
      robotCode: z.string(),
      processQueryKey: z.string(),
      maxResults: z.int().positive().default(MOST_RESULTS),
      nextToken: z.string().default(''),
      token: z.string().optional(),
    }),
    rows: ['D-57'],
    source: GROUP,
    certainty,
    errors: [...ERRORS, 'invalidParameter.param.invalid'],
    run(dingtalk, { openConversationId, robotCode, processQueryKey, maxResults, nextToken }, call) {
      if (maxResults > MOST_RESULTS || !/^\d{0,9}$/.test(nextToken)) return gateway('invalidParameter.param.invalid')
      const found = findMessage(dingtalk, robotCode, processQueryKey, openConversationId, call)
      if (!found.ok) return found.refusal
      const { message } = found
      const readers = [...message.readBy].map((name) => dingtalk.people.named(name).staffId).filter((id) => id !== '')
      const start = Number(nextToken)
      const hasMore = readers.length > start + maxResults
      return give({
        sendStatus: statusOf(message),
        readUserIds: readers.slice(start, start + maxResults),
        ...(hasMore ? { nextToken: String(start + maxResults) } : {}),
        hasMore,
      })
    },
  })
}

export const readStatusOperations: readonly DingtalkOperation[] = [
  operation({
    id: 'robot.oToMessages.readStatus',
    method: 'GET',
    path: '/v1.0/robot/oToMessages/readStatus',
    summary: 'Says who of a batch has read the message, for 24 hours.',
    style: 'gateway',
    reads: 'query',
    input: z.object({ robotCode: z.string(), processQueryKey: z.string() }),
    rows: ['D-57'],
    source: SINGLE,
    certainty: 'official',
    errors: ERRORS,
    run(dingtalk, { robotCode, processQueryKey }, call) {
      const found = findMessage(dingtalk, robotCode, processQueryKey, undefined, call)
      if (!found.ok) return found.refusal
      const { message } = found
      return give({
        sendStatus: statusOf(message),
        messageReadInfoList: message.receivers.map((name) => {
          const { nick, staffId } = dingtalk.people.named(name)
          // The documents mark the time as not supported yet.
          return {
            name: nick,
            userId: staffId,
            readStatus: message.readBy.has(name) ? 'READ' : 'UNREAD',
            readTimestamp: 0,
          }
        }),
      })
    },
  }),
  groupQuery(
    'robot.groupMessages.query',
    '/v1.0/robot/groupMessages/query',
    'Says who of a group has read a message, for 24 hours.',
    'official',
  ),
  groupQuery(
    'robot.privateChatMessages.query',
    '/v1.0/robot/privateChatMessages/query',
    'Says who of a chat between two people has read a message, for 24 hours.',
    'sdk',
  ),
]
