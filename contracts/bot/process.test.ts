import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describeCaipaiError, isCaipaiError } from '../../emulators/core/errors.ts'
import { loadConfig, type Config } from './config.ts'
import { startBot, type Bot, type BotWatch } from './process.ts'

const connections = { wechat: { baseUrl: 'http://127.0.0.1:1', token: 'secret' }, model: { apiKey: 'sk' } }

/** A config in a folder of its own, with the files a test needs beside it. */
function configOf(yaml: string, files: Record<string, string> = {}): Config {
  const folder = mkdtempSync(join(tmpdir(), 'caipai-bot-'))
  for (const [name, text] of Object.entries({ ...files, 'caipai.config.yaml': yaml }))
    writeFileSync(join(folder, name), text)
  return loadConfig('caipai.config.yaml', folder, {})
}

const SERVE = `
const server = require('node:http').createServer((request, response) => {
  if (request.url === '/die') process.exit(3)
  response.end(JSON.stringify({ pid: process.pid, env: process.env, args: process.argv.slice(2) }))
})
const listen = (then) => server.listen(Number(process.env.PORT), '127.0.0.1', then)
`

/** A bot in JavaScript that tells about itself once it has called \`listen()\`. */
const node = (script: string, more = ''): Config =>
  configOf(`bot:\n  command: [node, bot.cjs]\n  env: { PORT: '{bot.port}', SAYS: '{wechat.token}' }\n${more}`, {
    'bot.cjs': SERVE + script,
  })

async function withBot<T>(config: Config, use: (bot: Bot) => Promise<T>, watch?: BotWatch): Promise<T> {
  const bot = await startBot(config, connections, watch)
  try {
    return await use(bot)
  } finally {
    await bot.stop()
  }
}

const urlOf = (bot: { readonly port: number }, path = '/'): string => `http://127.0.0.1:${bot.port}${path}`

async function ask(bot: Bot): Promise<{ pid: number; env: Record<string, string>; args: string[] }> {
  return (await (await fetch(urlOf(bot))).json()) as never
}

const answers = (bot: { readonly port: number }): Promise<boolean> =>
  fetch(urlOf(bot)).then(
    () => true,
    () => false,
  )

async function errorOf(config: Config): Promise<string> {
  try {
    await (await startBot(config, connections)).stop()
  } catch (error) {
    if (isCaipaiError(error)) return describeCaipaiError(error)
    throw error
  }
  return 'it started'
}

it('starts a bot with its environment filled in, and stops it', async () => {
  const bot = await withBot(node('listen()'), async (started) => {
    expect((await ask(started)).env).toMatchObject({
      SAYS: 'secret',
      PORT: String(started.port),
      PYTHONUNBUFFERED: '1',
    })
    return started
  })
  expect(await answers(bot)).toBe(false)
  expect(bot.died).toBeUndefined()
})

it('fills in the arguments of a list, and takes away what the environment sets to null', async () => {
  const command = `['${process.execPath}', bot.cjs, '--port={bot.port}', '{"a":{"b":1}}']`
  const config = configOf(`bot:\n  command: ${command}\n  env: { PORT: '{bot.port}', PATH: }\n`, {
    'bot.cjs': `${SERVE}listen()`,
  })
  await withBot(config, async (bot) => {
    const { env, args } = await ask(bot)
    expect(args).toEqual([`--port=${bot.port}`, '{"a":{"b":1}}'])
    expect(env).not.toHaveProperty('PATH')
  })
})

it.each([
  ['graceful', ['bye']],
  ['kill', []],
] as const)('restarts it on the same port: %s', async (how, lastWords) => {
  const tidy = `process.on('SIGTERM', () => { console.log('bye'); process.exit() }); listen()`
  await withBot(node(tidy), async (bot) => {
    const before = await ask(bot)
    await bot.restart(how)
    const after = await ask(bot)
    expect(after.pid).not.toBe(before.pid)
    expect(after.env['PORT']).toBe(before.env['PORT'])
    expect(bot.log()).toEqual(lastWords)
    expect(bot.died).toBeUndefined()
  })
})

it('waits for a line of the log, and after a restart for a new one', async () => {
  const script = `listen(() => setTimeout(() => console.log('up and running'), 50))`
  await withBot(node(script, '  ready: { log: /UP and/i }'), async (bot) => {
    expect(bot.log()).toEqual(['up and running'])
    await bot.restart('graceful')
    expect(bot.log()).toEqual(['up and running', 'up and running'])
  })
})

