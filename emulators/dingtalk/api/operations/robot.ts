import { z } from 'zod'
import type { Call } from '../../../core/call.ts'
import type { Dingtalk } from '../../dingtalk.ts'
import { gateway } from '../../errors/index.ts'
import { robotErrors } from '../../errors/robots.ts'
import { readTemplate } from '../../messages/read-template.ts'
import { showSent } from '../../messages/show-sent.ts'
import { readRobot } from '../../robots/caller.ts'
import { readChat, readReceivers } from '../../robots/targets.ts'
import { give, operation, type DingtalkOperation, type Outcome } from '../operation.ts'
import { recallOperations } from './recall.ts'
import { readStatusOperations } from './read-status.ts'

const BATCH = 'https://open.dingtalk.com/document/development/chatbots-send-one-on-one-chat-messages-in-batches'
const GROUP = 'https://open.dingtalk.com/document/development/the-robot-sends-a-group-message'
const SCOPE = 'qyapi_robot_sendmsg'
const SEND_ERRORS = robotErrors
  .map(({ code }) => code)
  .filter((code) => !/processQueryKey|downloadCode|^session|not\.match$/.test(code))

/** `msgParam` has to be a text; what else comes is refused in the platform's own words. */
const template = z.object({ robotCode: z.string(), msgKey: z.string(), msgParam: z.unknown() })
const toChat = template.extend({
  openConversationId: z.string(),
  coolAppCode: z.string().optional(),
  token: z.string().optional(),
})

function sendToChat(dingtalk: Dingtalk, input: z.output<typeof toChat>, kind: 'group' | 'single', call: Call): Outcome {
  const message = readTemplate(dingtalk, input, call.entry.seq, dingtalk.settings.limits.msgParamBytes)
  if (!message.ok) return message.refusal
  const chat = readChat(dingtalk, input.openConversationId, kind, call)
  if (!chat.ok) return chat.refusal
  const { processQueryKey } = showSent(dingtalk, {
    robotCode: input.robotCode,
    shape: message.shape,
    chats: [chat.group],
    openConversationId: input.openConversationId,
    cause: call.entry.seq,
  })
  return give({ processQueryKey })
}

const sendOperations = [
  operation({
    id: 'robot.oToMessages.batchSend',
    method: 'POST',
    path: '/v1.0/robot/oToMessages/batchSend',
    summary: 'Sends a message to the single chats of up to 20 people.',
    style: 'gateway',
    scope: SCOPE,
    reads: 'json',
    input: template.extend({ userIds: z.array(z.string()) }),
    rows: ['D-33', 'D-51', 'D-53', 'D-54'],
    source: BATCH,
    certainty: 'official',
    errors: SEND_ERRORS,
    run(dingtalk, input, call) {
      const caller = readRobot(dingtalk, input.robotCode, call)
      if (!caller.ok) return caller.refusal
      const message = readTemplate(dingtalk, input, call.entry.seq)
      if (!message.ok) return message.refusal
      const receivers = readReceivers(dingtalk, input.userIds, call)
      if (!receivers.ok) return receivers.refusal
      const { people, unknown } = receivers
      if (people.length === 1) call.entry.user = people[0]!.name
      const { processQueryKey } = showSent(dingtalk, {
        robotCode: input.robotCode,
        shape: message.shape,
        chats: people.map(({ name }) => dingtalk.conversations.single(name)),
        cause: call.entry.seq,
      })
      return give({ processQueryKey, invalidStaffIdList: unknown, flowControlledStaffIdList: [] })
    },
  }),
  operation({
    id: 'robot.groupMessages.send',
    method: 'POST',
    path: '/v1.0/robot/groupMessages/send',
    summary: 'Sends a message to a group; nobody can be mentioned.',
    style: 'gateway',
    scope: SCOPE,
    reads: 'json',
    input: toChat,
    rows: ['D-33', 'D-52', 'D-53', 'D-54'],
    source: GROUP,
    certainty: 'official',
    errors: SEND_ERRORS,
    run(dingtalk, input, call) {
      const caller = readRobot(dingtalk, input.robotCode, call)
      if (!caller.ok) return caller.refusal
      return sendToChat(dingtalk, input, 'group', call)
    },
  }),
  operation({
    id: 'robot.privateChatMessages.send',
    method: 'POST',
    path: '/v1.0/robot/privateChatMessages/send',
    summary: 'Sends a message into a chat between two people, for an app that has been added to it (coolAppCode).',
    style: 'gateway',
    scope: SCOPE,
    reads: 'json',
    input: toChat,
    rows: ['D-33', 'D-52', 'D-53', 'D-54'],
    source: GROUP,
    certainty: 'sdk',
    errors: SEND_ERRORS,
    run(dingtalk, input, call) {
      const caller = readRobot(dingtalk, input.robotCode, call)
      if (!caller.ok) return caller.refusal
      if ((input.coolAppCode ?? '') === '') return gateway('invalidParameter.robotCode.coolApp')
      return sendToChat(dingtalk, input, 'single', call)
    },
  }),
]

/** What an app can do as its robot. */
export const robotOperations: readonly DingtalkOperation[] = [
  ...sendOperations,
  ...readStatusOperations,
  ...recallOperations,
]
