import type { Verdict } from '../../core/delivery/push.ts'
import { sign } from '../crypto/sign.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { postMessage } from '../messages/post.ts'
import type { Session } from '../messages/sessions.ts'
import { remark } from '../remarks/index.ts'
import { TOPIC_ROBOT } from '../stream/topics.ts'
import { deliverCallback } from './callback.ts'
import { readAnswer } from './read-answer.ts'
import { robotBody, type RobotMessage } from './robot-message.ts'

/** Brings a message to the bot by whichever way the robot is set to. */
export function deliverMessage(dingtalk: Dingtalk, message: RobotMessage, cause: number): void {
  const { world, sessions, settings, stream } = dingtalk
  const session = sessions.open(message.conversation, message.robot.code, world.clock.now())
  const transport = message.isOutgoing ? 'http' : transportOf(dingtalk)
  const body = robotBody(dingtalk, message, session, transport)
  const label = {
    what: message.msgtype,
    user: message.sender.name,
    conversation: message.conversation.name,
    ids: { msgId: message.msgId, robotCode: message.robot.code },
    cause,
  }
  if (transport === 'stream') {
    const { redeliverAfter, redeliveries } = settings.stream
    stream.push({ type: 'CALLBACK', topic: TOPIC_ROBOT, data: body, label, timeoutMs: redeliverAfter, redeliveries })
    return
  }
  const { timeout, retries, pause } = settings.callback
  deliverCallback<object>(dingtalk, {
    label,
    url: world.webhook('dingtalk', 'robot'),
    body: JSON.stringify(body),
    headers: () => proofOf(dingtalk, message.isOutgoing),
    timeoutMs: timeout,
    retries,
    pauseMs: pause,
    read: readAnswer,
    settled: (verdict, seq) => settle(dingtalk, message, session, verdict, seq),
  })
}

/** Where messages go: as the robot is set, or to whoever is there. */
function transportOf({ settings, stream, world }: Dingtalk): 'http' | 'stream' {
  const { mode } = settings.robot
  if (mode !== 'auto') return mode
  return stream.hasSubscriber('CALLBACK', TOPIC_ROBOT) || !world.hasWebhook('dingtalk', 'robot') ? 'stream' : 'http'
}

/** Header lines by which the bot knows that DingTalk calls: a signature, or the token of a custom robot. */
function proofOf({ settings, world }: Dingtalk, isOutgoing: boolean): [string, string][] {
  const timestamp = String(world.clock.wall())
  return isOutgoing
    ? [
        ['timestamp', timestamp],
        ['token', settings.outgoing.token],
      ]
    : [
        ['timestamp', timestamp],
        ['sign', sign(settings.app.clientSecret, timestamp)],
      ]
}

function settle(
  dingtalk: Dingtalk,
  { sender, conversation, msgId, msgtype }: RobotMessage,
  { conversation: chat }: Session,
  { outcome, reason, value }: Verdict<object>,
  cause: number,
): void {
  const about = { user: sender.name, cause }
  if (outcome === 'answered' && value !== undefined) {
    // What is wrong with a message it says itself.
    postMessage(dingtalk, chat, value, { via: 'callback-reply', cause })
  } else if (outcome === 'refused') {
    remark(
      dingtalk,
      'callback-failed',
      {
        en: `The bot answered message ${msgId} (${msgtype}) with ${reason ?? outcome}, and DingTalk does not try again.`,
        zh: `机器人对消息 ${msgId}（${msgtype}）返回了 ${reason ?? outcome}，钉钉不会重试。`,
      },
      about,
    )
  } else if (outcome === 'bad-body') {
    remark(
      dingtalk,
      'callback-answer-ignored',
      {
        en: `The answer to message ${msgId} was dropped: ${reason ?? outcome}.`,
        zh: `对消息 ${msgId} 的应答被丢弃：${reason ?? outcome}。`,
      },
      about,
    )
  } else if (outcome === 'timeout') {
    remark(
      dingtalk,
      'callback-unanswered',
      {
        en: `Nothing had answered message ${msgId} of ${conversation.name} when the callback was given up.`,
        zh: `回调放弃时，${conversation.name} 的消息 ${msgId} 仍未得到应答。`,
      },
      about,
    )
  }
}
