import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadConfig } from '../../contracts/bot/config.ts'
import { startBot, type Bot } from '../../contracts/bot/process.ts'

/** Published with its signatures: https://developers.weixin.qq.com/doc/subscription/guide/dev/push/ */
const TOKEN = 'AAAAA'
const PUSH = 'signature=899cf89e464efb63f54ddac96b0a0a235f53aa78&timestamp=1714037059&nonce=486452656'
const CHECK = 'signature=f464b24fc39322e44b38aa78f5edd27bd1441696&timestamp=1714036504&nonce=1514711492'

const config = (delay: string): string => `
bot:
  command: [python3, ${JSON.stringify(join(import.meta.dirname, 'echo.py'))}]
  env: { PORT: '{bot.port}', WECHAT_TOKEN: '{wechat.token}', DELAY: '${delay}' }
  ready: { log: /^echo bot ready/ }
`

async function start(delay: string): Promise<Bot> {
  const folder = mkdtempSync(join(tmpdir(), 'caipai-echo-'))
  writeFileSync(join(folder, 'caipai.config.yaml'), config(delay))
  return startBot(loadConfig(undefined, folder, {}), { wechat: { token: TOKEN } })
}

const message = (type: string, content: string): string =>
  `<xml><ToUserName><![CDATA[gh_0a1b2c3d4e5f]]></ToUserName>
<FromUserName><![CDATA[oEmu]]></FromUserName>
<CreateTime>1714037059</CreateTime>
<MsgType><![CDATA[${type}]]></MsgType>
${content}
</xml>`

let bot: Bot
beforeAll(async () => {
  bot = await start('0')
})
afterAll(() => bot.stop())

const send = (query: string, body?: string, to = bot): Promise<Response> =>
  fetch(`http://127.0.0.1:${to.port}/wechat?${query}`, body === undefined ? {} : { method: 'POST', body })

it('is ready when its first line says so', () => {
  expect(bot.log()).toEqual([`echo bot ready on port ${bot.port}`])
})

it.each([
  [CHECK, 200, '4375120948345356249'],
  [CHECK.replace('f464', 'f465'), 403, ''],
  ['', 403, ''],
])('answers the URL check of a platform with its token only: %s', async (query, status, body) => {
  const answer = await send(`${query}&echostr=4375120948345356249`)
  expect([answer.status, await answer.text()]).toEqual([status, body])
})

it('echoes a text to its sender', async () => {
  const text = message('text', '<Content><![CDATA[你好]]></Content>\n<MsgId>23993307130407686</MsgId>')
  const answer = await (await send(PUSH, text)).text()
  expect(answer).toContain('<ToUserName><![CDATA[oEmu]]></ToUserName><FromUserName><![CDATA[gh_0a1b2c3d4e5f]]>')
  expect(answer).toContain('<Content><![CDATA[你说的是：你好]]></Content>')
})

it('keeps a text whole that would end its CDATA', async () => {
  const answer = await (await send(PUSH, message('text', '<Content>a]]&gt;b</Content>'))).text()
  expect(answer).toContain('<![CDATA[你说的是：a]]]]><![CDATA[>b]]>')
})

it('acknowledges what is no text, and refuses what is not signed', async () => {
  const image = message('image', '<MediaId><![CDATA[m]]></MediaId>')
  expect(await (await send(PUSH, image)).text()).toBe('success')
  expect((await send(PUSH.replace('899c', '899d'), image)).status).toBe(403)
})

it('is slow when it is told to be', async () => {
  const slow = await start('0.3')
  try {
    const began = performance.now()
    await (await send(PUSH, message('text', '<Content>a</Content>'), slow)).text()
    expect(performance.now() - began).toBeGreaterThan(290)
  } finally {
    await slow.stop()
  }
})
