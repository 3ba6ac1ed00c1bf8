import { createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { sameSecret } from '../signature.ts'

const HOUR_MS = 60 * 60 * 1000

/**
 * Says why a callback is not to be believed, or nothing when it is DingTalk's. Both checks are needed: a right signature of
 * yesterday is somebody's copy.
 * https://open.dingtalk.com/document/development/receive-message
 */
export function whyNotFromDingTalk(
  headers: IncomingHttpHeaders,
  clientSecret: string,
  now: number = Date.now(),
): string | undefined {
  const { timestamp, sign } = headers
  if (typeof timestamp !== 'string' || typeof sign !== 'string') return 'timestamp or sign is missing'
  if (!/^\d+$/.test(timestamp) || Math.abs(now - Number(timestamp)) > HOUR_MS)
    return 'timestamp is more than an hour away'
  const right = createHmac('sha256', clientSecret).update(`${timestamp}\n${clientSecret}`).digest('base64')
  return sameSecret(sign.trim(), right) ? undefined : 'sign does not match'
}
