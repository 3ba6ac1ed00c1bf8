import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, expect, it } from 'vitest'

const CLI = resolve('dist/cli.js')
const PYTHON_BOT = resolve('test/bots/echo.py')
const running = new Set<ChildProcess>()

afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
})

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'caipai-cli-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

function start(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
  })
  running.add(child)
  return child
}

function caipai(
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const child = start(args, folderWith(files), env)
  let out = ''
  let err = ''
  child.stdout!.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr!.on('data', (chunk: Buffer) => (err += chunk.toString()))
  return new Promise((done) => child.once('close', (code) => done({ code, out, err })))
}

/** Waits for the first line a server prints, which may come in pieces. */
const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((done) => {
    let seen = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      seen += chunk.toString()
      if (seen.includes('\n')) done(seen.slice(0, seen.indexOf('\n')))
    })
  })

const config = (bot: string, more = ''): string =>
  `bot:\n${bot}\nscenarios: [one.yaml]\nclock: { settle: 20ms, patience: 100ms }\n${more}`
const python = config(
  `  command: [python3, ${PYTHON_BOT}]\n  env: { PORT: '{bot.port}', WECHAT_TOKEN: '{wechat.token}' }\n  webhooks: { wechat: /wx }`,
  'platforms: { wechat: { account: { mode: plain } } }',
)
const echo = `name: An echo is answered at once
platform: wechat
steps:
  - verify: true
  - expect: { delivery: { what: verification, outcome: verified } }
  - send: 你好
  - expect: { reply: 你说的是：你好, via: passive-reply, within: 5s }
`

it('rehearses a bot in Python: exit code 0', async () => {
  const { code, out } = await caipai(['run'], { 'caipai.config.yaml': python, 'one.yaml': echo })
  expect(out).toContain('✓ one.yaml › An echo is answered at once')
  expect(out).toMatch(/1 passed, 0 failed/)
  expect(code).toBe(0)
})

it('writes a page to look at beside what it shows, and one only where it is asked for', async () => {
  const files = { 'caipai.config.yaml': python, 'one.yaml': echo }
  const page = join(folderWith({}), 'deep', 'page.html')
  const { code, out } = await caipai(['run', '--reporter', 'html', '--output', page], files)
  expect(out).toContain('✓ one.yaml › An echo is answered at once')
  expect(out).toContain(`report  ${page}`)
  expect(readFileSync(page, 'utf8')).toContain('你说的是：你好')
  expect(code).toBe(0)
  const mistaken = await caipai(['run', '--output', page], files)
  expect(mistaken.err).toContain('Add --reporter html')
  expect(mistaken.code).toBe(2)
})

it('shows transcript, deliveries and the difference of a failing scenario: exit code 1', async () => {
  const { code, out } = await caipai(['run'], {
    'caipai.config.yaml': python,
    'one.yaml': echo.replace('reply: 你说的是：你好', 'reply: 你说的是：再见'),
  })
  expect(out).toContain('✗ one.yaml › An echo is answered at once')
  expect(out).toMatch(/alice +你好/)
  expect(out).toMatch(/push +delivery 1 \(text\) to the bot +MsgId \d+/)
  expect(out).toContain('expected  a reply saying "你说的是：再见" by passive-reply within 5.0 s   one.yaml:7:5')
  expect(out).toContain('got       "你说的是：你好" differs from character 6 on: "你好" instead of "再见"')
  expect(out).not.toMatch(/\n +at /)
  expect(code).toBe(1)
})

