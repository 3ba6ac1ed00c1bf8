import { z } from 'zod'
import { queryValue } from '../../../core/call.ts'
import { sampleOf } from '../../client/samples.ts'
import { operation, type WechatOperation } from '../dialect.ts'
import { refuse } from '../errors.ts'

const SOURCE = 'https://developers.weixin.qq.com/doc/service/api/qrcode/qrcodes/api_createqrcode.md'

const QrRequest = z.object({
  expire_seconds: z.number().optional(),
  action_name: z.string().optional(),
  action_info: z
    .object({
      scene: z
        .object({ scene_id: z.union([z.number(), z.string()]).optional(), scene_str: z.string().optional() })
        .optional(),
    })
    .optional(),
})
type QrRequest = z.output<typeof QrRequest>

const DEFAULT_SECONDS = 60
const MOST_SECONDS = 2_592_000

/** The scene a request names, or undefined when it is out of range for its action. */
function sceneOf({ action_name, action_info }: QrRequest): string | undefined {
  const id = Number(action_info?.scene?.scene_id)
  const text = action_info?.scene?.scene_str ?? ''
  switch (action_name) {
    case 'QR_SCENE':
      return Number.isInteger(id) && id > 0 && id < 2 ** 32 ? String(id) : undefined
    case 'QR_LIMIT_SCENE':
      return Number.isInteger(id) && id >= 1 && id <= 100_000 ? String(id) : undefined
    case 'QR_STR_SCENE':
    case 'QR_LIMIT_STR_SCENE':
      return text.length >= 1 && text.length <= 64 ? text : undefined
    default:
      return undefined
  }
}

export const qrOperations: readonly WechatOperation[] = [
  operation({
    id: 'wechat.qrcode.create',
    verb: 'POST',
    path: '/cgi-bin/qrcode/create',
    summary: 'Makes a QR code with a scene, temporary or permanent.',
    body: QrRequest,
    rows: ['W-49'],
    source: SOURCE,
    certainty: 'official',
    errors: [40053, 45009, 48001],
    permission: 'qrcodes',
    daily: { usual: 100_000 },
    decide(wechat, { body }) {
      const scene = sceneOf(body)
      if (scene === undefined)
        return refuse(40053, `action_name ${body.action_name ?? 'is missing'}, scene out of range or missing`)
      const permanent = body.action_name?.startsWith('QR_LIMIT_') === true
      const seconds = body.expire_seconds ?? DEFAULT_SECONDS
      if (!permanent && (seconds < 1 || seconds > MOST_SECONDS))
        return refuse(40053, `expire_seconds is ${seconds}, at most ${MOST_SECONDS}`)
      return () => {
        const { ticket, url } = wechat.qrcodes.create(
          scene,
          permanent ? undefined : seconds * 1000,
          wechat.world.clock.now(),
        )
        return { json: { ticket, ...(permanent ? {} : { expire_seconds: seconds }), url } }
      }
    },
  }),
  operation({
    id: 'wechat.showqrcode',
    verb: 'GET',
    path: '/cgi-bin/showqrcode',
    summary: 'The picture of a QR code; no token is asked for.',
    rows: ['W-49'],
    source: SOURCE,
    certainty: 'official',
    authorised: false,
    decide({ qrcodes }, { call }) {
      const known = qrcodes.withTicket(queryValue(call, 'ticket') ?? '') !== undefined
      const headers = { 'content-type': 'image/jpg' }
      return () =>
        known ? { bytes: sampleOf('image').data, headers } : { bytes: Buffer.alloc(0), headers, status: 404 }
    },
  }),
]
