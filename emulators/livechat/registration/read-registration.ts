import { show, type Judge } from '../remarks/judge.ts'
import { isObject, pointer, type JsonObject } from '../reading/fields.ts'
import { refuse, type ErrorCode, type Refusal } from '../api/errors.ts'

/** A robot as it was registered. */
export interface Registration {
  readonly name: string
  /** Where messages are pushed: `domain` and `uri` joined by one slash. */
  readonly url: string
  /** Sent as `Authorization: Bearer <token>`; absent when pushes carry no credential. */
  readonly token?: string
}

/** The form as it is read: the first violation is kept, later ones no longer count. */
interface Form {
  readonly judge: Judge
  violation?: Refusal
}

function violate(form: Form, code: ErrorCode, message: string): undefined {
  form.violation ??= refuse(code, message)
}

const KNOWN_FIELDS = new Set([
  'name',
  'domain',
  'authEnabled',
  'authentication',
  'pushConfigList',
  'platform',
  'pushType',
  'responseType',
])

function requireString(form: Form, holder: JsonObject, key: string, path: string): string | undefined {
  const value = holder[key]
  if (value === undefined || value === null) return violate(form, 'MissingParameter', `${path} is required`)
  if (typeof value === 'string' && value.trim() !== '') return value
  return violate(form, 'InvalidParameter', `${path} must be a string that is not empty, got ${JSON.stringify(value)}`)
}

/** A word out of a list of one; another letter case passes with a remark. */
function requireWord(form: Form, holder: JsonObject, key: string, path: string, wanted: string): void {
  const given = requireString(form, holder, key, path)
  if (given === undefined || given === wanted) return
  if (given.toLowerCase() === wanted.toLowerCase())
    form.judge.note('letter-case', { at: path }, { field: path, given: show(given), wanted })
  else violate(form, 'InvalidParameter', `${path} must be ${wanted}, got ${JSON.stringify(given)}`)
}

function readDomain(form: Form, body: JsonObject): string | undefined {
  const domain = requireString(form, body, 'domain', 'domain')
  if (domain === undefined || (/^https?:\/\//i.test(domain) && URL.canParse(domain))) return domain?.replace(/\/+$/, '')
  return violate(form, 'InvalidParameter', `domain must be an absolute http or https address, got ${show(domain)}`)
}

function readAuthEnabled(form: Form, body: JsonObject): boolean | undefined {
  const given = body['authEnabled']
  if (typeof given === 'boolean') return given
  if (given === undefined || given === null) return violate(form, 'MissingParameter', 'authEnabled is required')
  if (given !== 'true' && given !== 'false')
    return violate(form, 'InvalidParameter', `authEnabled must be a boolean, got ${JSON.stringify(given)}`)
  form.judge.note('boolean-as-string', { at: '/authEnabled' }, { field: 'authEnabled', given })
  return given === 'true'
}

function readToken(form: Form, body: JsonObject): string | undefined {
  const enabled = readAuthEnabled(form, body)
  const { authentication } = body
  const isGiven = authentication !== undefined && authentication !== null
  if (enabled === false && isGiven) form.judge.note('authentication-unused', { at: '/authentication' })
  if (enabled !== true) return undefined
  if (!isGiven) return violate(form, 'MissingParameter', 'authentication is required when authEnabled is true')
  if (!isObject(authentication)) return violate(form, 'InvalidParameter', 'authentication must be an object')
  requireWord(form, authentication, 'type', 'authentication.type', 'TOKEN')
  const { token } = authentication
  if (token === undefined || token === null || token === '')
    return violate(form, 'MissingParameter', 'authentication.token is required when authentication.type is TOKEN')
  if (typeof token !== 'string' || !/^[\x20-\x7e]+$/.test(token))
    return violate(form, 'InvalidParameter', 'authentication.token must be a string of printable ASCII characters')
  if (/^bearer /i.test(token)) form.judge.note('token-with-bearer', { at: '/authentication/token' })
  return token
}

function readUri(form: Form, entry: JsonObject, path: string): string | undefined {
  const uri = requireString(form, entry, 'uri', `${path}.uri`)
  if (uri?.startsWith('/') === false) form.judge.note('uri-without-slash', { at: `${path}.uri` }, { given: show(uri) })
  return uri?.replace(/^\/*/, '/')
}

function readPushUri(form: Form, body: JsonObject): string | undefined {
  const list = body['pushConfigList']
  if (list === undefined || list === null) return violate(form, 'MissingParameter', 'pushConfigList is required')
  if (!Array.isArray(list) || list.length === 0)
    return violate(form, 'InvalidParameter', 'pushConfigList must be an array with at least one entry')
  const uris: (string | undefined)[] = []
  for (const [index, entry] of list.entries()) {
    const path = `pushConfigList[${index}]`
    if (!isObject(entry)) return violate(form, 'InvalidParameter', `${path} must be an object`)
    const type = requireString(form, entry, 'type', `${path}.type`)
    if (type === undefined) return undefined
    if (type !== 'Message') {
      form.judge.note('push-type-unknown', { at: `${path}.type` }, { given: show(type) })
      continue
    }
    if (uris.length > 0) form.judge.note('message-entry-twice', { at: path })
    uris.push(readUri(form, entry, path))
    requireWord(form, entry, 'httpMethod', `${path}.httpMethod`, 'POST')
  }
  return uris.length > 0 ? uris[0] : violate(form, 'InvalidParameter', 'pushConfigList needs an entry of type Message')
}

/** `Dify` and `Coze` are announced and not supported yet. */
function checkWay(form: Form, body: JsonObject, key: 'platform' | 'pushType' | 'responseType'): void {
  const given = body[key]
  if (given === 'Default') return
  if (given === undefined || given === null) {
    if (key === 'platform') violate(form, 'MissingParameter', `${key} is required`)
    return
  }
  const announced = given === 'Dify' || given === 'Coze'
  violate(form, 'InvalidParameter', `${key} must be Default${announced ? `; ${given} is not supported yet` : ''}`)
}

/**
 * Reads the body of a registration. The first violation is answered, named by its field; slips that the platform puts up
 * with go to the judge, and are violations in the profile `strict`.
 */
export function readRegistration(body: JsonObject, judge: Judge): Registration | Refusal {
  const form: Form = { judge }
  const name = requireString(form, body, 'name', 'name')
  const domain = readDomain(form, body)
  const token = readToken(form, body)
  const uri = readPushUri(form, body)
  checkWay(form, body, 'platform')
  checkWay(form, body, 'pushType')
  checkWay(form, body, 'responseType')
  for (const field of Object.keys(body))
    if (!KNOWN_FIELDS.has(field)) judge.note('field-unknown', { at: pointer('', field) }, { field })
  if (form.violation !== undefined) return form.violation
  if (judge.failure !== undefined) {
    const isUnknown = judge.noted[0]?.code === 'livechat/field-unknown'
    return refuse(isUnknown ? 'UnknownParameter' : 'InvalidParameter', judge.reason)
  }
  if (name === undefined || domain === undefined || uri === undefined)
    throw new TypeError('a registration without a violation has all its fields')
  return { name, url: domain + uri, ...(token === undefined ? {} : { token }) }
}