it.each([
  ['there is no config', {}, ['run'], /there is no caipai\.config\.yaml\n {2}fix {3}Write one with: npx caipai init/],
  [
    'a key of the config is misspelt',
    { 'caipai.config.yaml': 'bot: { comand: [x] }' },
    ['run'],
    /caipai\.config\.yaml:1:8 {2}bot: unknown key "comand"\n {2}fix {3}Did you mean "command"\?/,
  ],
  [
    'a type in the config is wrong',
    { 'caipai.config.yaml': 'bot: { port: many }' },
    ['run'],
    /caipai\.config\.yaml:1:14 {2}bot\.port: expected a number; got "many"/,
  ],
  [
    'a step is misspelt',
    { 'caipai.config.yaml': python, 'one.yaml': echo.replace('- send', '- sned') },
    ['run'],
    /one\.yaml:6:5 {2}steps\[2\]: unknown key "sned"\n {2}fix {3}Did you mean "send"\?/,
  ],
  [
    'a claim is misspelt',
    { 'caipai.config.yaml': `${python}\nclaims: [service-message]\n`, 'one.yaml': echo },
    ['run'],
    /caipai\.config\.yaml:8:10 {2}claims\[0\]: no scenario needs "service-message"\n {2}fix {3}Did you mean "service-messages"\?/,
  ],
  ['a scenario is missing', { 'caipai.config.yaml': python }, ['run'], /one\.yaml finds no scenario/],
  [
    'a template is unknown',
    { 'caipai.config.yaml': python.replace('{wechat.token}', '{wechat.tokn}'), 'one.yaml': echo },
    ['run'],
    /caipai\.config\.yaml:3:44 {2}there is no \{wechat\.tokn\}\n {4}fix {3}Did you mean \{wechat\.token\}\?/,
  ],
  [
    'nothing is selected',
    { 'caipai.config.yaml': python, 'one.yaml': echo },
    ['run', '--grep', 'xyz'],
    /there is nothing to rehearse/,
  ],
  [
    'a pattern is none',
    { 'caipai.config.yaml': python, 'one.yaml': echo },
    ['run', '--grep', '('],
    /--grep {2}"\(" is no pattern: .*\n {2}fix /,
  ],
  [
    'a reporter is unknown',
    { 'caipai.config.yaml': python, 'one.yaml': echo },
    ['run', '--reporter', 'junt'],
    /--reporter {2}there is no reporter "junt"\n {2}fix {3}Use one of: caipai, html, .*junit/,
  ],
  [
    'the HTML report cannot be written',
    { 'caipai.config.yaml': python, 'one.yaml': echo },
    ['run', '--reporter', 'html', '--output', '.'],
    /^--output {2}.* cannot be written: it is a folder\n/,
  ],
  [
    'the file of a reporter cannot be written',
    { 'caipai.config.yaml': python, 'one.yaml': echo },
    ['run', '--reporter', 'junit', '--output-file', 'one.yaml/junit.xml'],
    /^--output-file {2}.* cannot be written: its path leads through a file\n/,
  ],
  [
    'nobody writes the file of a reporter',
    { 'caipai.config.yaml': python, 'one.yaml': echo },
    ['run', '--output-file', 'junit.xml'],
    /--output-file is the file of a reporter of vitest, which nobody asked for\n {2}fix {3}Add --reporter junit/,
  ],
  ['a config is a folder', {}, ['run', '--config', '.'], /cannot be read: it is a folder\n {2}fix {3}Name a text file/],
  ['an archive is a folder', {}, ['import', '.'], /^\. cannot be read: it is a folder\n/],
  [
    'a recording cannot be written',
    {
      'a-file': '',
      'record.yaml':
        'listen: { port: 0 }\noutput: a-file\nplatforms: { model: { upstream: https://api.openai.com } }\n',
    },
    ['record'],
    /^output of record\.yaml {2}nothing can be written to .*a-file: its path leads through a file\n {2}fix /,
  ],
  [
    'an imported archive cannot be written',
    { 'one.har': '{ "log": { "entries": [] } }' },
    ['import', 'one.har', '--output', 'one.har/here'],
    /^--output {2}nothing can be written to .*: its path leads through a file\n {2}fix /,
  ],
  [
    'a matrix explodes',
    {
      'caipai.config.yaml': python,
      'one.yaml': `${echo}matrix: { account.mode: [${'plain, '.repeat(1_000)}secure] }\n`,
    },
    ['run'],
    /one\.yaml:8:\d+ {2}matrix: this makes 1001 variants; there may be 1000\n {2}fix {3}Name fewer values/,
  ],
  [
    'the control URL is none',
    {},
    ['send', 'wechat', 'alice', 'hi', '--control', 'localhost:7700'],
    /^--control {2}"localhost:7700" is not an http or https URL\n {2}fix /,
  ],
  ['a record.yaml is a folder', {}, ['record', '--config', '.'], /cannot be read: it is a folder\n/],
  [
    'a journal cannot be written',
    {},
    ['up', '--port', '0', '--log', '.'],
    /^--log {2}.* cannot be written: it is a folder\n/,
  ],
  [
    'the URL of a bot is none',
    {},
    ['up', 'wechat', '--port', '0', '--bot', 'wechat=foo'],
    /"foo" is not an http or https URL/,
  ],
  [
    'a bot belongs to no platform',
    {},
    ['up', 'wechat', '--port', '0', '--bot', 'foo'],
    /"foo" has no name before an =/,
  ],
  [
    'a setting belongs to no platform',
    {},
    ['up', '--port', '0', '--set', 'wechta.account.mode=plain'],
    /--set {2}"wechta\.account\.mode" is no setting of a platform\n {2}fix {3}Begin with one of wechat/,
  ],
  [
    'a setting in the config of `up` does not fit',
    { 'c.yaml': 'bot: {}\nplatforms: { wechat: { account: { mode: plane } } }\n' },
    ['up', '--config', 'c.yaml', '--port', '0'],
    /c\.yaml:2:\d+ {2}platforms\.wechat\.account\.mode: /,
  ],
  ['a port is empty', {}, ['up', '--port', ''], /--port {2}"" is no port/],
  [
    'the whole network could take control, an empty token being none',
    {},
    ['up', 'wechat', '--port', '0', '--host', '0.0.0.0', '--control-token', ''],
    /listening on 0\.0\.0\.0 would let the whole network control this world\n {2}fix {3}Stay on 127\.0\.0\.1/,
  ],
  ['a flag is unknown', {}, ['run', '--shrad', '1/2'], /unknown option '--shrad'\n\(Did you mean --shard\?\)/],
  ['a port is no port', {}, ['up', '--port', 'http'], /--port {2}"http" is no port/],
  ['a platform is unknown', {}, ['up', 'wechta'], /there is no platform "wechta"/],
  [
    'a file behind a flag of several names is missing',
    { 'caipai.config.yaml': python, 'one.yaml': echo },
    ['run', '--tag', 'text,W-15', 'nowhere.yaml'],
    /nowhere\.yaml finds no scenario/,
  ],
  [
    'a bot behind a repeated flag is none',
    {},
    ['up', 'wechat', '--set', 'wechat.account.mode=plain', '--set', 'wechat.account.kind=test', '--bot', 'foo'],
    /"foo" has no name before an =/,
  ],
] as const)('explains without a stack when %s: exit code 2', async (_what, files, args, expected) => {
  const { code, out, err } = await caipai(args, files)
  expect(out + err).toMatch(expected)
  expect(out + err).not.toMatch(/\n +at /)
  expect(code).toBe(2)
})

