import type { Conversation } from '../corp/conversations.ts'
import type { People, Person } from '../corp/people.ts'
import { isRecord, textOf } from './shape.ts'

/** Who a message mentions, and what of that has no effect. */
export interface Mentions {
  /** People who are notified: listed, named in the text, and in the group. */
  readonly notified: readonly Person[]
  readonly isAtAll: boolean
  /** The text with names where the ids of the notified stood. */
  readonly text: string
  readonly faults: readonly MentionFault[]
}

/** Why somebody is not notified. */
export interface MentionFault {
  readonly id: string
  readonly why: 'not-in-text' | 'unknown' | 'not-a-member' | 'too-many' | 'not-listed'
}

const MOST_MENTIONED = 50

type Find = (people: People, id: string) => Person | undefined

const LISTS: Readonly<Record<string, Find>> = {
  atUserIds: (people, id) => people.withStaffId(id),
  atMobiles: (people, id) => people.withMobile(id),
  // Older than the documents of today, and still sent by adapters.
  atDingtalkIds: (people, id) => people.withDingtalkId(id),
}

/**
 * Works out who is notified. A mention needs both: the id in `at`, and, as the documents have it, `@` with the same id in the
 * text; `needsText` false is what an adapter says, for which being listed is enough.
 *
 * Sources: https://open.dingtalk.com/document/development/custom-robots-send-group-messages,
 * https://github.com/nonebot/adapter-ding
 */
export function resolveMentions(
  people: People,
  { members }: Conversation,
  at: unknown,
  text: string,
  needsText = true,
): Mentions {
  const listed = isRecord(at) ? at : {}
  const isAtAll = listed['isAtAll'] === true || listed['isAtAll'] === 'true'
  const notified = new Map<string, Person>()
  const faults: MentionFault[] = []
  const ids = new Set<string>()
  let shown = text
  for (const [list, find] of Object.entries(LISTS)) {
    for (const id of idsIn(listed[list])) {
      ids.add(id)
      const person = find(people, id)
      if (ids.size > MOST_MENTIONED) faults.push({ id, why: 'too-many' })
      else if (person === undefined) faults.push({ id, why: 'unknown' })
      else if (!members.has(person.name)) faults.push({ id, why: 'not-a-member' })
      else if (needsText && !text.includes(`@${id}`)) faults.push({ id, why: 'not-in-text' })
      else {
        notified.set(person.name, person)
        shown = shown.replaceAll(`@${id}`, () => `@${person.nick}`)
      }
    }
  }
  if (!isAtAll) faults.push(...listNotListed(people, members, ids, text))
  return { notified: [...notified.values()], isAtAll, text: shown, faults }
}

function idsIn(list: unknown): string[] {
  return Array.isArray(list) ? list.map((id: unknown) => textOf(id)).filter((id) => id !== '') : []
}

/** Members whom the text seems to mention, though `at` does not have them. */
function listNotListed(
  people: People,
  members: ReadonlySet<string>,
  listed: ReadonlySet<string>,
  text: string,
): MentionFault[] {
  if (!text.includes('@')) return []
  const faults: MentionFault[] = []
  for (const name of members) {
    const person = people.named(name)
    const ids = [person.staffId, person.mobile, person.dingtalkId]
    if (ids.some((id) => listed.has(id))) continue
    const found = [...ids, person.nick].find((id) => id !== '' && mentionsAlone(text, id))
    if (found !== undefined) faults.push({ id: found, why: 'not-listed' })
  }
  return faults
}

/** Whether `@id` stands there by itself, and is no part of a mail address or of a longer name. */
function mentionsAlone(text: string, id: string): boolean {
  for (let at = text.indexOf(`@${id}`); at >= 0; at = text.indexOf(`@${id}`, at + 1)) {
    const [before, after] = [text[at - 1] ?? ' ', text[at + id.length + 1] ?? ' ']
    if (!/[\w.-]/.test(before) && !/[\w.-]/.test(after)) return true
  }
  return false
}