it('waits for a URL that answers well', async () => {
  const script = `let asked = 0
    require('node:http').createServer((request, response) => {
      if (request.url === '/healthz') asked += 1
      response.writeHead(asked < 3 ? 503 : 404).end(String(asked))
    }).listen(Number(process.env.PORT), '127.0.0.1')`
  await withBot(node(script, '  ready: { http: /healthz }'), async (bot) => {
    expect(await (await fetch(urlOf(bot))).text()).toBe('3')
  })
})

it('ends a bot that does not want to stop', async () => {
  const script = `process.on('SIGTERM', () => console.log('no')); listen()`
  const bot = await withBot(node(script, '  stopWithin: 100ms'), (started) => Promise.resolve(started))
  expect(await answers(bot)).toBe(false)
  expect(bot.log()).toEqual(['no'])
})

it('leaves a bot behind a shell the time to tidy up, and nobody behind', async () => {
  const tidy = `process.on('SIGTERM', () => setTimeout(() => {
    require('node:fs').writeFileSync('tidy', ''); process.exit()
  }, 150)); listen()`
  const yaml = `bot:\n  command: node bot.cjs & wait\n  env: { PORT: '{bot.port}' }\n`
  const config = configOf(yaml, { 'bot.cjs': SERVE + tidy })
  const bot = await withBot(config, async (started) => {
    expect((await ask(started)).args).toEqual([])
    return started
  })
  expect(existsSync(join(config.folder, 'tidy'))).toBe(true)
  expect(await answers(bot)).toBe(false)
})

it('ends the children of a bot that has died', async () => {
  const shell = 'node bot.cjs & while [ ! -e stop ]; do sleep 0.02; done; exit 7'
  const config = configOf(`bot:\n  command: ${shell}\n  env: { PORT: '{bot.port}' }\n`, {
    'bot.cjs': `${SERVE}listen()`,
  })
  await withBot(config, async (bot) => {
    expect(await answers(bot)).toBe(true)
    writeFileSync(join(config.folder, 'stop'), '')
    await expect.poll(() => bot.died).toBe('exit code 7')
    await expect.poll(() => answers(bot)).toBe(false)
  })
})

it('keeps up with a bot that floods its log', async () => {
  const script = `const flood = () => { while (process.stdout.write('x'.repeat(9000) + '\\n')); process.stdout.once('drain', flood) }
    listen(flood)`
  await withBot(node(script), async (bot) => {
    for (let at = 0; at < 5; at += 1) await ask(bot)
    await expect.poll(() => bot.log(1000).length).toBe(200)
    expect(bot.log(1)[0]!.length).toBeLessThanOrEqual(401)
  })
})

it('tells when a bot dies, and can start it again', async () => {
  const deaths: string[] = []
  await withBot(
    node('listen()'),
    async (bot) => {
      await fetch(urlOf(bot, '/die')).catch(() => undefined)
      await expect.poll(() => bot.died).toBe('exit code 3')
      expect(deaths).toEqual(['exit code 3'])
      await bot.restart('graceful')
      expect(bot.died).toBeUndefined()
      expect(await answers(bot)).toBe(true)
    },
    { onDied: (how) => deaths.push(how) },
  )
  expect(deaths).toHaveLength(1)
})

it('gives bots that start at the same time ports of their own', async () => {
  const bots = await Promise.all([1, 2, 3].map(() => startBot(node('listen()'), connections)))
  expect(new Set(bots.map((bot) => bot.port)).size).toBe(3)
  await Promise.all(bots.map((bot) => bot.stop()))
})

