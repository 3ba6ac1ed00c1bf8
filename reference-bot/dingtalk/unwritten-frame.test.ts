import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, vi } from 'vitest'
import { startTestedBot } from '../testing/bot.ts'
import { startFakeInternet } from '../testing/fake-internet.ts'
import { startFakeStream } from '../testing/fake-stream.ts'

const TOPIC = '/v1.0/im/bot/messages/get'
const WEBHOOK = '/robot/sendBySession'
const UNTAKEN = 'a frame was not taken, and is left to come again'

it('leaves a message that cannot be written down unacknowledged, and takes it when it comes again', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'reference-bot-'))
  const internet = await startFakeInternet()
  const stream = await startFakeStream()
  internet.on('/v1.0/gateway/connections/open', () => ({ endpoint: stream.endpoint, ticket: 't-1' }))
  internet.on(WEBHOOK, () => ({ errcode: 0, errmsg: 'ok' }))
  const bot = await startTestedBot(internet, {
    DINGTALK_API_BASE: internet.url,
    DINGTALK_OAPI_BASE: internet.url,
    DINGTALK_CLIENT_ID: 'dingemuapp',
    DINGTALK_CLIENT_SECRET: 'demo-app-secret',
    DINGTALK_TRANSPORT: 'stream',
    BOT_STATE_DIR: folder,
  })
  const message = {
    msgtype: 'text',
    text: { content: '人工' },
    msgId: 'msg1==',
    createAt: Date.now(),
    conversationType: '1',
    conversationId: 'cidEmu0001==',
    senderId: '$:LWCP_v1:$u1',
    senderStaffId: '0101',
    robotCode: 'dingemuapp',
    sessionWebhook: `${internet.url}${WEBHOOK}?session=0123`,
    sessionWebhookExpiredTime: Date.now() + 5_400_000,
  }
  try {
    rmSync(folder, { recursive: true })
    stream.send('CALLBACK', TOPIC, message, 'unwritten')
    await vi.waitFor(() => expect(bot.log.some(({ event }) => event === UNTAKEN)).toBe(true))
    mkdirSync(folder)
    stream.send('CALLBACK', TOPIC, message, 'written')
    await vi.waitFor(() => expect(internet.requestsTo(WEBHOOK)).toHaveLength(1))
    expect(stream.received.map(({ headers }) => headers['messageId'])).toEqual(['written'])
  } finally {
    await bot.close()
    await stream.close()
    await internet.close()
    rmSync(folder, { recursive: true })
  }
})