it.each([
  ['CAIPAI_PORT', 'http', /^CAIPAI_PORT {2}"http" is no port\n/],
  [
    'CAIPAI_SET_wechta__account__mode',
    'plain',
    /^CAIPAI_SET_wechta__account__mode {2}"wechta\.account\.mode" is no setting of a platform\n/,
  ],
])('names the variable when the fault is in the environment: %s', async (name, value, expected) => {
  const { code, err } = await caipai(['up', '--json'], {}, { [name]: value })
  expect(err).toMatch(expected)
  expect(code).toBe(2)
})

it.each([
  [
    'dies',
    `  command: [node, -e, "console.log('no database'); process.exit(7)"]\n  webhooks: { wechat: /wx }`,
    /the bot ended before it was ready \(exit code 7\)\. Its last lines:\n +no database/,
  ],
  [
    'never becomes ready',
    `  command: [node, -e, "setInterval(() => {}, 1000)"]\n  ready: { within: 300ms }\n  webhooks: { wechat: /wx }`,
    /the bot was not ready after 0\.3 s/,
  ],
  [
    'is not there',
    `  command: [no-such-bot]\n  webhooks: { wechat: /wx }`,
    /cannot start the bot: no-such-bot was not found/,
  ],
])('says so when the bot %s: exit code 3', async (_what, bot, expected) => {
  const { code, out } = await caipai(['run'], { 'caipai.config.yaml': config(bot), 'one.yaml': echo })
  expect(out).toMatch(expected)
  expect(out).not.toMatch(/\n +at /)
  expect(code).toBe(3)
})

