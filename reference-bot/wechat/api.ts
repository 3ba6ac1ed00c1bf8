import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { requestJson } from '../http-json.ts'
import type { Log } from '../log.ts'
import { describeError } from '../log.ts'
import { createTokenCache } from '../token-cache.ts'
import type { TokenCache } from '../token-cache.ts'
import type { WeChatSettings } from './settings.ts'

/** WeChat's API refused a call. Its answers are HTTP 200 with an `errcode`, so a status says nothing. */
export class WeChatApiError extends Error {
  override readonly name = 'WeChatApiError'
  readonly errcode: number
  constructor(call: string, errcode: number, errmsg: string) {
    super(`${call}: ${errcode} ${errmsg}`)
    this.errcode = errcode
  }
}

/** The calls this bot makes. Each is logged when it fails, and rejects. */
export interface WeChatApi {
  /** https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage */
  sendText(openid: string, content: string): Promise<void>
  /** https://developers.weixin.qq.com/doc/service/api/customer/message/api_typing */
  showTyping(openid: string): Promise<void>
}

const Status = z.object({ errcode: z.number().default(0), errmsg: z.string().default('') })
const Token = z.object({ access_token: z.string().min(1), expires_in: z.number() })

const SYSTEM_BUSY = -1
const SYSTEM_BUSY_PAUSE_MS = 500
/** Not the latest token, not a token, token over: all three are mended by a new one. */
const STALE_TOKEN: readonly number[] = [40001, 40014, 42001]

export function createWeChatApi(settings: WeChatSettings, log: Log): WeChatApi {
  const tokens = createTokenCache(() => fetchToken(settings, log))

  const call = async (path: string, body: unknown) => {
    try {
      await callOnce(path, body)
    } catch (error) {
      if (!(error instanceof WeChatApiError) || error.errcode !== SYSTEM_BUSY) throw error
      await sleep(SYSTEM_BUSY_PAUSE_MS)
      await callOnce(path, body)
    }
  }

  const callOnce = async (path: string, body: unknown) => {
    const first = await post(settings, tokens, path, body)
    if (!STALE_TOKEN.includes(first.errcode)) return check(path, first, log)
    log('warn', 'wechat refused the access token, asking for another', { call: path, ...ridOf(first) })
    tokens.drop(first.token)
    check(path, await post(settings, tokens, path, body), log)
  }

  return {
    sendText: (touser, content) => call('/cgi-bin/message/custom/send', { touser, msgtype: 'text', text: { content } }),
    showTyping: (touser) => call('/cgi-bin/message/custom/typing', { touser, command: 'Typing' }),
  }
}

type Answer = z.infer<typeof Status>

async function post(settings: WeChatSettings, tokens: TokenCache, path: string, body: unknown) {
  const token = await tokens.get()
  const address = `${settings.apiBase}${path}?access_token=${encodeURIComponent(token)}`
  const answer = await requestJson(address, { method: 'POST', body })
  return { ...Status.parse(answer.body), token }
}

function check(call: string, answer: Answer, log: Log): void {
  if (answer.errcode === 0) return
  log('error', 'wechat api error', { call, ...ridOf(answer) })
  throw new WeChatApiError(call, answer.errcode, answer.errmsg)
}

/**
 * https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken : the same token for every process.
 * https://developers.weixin.qq.com/doc/subscription/api/base/api_getaccesstoken : each call ends the token before it.
 */
async function fetchToken(settings: WeChatSettings, log: Log) {
  const { apiBase, appId: appid, appSecret: secret = '' } = settings
  const legacyQuery = new URLSearchParams({ grant_type: 'client_credential', appid, secret })
  try {
    const { body } =
      settings.tokenEndpoint === 'stable'
        ? await requestJson(`${apiBase}/cgi-bin/stable_token`, {
            method: 'POST',
            body: { grant_type: 'client_credential', appid, secret, force_refresh: false },
          })
        : await requestJson(`${apiBase}/cgi-bin/token?${legacyQuery}`, { method: 'GET' })
    check(`${settings.tokenEndpoint} token`, Status.parse(body), log)
    const { access_token, expires_in } = Token.parse(body)
    return { token: access_token, lifeMs: expires_in * 1000 }
  } catch (error) {
    if (!(error instanceof WeChatApiError)) log('error', 'wechat gave no token', { error: describeError(error) })
    throw error
  }
}

/** The request id stands at the end of the message; the service desk of the platform asks for it. */
function ridOf({ errcode, errmsg }: Answer) {
  return { errcode, errmsg, rid: /rid: (\S+)/.exec(errmsg)?.[1] }
}
