import { defineFace } from '../core/platform.ts'
import { livechatSettings } from './settings.ts'

/** The livechat gateway, before it is loaded. */
export const face = defineFace({
  id: 'livechat',
  settings: livechatSettings,
  connection: ({ keys: [key], robot }, baseUrl) => ({
    baseUrl,
    accessKeyId: key?.id ?? '',
    accessKeySecret: key?.secret ?? '',
    token: robot.token,
  }),
})
