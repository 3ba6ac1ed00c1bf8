import type { Conversation } from '../corp/conversations.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { gateway } from '../errors/index.ts'
import type { Refusal } from '../errors/refusal.ts'
import { remark } from '../remarks/index.ts'
import { noteShownIn, remarkWrongSurface } from './unanswered.ts'

/**
 * Where active mode sends to: a group or single chat by openConversationId, else the single chat of a unionId.
 *
 * Source: https://open.dingtalk.com/document/development/api-prepare
 */
export function findTarget(
  dingtalk: Dingtalk,
  {
    openConversationId,
    unionId,
  }: { readonly openConversationId?: string | undefined; readonly unionId?: string | undefined },
  cause: number,
): { readonly ok: true; readonly conversation: Conversation } | Refusal {
  const { conversations, people, settings } = dingtalk
  if (settings.app.kind === 'ordinary') {
    remark(
      dingtalk,
      'agent-ordinary-app',
      {
        en: 'Active mode was called with the token of an ordinary app, which has no AI assistant.',
        zh: '主动发送使用了普通应用的凭证，该应用没有 AI 助理。',
      },
      { cause },
    )
    return gateway('invalid.param', 'ai assistant not found')
  }
  if (openConversationId !== undefined && openConversationId !== '') {
    const conversation = conversations.withId(openConversationId)
    if (conversation === undefined || conversation.isDissolved) return gateway('invalid.param')
    noteShownIn(dingtalk, conversation)
    return { ok: true, conversation }
  }
  if (unionId === undefined || unionId === '') return gateway('invalid.param')
  const person = people.withUnionId(unionId)
  if (person === undefined) return gateway('invalid.param', 'invalid unionId')
  remarkWrongSurface(dingtalk, person.name, cause)
  const conversation = conversations.single(person.name)
  noteShownIn(dingtalk, conversation)
  return { ok: true, conversation }
}
