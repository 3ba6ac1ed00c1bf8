import { expect, it } from 'vitest'
import { settings } from './settings.ts'

it('has a default for every setting', () => {
  expect(settings.parse({})).toMatchObject({
    appKey: 'caipaiAppKey01',
    signing: { anyCase: false, window: 0, refuseRepeatedNonce: false },
    history: { enabled: true, perChat: 1000, retention: 180 * 86_400_000 },
    routing: { timeout: 5000, attempts: 1, serverMessages: false, blockedMessages: false },
    preSend: { timeout: 3000 },
    limits: { callsPerSecond: 100, messagesPerMinute: 6000, users: 0 },
    bots: [{ userId: 'bot_1', enabled: true }],
    agents: [{ agentId: 'reply_helper', status: 'active' }],
  })
})

it('takes a suggestion as a text or as several messages', () => {
  const { suggestions } = settings.parse({ suggestions: [{ when: '订单', says: ['好的', ['第一句', '第二句']] }] })
  expect(suggestions[0]?.says).toEqual([['好的'], ['第一句', '第二句']])
})
