import { sign } from '../auth/signature.ts'
import { secretsOf, type RongCloud } from '../rongcloud.ts'

/**
 * The bot's URL with our signature in the query. The names of the parameters differ by generation of the documents, so
 * both `timestamp` and `signTimestamp` are there, with the same value in ms; what the URL has already is kept.
 *
 * Source: https://docs.rongcloud.io/platform-chat-api/auth-callback
 */
export function signUrl(rong: RongCloud, url: string): string {
  const { clock, random } = rong.world
  const nonce = random.digits(10)
  const timestamp = String(clock.wall())
  const signature = sign(secretsOf(rong).appSecret, nonce, timestamp)
  const signed = new URL(url)
  const ours = { appKey: rong.settings.appKey, nonce, timestamp, signTimestamp: timestamp, signature }
  for (const [name, value] of Object.entries(ours)) signed.searchParams.set(name, value)
  return signed.href
}
