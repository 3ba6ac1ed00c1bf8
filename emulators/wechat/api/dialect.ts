import type { z } from 'zod'
import { queryValue, type ApiAnswer, type Call } from '../../core/call.ts'
import { listUnreadFields, type OperationInfo } from '../../core/operation.ts'
import { describeAccount, permissionsOf, type Permission } from '../account/permissions.ts'
import type { Wechat } from '../wechat.ts'
import { ERRORS, refuse, type ApiError, type ErrorCode } from './errors.ts'
import { readJson } from './json.ts'
import { remark } from '../remarks.ts'

/** What an operation gets to see of a call once the checks before it have passed. */
export interface ApiRequest {
  readonly call: Call
  /** The body as the operation's schema has read it; undefined when it takes none. */
  readonly body: unknown
  /** The same with `\u` escapes as users would see them. */
  readonly literal: unknown
  /** Whether the body has `\u` escapes of non-ASCII characters. */
  readonly escapes: boolean
}

/** A JSON answer, or bytes. */
export type Success =
  | { readonly json: Readonly<Record<string, unknown>>; readonly text?: string }
  | { readonly bytes: Buffer; readonly headers: Readonly<Record<string, string>>; readonly status?: number }

/** The argument checks have passed; this does what was asked for. */
export type Granted = () => Success | ApiError | Promise<Success | ApiError>

/** One operation of the API, with what the dialect has to check before it. */
export interface WechatOperation extends OperationInfo {
  /** The HTTP method that may be used; routes take every method so that the wrong one gets its code. */
  readonly verb: 'GET' | 'POST'
  /** Whether the call carries an access_token. The token endpoints and the places of files do not. */
  readonly authorised: boolean
  /** What the account needs; checked after the body and before the arguments. */
  readonly permission?: Permission
  /** Calls a day, for usual and for test accounts. */
  readonly daily?: { readonly usual: number; readonly test?: number }
  readonly perMinute?: number
  /** Checks the arguments, in the order of the platform, and says what is to be done. */
  readonly decide: (wechat: Wechat, request: ApiRequest) => ApiError | Granted | Promise<ApiError | Granted>
}

/** Declares an operation; the type of the body follows from its schema. */
export function operation<B extends z.ZodType = z.ZodUndefined>(
  definition: Omit<WechatOperation, 'method' | 'authorised' | 'decide' | 'body'> & {
    readonly body?: B
    readonly authorised?: boolean
    readonly decide: (
      wechat: Wechat,
      request: ApiRequest & { readonly body: z.output<B>; readonly literal: z.output<B> },
    ) => ReturnType<WechatOperation['decide']>
  },
): WechatOperation {
  return { authorised: true, ...definition, method: '*' } as unknown as WechatOperation
}

export const OK: Success = { json: { errcode: 0, errmsg: 'ok' } }

const JSON_HEADERS = { 'content-type': 'application/json; encoding=utf-8' }

/** Calls of an operation a day when nobody says how many. */
const DEFAULT_DAILY = 10_000_000

/**
 * Answers a call: path, token, method, body, permission, arguments, quota, in this order.
 *
 * Source: https://developers.weixin.qq.com/doc/offiaccount/Getting_Started/Global_Return_Code.html
 */
export function answerCall(
  wechat: Wechat,
  call: Call,
  known: WechatOperation | undefined,
): ApiAnswer | Promise<ApiAnswer> {
  const tell = (outcome: Success | ApiError): ApiAnswer =>
    'errcode' in outcome ? refuseCall(wechat, call, outcome) : grantCall(outcome)
  const outcome = known === undefined ? refuse(40066, `there is no ${call.path}`) : run(wechat, call, known)
  return outcome instanceof Promise ? outcome.then(tell) : tell(outcome)
}

/** Nearly all calls are decided at once; only those that have to wait for something give a promise. */
function run(wechat: Wechat, call: Call, known: WechatOperation): Success | ApiError | Promise<Success | ApiError> {
  const refused = known.authorised ? checkToken(wechat, call) : undefined
  if (refused !== undefined) return refused
  if (call.method !== known.verb)
    return refuse(known.verb === 'GET' ? 43001 : 43002, `${call.method} where ${known.verb} is wanted`)
  // A call that is refused counts as well; whoever repeats it without end uses up the day.
  wechat.quotas.count(known.id, wechat.world.clock.now())
  const request = readRequest(wechat, call, known)
  if ('errcode' in request) return request
  if (known.permission !== undefined && !permissionsOf(wechat.settings.account).includes(known.permission)) {
    return refuse(48001, `${describeAccount(wechat.settings.account)} lacks ${known.permission}`)
  }
  const decided = known.decide(wechat, request)
  return decided instanceof Promise ? decided.then(carryOut) : carryOut(decided)

  function carryOut(verdict: Awaited<typeof decided>): Success | ApiError | Promise<Success | ApiError> {
    return typeof verdict === 'function' ? (checkQuota(wechat, known) ?? verdict()) : verdict
  }
}

