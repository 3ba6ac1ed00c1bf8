import type { ApiAnswer, Call } from '../core/call.ts'
import { listUnreadFields } from '../core/operation.ts'
import { diagnoseSignature, timestampUnit } from './auth/diagnosis.ts'
import { sameSignature, sign } from './auth/signature.ts'
import { readSignedHeaders, type SignedHeaders } from './auth/signed-headers.ts'
import { refusalBody, refuse, type Refusal } from './errors.ts'
import type { Outcome, RongOperation } from './operation.ts'
import { readBody, type Fields } from './reading.ts'
import { refusalOfFields } from './refusals.ts'
import { remark } from './remarks.ts'
import { secretsOf, type RongCloud } from './rongcloud.ts'

const MOST_REQUEST_ID = 36
const REQUEST_ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/**
 * Answers a call: route, method, App Key, signature, state of the app, rate, body, fields, and then the operation itself.
 * The order is ours; nothing public fixes it.
 */
export function answerCall(
  rong: RongCloud,
  call: Call,
  operation: RongOperation | undefined,
): ApiAnswer | Promise<ApiAnswer> {
  if (operation === undefined) return answerWith(rong, call, refuse(rong.paths.has(call.path) ? 405 : 404))
  const refusal = checkCaller(rong, call) ?? checkRate(rong, operation)
  if (refusal !== undefined) return answerWith(rong, call, refusal)
  const read = readInput(rong, call, operation)
  if (!read.ok) return answerWith(rong, call, read.refusal)
  const outcome = operation.run(rong, read.input as never, call)
  return outcome instanceof Promise
    ? outcome.then((later) => answerWith(rong, call, later))
    : answerWith(rong, call, outcome)
}

/** Writes an outcome as it stands on the wire. */
export function answerWith(rong: RongCloud, call: Call, outcome: Outcome): ApiAnswer {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'x-request-id': requestIdOf(rong, call) }
  if (!outcome.ok) {
    const { code, errorMessage: message, status } = outcome
    return { status, headers, body: JSON.stringify(refusalBody(outcome, call.path)), ok: false, code, message }
  }
  if ('events' in outcome) {
    const streaming = { ...headers, 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' }
    return { status: 200, headers: streaming, body: outcome.events, ok: true, code: 200, output: outcome.output }
  }
  const output = { code: 200, ...outcome.body }
  return { status: 200, headers, body: JSON.stringify(output), ok: true, code: 200, output }
}

/** The caller's X-Request-ID, cut at 36 characters, or a new one of the length the documents show. */
function requestIdOf(rong: RongCloud, call: Call): string {
  const sent = call.headers['x-request-id']
  const id = typeof sent === 'string' ? sent.slice(0, MOST_REQUEST_ID) : ''
  return id === '' ? rong.world.random.text(28, REQUEST_ID_LETTERS) : id
}

function checkCaller(rong: RongCloud, call: Call): Refusal | undefined {
  const { settings } = rong
  const signed = readSignedHeaders(call.headers)
  const cause = call.entry.seq
  if (signed.appKey !== settings.appKey) {
    remark(rong, 'unknown-app-key', describeAppKey(signed.appKey, settings.appKey), { cause })
    return refuse(1002, 'invalid App-Key.')
  }
  const missing = (['nonce', 'timestamp', 'signature'] as const).filter((name) => signed[name] === '')
  if (missing.length > 0) {
    const names = missing.join(', ')
    remark(rong, 'signature-mismatch', { en: `Missing or empty: ${names}.`, zh: `缺少或为空：${names}。` }, { cause })
    return refuse(1004)
  }
  return checkSignature(rong, signed, cause) ?? (settings.locked ? refuse(1006) : undefined)
}

function describeAppKey(sent: string, known: string): { en: string; zh: string } {
  if (sent === '') return { en: 'The App Key is missing.', zh: '缺少 App Key。' }
  if (sent.trim() === known) return { en: 'The App Key has white space around it.', zh: 'App Key 前后有空白。' }
  return {
    en: `There is no app with the App Key ${JSON.stringify(sent)}.`,
    zh: `没有 App Key 为 ${JSON.stringify(sent)} 的应用。`,
  }
}

