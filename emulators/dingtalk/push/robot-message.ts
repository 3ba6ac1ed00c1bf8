import type { Conversation } from '../corp/conversations.ts'
import type { Person } from '../corp/people.ts'
import type { Robot } from '../corp/robot.ts'
import type { Dingtalk } from '../dingtalk.ts'
import type { Session } from '../messages/sessions.ts'

/** A message on its way to a robot. */
export interface RobotMessage {
  readonly msgId: string
  /** Ms since the epoch. */
  readonly createAt: number
  readonly msgtype: string
  /** `{ text }` or `{ content }`, with what a quote adds. */
  readonly content: Readonly<Record<string, unknown>>
  readonly sender: Person
  readonly conversation: Conversation
  readonly robot: Robot
  /** Others who are mentioned besides the robot. */
  readonly mentioned: readonly Person[]
  /** A custom robot with Outgoing switched on, which learns less than an app's robot. */
  readonly isOutgoing: boolean
  /** Top-level fields a quote adds. */
  readonly extra: Readonly<Record<string, unknown>>
}

/**
 * The body of a callback, the same over HTTP and over Stream, but for `atUsers`, which over Stream holds opaque ids alone.
 *
 * Sources: https://open.dingtalk.com/document/development/receive-message,
 * https://open.dingtalk.com/document/development/robot-message-type
 */
export function robotBody(
  dingtalk: Dingtalk,
  message: RobotMessage,
  session: Session,
  transport: 'http' | 'stream',
): Readonly<Record<string, unknown>> {
  const { settings, world } = dingtalk
  const { sender, conversation, robot, isOutgoing } = message
  const isGroup = conversation.kind === 'group'
  const isKnown = settings.robot.published && !sender.isExternal && !isOutgoing
  return {
    ...(settings.robot.quotaUsedUp ? { errorCode: 20001, errorMessage: '本月消息数已超过限额' } : message.content),
    msgtype: message.msgtype,
    msgId: message.msgId,
    createAt: message.createAt,
    conversationType: isGroup ? '2' : '1',
    conversationId: conversation.conversationId,
    ...(isGroup ? {} : { openThreadId: conversation.conversationId }),
    ...(isGroup
      ? {
          conversationTitle: conversation.name,
          isInAtList: true,
          atUsers: [
            { dingtalkId: robot.dingtalkId, ...(transport === 'http' ? { staffId: '' } : {}) },
            ...message.mentioned.map(({ dingtalkId, staffId }) => ({
              dingtalkId,
              ...(transport === 'http' ? { staffId } : {}),
            })),
          ],
        }
      : {}),
    chatbotCorpId: settings.corpId,
    chatbotUserId: robot.dingtalkId,
    senderId: sender.dingtalkId,
    senderNick: sender.nick,
    ...(isKnown ? { senderStaffId: sender.staffId } : {}),
    ...(sender.isExternal || isOutgoing ? {} : { senderCorpId: settings.corpId }),
    senderPlatform: sender.client,
    ...(settings.robot.published ? { isAdmin: sender.isAdmin } : {}),
    ...(isOutgoing ? {} : { robotCode: robot.code }),
    sessionWebhook: `${world.baseUrl}/robot/sendBySession?session=${session.id}`,
    sessionWebhookExpiredTime: session.expiresAt,
    ...message.extra,
  }
}
