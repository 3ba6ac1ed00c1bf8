import { queryValue, type Call } from '../../core/call.ts'
import { globPattern } from '../../core/faults.ts'
import type { AccessKey } from '../enterprise.ts'
import type { Livechat } from '../livechat.ts'
import { remarkOn } from '../remarks/tell.ts'
import { checkSignature } from '../signing/check-signature.ts'
import { refuse, type Refusal } from './errors.ts'

const STAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/
const LONGEST_LIFE_SEC = 86_400
const RATE_WINDOW_MS = 60_000

/** The access key of a call, or why there is none. */
function findKey({ settings }: Livechat, call: Call): AccessKey | Refusal {
  const id = queryValue(call, 'AccessKeyId')
  if (id === undefined || id === '') return refuse('MissingAuthenticationToken')
  return settings.keys.find((key) => key.id === id) ?? refuse('AuthFailure', 'AccessKeyId is unknown')
}

/** `Expires`, `Timestamp` and `Signature` have to be there and well formed. */
function checkParameters(call: Call): Refusal | undefined {
  for (const name of ['Expires', 'Timestamp', 'Signature'] as const) {
    const value = queryValue(call, name)
    if (value === undefined || value === '') return refuse('MissingParameter', `${name} is required`)
  }
  const expires = queryValue(call, 'Expires') ?? ''
  const life = Number(expires)
  if (!/^\d+$/.test(expires) || life < 1 || life > LONGEST_LIFE_SEC)
    return refuse(
      'InvalidParameter',
      `Expires must be a number of seconds from 1 to ${LONGEST_LIFE_SEC}, got ${expires}`,
    )
  const stamp = queryValue(call, 'Timestamp') ?? ''
  if (!STAMP.test(stamp) || Number.isNaN(Date.parse(stamp)))
    return refuse('InvalidParameter', `Timestamp must be UTC as yyyy-MM-ddTHH:mm:ssZ, got ${stamp}`)
  return undefined
}

function checkAge({ world, settings }: Livechat, call: Call): Refusal | undefined {
  const { useVirtualClock, clockSkewSec } = settings.signing
  const now = useVirtualClock ? world.clock.now() : world.clock.wall()
  const stamp = Date.parse(queryValue(call, 'Timestamp') ?? '')
  const life = Number(queryValue(call, 'Expires')) * 1000
  const aheadSec = Math.round((stamp - now) / 1000)
  if (aheadSec > clockSkewSec)
    return refuse('SignaturesExpired', `Timestamp lies ${aheadSec} s ahead of the platform; is it UTC?`)
  if (now > stamp + life)
    return refuse('SignaturesExpired', `the signature expired ${Math.round((now - stamp - life) / 1000)} s ago`)
  return undefined
}

function checkSigned(livechat: Livechat, call: Call, key: AccessKey): Refusal | undefined {
  const at = call.url.indexOf('?')
  const check = checkSignature(
    {
      method: call.method,
      path: call.path,
      rawQuery: at < 0 ? '' : call.url.slice(at + 1),
      host: call.headers.host ?? '',
    },
    key.secret,
    livechat.settings.signing.hosts,
    call.body.toString('utf8'),
  )
  if (check.ok) return undefined
  const hint = check.encodedTwice ? 'it is URL-encoded twice' : check.slip
  const clause = { en: hint === undefined ? '' : `: ${hint}`, zh: hint === undefined ? '' : `（${hint}）` }
  remarkOn(livechat, 'signature-wrong', { hint: clause, expected: check.expected }, undefined, call.entry.seq)
  return refuse(
    'AuthFailure',
    check.encodedTwice ? 'the signature is wrong: it is URL-encoded twice' : 'the signature is wrong',
  )
}

function checkPermission(key: AccessKey, call: Call): Refusal | undefined {
  const name = call.path.split('/').findLast((part) => part !== '') ?? ''
  if (!key.operations.some((pattern) => globPattern(pattern).test(name)))
    return refuse('UnauthorizedOperation', `the access key may not call ${name}`)
  const from = call.from.replace(/^::ffff:/, '')
  if (key.allowIps.length > 0 && !key.allowIps.some((pattern) => globPattern(pattern).test(from)))
    return refuse('UnauthorizedOperation', `${from} is not on the list of allowed addresses`)
  return undefined
}

function checkRate({ world, settings, rate }: Livechat, key: AccessKey): Refusal | undefined {
  const isFree = rate.spend(key.id, settings.rateLimitPerMinute, RATE_WINDOW_MS, world.clock.now())
  return isFree ? undefined : refuse('TooManyRequests')
}

/**
 * Whether a call may be made: key, common parameters, expiry, signature, permission, addresses, rate, in this order. With
 * `signing.required` off the first four are only remarked on.
 *
 * @see https://develop.clink.cn/develop/api/agent-download.html
 */
export function authorise(livechat: Livechat, call: Call): Refusal | undefined {
  const key = findKey(livechat, call)
  const unsigned =
    'status' in key ? key : (checkParameters(call) ?? checkAge(livechat, call) ?? checkSigned(livechat, call, key))
  if (unsigned !== undefined) {
    if (livechat.settings.signing.required) return unsigned
    remarkOn(
      livechat,
      'signature-not-required',
      { code: unsigned.code, message: unsigned.message },
      undefined,
      call.entry.seq,
    )
  }
  return 'status' in key ? undefined : (checkPermission(key, call) ?? checkRate(livechat, key))
}