function checkSignature(rong: RongCloud, signed: SignedHeaders, cause: number): Refusal | undefined {
  const { signing } = rong.settings
  const secrets = secretsOf(rong)
  const expected = sign(secrets.appSecret, signed.nonce, signed.timestamp)
  const sent = signing.anyCase ? signed.signature.toLowerCase() : signed.signature
  if (!sameSignature(expected, sent)) {
    const { hint, offset } = diagnoseSignature(signed, secrets)
    const where =
      offset === undefined
        ? { en: '', zh: '' }
        : { en: ` The strings differ from byte ${offset} on.`, zh: ` 两个字符串从第 ${offset} 字节起不同。` }
    remark(rong, 'signature-mismatch', { en: hint.en + where.en, zh: hint.zh + where.zh }, { cause })
    return refuse(1004)
  }
  const unit = timestampUnit(signed.timestamp)
  const now = rong.world.clock.wall()
  if (signing.window > 0) {
    const stamped = Number(signed.timestamp) * (unit === 'seconds' ? 1000 : 1)
    if (!(Math.abs(now - stamped) <= signing.window)) {
      const seconds = Math.round((stamped - now) / 1000)
      remark(
        rong,
        'signature-mismatch',
        { en: `The timestamp is ${seconds} s off our clock.`, zh: `时间戳与我们的时钟相差 ${seconds} 秒。` },
        { cause },
      )
      return refuse(1004)
    }
  }
  if (signing.refuseRepeatedNonce) {
    if (rong.nonces.get(signed.nonce, now) !== undefined) {
      remark(
        rong,
        'signature-mismatch',
        { en: `The nonce ${signed.nonce} was used before.`, zh: `Nonce ${signed.nonce} 已经用过。` },
        { cause },
      )
      return refuse(1004)
    }
    rong.nonces.set(signed.nonce, true, now + 3_600_000)
  }
  if (unit === 'seconds')
    remark(
      rong,
      'timestamp-in-seconds',
      { en: `Timestamp ${signed.timestamp} looks like seconds.`, zh: `Timestamp ${signed.timestamp} 看起来是秒。` },
      { cause },
    )
  if (signed.nonce.length > 18)
    remark(
      rong,
      'nonce-too-long',
      { en: `The nonce has ${signed.nonce.length} characters.`, zh: `Nonce 有 ${signed.nonce.length} 个字符。` },
      { cause },
    )
  return undefined
}

function checkRate(rong: RongCloud, operation: RongOperation): Refusal | undefined {
  const most = rong.settings.limits[operation.rate]
  return rong.rate.spend(operation.id, most, 1000, rong.world.clock.now()) ? undefined : refuse(1008)
}

type Input = { readonly ok: true; readonly input: unknown } | { readonly ok: false; readonly refusal: Refusal }

function readInput(rong: RongCloud, call: Call, operation: RongOperation): Input {
  const reading = readBody(call.body, call.headers['content-type'], operation.encoding)
  const cause = call.entry.seq
  if (!reading.ok) {
    call.entry.input = rong.world.journal.cut(call.body.toString('utf8'))
    const wanted = operation.encoding === 'form' ? 'a form' : 'JSON'
    if (reading.fault !== undefined)
      remark(
        rong,
        'wrong-encoding',
        {
          en: `${call.path} takes ${wanted}; it was sent the other.`,
          zh: `${call.path} 需要 ${operation.encoding === 'form' ? '表单' : 'JSON'}，收到的是另一种。`,
        },
        { cause },
      )
    return { ok: false, refusal: reading.refusal }
  }
  call.entry.input = reading.fields
  const read = operation.body.safeParse(reading.fields)
  if (!read.success) return { ok: false, refusal: refusalOfFields(read.error.issues) }
  remarkUnread(rong, reading.fields, read.data, call)
  return { ok: true, input: read.data }
}

function remarkUnread(rong: RongCloud, sent: Fields, understood: unknown, call: Call): void {
  const unread = listUnreadFields(sent, understood)
  if (unread.length === 0) return
  const names = unread.join(', ')
  remark(
    rong,
    'unread-fields',
    { en: `${call.path} does not know: ${names}.`, zh: `${call.path} 不认识：${names}。` },
    { cause: call.entry.seq },
  )
}