it.each([
  [
    'a command that does not exist',
    configOf('bot: { command: [no-such-bot, --fast] }'),
    'caipai.config.yaml:1:17  cannot start the bot: no-such-bot was not found\n  fix   Check bot.command and bot.cwd; a program has to be on the PATH.\n  code  BOT_COMMAND_NOT_FOUND',
  ],
  [
    'a command the shell does not find',
    configOf('bot: { command: no-such-bot --fast }'),
    /cannot start the bot: no-such-bot --fast was not found\. Its last lines:\n .*no-such-bot[^]*BOT_COMMAND_NOT_FOUND/,
  ],
  [
    'a file that is no program',
    configOf('bot: { command: [./bot.py] }', { 'bot.py': '' }),
    /\.\/bot\.py may not be run\n {2}fix {3}Name its interpreter[^]*BOT_COMMAND_NOT_FOUND/,
  ],
  [
    'a folder that does not exist',
    configOf('bot: { command: [node], cwd: bots }'),
    /caipai\.config\.yaml:1:30 {2}the bot's folder .*bots does not exist\n[^]*BOT_FOLDER_MISSING/,
  ],
  [
    'a bot that dies at once',
    node(`console.error('no token'); process.exit(1)`),
    'caipai.config.yaml:2:12  the bot ended before it was ready (exit code 1). Its last lines:\n    no token\n  fix   Start it by hand to see why: node bot.cjs\n  code  BOT_DIED',
  ],
  [
    'a bot that crashes',
    node(`process.kill(process.pid, 'SIGSEGV')`),
    /ended before it was ready \(signal SIGSEGV\)\. It wrote nothing\.\n[^]*BOT_DIED/,
  ],
  [
    'a bot that never listens',
    node('setInterval(() => {}, 1000)', '  ready: { within: 300ms }'),
    /caipai\.config\.yaml:4:10 {2}the bot was not ready after 0\.3 s; waited for port \d+ to accept connections\. It wrote nothing\.\n {2}fix {3}Let the bot listen there[^]*BOT_NOT_READY/,
  ],
  [
    'a bot nobody told its port',
    configOf('bot: { command: [node, -e, "setInterval(() => {}, 9999)"], ready: { within: 100ms } }'),
    /fix {3}Tell the bot its port, bot\.env: \{ PORT: '\{bot\.port\}' \}/,
  ],
  [
    'a bot that never says so',
    node(`console.log('starting'); listen()`, '  ready: { log: started, within: 300ms }'),
    /waited for its log to show started\. Its last lines:\n {4}starting\n[^]*BOT_NOT_READY/,
  ],
  [
    'a bot that only ever answers 500',
    node(
      `require('node:http').createServer((q, s) => s.writeHead(500).end()).listen(Number(process.env.PORT), '127.0.0.1')`,
      '  ready: { http: /healthz, within: 300ms }',
    ),
    /waited for http:\/\/127\.0\.0\.1:\d+\/healthz to answer below 500\./,
  ],
  [
    'a template nobody knows',
    configOf(`bot:\n  command: [node]\n  env:\n    X: '{wechat.tokn}'\n`),
    /caipai\.config\.yaml:4:8 {2}there is no \{wechat\.tokn\}\n {2}fix {3}Did you mean \{wechat\.token\}\?/,
  ],
  [
    'a running bot that does not run',
    configOf('bot: { webhooks: { wechat: http://127.0.0.1:9/wechat }, ready: { within: 100ms } }'),
    /not ready after 0\.1 s; waited for 127\.0\.0\.1:9 to accept connections\.\n {2}fix {3}Start your bot first/,
  ],
])('explains %s', async (_what, config, expected) => {
  const told = await errorOf(config)
  if (typeof expected === 'string') expect(told).toBe(expected)
  else expect(told).toMatch(expected)
})

/** Somebody who listens on a port of the loopback. */
async function withListener<T>(use: (port: number) => Promise<T>): Promise<T> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  try {
    return await use((server.address() as AddressInfo).port)
  } finally {
    server.close()
  }
}

it('does not take somebody else on its port for the bot', async () => {
  await withListener(async (port) => {
    const told = await errorOf(node('listen()', `  port: ${port}`))
    expect(told).toMatch(/caipai\.config\.yaml:4:9 {2}somebody listens on the bot's port \d+ already\n[^]*PORT_IN_USE/)
  })
})

it('has nothing to start when the bot runs already', async () => {
  await withListener(async (port) => {
    const config = configOf(`bot: { webhooks: { wechat: 'http://127.0.0.1:${port}/wechat' } }`)
    await withBot(config, async (bot) => {
      expect(bot.isOurs).toBe(false)
      expect(bot.log()).toEqual([])
    })
  })
})

it('waits for nothing when a running bot only connects to us', async () => {
  await withBot(configOf('bot: {}'), (bot) => Promise.resolve(expect(bot.port).toBe(0)))
})
