import { createHmac } from 'node:crypto'

/**
 * The signature of a callback and of a custom robot: base64 of HMAC-SHA256 over `timestamp`, a line break and the secret,
 * with the secret as the key. In a URL it has to be percent-encoded once.
 *
 * Sources: https://open.dingtalk.com/document/development/receive-message,
 * https://open.dingtalk.com/document/dingstart/customize-robot-security-settings
 */
export function sign(secret: string, timestamp: string): string {
  return createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')
}

/**
 * The signature of an HTTP card callback: base64 of HMAC-SHA256 over the timestamp.
 *
 * Source: https://open.dingtalk.com/document/development/event-callback-card
 */
export function signCard(apiSecret: string, timestamp: string): string {
  return createHmac('sha256', apiSecret).update(timestamp).digest('base64')
}
