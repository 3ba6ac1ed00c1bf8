import type { RecallGround } from '../../core/recall.ts'

/** Fields, lower-cased, that hold a secret, a token or an id of something that is not there when a recording is played. */
const HIDDEN: ReadonlySet<string> = new Set(
  `accesstoken access_token appkey appsecret clientid clientsecret client_id client_secret ticket apisecret
   conversationtoken robotcode corpid chatbotcorpid sendercorpid chatbotuserid processquerykey processquerykeys outtrackid
   carrierid downloadcode picturedownloadcode mediaid media_id requestid request_id msgid openthreadid conversationid
   openconversationid appid connectionid messageid eventid eventcorpid eventunifiedappid unifiedappid fileid spaceid guid
   originalmsgid originalprocessquerykey senderid dingtalkid dingtalkids userid userids unionid staffid senderstaffid
   staffids mobile atuserids atmobiles atdingtalkids invalidstaffidlist flowcontrolledstaffidlist opaque token sign`.split(
    /\s+/,
  ),
)

/** Hides the ids and tokens in a value, at any depth, in JSON inside texts as well. */
export function hideIds(ground: Pick<RecallGround, 'hide'>, value: unknown, field = ''): void {
  if (Array.isArray(value)) {
    for (const inner of value) hideIds(ground, inner, field)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) hideIds(ground, inner, key)
  } else if (typeof value === 'string') {
    if (HIDDEN.has(field.toLowerCase())) ground.hide(value)
    else if (/^\s*[{[]/.test(value)) hideIds(ground, parseJson(value), field)
    else if (/session/i.test(field)) hideSession(ground, value)
  }
}

/** The session of a webhook's address. */
export function hideSession(ground: Pick<RecallGround, 'hide'>, url: string): void {
  ground.hide(sessionIn(url) ?? '')
}

/** The session in the query of an address. */
export const sessionIn = (url: string): string | undefined =>
  new URLSearchParams(url.split('?')[1] ?? '').get('session') ?? undefined

/** Text that is meant to be JSON, or undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export type Fields = Readonly<Record<string, unknown>>

/** An object; an empty one for anything else. */
export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}

export const textIn = (fields: Fields, name: string): string => {
  const value = fields[name]
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

export const listIn = (fields: Fields, name: string): readonly unknown[] =>
  Array.isArray(fields[name]) ? (fields[name] as unknown[]) : []
