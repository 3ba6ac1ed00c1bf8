import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { loadConfig } from '../../contracts/bot/config.ts'
import { startBot } from '../../contracts/bot/process.ts'
import { loadRecordConfig } from '../../contracts/recording/config.ts'
import { loosen, type Match } from '../../contracts/recording/matchers.ts'
import { startRecorder } from '../../contracts/recording/recorder.ts'
import { loadScenario } from '../../contracts/scenario/load.ts'
import { openStage, type Rehearsal } from '../../contracts/stage.ts'
import { createWorld, loadPlatforms, type DirectedWorld } from '../../emulators/index.ts'

/** A conversation to be recorded: a world that is the real platform, and a bot whose base URLs are the recorder's. */
export interface Conversation {
  readonly platforms: readonly string[]
  /** Settings of the world that is recorded: credentials of its own. */
  readonly settings: Readonly<Record<string, Record<string, unknown>>>
  /** `bot:` of a caipai.config.yaml, without port and webhooks; an inline YAML mapping. Absent: none is started. */
  readonly bot?: string
  /** Paths of the bot by platform, or by platform and webhook. */
  readonly webhooks: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  /** Further lines of the record config below the platform of each name. */
  readonly record: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly match?: Match
  /** `url` is the recorder's. */
  readonly hold: (world: DirectedWorld, url: string) => Promise<void>
}

/** What a recording came to. */
export interface Recorded {
  readonly folder: string
  readonly path: string
  readonly text: string
  /** Everything below the folder of the recordings, as one text. */
  readonly all: string
  readonly told: readonly string[]
}

/** A port nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

const clock = 'clock: { settle: 60ms }\n'

/** Holds a conversation and gives what the recorder wrote. */
export async function recordConversation(conversation: Conversation): Promise<Recorded> {
  const folder = mkdtempSync(join(tmpdir(), 'caipai-recording-'))
  const known = (await loadPlatforms()).map((module) => module.info)
  const world = await createWorld({
    platforms: conversation.platforms,
    settings: conversation.settings,
    clock: { mode: 'real' },
  })
  const botPort = await freePort()
  const accounts = conversation.platforms.map((id) => {
    const hooks = conversation.webhooks[id]
    const bot =
      hooks === undefined
        ? ''
        : typeof hooks === 'string'
          ? `    bot: http://127.0.0.1:${botPort}${hooks}\n`
          : `    bot:\n${Object.entries(hooks)
              .map(([name, path]) => `      ${name}: http://127.0.0.1:${botPort}${path}\n`)
              .join('')}`
    return `  ${id}:\n    upstream: ${world.baseUrl}\n${bot}${conversation.record[id] ?? ''}`
  })
  writeFileSync(
    join(folder, 'record.yaml'),
    `listen: { port: 0 }\noutput: out\nmatch: ${conversation.match ?? 'exact'}\nplatforms:\n${accounts.join('')}`,
  )
  const told: string[] = []
  const recorder = await startRecorder(loadRecordConfig('record.yaml', known, conversation.env ?? {}, folder), {
    stem: 'recorded',
    tell: (line) => told.push(line),
  })
  if (conversation.bot !== undefined) {
    const bot = conversation.bot.replace(/\}\s*$/, `, port: ${botPort} }`)
    writeFileSync(join(folder, 'caipai.config.yaml'), `bot: ${bot}\n${clock}`)
  }
  const connections = Object.fromEntries(
    Object.entries(world.connections()).map(([id, values]) => [
      id,
      { ...values, baseUrl: (values['baseUrl'] ?? '').replace(world.baseUrl, recorder.url) },
    ]),
  )
  let written: readonly string[] = []
  const stage = { folder: mkdtempSync(join(tmpdir(), 'caipai-recorded-bot-')) }
  const bot =
    conversation.bot === undefined
      ? undefined
      : await startBot(loadConfig('caipai.config.yaml', folder), { ...connections, stage })
  try {
    for (const hook of recorder.hooks) {
      const urls = recorder.hooks
        .filter((one) => one.platform === hook.platform)
        .map((one) => [one.webhook, one.url] as const)
      world.connectBot(hook.platform, Object.fromEntries(urls))
    }
    await conversation.hold(world, recorder.url)
    written = await recorder.close()
  } finally {
    await recorder.close()
    await bot?.stop()
    await world.close()
  }
  const [path = ''] = written
  const out = join(folder, 'out')
  const all = readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.name}\n${readFileSync(join(entry.parentPath, entry.name), 'latin1')}`)
    .join('\n')
  return { folder, path, text: path === '' ? '' : readFileSync(path, 'utf8'), all, told }
}

/** Plays a recording against a bot in a fresh world with credentials of its own. */
export async function replay(
  recorded: Pick<Recorded, 'path' | 'folder'>,
  bot: string,
  webhooks: Conversation['webhooks'],
  match: Match = 'exact',
): Promise<Rehearsal> {
  const known = (await loadPlatforms()).map((module) => module.info)
  const [scenario] = loadScenario(recorded.path, 'recorded.yaml', known)
  const config = `bot: ${Object.keys(webhooks).length === 0 ? bot : bot.replace(/\}\s*$/, `, webhooks: ${JSON.stringify(webhooks)} }`)}\n${clock}platforms: { ${scenario!.platforms.map((id) => `${id}: {}`).join(', ')} }\n`
  writeFileSync(join(recorded.folder, 'replay.config.yaml'), config)
  const stage = await openStage(loadConfig('replay.config.yaml', recorded.folder))
  try {
    return await stage.rehearse(loosen(scenario!, match))
  } finally {
    await stage.close()
  }
}

/** The reference bot's program. */
export const REFERENCE_BOT = resolve('dist/reference-bot/main.js')
