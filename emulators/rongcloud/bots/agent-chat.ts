import { generate } from '../agents/generate.ts'
import { textContent, textOf } from '../messages/content.ts'
import { CONVERSATION, type StoredMessage } from '../messages/store.ts'
import { nextMessageUID, type RongCloud } from '../rongcloud.ts'
import type { Bot, Integration } from './bot.ts'

/** What a bot of type `rc_agentchat` answers by itself: its agent runs on the words of a message. Nothing when it cannot. */
export function answerOfAgent(
  rong: RongCloud,
  bot: Bot,
  integration: Integration,
  message: StoredMessage,
): StoredMessage | undefined {
  const agent = rong.agents.find(integration.agent?.agentId ?? '')
  const query = textOf(message.objectName, message.content)
  if (agent === undefined || agent.status !== 'active' || query === undefined) return undefined
  const conversationId = `${bot.userId}/${message.fromUserId}`
  const before = rong.memories.before(agent.agentId, conversationId)
  const says = generate({ agent, query, variables: {}, before, rules: rong.settings.answers })
  rong.memories.remember(agent.agentId, conversationId, query)
  return {
    messageUID: nextMessageUID(rong),
    conversationType: CONVERSATION.private,
    fromUserId: bot.userId,
    targetId: message.fromUserId,
    objectName: 'RC:TxtMsg',
    content: textContent(says),
    sentTime: rong.world.clock.now(),
  }
}
