import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { killPrograms, startProgram } from './support/program.ts'
import { freePort, REFERENCE_BOT } from './support/recorded-conversation.ts'

const CLI = resolve('dist/cli.js')

afterEach(killPrograms)

const folderWith = (files: Readonly<Record<string, string>> = {}): string => {
  const folder = mkdtempSync(join(tmpdir(), 'caipai-cli-recording-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

const caipai = (args: readonly string[], folder: string, env: Readonly<Record<string, string>> = {}) =>
  startProgram([CLI, ...args], folder, env).ended

const account = {
  WECHAT_APP_ID: 'wx0011223344556677',
  WECHAT_APP_SECRET: '00112233445566778899aabbccddeeff',
  WECHAT_TOKEN: 'TokenOfTheRealAccount',
  WECHAT_ENCODING_AES_KEY: 'realAccountKeyWhichMustNeverBeWrittenAnyBc1',
}

const rehearsed = `bot:
  command: [node, ${JSON.stringify(REFERENCE_BOT)}]
  env:
    PORT: '{bot.port}'
    OPENAI_BASE_URL: '{model.baseUrl}'
    OPENAI_API_KEY: '{model.apiKey}'
    MODEL: caipai-1
    BOT_STATE_DIR: '{stage.folder}'
    WECHAT_API_BASE: '{wechat.baseUrl}'
    WECHAT_APP_ID: '{wechat.appId}'
    WECHAT_APP_SECRET: '{wechat.appSecret}'
    WECHAT_TOKEN: '{wechat.token}'
    WECHAT_ENCODING_AES_KEY: '{wechat.encodingAESKey}'
    WECHAT_HOLD_MS: '30'
  ready: { http: /healthz }
  webhooks: { wechat: /wechat }
clock: { settle: 60ms }
platforms: { wechat: {} }
`

it('records between a platform and a bot of other processes, and plays what was recorded', async () => {
  const [platformPort, recorderPort, botPort] = [await freePort(), await freePort(), await freePort()]
  const folder = folderWith({
    'record.yaml': `listen: { port: ${recorderPort} }
name: Somebody asks for the opening hours
platforms:
  wechat:
    upstream: http://127.0.0.1:${platformPort}
    bot: http://127.0.0.1:${botPort}/wechat
    settings: { account: { mode: secure, appid: $WECHAT_APP_ID, token: $WECHAT_TOKEN, encodingAesKey: $WECHAT_ENCODING_AES_KEY } }
  model:
    upstream: http://127.0.0.1:${platformPort}
`,
    'caipai.config.yaml': rehearsed,
  })
  const set = Object.entries({
    mode: 'secure',
    appid: account.WECHAT_APP_ID,
    secret: account.WECHAT_APP_SECRET,
    token: account.WECHAT_TOKEN,
    encodingAesKey: account.WECHAT_ENCODING_AES_KEY,
  }).flatMap(([name, value]) => ['--set', `wechat.account.${name}=${value}`])
  const recorderUrl = `http://127.0.0.1:${recorderPort}`
  const platform = startProgram(
    [CLI, 'up', 'wechat', '--port', String(platformPort), '--bot', `wechat=${recorderUrl}/wechat`, ...set],
    folder,
  )
  await platform.printed(/\n/)
  const recorder = startProgram([CLI, 'record'], folder, account)
  expect(await recorder.printed(/Ctrl-C ends it/)).toContain(`callback URL     ${recorderUrl}/wechat`)
  const bot = startProgram([REFERENCE_BOT], folder, {
    ...account,
    PORT: String(botPort),
    OPENAI_BASE_URL: `${recorderUrl}/v1`,
    OPENAI_API_KEY: 'sk-caipai-rehearsal',
    MODEL: 'caipai-1',
    WECHAT_API_BASE: recorderUrl,
  })
  await bot.printed(/listening/)
  const control = ['--control', `http://127.0.0.1:${platformPort}`]
  const said = await caipai(['send', 'wechat', 'zhangsan', '几点开门', ...control], folder)
  expect(said).toMatchObject({ code: 0, out: expect.stringContaining('你说的是：几点开门') })
  recorder.child.kill('SIGINT')
  const ended = await recorder.ended
  expect(ended).toMatchObject({ code: 0, err: '' })
  const [path = ''] = /recordings\/\S+\.yaml/.exec(ended.out) ?? []
  const text = readFileSync(join(folder, path), 'utf8')
  expect(text).toContain('name: Somebody asks for the opening hours')
  expect(text).toContain('- send: 几点开门\n  - expect: { reply: 你说的是：几点开门')
  for (const secret of [...Object.values(account), 'sk-caipai-rehearsal']) expect(text).not.toContain(secret)

  expect(await caipai(['replay', path], folder)).toMatchObject({ code: 0, out: expect.stringContaining('1 passed') })
  writeFileSync(join(folder, path), text.replace('{ reply: 你说的是：几点开门', '{ reply: 九点'))
  const failed = await caipai(['replay', path], folder)
  expect(failed).toMatchObject({ code: 1, out: expect.stringContaining('expected  a reply saying "九点"') })
  expect(await caipai(['replay', path, '--match', 'kind'], folder)).toMatchObject({ code: 0 })
}, 120_000)

it.each<[what: string, args: string[], files: Record<string, string>, says: string]>([
  ['no config', ['record'], {}, 'there is no record.yaml'],
  [
    'an unknown platform',
    ['record'],
    { 'record.yaml': 'platforms: { qq: { upstream: "http://127.0.0.1" } }' },
    'qq cannot be recorded',
  ],
  [
    'an upstream that is none',
    ['record'],
    { 'record.yaml': 'platforms: { wechat: { upstream: weixin } }' },
    'record.yaml:1:34  platforms.wechat.upstream: expected a URL',
  ],
  [
    'a variable that is missing',
    ['record'],
    {
      'record.yaml':
        'platforms: { wechat: { upstream: "http://a.b", settings: { account: { token: $NOBODY_SETS_THIS } } } }',
    },
    'the environment has no NOBODY_SETS_THIS',
  ],
  [
    'a webhook nobody has',
    ['record'],
    { 'record.yaml': 'platforms: { model: { upstream: "http://a.b", bot: { x: "http://c.d" } } }' },
    'Leave bot out: this platform never pushes',
  ],
  [
    'a way to compare that is none',
    ['replay', 'a.yaml', '--match', 'roughly'],
    {},
    '"roughly" is no way to compare replies',
  ],
  [
    'a recording that is not there',
    ['replay', 'a.yaml'],
    { 'caipai.config.yaml': 'bot: { command: [node, a.js] }' },
    'a.yaml finds no scenario',
  ],
  ['no recording at all', ['replay'], {}, "missing required argument 'files'"],
  ['an archive that is not there', ['import', 'a.har'], {}, 'there is no a.har'],
  ['an archive that is no JSON', ['import', 'a.har'], { 'a.har': '<xml/>' }, 'a.har is no JSON'],
  ['JSON that is no archive', ['import', 'a.har'], { 'a.har': '{"log":{}}' }, 'a.har is no HTTP archive: log.entries'],
])('says what is wrong with %s, and exits with 2', async (_what, args, files, says) => {
  const { code, err } = await caipai(args, folderWith(files))
  expect(err).toContain(says)
  expect(code).toBe(2)
})

it('says that its port is taken', async () => {
  const taken = createServer()
  const port = await new Promise<number>((listening) =>
    taken.listen(0, '127.0.0.1', () => listening((taken.address() as { port: number }).port)),
  )
  const folder = folderWith({
    'record.yaml': `listen: { port: ${port} }\nplatforms: { model: { upstream: "http://127.0.0.1:1" } }`,
  })
  const { code, err } = await caipai(['record'], folder)
  taken.close()
  expect(err).toContain(`cannot listen on 127.0.0.1:${port}: EADDRINUSE`)
  expect(code).toBe(2)
})

const exchange = (
  url: string,
  sent: object,
  told: object,
  ms: number,
  headers: Record<string, string> = {},
): object => ({
  startedDateTime: new Date(Date.parse('2026-11-21T08:00:00.000Z') + ms).toISOString(),
  time: 120,
  request: {
    method: 'POST',
    url,
    headers: Object.entries({ 'content-type': 'application/json', ...headers }).map(([name, value]) => ({
      name,
      value,
    })),
    postData: { mimeType: 'application/json', text: JSON.stringify(sent) },
  },
  response: {
    status: 200,
    headers: [{ name: 'content-type', value: 'application/json' }],
    content: {
      mimeType: 'application/json',
      text: Buffer.from(JSON.stringify(told)).toString('base64'),
      encoding: 'base64',
    },
  },
})

it('makes fixtures of an archive, without its secrets, and a bot is rehearsed with them', async () => {
  const asked = { model: 'qwen', messages: [{ role: 'user', content: '几点开门' }] }
  const answered = { choices: [{ message: { role: 'assistant', content: '九点开门。' } }] }
  const key = { authorization: 'Bearer sk-the-key-in-the-archive' }
  const openid = 'oReal0penIdOfSomebody000000001'
  const entries = [
    exchange('https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions', asked, answered, 0, key),
    exchange('https://www.example.com/track', {}, {}, 10),
    exchange(
      'https://api.weixin.qq.com/cgi-bin/message/custom/send?access_token=the-token-in-the-archive',
      { touser: openid, msgtype: 'text', text: { content: '九点开门。' } },
      { errcode: 0, errmsg: 'ok' },
      200,
    ),
  ]
  const folder = folderWith({ 'traffic.har': `\uFEFF${JSON.stringify({ log: { version: '1.2', entries } })}` })
  const { code, out, err } = await caipai(['import', 'traffic.har', '-o', 'imported'], folder)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toBe('2 exchanges with platforms, 1 with others passed over\nwrote imported/traffic.yaml\n')
  expect(readdirSync(join(folder, 'imported'))).toEqual(['traffic.yaml'])
  const text = readFileSync(join(folder, 'imported/traffic.yaml'), 'utf8')
  for (const secret of ['sk-the-key-in-the-archive', 'the-token-in-the-archive', openid])
    expect(text).not.toContain(secret)
  expect(text).toContain('  model:\n    answers:\n      - when: 几点开门\n        says: 九点开门。')
  expect(text).toContain('- run-bot: true\n  - expect: { reply: 九点开门。 }')

  // A person's message takes the place of run-bot, for a bot that is no script.
  writeFileSync(join(folder, 'imported/traffic.yaml'), text.replace('run-bot: true', 'send: 几点开门'))
  writeFileSync(join(folder, 'caipai.config.yaml'), rehearsed)
  const played = await caipai(['replay', 'imported/traffic.yaml'], folder)
  expect(played).toMatchObject({ code: 0, out: expect.stringContaining('1 passed') })
}, 60_000)

it('does not pass over a recording of a platform that the config leaves out', async () => {
  const folder = folderWith({
    'caipai.config.yaml': rehearsed,
    'one.yaml': 'name: one\nplatform: rongcloud\nsteps:\n  - send: 你好\n',
  })
  const { code, err } = await caipai(['replay', 'one.yaml'], folder)
  expect(err).toContain('one.yaml plays on rongcloud, which the config does not name')
  expect(code).toBe(2)
})

it('tells that an archive is about nothing it knows', async () => {
  const har = JSON.stringify({ log: { entries: [exchange('https://www.example.com/', {}, {}, 0)] } })
  const folder = folderWith({ 'a.har': har })
  const { code, err } = await caipai(['import', 'a.har'], folder)
  expect(err).toContain('a.har holds nothing of a platform: 1 exchanges, all with others')
  expect(code).toBe(2)
  expect(existsSync(join(folder, 'recordings'))).toBe(false)
})
