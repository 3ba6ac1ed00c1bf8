import type { Recalled } from '../../core/recall.ts'
import { contentFault, textOf } from '../messages/content.ts'
import { kindOf } from '../messages/chat-line.ts'
import { fillTemplate } from '../messages/template.ts'
import type { Names } from './names.ts'

type Fields = Readonly<Record<string, unknown>>

/** What people see of a call that was accepted; undefined for a call that sends nothing. */
export function shownTo(operation: string, sent: Fields, names: Names): Recalled[] | undefined {
  const receivers = listOf(sent['toUserId'])
  switch (operation) {
    case 'rongcloud.message.private.publish':
      return receivers.flatMap((id) => toPerson(id, sent, 'private-message', names))
    case 'rongcloud.statusmessage.private.publish':
      return receivers.flatMap((id) => toPerson(id, sent, 'status-message', names))
    case 'rongcloud.message.private.publish_template': {
      const given = sent['values']
      const values = (Array.isArray(given) ? given : []) as (Readonly<Record<string, string>> | null)[]
      return receivers.flatMap((id, at) => {
        const content = fillTemplate(String(sent['content']), values[at] ?? {})
        return toPerson(id, { ...sent, content }, 'private-message', names)
      })
    }
    case 'rongcloud.message.group.publish':
      return listOf(sent['toGroupId']).flatMap((group) => [
        ...receivers.map((id) => ({ knows: { setting: `groups.${names.group(group)}`, item: names.user(id) } })),
        ...(receivers.length === 0
          ? reply(names.group(group), sent, 'group-message')
          : receivers.flatMap((id) => reply(names.user(id), sent, 'group-message'))),
      ])
    default:
      return undefined
  }
}

const toPerson = (id: string, sent: Fields, via: string, names: Names): Recalled[] => [
  ...names.hasClient(id),
  ...reply(names.user(id), sent, via),
]

/** Nothing for a command, and for what clients cannot show. */
function reply(to: string, sent: Fields, via: string): Recalled[] {
  const [objectName, content] = [String(sent['objectName']), String(sent['content'])]
  const kind = kindOf(objectName)
  if (kind === undefined || contentFault(objectName, content) !== undefined) return []
  return [{ reply: { to, kind, text: textOf(objectName, content) ?? '', via } }]
}

const listOf = (value: unknown): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)]
