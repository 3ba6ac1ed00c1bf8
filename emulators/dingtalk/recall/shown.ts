import type { RecalledReply } from '../../core/recall.ts'
import { readShape } from '../messages/shape.ts'
import { TEMPLATES } from '../messages/templates.ts'
import { fieldsOf, listIn, parseJson, textIn, type Fields } from './ids.ts'
import type { Parties } from './parties.ts'

/** Titles and addresses are the same each time; ids of uploads are not. */
const SAME: ReadonlySet<string> = new Set(['title', 'url', 'picUrl', 'buttons', 'links'])

function reply(
  to: string,
  via: string,
  { kind, text, fields }: { readonly kind: string; readonly text: string; readonly fields: Fields },
): RecalledReply {
  const same = Object.entries(fields).filter(([name]) => SAME.has(name))
  return { reply: { to, kind, text, via, ...(same.length === 0 ? {} : { fields: Object.fromEntries(same) }) } }
}

/** What people see of the body of a webhook message; undefined for one that DingTalk would not show. */
export function shownByWebhook(body: Fields, to: string, via: string, parties: Parties): RecalledReply | undefined {
  const read = readShape(body)
  if (!read.ok) return undefined
  return reply(to, via, { ...read.shape, text: withNames(read.shape.text, fieldsOf(body['at']), parties) })
}

/** People are mentioned by an id, and those who read it see a name. */
function withNames(text: string, at: Fields, parties: Parties): string {
  const ids = ['atUserIds', 'atMobiles', 'atDingtalkIds'].flatMap((list) => listIn(at, list).map(String))
  return ids.reduce(
    (shown, id) => (id === '' ? shown : shown.replaceAll(`@${id}`, () => `@${parties.person(id)}`)),
    text,
  )
}

/** What people see of a message sent by template. */
export function shownByTemplate(sent: Fields, to: string): RecalledReply | undefined {
  const template = TEMPLATES.get(textIn(sent, 'msgKey'))
  const params = parseJson(textIn(sent, 'msgParam'))
  return template === undefined || params === undefined
    ? undefined
    : reply(to, 'robot-message', template.shape(fieldsOf(params)))
}
