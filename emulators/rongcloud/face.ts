import { defineFace } from '../core/platform.ts'
import { settings } from './settings.ts'

/** RongCloud, before it is loaded. */
export const face = defineFace({
  id: 'rongcloud',
  settings,
  connection: ({ appKey, appSecret, agents, bots }, baseUrl) => ({
    baseUrl,
    appKey,
    appSecret,
    agentId: agents[0]?.agentId ?? '',
    botUserId: bots[0]?.userId ?? '',
  }),
})
