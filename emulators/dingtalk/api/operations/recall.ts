import { z } from 'zod'
import { ownRobot } from '../../corp/robot.ts'
import type { Dingtalk } from '../../dingtalk.ts'
import { gateway } from '../../errors/index.ts'
import type { SentMessage } from '../../messages/sent.ts'
import { readRobot } from '../../robots/caller.ts'
import { give, operation, type DingtalkOperation, type Outcome } from '../operation.ts'

const SINGLE = 'https://open.dingtalk.com/document/development/batch-message-recall-chat'
const GROUP = 'https://open.dingtalk.com/document/development/enterprise-chatbot-withdraws-internal-group-messages'
const ERRORS = [
  'invalidParameter.robotCode.empty',
  'invalidParameter.robotCode.notExsit',
  'invalidParameter.robotCode.auth',
  'invalidParameter.param.invalid',
]
const DAY_MS = 86_400_000
const MOST_KEYS = 20

const keys = z.array(z.string())

/** Takes messages back: each key by itself succeeds or fails with a reason. */
function recall(
  dingtalk: Dingtalk,
  processQueryKeys: readonly string[],
  isOfChat: (message: SentMessage) => boolean,
): Outcome {
  if (processQueryKeys.length === 0 || processQueryKeys.length > MOST_KEYS)
    return gateway('invalidParameter.param.invalid')
  const successResult: string[] = []
  const failed = new Map<string, string>()
  for (const key of processQueryKeys) {
    const message = dingtalk.sent.find(key)
    const why = whyNot(dingtalk, message, isOfChat)
    if (why !== undefined) failed.set(key, why)
    else {
      successResult.push(key)
      if (message !== undefined) takeBack(dingtalk, message)
    }
  }
  return give({ successResult, failedResult: Object.fromEntries(failed) })
}

function whyNot(
  { world }: Dingtalk,
  message: SentMessage | undefined,
  isOfChat: (message: SentMessage) => boolean,
): string | undefined {
  if (message === undefined || !isOfChat(message)) return gateway('invalid.processQueryKey').code
  return world.clock.now() - message.sentAt > DAY_MS ? gateway('processQueryKey.expireTime').code : undefined
}

/** People see that something was taken back, and not what it was. */
function takeBack({ world }: Dingtalk, message: SentMessage): void {
  if (message.isRecalled) return
  message.isRecalled = true
  for (const line of message.lines)
    world.transcript.revise(line, {
      kind: 'recalled',
      text: '',
      fields: { ...line.fields, recalled: { kind: line.kind, text: line.text } },
      open: false,
    })
}

/** Recall in single chats. The documents write `oto` here and `oTo` for sending; both lead here. */
const fromSingleChats = (id: string, path: string): DingtalkOperation =>
  operation({
    id,
    method: 'POST',
    path,
    summary: 'Takes up to 20 batches to single chats back, for 24 hours.',
    style: 'gateway',
    reads: 'json',
    input: z.object({ robotCode: z.string(), processQueryKeys: keys }),
    rows: ['D-57'],
    source: SINGLE,
    certainty: 'official',
    errors: ERRORS,
    run(dingtalk, { robotCode, processQueryKeys }, call) {
      const caller = readRobot(dingtalk, robotCode, call)
      if (!caller.ok) return caller.refusal
      return recall(
        dingtalk,
        processQueryKeys,
        (message) => message.robotCode === robotCode && message.openConversationId === undefined,
      )
    },
  })

const fromChat = (id: string, path: string, summary: string, certainty: 'official' | 'sdk'): DingtalkOperation =>
  operation({
    id,
    method: 'POST',
    path,
    summary,
    style: 'gateway',
    reads: 'json',
    input: z.object({ openConversationId: z.string(), robotCode: z.string(), processQueryKeys: keys }),
    rows: ['D-57'],
    source: GROUP,
    certainty,
    errors: ERRORS,
    run(dingtalk, { openConversationId, robotCode, processQueryKeys }, call) {
      const caller = readRobot(dingtalk, robotCode, call)
      if (!caller.ok) return caller.refusal
      return recall(
        dingtalk,
        processQueryKeys,
        (message) => message.robotCode === robotCode && message.openConversationId === openConversationId,
      )
    },
  })

export const recallOperations: readonly DingtalkOperation[] = [
  fromSingleChats('robot.otoMessages.batchRecall', '/v1.0/robot/otoMessages/batchRecall'),
  fromSingleChats('robot.oToMessages.batchRecall', '/v1.0/robot/oToMessages/batchRecall'),
  fromChat(
    'robot.groupMessages.recall',
    '/v1.0/robot/groupMessages/recall',
    'Takes up to 20 messages to a group back, for 24 hours.',
    'official',
  ),
  fromChat(
    'robot.privateChatMessages.batchRecall',
    '/v1.0/robot/privateChatMessages/batchRecall',
    'Takes up to 20 messages to a chat between two people back, for 24 hours.',
    'sdk',
  ),
  operation({
    id: 'robot.groupMessages.batchRecall',
    method: 'POST',
    path: '/v1.0/robot/groupMessages/batchRecall',
    summary: 'Takes up to 20 messages to a group back, the robot named by its chatbotId.',
    style: 'gateway',
    reads: 'json',
    input: z.object({ openConversationId: z.string(), chatbotId: z.string(), processQueryKeys: keys }),
    rows: ['D-57'],
    source: GROUP,
    certainty: 'sdk',
    errors: ERRORS,
    run(dingtalk, { openConversationId, chatbotId, processQueryKeys }) {
      const { code, dingtalkId } = ownRobot(dingtalk)
      if (chatbotId !== dingtalkId && chatbotId !== code) return gateway('invalidParameter.robotCode.notExsit')
      return recall(dingtalk, processQueryKeys, (message) => message.openConversationId === openConversationId)
    },
  }),
]
