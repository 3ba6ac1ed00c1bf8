import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Log } from '../log.ts'
import { describeError } from '../log.ts'
import type { RongCloudSettings } from './settings.ts'
import { signedHeaders } from './signature.ts'

/** RongCloud refused a call. */
export class RongCloudError extends Error {
  override readonly name = 'RongCloudError'
  readonly code: number
  constructor(path: string, status: number, code: number, message: string) {
    super(`${path}: HTTP ${status}, code ${code} ${message}`)
    this.code = code
  }
}

/** One suggested reply: one message or several that belong together. */
export type Suggestion = readonly string[]

/** Where a message goes: to a person, or to a group. */
export type Target = { readonly userId: string } | { readonly groupId: string }

export interface RongCloudApi {
  /**
   * Replies that `userId` could send to `targetId`, best first. https://docs.rongcloud.cn/platform-chat-api/agent/chat/chat-suggest
   */
  suggest(userId: string, targetId: string): Promise<Suggestion[]>
  /**
   * Sends a text as the bot. https://docs.rongcloud.cn/platform-chat-api/message/send-private
   *
   * @param id the same for each try of one message, so that RongCloud shows it once
   */
  sendText(target: Target, text: string, id: string): Promise<void>
}

const Answer = z.looseObject({ code: z.number(), errorMessage: z.string().optional() })
const Suggested = z.object({
  suggestions: z.array(z.object({ messages: z.array(z.object({ content: z.string() })) })).default([]),
})

/** A host that does not answer is given up soon: there is a backup. In milliseconds. */
const TIMEOUT_MS = 4000
const PAUSES_MS = [300, 1000, 3000]
/** Inner error, too many calls, inner time-out: the same call may pass a little later. */
const PASSING: readonly number[] = [1000, 1008, 1050]

/**
 * Calls the server API. The official client for Node has neither suggestions nor a time-out, repeats one nonce for its whole life,
 * and keeps its configuration in one place per process; the calls are plain enough to do without.
 */
export function createRongCloudApi(settings: RongCloudSettings, log: Log): RongCloudApi {
  const post = async (base: string, path: string, type: string, body: string) => {
    const response = await fetch(base + path, {
      method: 'POST',
      headers: { ...signedHeaders(settings.appKey, settings.appSecret), 'content-type': type },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const answer = Answer.parse(await response.json())
    // A refusal can come with HTTP 200, and statuses such as 430 are RongCloud's own.
    if (answer.code !== 200) throw new RongCloudError(path, response.status, answer.code, answer.errorMessage ?? '')
    return answer
  }

  /** Tries the hosts in turn while the trouble may pass. */
  const call = async (path: string, type: string, body: string) => {
    for (let attempt = 0; ; attempt += 1) {
      const base = settings.apiBases[attempt % settings.apiBases.length] ?? ''
      try {
        return await post(base, path, type, body)
      } catch (error) {
        const code = error instanceof RongCloudError ? error.code : undefined
        log('error', 'rongcloud api error', { path, errcode: code, error: describeError(error) })
        const pause = PAUSES_MS[attempt]
        if (pause === undefined || (code !== undefined && !PASSING.includes(code))) throw error
        await sleep(pause)
      }
    }
  }

  return {
    async suggest(userId, targetId) {
      const provider = { type: 'chatHistory', userId, targetId, conversationType: 1 }
      const body = JSON.stringify({ agentId: settings.agentId, provider })
      const answer = Suggested.parse(await call('/v3/chat/suggest.json', 'application/json', body))
      const texts = answer.suggestions.map(({ messages }) => messages.map(({ content }) => content))
      return texts.filter((suggestion) => suggestion.some((text) => text.trim() !== ''))
    },

    async sendText(target, text, id) {
      const [path, to] =
        'userId' in target
          ? ['/message/private/publish.json', { toUserId: target.userId }]
          : ['/message/group/publish.json', { toGroupId: target.groupId }]
      // The body is a form, and inside it `content` is JSON. The sender's own copy keeps both sides in the stored history, which
      // is what suggestions are made from.
      const form = new URLSearchParams({
        fromUserId: settings.botUserId,
        ...to,
        objectName: 'RC:TxtMsg',
        content: JSON.stringify({ content: text }),
        isIncludeSender: '1',
        msgRandom: id,
      })
      await call(path, 'application/x-www-form-urlencoded', form.toString())
    },
  }
}
