import type { ApiAnswer, Call } from '../../core/call.ts'
import type { Livechat } from '../livechat.ts'
import { authorise } from './authorise.ts'
import { isRefusal, refuse, type Refusal } from './errors.ts'
import type { LivechatOperation, Success } from './operation.ts'
import { readBody } from './read-body.ts'

// No CORS headers: the API is meant for servers only.
const JSON_HEADERS = { 'content-type': 'application/json;charset=UTF-8' }

/** What a gateway in front of the platform says to calls without a known key. */
const APISIX_TEXT = 'Missing API key found in request'

/** A refusal in the error envelope. */
export function refuseCall({ world }: Livechat, { code, status, message }: Refusal): ApiAnswer {
  const output = { requestId: world.random.uuid(), error: { code, message } }
  return { status, headers: JSON_HEADERS, body: JSON.stringify(output), ok: false, code, message, output }
}

function grantCall({ world }: Livechat, success: Success): ApiAnswer {
  if (Buffer.isBuffer(success['bytes'])) {
    const { bytes, contentType } = success as { bytes: Buffer; contentType: string }
    return { status: 200, headers: { 'content-type': contentType }, body: bytes, ok: true }
  }
  const output = { requestId: world.random.uuid(), ...success }
  return { status: 200, headers: JSON_HEADERS, body: JSON.stringify(output), ok: true, output }
}

function refuseKeyless(livechat: Livechat, refusal: Refusal): ApiAnswer {
  const isKeyless = refusal.code === 'MissingAuthenticationToken' || refusal.message === 'AccessKeyId is unknown'
  if (livechat.settings.missingKeyStyle === 'clink' || !isKeyless) return refuseCall(livechat, refusal)
  const output = { message: APISIX_TEXT }
  return {
    status: 401,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(output),
    ok: false,
    code: refusal.code,
    message: APISIX_TEXT,
    output,
  }
}

/** Answers a call: path, method, authorisation, body, and then the operation itself. */
export async function answerCall(
  livechat: Livechat,
  call: Call,
  known: LivechatOperation | undefined,
): Promise<ApiAnswer> {
  if (known === undefined) return refuseCall(livechat, refuse('ResourceNotFound', `there is no ${call.path}`))
  if (call.method !== known.verb) {
    const message = `${call.method} where ${known.verb} is wanted`
    return refuseCall(livechat, refuse('HttpRequestMethodNotSupported', message))
  }
  const forbidden = known.signed ? authorise(livechat, call) : undefined
  if (forbidden !== undefined) return refuseKeyless(livechat, forbidden)
  const request = readBody(call, known)
  if ('status' in request) return refuseCall(livechat, request)
  const outcome = await known.run(livechat, request)
  return isRefusal(outcome) ? refuseCall(livechat, outcome) : grantCall(livechat, outcome)
}
