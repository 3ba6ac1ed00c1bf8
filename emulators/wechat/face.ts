import { defineFace } from '../core/platform.ts'
import { settings } from './account/settings.ts'

/** WeChat Official Accounts, before they are loaded. */
export const face = defineFace({
  id: 'wechat',
  settings,
  connection: ({ account }, baseUrl) => ({
    baseUrl,
    appId: account.appid,
    appSecret: account.secret,
    originalId: account.originalId,
    token: account.token,
    encodingAESKey: account.encodingAesKey,
    previousEncodingAESKey: account.previousEncodingAesKey,
    mode: account.mode,
  }),
})
