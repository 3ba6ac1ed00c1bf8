import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { runIn } from './support/installed-project.ts'

/** Listens nowhere, prints nothing, and takes its time to connect. */
const BOT = `
import { setTimeout as sleep } from 'node:timers/promises'
import WebSocket from ${JSON.stringify(pathToFileURL(createRequire(import.meta.url).resolve('ws')).href)}

const { API, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret } = process.env
const post = (url, body) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' }, body: JSON.stringify(body) })
const topic = '/v1.0/im/bot/messages/get'
const subscriptions = [{ type: 'CALLBACK', topic }]
const opened = await post(API + '/v1.0/gateway/connections/open', { clientId, clientSecret, subscriptions, ua: 'test' })
const { endpoint, ticket } = await opened.json()
await sleep(400)
const socket = new WebSocket(endpoint + '?ticket=' + encodeURIComponent(ticket))
socket.on('message', async (bytes) => {
  const { type, headers, data } = JSON.parse(bytes)
  const ack = { contentType: 'application/json', messageId: headers.messageId }
  socket.send(JSON.stringify({ code: 200, headers: ack, message: 'OK', data: type === 'SYSTEM' ? data : '{"response":null}' }))
  if (headers.topic !== topic) return
  const { text, sessionWebhook } = JSON.parse(data)
  await post(sessionWebhook, { msgtype: 'text', text: { content: '你说的是：' + text.content } })
})
`

const folder = mkdtempSync(join(tmpdir(), 'caipai-stream-only-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('a bot that only connects to us is ready when it has, also after a restart', async () => {
  writeFileSync(join(folder, 'bot.mjs'), BOT)
  writeFileSync(
    join(folder, 'caipai.config.yaml'),
    `bot:
  command: [node, bot.mjs]
  ready: { call: dingtalk.gateway.connect }
  env: { API: '{dingtalk.baseUrl}', CLIENT_ID: '{dingtalk.clientId}', CLIENT_SECRET: '{dingtalk.clientSecret}' }
platforms: { dingtalk: {} }
scenarios: [echo.yaml]
`,
  )
  writeFileSync(
    join(folder, 'echo.yaml'),
    `name: A text is echoed, before and after a crash
platform: dingtalk
steps:
  - send: 你好
  - expect: { reply: 你说的是：你好 }
  - restart-bot: kill
  - send: 还在吗
  - expect: { reply: 你说的是：还在吗 }
`,
  )
  const { code, out } = await runIn(folder, 'node', [resolve('dist/cli.js'), 'run'])
  expect(out).toContain('✓ 1 passed, 0 failed')
  expect(code).toBe(0)
}, 60_000)

it('says what it has waited for when the bot never connects', async () => {
  writeFileSync(
    join(folder, 'never.config.yaml'),
    `bot: { command: [node, -e, "setInterval(() => {}, 9999)"], ready: { call: dingtalk.gateway.connect, within: 200ms } }
platforms: { dingtalk: {} }
scenarios: [echo.yaml]
`,
  )
  const { code, out } = await runIn(folder, 'node', [resolve('dist/cli.js'), 'run', '--config', 'never.config.yaml'])
  expect(out).toContain('the bot was not ready after 0.2 s; waited for it to call dingtalk.gateway.connect.')
  expect(code).toBe(3)
}, 60_000)
