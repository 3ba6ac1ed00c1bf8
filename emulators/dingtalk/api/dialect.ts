import type { ApiAnswer, Call } from '../../core/call.ts'
import { listUnreadFields } from '../../core/operation.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { gateway, legacy, missingField, refusalByCode } from '../errors/index.ts'
import type { Refusal } from '../errors/refusal.ts'
import { noteTooOften } from '../cards/too-often.ts'
import { remark } from '../remarks/index.ts'
import { checkAccess } from './access.ts'
import type { DingtalkOperation, Outcome } from './operation.ts'

const JSON_TYPE = { 'content-type': 'application/json;charset=utf-8' }

/** Answers a call in the style of its host: access, input, and then the operation itself. */
export function answerCall(
  dingtalk: Dingtalk,
  call: Call,
  operation: DingtalkOperation | undefined,
): ApiAnswer | Promise<ApiAnswer> {
  if (dingtalk.settings.limits.ipBanned) return bannedAnswer(dingtalk)
  if (operation === undefined) return unknownPath(dingtalk, call)
  const refused = checkAccess(dingtalk, call, operation)
  if (refused !== undefined) {
    keepInput(call, operation)
    noteTooOften(dingtalk, call, operation, refused)
    return answerWith(dingtalk, refused)
  }
  const input = readInput(dingtalk, call, operation)
  if (!input.ok) return answerWith(dingtalk, input.refusal)
  const outcome = operation.run(dingtalk, input.value as never, call)
  return outcome instanceof Promise
    ? outcome.then((later) => answerWith(dingtalk, later))
    : answerWith(dingtalk, outcome)
}

/** A call that is refused before anybody reads it: the journal shows all the same what the bot has sent. */
function keepInput(call: Call, operation: DingtalkOperation | undefined): void {
  if (operation?.reads !== 'raw' && call.body.length > 0) call.entry.input = parseJson(call.body)
}

/** The answer to a fault that asks for an error by its code. */
export function refuseWith(dingtalk: Dingtalk, call: Call, code: string | number): ApiAnswer | undefined {
  keepInput(call, undefined)
  const refusal = refusalByCode(code)
  return refusal && answerWith(dingtalk, refusal)
}

/** Writes an outcome as it stands on the wire. */
export function answerWith(dingtalk: Dingtalk, outcome: Outcome): ApiAnswer {
  if (!outcome.ok)
    return outcome.style === 'legacy' ? legacyRefusal(dingtalk, outcome) : gatewayRefusal(dingtalk, outcome)
  if ('answer' in outcome) return outcome.answer
  const { body } = outcome
  return { status: 200, headers: JSON_TYPE, body: JSON.stringify(body), ok: true, code: 0, output: body }
}

function legacyRefusal(
  { world }: Dingtalk,
  { errcode, errmsg, sub }: Extract<Refusal, { style: 'legacy' }>,
): ApiAnswer {
  const body =
    sub === undefined
      ? { errcode, errmsg }
      : { errcode, sub_code: sub.code, sub_msg: sub.message, errmsg, request_id: world.random.hex(16) }
  return {
    status: 200,
    headers: JSON_TYPE,
    body: JSON.stringify(body),
    ok: false,
    code: errcode,
    message: errmsg,
    output: body,
  }
}

/** Throttling alone writes its keys with capital letters. */
function gatewayRefusal(
  { world }: Dingtalk,
  { status, code, message, detail }: Extract<Refusal, { style: 'gateway' }>,
): ApiAnswer {
  const body =
    code === 'Throttling'
      ? { Code: code, Message: message }
      : {
          requestid: world.random.uuid().toUpperCase(),
          code,
          message,
          ...(detail === undefined ? {} : { accessdenieddetail: detail }),
        }
  return { status, headers: JSON_TYPE, body: JSON.stringify(body), ok: false, code, message, output: body }
}

function unknownPath(dingtalk: Dingtalk, call: Call): ApiAnswer {
  remark(
    dingtalk,
    'unknown-path',
    {
      en: `caipai does not offer ${call.method} ${call.path} and answered errcode 404, as DingTalk does where it knows no path.`,
      zh: `caipai 不提供 ${call.method} ${call.path}，按钉钉对未知路径的方式返回 errcode 404。`,
    },
    { cause: call.entry.seq },
  )
  const answer = answerWith(dingtalk, legacy(404))
  return dingtalk.settings.unknownPath === '404' ? { ...answer, status: 404 } : answer
}

/** What an address gets that has sent 10 000 calls in 20 s: neither style of errors. */
function bannedAnswer({ world }: Dingtalk): ApiAnswer {
  const body = { status: 1111, wait: 5, source: 'x5', punish: 'deny', uuid: world.random.hex(32) }
  return {
    status: 200,
    headers: JSON_TYPE,
    body: JSON.stringify(body),
    ok: false,
    code: 1111,
    message: 'the address is locked out',
    output: body,
  }
}

type Input = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly refusal: Refusal }

function readInput(dingtalk: Dingtalk, call: Call, operation: DingtalkOperation): Input {
  if (operation.reads === 'raw') return { ok: true, value: undefined }
  const sent = operation.reads === 'query' ? call.query : parseJson(call.body)
  if (sent === undefined) {
    call.entry.input = dingtalk.world.journal.cut(call.body.toString('utf8'))
    return {
      ok: false,
      refusal: operation.style === 'legacy' ? legacy(40035, '缺少参数 json') : gateway('Invalidbody'),
    }
  }
  call.entry.input = sent
  const schema = operation.reads === 'query' ? operation.query : operation.body
  const read = schema?.safeParse(sent)
  if (read === undefined) return { ok: true, value: sent }
  if (!read.success) return { ok: false, refusal: misfitOf(operation, read.error.issues, sent) }
  remarkUnread(dingtalk, call, sent, read.data)
  return { ok: true, value: read.data }
}

function parseJson(body: Buffer): unknown {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'))
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  } catch {
    return undefined
  }
}

function misfitOf(operation: DingtalkOperation, issues: DingtalkIssues, sent: unknown): Refusal {
  const own = operation.misfit?.(issues, sent)
  if (own !== undefined) return own
  const issue = issues[0]
  const field = issue?.path[0]
  const isMissing =
    issue?.path.length === 1 && typeof field === 'string' && (sent as Record<string, unknown>)[field] === undefined
  if (operation.style === 'legacy') return legacy(40035, `缺少参数 ${String(field)}`)
  return isMissing ? missingField(field) : gateway('Invalidbody', `${issue?.path.join('.')}: ${issue?.message}`)
}
type DingtalkIssues = Parameters<NonNullable<DingtalkOperation['misfit']>>[0]

function remarkUnread(dingtalk: Dingtalk, call: Call, sent: unknown, understood: unknown): void {
  const unread = listUnreadFields(sent, understood)
  if (unread.length === 0) return
  const names = unread.join(', ')
  remark(
    dingtalk,
    'unread-fields',
    { en: `${call.path} does not know: ${names}.`, zh: `${call.path} 不认识：${names}。` },
    { cause: call.entry.seq },
  )
}
