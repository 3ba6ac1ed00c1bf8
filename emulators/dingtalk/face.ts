import { defineFace } from '../core/platform.ts'
import { ownRobotCode } from './corp/robot-code.ts'
import { settings } from './settings.ts'

/** DingTalk, before it is loaded. */
export const face = defineFace({
  id: 'dingtalk',
  settings,
  connection: ({ app, corpId, robot, cards }, baseUrl) => ({
    baseUrl,
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    corpId,
    robotCode: ownRobotCode({ app, robot }),
    cardApiSecret: cards.apiSecret,
  }),
})
