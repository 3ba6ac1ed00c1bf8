import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import type { PlatformHearing } from '../hearing.ts'

/** A request for an access token. */
export interface TokenFetch {
  readonly call: CallEntry
  /** What was granted; undefined when it was refused. */
  readonly token: string | undefined
  /** In ms. */
  readonly lifeMs: number
}

/** All requests for access tokens, from both endpoints. */
export function tokenFetches({ calls }: PlatformHearing): TokenFetch[] {
  return calls()
    .filter(({ operation }) => operation === 'wechat.token' || operation === 'wechat.stable_token')
    .map((call) => {
      const { access_token: token, expires_in: seconds = 0 } = (call.ended?.output ?? {}) as {
        access_token?: string
        expires_in?: number
      }
      return { call, token, lifeMs: seconds * 1000 }
    })
}

/** The access token a call was made with. */
export function tokenOf({ url }: CallEntry): string | undefined {
  return new URL(url, 'http://wechat').searchParams.get('access_token') ?? undefined
}

/** A service message (客服消息) the bot has sent, or tried to. */
export interface ServiceMessage {
  readonly call: CallEntry
  /** The openid it goes to. */
  readonly to: string
  /** The simulated user, where that is known. */
  readonly user: string | undefined
  /** The text of a text message, empty for others. */
  readonly text: string
}

/** All service messages, those that were refused included. */
export function serviceMessages({ calls }: PlatformHearing): ServiceMessage[] {
  return calls('wechat.message.custom.send').map((call) => {
    const { touser, text } = (call.input ?? {}) as { touser?: unknown; text?: { content?: unknown } }
    return {
      call,
      to: typeof touser === 'string' ? touser : '',
      user: call.user,
      text: typeof text?.content === 'string' ? text.content : '',
    }
  })
}

/** The error of a refused call as its author reads it in a log: `45047 out of response count limit`. */
export function refusalOf({ ended }: CallEntry): string {
  if (ended === undefined) return 'no answer'
  if (ended.code === undefined) return ended.message ?? `HTTP ${ended.status}`
  return `${ended.code} ${(ended.message ?? '').replace(/ rid: \S+/, '')}`.trim()
}
