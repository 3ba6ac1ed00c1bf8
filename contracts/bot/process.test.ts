import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describeCaipaiError, isCaipaiError } from '../../emulators/core/errors.ts'
import { loadConfig, type Config } from './config.ts'
import { startBot, type Bot } from './process.ts'

const connections = { wechat: { baseUrl: 'http://127.0.0.1:1', token: 'secret' }, model: { apiKey: 'sk' } }

function configOf(yaml: string): Config {
  const folder = mkdtempSync(join(tmpdir(), 'caipai-bot-'))
  writeFileSync(join(folder, 'caipai.config.yaml'), yaml)
  return loadConfig('caipai.config.yaml', folder)
}

/** A config whose bot is a line of JavaScript; `serve` answers with the environment variable `SAYS`. */
const node = (script: string, more = ''): Config =>
  configOf(
    `bot:\n  command: [node, -e, ${JSON.stringify(script)}]\n  env: { PORT: '{bot.port}', SAYS: '{wechat.token}' }\n${more}`,
  )
const serve = `require('http').createServer((q, s) => s.end(process.env.SAYS + ' ' + process.pid)).listen(process.env.PORT, '127.0.0.1')`

async function withBot<T>(config: Config, use: (bot: Bot) => Promise<T>): Promise<T> {
  const bot = await startBot(config, connections)
  try {
    return await use(bot)
  } finally {
    await bot.stop()
  }
}

const ask = async (bot: Bot): Promise<string> => (await fetch(`http://127.0.0.1:${bot.port}/`)).text()

async function errorOf(config: Config): Promise<string> {
  try {
    await (await startBot(config, connections)).stop()
  } catch (error) {
    if (isCaipaiError(error)) return describeCaipaiError(error)
    throw error
  }
  return 'it started'
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

it('starts a bot with its environment filled in, and stops it', async () => {
  const pid = await withBot(node(serve), async (bot) => {
    const [says, id] = (await ask(bot)).split(' ')
    expect(says).toBe('secret')
    return Number(id)
  })
  expect(isAlive(pid)).toBe(false)
})

it.each(['graceful', 'kill'] as const)('restarts it on the same port: %s', async (how) => {
  await withBot(node(serve), async (bot) => {
    const before = await ask(bot)
    await bot.restart(how)
    const after = await ask(bot)
    expect(after).not.toBe(before)
    expect(after.split(' ')[0]).toBe('secret')
  })
})

it('waits for a line of the log when it is told to', async () => {
  await withBot(
    node(`${serve}; setTimeout(() => console.log('up and running'), 50)`, '  ready: { log: /up and/ }'),
    async (bot) => {
      expect(bot.log()).toEqual(['up and running'])
    },
  )
})

it('leaves no child of a child behind', async () => {
  const shell = configOf(
    `bot:\n  command: "node -e \\"${serve.replaceAll('"', '\\\\\\"')}\\" & wait"\n  env: { PORT: '{bot.port}', SAYS: x }\n`,
  )
  const port = await withBot(shell, async (bot) => {
    expect(await ask(bot)).toMatch(/^x \d+$/)
    return bot.port
  })
  // A dead grandchild may stay in the table of processes for a while, but it listens no more.
  await expect
    .poll(() =>
      fetch(`http://127.0.0.1:${port}/`).then(
        () => 'listens',
        () => 'gone',
      ),
    )
    .toBe('gone')
})

it('keeps the end of a log that floods', async () => {
  await withBot(
    node(`for (let i = 0; i < 20000; i++) console.log(i + ' ' + 'x'.repeat(2000)); ${serve}`),
    async (bot) => {
      await ask(bot)
      expect(bot.log(500).length).toBeLessThanOrEqual(200)
      expect(bot.log(1)[0]!.length).toBeLessThanOrEqual(401)
    },
  )
})

it('notices when it dies', async () => {
  await withBot(node(`${serve.replace('s.end', 'q.url === "/die" ? process.exit(3) : s.end')}`), async (bot) => {
    await fetch(`http://127.0.0.1:${bot.port}/die`).catch(() => undefined)
    await expect.poll(() => bot.died).toBe('exit code 3')
  })
})

it.each([
  [
    'a command that does not exist',
    configOf('bot: { command: [no-such-bot] }'),
    /caipai\.config\.yaml:1:17 {2}cannot start the bot: no-such-bot was not found[^]*BOT_COMMAND_NOT_FOUND/,
  ],
  [
    'a bot that dies at once',
    node(`console.error('no token'); process.exit(1)`),
    /ended before it was ready \(exit code 1\)\. Its last lines:\n {4}no token[^]*BOT_DIED/,
  ],
  [
    'a bot that never listens',
    node('setInterval(() => {}, 1000)', '  ready: { within: 300ms }'),
    /was not ready after 0\.3 s; waited for port \d+ to accept connections\. It wrote nothing\.[^]*BOT_NOT_READY/,
  ],
  [
    'a template nobody knows',
    configOf(`bot:\n  command: [node]\n  env:\n    X: '{wechat.tokn}'\n`),
    /caipai\.config\.yaml:4:8 {2}there is no \{wechat\.tokn\}\n {2}fix {3}Did you mean \{wechat\.token\}\?/,
  ],
])('explains %s', async (_what, config, expected) => {
  expect(await errorOf(config)).toMatch(expected)
})

it('has nothing to start when the bot runs already', async () => {
  await withBot(configOf('bot: { webhooks: { wechat: http://127.0.0.1:3000/wechat } }'), async (bot) => {
    expect(bot.isOurs).toBe(false)
  })
})