function checkToken(wechat: Wechat, call: Call): ApiError | undefined {
  const state = wechat.tokens.check(queryValue(call, 'access_token'), wechat.world.clock.now())
  if (state.ok) return undefined
  return refuse(state.code, state.why)
}

function readRequest(wechat: Wechat, call: Call, known: WechatOperation): ApiRequest | ApiError {
  const nothing = { call, body: undefined, literal: undefined, escapes: false }
  if (known.body === undefined) return nothing
  const read = readJson(call.body)
  if (!read.ok) {
    call.entry.input = call.body.toString('utf8').slice(0, 2000)
    return read.empty ? refuse(44002, 'the body is empty') : refuse(47001, 'the body is not JSON')
  }
  call.entry.input = read.value
  const parsed = known.body.safeParse(read.value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return refuse(47001, `${issue?.path.join('.') || 'the body'}: ${issue?.message ?? 'unreadable'}`)
  }
  remarkUnread(wechat, call, listUnreadFields(read.value, parsed.data))
  const literal =
    read.escapes && wechat.settings.json.unicodeEscapes === 'literal' ? known.body.safeParse(read.literal) : parsed
  return { call, body: parsed.data, literal: literal.success ? literal.data : parsed.data, escapes: read.escapes }
}

function remarkUnread({ world }: Wechat, call: Call, unread: readonly string[]): void {
  if (unread.length === 0) return
  const names = unread.join(', ')
  const what = {
    en: `${call.entry.operation} was sent fields that WeChat does not read: ${names}.`,
    zh: `${call.entry.operation} 收到了微信不读取的字段：${names}。`,
  }
  remark({ world }, 'unread-fields', what, { cause: call.entry.seq })
}

/** How many calls of an operation a day has for this account. */
export function dailyLimit({ settings }: Wechat, known: WechatOperation): number {
  const own = settings.quota.daily[known.id]
  if (own !== undefined) return own
  const { usual = DEFAULT_DAILY, test } = known.daily ?? {}
  return settings.account.kind === 'test' && test !== undefined ? test : usual
}

function checkQuota(wechat: Wechat, known: WechatOperation): ApiError | undefined {
  const now = wechat.world.clock.now()
  const limit = dailyLimit(wechat, known)
  if (known.perMinute !== undefined && wechat.quotas.perMinute(known.id, now) > known.perMinute) {
    return refuse(45011, `more than ${known.perMinute} calls within this minute`)
  }
  if (wechat.quotas.used(known.id, now) > limit) return refuse(45009, `the ${limit} calls of today are used up`)
  return undefined
}

function grantCall(success: Success): ApiAnswer {
  if ('bytes' in success) {
    return {
      status: success.status ?? 200,
      headers: success.headers,
      body: success.bytes,
      ok: (success.status ?? 200) < 400,
      output: { bytes: success.bytes.length },
    }
  }
  return {
    status: 200,
    headers: JSON_HEADERS,
    body: success.text ?? JSON.stringify(success.json),
    ok: true,
    output: success.json,
  }
}

/** An error as it goes to the bot: HTTP 200, its text with the tail that names the request. */
export function refuseCall(wechat: Wechat, call: Call, { errcode, says, why }: ApiError): ApiAnswer {
  noteInput(wechat, call)
  const errmsg = `${says ?? ERRORS[String(errcode) as `${ErrorCode}` & keyof typeof ERRORS].says}${tailOf(wechat, call)}`
  const output = { errcode: Number(errcode), errmsg }
  return {
    status: 200,
    headers: JSON_HEADERS,
    body: JSON.stringify(output),
    ok: false,
    code: Number(errcode),
    message: why === undefined ? errmsg : `${errmsg} (${why})`,
    output,
  }
}

/** A call that was refused before its body was read: what it wanted, and for whom, is still worth knowing. */
function noteInput({ users }: Wechat, { entry, body }: Call): void {
  if (entry.input !== undefined || body.length === 0) return
  const read = readJson(body)
  if (!read.ok) return
  entry.input = read.value
  const { touser } = (read.value ?? {}) as { touser?: unknown }
  if (typeof touser === 'string') entry.user ??= users.withOpenid(touser)?.name
}

/** Today errors end in the request's id, until 2020 in a hint. */
function tailOf({ settings, world, requests }: Wechat, call: Call): string {
  switch (settings.errmsg.tail) {
    case 'none':
      return ''
    case 'hint':
      return ` hint: [${world.random.hex(6)}]`
    case 'rid':
      return ` rid: ${requests.name(call.entry, world.clock.now())}`
  }
}