it('tells what happened before a bot died, and goes on with the next scenario: exit code 3', async () => {
  const dying = `require('http').createServer((request, response) => {
    response.end('success')
    request.on('data', (body) => { if (String(body).includes('再见')) setImmediate(() => { throw new TypeError('nobody said goodbye') }) })
  }).listen(process.env.PORT)`
  const bot = `  command: [node, bot.cjs]\n  env: { PORT: '{bot.port}' }\n  webhooks: { wechat: /wx }`
  const send = (text: string): string =>
    `name: ${text}\nplatform: wechat\nsteps:\n  - send: ${text}\n  - expect: { delivery: acknowledged }\n  - expect: { nothing: true, for: 1m }\n`
  const { code, out } = await caipai(['run'], {
    'caipai.config.yaml': config(bot).replace('[one.yaml]', '[one.yaml, three.yaml, two.yaml]'),
    'bot.cjs': dying,
    'one.yaml': send('再见'),
    'two.yaml': send('你好'),
    'three.yaml': send('再见啦'),
  })
  expect(out.match(/stage +the bot has died: exit code 1/g)).toHaveLength(2)
  expect(out.match(/got +it died \(exit code 1\)/g)).toHaveLength(2)
  expect(out).toContain('TypeError: nobody said goodbye')
  expect(out).toContain('✓ two.yaml › 你好')
  expect(out).toMatch(/1 passed, 2 failed/)
  expect(code).toBe(3)
})

it('starts a bot afresh that has failed, so that what it is still at does not spoil the next scenario', async () => {
  const bot = `  command: [node, bot.cjs]\n  env: { PORT: '{bot.port}', MODEL: '{model.baseUrl}', KEY: '{model.apiKey}' }\n  webhooks: { wechat: /wx }`
  const { out } = await caipai(['run'], {
    'caipai.config.yaml': config(bot).replace('[one.yaml]', '[one.yaml, two.yaml]'),
    'bot.cjs': `
      const ask = () => fetch(process.env.MODEL + '/chat/completions', {
        method: 'POST',
        headers: { authorization: 'Bearer ' + process.env.KEY, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'any', messages: [{ role: 'user', content: 'again' }] }),
      })
      require('http').createServer((request, response) => {
        request.on('data', (body) => { if (String(body).includes('再见')) setInterval(ask, 300) })
        response.end('success')
      }).listen(process.env.PORT)`,
    'one.yaml': 'name: one\nplatform: wechat\nsteps:\n  - send: 再见\n  - expect: { reply: 再见, within: 1s }\n',
    'two.yaml':
      'name: two\nplatform: wechat\nsteps:\n  - send: 你好\n  - expect: { delivery: acknowledged }\n  - advance: 10s\n  - expect: { model-calls: 0 }\n',
  })
  expect(out).toContain('✗ one.yaml › one')
  expect(out).toContain('✓ two.yaml › two')
})

it('says when a bot calls the vendor instead', async () => {
  const bot = `  command: [node, bot.cjs]\n  env: { PORT: '{bot.port}' }\n  webhooks: { wechat: /wx }`
  const { out } = await caipai(['run'], {
    'caipai.config.yaml': config(bot),
    'bot.cjs': `require('http').createServer((request, response) => {
      console.error('connect ENOTFOUND api.weixin.qq.com')
      response.end('success')
    }).listen(process.env.PORT)`,
    'one.yaml': 'name: x\nplatform: wechat\nsteps:\n  - send: 你好\n  - expect: { reply: 你好 }\n',
  })
  expect(out).toContain('hint  the bot’s log names api.weixin.qq.com: it may be calling the vendor itself')
})

