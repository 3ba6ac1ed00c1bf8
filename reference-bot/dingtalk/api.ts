import { z } from 'zod'
import { requestJson } from '../http-json.ts'
import type { JsonAnswer } from '../http-json.ts'
import { createTokenCache } from '../token-cache.ts'
import type { DingTalkSettings } from './settings.ts'

/** DingTalk refused a call. */
export class DingTalkApiError extends Error {
  override readonly name = 'DingTalkApiError'
  readonly code: string
  readonly requestId: string | undefined
  /** Too many calls: the same one may be taken a little later. */
  readonly isRateLimit: boolean
  constructor(call: string, status: number, code: string, message: string, requestId?: string) {
    super(`${call}: HTTP ${status} ${code} ${message}`)
    this.code = code
    this.requestId = requestId
    this.isRateLimit = status === 429 || RATE_LIMITS.some((pattern) => pattern.test(code))
  }
}

/** No access token could be had, for a reason that may be over in a moment; nothing was sent. */
export class TokenUnavailableError extends Error {
  override readonly name = 'TokenUnavailableError'
}

/** Whether the same call may well be taken a little later, and has had no effect so far. */
export const isPassing = (error: unknown): boolean =>
  error instanceof TokenUnavailableError || (error instanceof DingTalkApiError && error.isRateLimit)

/** Codes of the OpenAPI and of the legacy API: https://open.dingtalk.com/document/development/server-api-error-codes-1 */
const RATE_LIMITS = [/Qp[sm]Limit/, /^Throttling/, /tooFast|too\.fast/, /^(?:130101|410100|90018|90002|-1)$/]

const NewStyle = z.object({ code: z.string(), message: z.string().default(''), requestid: z.string().optional() })
const Throttled = z.object({ Code: z.string(), Message: z.string().default('') })
const Legacy = z.object({
  errcode: z.coerce.number(),
  errmsg: z.string().default(''),
  request_id: z.string().optional(),
})
const Token = z.object({ accessToken: z.string().min(1), expireIn: z.number() })

/** The OpenAPI, with a token that renews itself. */
export interface DingTalkApi {
  /** @throws DingTalkApiError, or whatever kept the call from being made */
  call(method: 'POST' | 'PUT', path: string, body: object): Promise<unknown>
}

export function createDingTalkApi(settings: DingTalkSettings): DingTalkApi {
  const tokens = createTokenCache(async () => {
    const path = '/v1.0/oauth2/accessToken'
    const body = { appKey: settings.clientId, appSecret: settings.clientSecret }
    const answer = await requestJson(settings.apiBase + path, { method: 'POST', body }).catch((error: unknown) => {
      throw new TokenUnavailableError('no access token', { cause: error })
    })
    const { accessToken, expireIn } = Token.parse(accept(path, answer))
    return { token: accessToken, lifeMs: expireIn * 1000 }
  })

  const callOnce = async (method: 'POST' | 'PUT', path: string, body: object) => {
    const token = await tokens.get()
    const headers = { 'x-acs-dingtalk-access-token': token }
    return { token, answer: await requestJson(settings.apiBase + path, { method, body, headers }) }
  }

  return {
    async call(method, path, body) {
      const first = await callOnce(method, path, body)
      if (!isStaleToken(first.answer)) return accept(path, first.answer)
      tokens.drop(first.token)
      return accept(path, (await callOnce(method, path, body)).answer)
    },
  }
}

/** An expired token is HTTP 400, not 401. */
function isStaleToken({ status, body }: JsonAnswer): boolean {
  const error = NewStyle.safeParse(body)
  return status === 401 || (status === 400 && error.success && error.data.code === 'InvalidAuthentication')
}

/**
 * The body of an accepted call. The OpenAPI refuses with a status and a code; the legacy API, and the OpenAPI for a path it does
 * not know, with HTTP 200 and an errcode.
 *
 * @throws DingTalkApiError
 */
export function accept(call: string, { status, body }: JsonAnswer): unknown {
  const legacy = Legacy.safeParse(body)
  if (legacy.success && legacy.data.errcode !== 0) {
    throw new DingTalkApiError(call, status, String(legacy.data.errcode), legacy.data.errmsg, legacy.data.request_id)
  }
  if (status >= 200 && status < 300) return body
  const error = NewStyle.safeParse(body)
  if (error.success) throw new DingTalkApiError(call, status, error.data.code, error.data.message, error.data.requestid)
  const throttled = Throttled.safeParse(body)
  if (throttled.success) throw new DingTalkApiError(call, status, throttled.data.Code, throttled.data.Message)
  throw new DingTalkApiError(call, status, 'unknown', JSON.stringify(body).slice(0, 200))
}
