import type { Rule } from '../rule.ts'
import { answersARepeatedPushOnce } from './answers-a-repeated-push-once.ts'
import { goesOnWithoutAKnownConversation } from './goes-on-without-a-known-conversation.ts'
import { oneConversationPerVisitor } from './one-conversation-per-visitor.ts'
import { saysAnAnswerOnce } from './says-an-answer-once.ts'
import { stopsWhenHungUp } from './stops-when-hung-up.ts'
import { streamsWhileTheModelSpeaks } from './streams-while-the-model-speaks.ts'
import { takesEveryFirstPush } from './takes-every-first-push.ts'
import { takesEveryKindOfMessage } from './takes-every-kind-of-message.ts'

/** What a bot must do on this platform. */
export const livechatRules: readonly Rule[] = [
  takesEveryFirstPush,
  takesEveryKindOfMessage,
  oneConversationPerVisitor,
  goesOnWithoutAKnownConversation,
  answersARepeatedPushOnce,
  saysAnAnswerOnce,
  streamsWhileTheModelSpeaks,
  stopsWhenHungUp,
]