it('says that a port is taken: exit code 2', async () => {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const { code, err } = await caipai(['up', '--port', String(port)])
  server.close()
  expect(err).toContain(`cannot listen on 127.0.0.1:${port}: EADDRINUSE`)
  expect(code).toBe(2)
})

it('skips what the bot does not claim, and says so', async () => {
  const files = { 'caipai.config.yaml': python, 'one.yaml': `${echo}needs: [telepathy]\n` }
  const { code, out } = await caipai(['run'], files)
  expect(out).toMatch(/1 skipped: the bot does not claim what they need\..*\n +telepathy +1\n/)
  expect(code).toBe(0)
})

it('says what a claim means for which scenarios of the library are skipped', async () => {
  const files = {
    'caipai.config.yaml': python,
    'one.yaml': `${echo}needs: [model]\nmatrix: { account.mode: [plain, secure] }\n`,
  }
  const { out } = await caipai(['run'], files)
  expect(out).toMatch(
    /2 skipped.*\n +model +2 +Its answers come from the scripted model.*\n +encryption +1 +Reads encrypted pushes/,
  )
})

it(
  'plays the library to a bot that claims nothing, and finds nothing wrong with a sound one',
  { timeout: 60_000 },
  async () => {
    const { code, out } = await caipai(['run'], { 'caipai.config.yaml': python.replace('scenarios: [one.yaml]\n', '') })
    expect(out).toMatch(/\n✓ [1-9]\d* passed, 0 failed, \d+ skipped/)
    expect(code).toBe(0)
  },
)

it('tells a finding in full once, then by name, sums it up, and shows of the log only what was written meanwhile', async () => {
  const silly = echo.replace('你好\n', '"你\\n\\e好"\n').replace('你说的是：你好', '再见')
  const { out } = await caipai(['run'], {
    'caipai.config.yaml': python
      .replace('[one.yaml]', '[one.yaml, two.yaml]')
      .replace('webhooks: { wechat: /wx }', 'webhooks: { wechat: /wx }')
      .replace('env: {', "env: { STATUS: '500',"),
    'one.yaml': silly,
    'two.yaml': silly.replace('An echo', 'Another echo'),
  })
  expect(out.match(/mend {2}Answer success to whatever/g)).toHaveLength(1)
  expect(out).toMatch(/wechat\/survives-every-push {2}broken {2}told above/)
  expect(out).toMatch(/found {2}wechat\/survives-every-push {2}broken {2}in 2/)
  expect(out).toMatch(/alice +你\\n\\u001b好\n/)
  // Each scenario verifies the URL with two requests; a line may still be on its way when the report is written.
  expect(out.match(/bot: "GET /g)?.length).toBeLessThanOrEqual(2 * 2)
})

it('takes the control token of `up` and `send` from the same variable', async () => {
  const secret = { CAIPAI_CONTROL_TOKEN: 'a-token-of-ours' }
  const up = start(['up', 'wechat', '--port', '0', '--json'], folderWith({}), secret)
  const { control } = JSON.parse(await firstLine(up)) as { control: string }
  const send = ['send', 'wechat', 'alice', '在吗', '--control', control.replace('/_caipai', '')]
  expect((await caipai(send)).err).toMatch(/token/)
  // It gets past the door, to what is missing behind it.
  expect((await caipai(send, {}, secret)).err).toMatch(/wechat does not know where the bot listens/)
})

it('prints one line of JSON, serves, and lets a user talk to the bot', async () => {
  const up = start(['up', 'wechat', '--port', '0', '--json', '--set', 'wechat.account.mode=plain'], folderWith({}))
  const { control, platforms } = JSON.parse(await firstLine(up)) as {
    control: string
    platforms: Record<string, Record<string, string>>
  }
  expect(Object.keys(platforms['wechat']!)).toEqual(
    expect.arrayContaining(['baseUrl', 'appId', 'appSecret', 'token', 'encodingAESKey', 'originalId']),
  )
  expect(Object.keys(platforms['model']!)).toEqual(['baseUrl', 'apiKey'])
  const bot = spawn('python3', [PYTHON_BOT], {
    env: { ...process.env, PORT: '0', WECHAT_TOKEN: platforms['wechat']!['token']! },
  })
  running.add(bot)
  const port = /port (\d+)/.exec(await firstLine(bot))?.[1]
  await fetch(`${control}/platforms/wechat/bot`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: `http://127.0.0.1:${port}/wx` }),
  })
  const { code, out, err } = await caipai([
    'send',
    'wechat',
    'alice',
    '在吗',
    '--control',
    control.replace('/_caipai', ''),
  ])
  expect(out + err).toMatch(/passive-reply +你说的是：在吗/)
  expect(code).toBe(0)
  const nobody = await caipai(['send', 'wechat', '', '在吗', '--control', control.replace('/_caipai', '')])
  expect(nobody.err).toMatch(/the act send on wechat do not fit: from: .*\n {2}fix {3}See docs\/reference\/wechat\.md/)
  const ended = new Promise((done) => up.once('exit', done))
  up.kill('SIGINT')
  expect(await ended).toBe(0)
})

