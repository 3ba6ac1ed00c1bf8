import type { Call } from '../../core/call.ts'
import type { Bilingual } from '../../core/journal-entries.ts'
import type { Conversation } from '../corp/conversations.ts'
import type { Person } from '../corp/people.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { gateway } from '../errors/index.ts'
import type { GatewayRefusal } from '../errors/refusal.ts'
import { remark } from '../remarks/index.ts'

/** Who a batch goes to. */
export interface Receivers {
  readonly people: readonly Person[]
  /** The ids nobody has. */
  readonly unknown: readonly string[]
}

export type ReceiversReading =
  | ({ readonly ok: true } & Receivers)
  | { readonly ok: false; readonly refusal: GatewayRefusal }

/** Finds the people with these userIds: at least one of them has to exist. */
export function readReceivers(dingtalk: Dingtalk, userIds: readonly string[], call: Call): ReceiversReading {
  const most = dingtalk.settings.limits.batchUsers
  if (userIds.length === 0) return { ok: false, refusal: gateway('invalidParameter.userIds.empty') }
  if (userIds.length > most) {
    remark(
      dingtalk,
      'too-many-receivers',
      {
        en: `${userIds.length} users in one call, ${most} are allowed.`,
        zh: `一次发给 ${userIds.length} 人，上限 ${most} 人。`,
      },
      { cause: call.entry.seq },
    )
    return { ok: false, refusal: gateway('invalidParameter.userIds.overMax') }
  }
  if (userIds.includes('')) return { ok: false, refusal: gateway('invalidParameter.userId.empty') }
  const people = new Set<Person>()
  const unknown: string[] = []
  for (const id of userIds) {
    const person = dingtalk.people.withStaffId(id)
    if (person === undefined) unknown.push(id)
    else people.add(person)
  }
  remarkWrongKind(dingtalk, unknown, call)
  return people.size === 0
    ? { ok: false, refusal: gateway('staffId.notExisted') }
    : { ok: true, people: [...people], unknown }
}

/** Says once for a call which id of another kind stands where a userId belongs. */
function remarkWrongKind(dingtalk: Dingtalk, ids: readonly string[], call: Call): void {
  for (const id of ids) {
    const kind = kindOf(dingtalk, id)
    if (kind === undefined) continue
    remark(
      dingtalk,
      'wrong-kind-of-id',
      { en: `userIds holds ${kind.en}: ${id}.`, zh: `userIds 中是${kind.zh}：${id}。` },
      { cause: call.entry.seq },
    )
    return
  }
}

function kindOf({ people, conversations }: Dingtalk, id: string): Bilingual | undefined {
  if (people.withDingtalkId(id) !== undefined || id.startsWith('$:LWCP_'))
    return { en: 'a senderId, which is no userId', zh: ' senderId，而不是 userId' }
  if (people.withUnionId(id) !== undefined)
    return { en: 'a unionId, which is no userId', zh: ' unionId，而不是 userId' }
  if (people.withMobile(id) !== undefined) return { en: 'a mobile number', zh: '手机号' }
  return conversations.withId(id) === undefined ? undefined : { en: 'a conversationId', zh: ' conversationId' }
}

export type GroupReading =
  | { readonly ok: true; readonly group: Conversation }
  | { readonly ok: false; readonly refusal: GatewayRefusal }

/** Finds the chat with this openConversationId, which has to be of the kind. */
export function readChat(
  dingtalk: Dingtalk,
  openConversationId: string,
  kind: 'group' | 'single',
  call: Call,
): GroupReading {
  if (openConversationId === '') return { ok: false, refusal: gateway('miss.openConversationId') }
  const found = dingtalk.conversations.withId(openConversationId)
  if (found?.kind === kind)
    return found.isDissolved ? { ok: false, refusal: gateway('group.disbanded') } : { ok: true, group: found }
  if (found !== undefined)
    remark(
      dingtalk,
      'wrong-kind-of-id',
      kind === 'group'
        ? {
            en: `openConversationId is that of the single chat with ${found.name}; only groups can be sent to this way.`,
            zh: `openConversationId 是与 ${found.name} 的单聊；该接口只能发送到群。`,
          }
        : {
            en: `openConversationId is that of the group ${found.name}.`,
            zh: `openConversationId 是群 ${found.name} 的。`,
          },
      { cause: call.entry.seq },
    )
  return { ok: false, refusal: gateway('invalid.openConversationId') }
}
