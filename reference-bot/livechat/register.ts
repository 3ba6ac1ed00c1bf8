import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { requestJson } from '../http-json.ts'
import type { RegistrationSettings } from './settings.ts'

const PATH = '/livechat/third_part_bot_register'
const SIGNATURE_LIFE_S = 60

const Registered = z.object({ robotId: z.string() })
const Refused = z.object({
  requestId: z.string().optional(),
  error: z.object({ code: z.string(), message: z.string() }),
})

/**
 * Registers this bot with the gateway, once. A second registration makes a second robot: keep the id that comes back, and put
 * that robot into a robot node of a route.
 *
 * @returns the robot's id
 * @throws with the platform's code, message and request id when it refuses
 */
export async function registerBot(settings: RegistrationSettings, now: Date = new Date()): Promise<string> {
  const { name, botUrl, token } = settings
  const answer = await requestJson(signedUrl(settings, now), {
    method: 'POST',
    body: {
      name,
      domain: botUrl,
      authEnabled: true,
      authentication: { type: 'TOKEN', token },
      pushConfigList: [{ type: 'Message', uri: '/livechat', httpMethod: 'POST' }],
      platform: 'Default',
      pushType: 'Default',
      responseType: 'Default',
    },
  })
  const registered = Registered.safeParse(answer.body)
  if (answer.status < 300 && registered.success) return registered.data.robotId
  const refused = Refused.safeParse(answer.body)
  const why = refused.success
    ? `${refused.data.error.code}: ${refused.data.error.message} (request ${refused.data.requestId ?? 'without id'})`
    : JSON.stringify(answer.body).slice(0, 200)
  throw new Error(`the gateway refused the registration with HTTP ${answer.status}, ${why}`)
}

/**
 * Signs method, host, path and query, not the body. Names are in byte order, the time is UTC, and the signature is encoded once.
 * https://develop.clink.cn/develop/api/cc.html
 */
function signedUrl(settings: RegistrationSettings, now: Date): string {
  const query = Object.entries({
    AccessKeyId: settings.accessKeyId,
    Expires: String(SIGNATURE_LIFE_S),
    Timestamp: `${now.toISOString().slice(0, 19)}Z`,
  })
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  const { host, pathname } = new URL(settings.apiBase + PATH)
  const signature = createHmac('sha1', settings.accessKeySecret)
    .update(`POST${host}${pathname}?${query}`)
    .digest('base64')
  return `${settings.apiBase}${PATH}?${query}&Signature=${encodeURIComponent(signature)}`
}