it.each([
  [200, 'hello'],
  [404, '{"error":"not found"}'],
])('says when something else answers what is sent, with %i %s', async (status, body) => {
  const server = createServer((_request, response) => response.writeHead(status).end(body))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { code, err } = await caipai(['send', 'wechat', 'alice', 'hi', '--control', url])
  server.close()
  expect(err).toContain(`--control  what answers at ${url} is not caipai (status ${status})`)
  expect(code).toBe(2)
})

it('says when nobody is up to send to', async () => {
  const { code, err } = await caipai(['send', 'wechat', 'alice', 'hi', '--control', 'http://127.0.0.1:1'])
  expect(err).toContain('nobody answers at http://127.0.0.1:1')
  expect(code).toBe(2)
})

it('writes a config and a scenario that lint finds sound, and overwrites nothing', async () => {
  const folder = folderWith({})
  const run = (args: string[]): Promise<number | null> => new Promise((done) => start(args, folder).once('close', done))
  expect(await run(['init', 'wechat'])).toBe(0)
  expect(readFileSync(join(folder, 'caipai.config.yaml'), 'utf8')).toContain('command: [node, bot.js]')
  expect(await run(['lint'])).toBe(0)
  expect(await run(['init', 'wechat'])).toBe(2)
})

it('lints all files at once', async () => {
  const files = {
    'a.yaml': 'name: a\nplatform: wechat\nsteps: []',
    'b.yaml': 'name: b\nplatfrom: wechat\nsteps: [{ send: hi }]',
  }
  const { code, err, out } = await caipai(['lint', '.'], files)
  expect(err).toContain('a.yaml:3:8')
  expect(err).toContain('b.yaml:2:1  unknown key "platfrom"')
  expect(out).toContain('2 files, 2 with problems')
  expect(code).toBe(2)
})

it('finds files only in a folder that holds a folder with the name of a scenario', async () => {
  const folder = folderWith({ 'a.yaml': 'name: a\nplatform: wechat\nsteps: [{ send: hi }]' })
  mkdirSync(join(folder, 'inner.yaml'))
  const child = start(['lint', folder], folder)
  let out = ''
  child.stdout!.on('data', (chunk: Buffer) => (out += chunk.toString()))
  expect(await new Promise((done) => child.once('close', done))).toBe(0)
  expect(out).toContain('1 file, all sound')
})

it('lists the scenarios of one platform, also those that set up another', async () => {
  const { code, out } = await caipai(['list', 'scenarios', '--platform', 'wechat'])
  expect(out).toMatch(/^wechat\//)
  expect(out).not.toMatch(/^rongcloud\//m)
  expect(code).toBe(0)
})
