import { createWriteStream, type WriteStream } from 'node:fs'
import { resolve } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import type { Config } from '../../contracts/bot/config.ts'
import { openForAppending } from '../../contracts/files.ts'
import { CaipaiError } from '../../emulators/core/errors.ts'
import { overlay } from '../../emulators/core/settings.ts'
import type { JournalEntry } from '../../emulators/core/journal-entries.ts'
import { createWorld, loadPlatforms, platformIds, type DirectedWorld } from '../../emulators/index.ts'
import { readGivenSettings, splitAt } from '../given-settings.ts'
import { keepTickShape } from '../keep-tick-shape.ts'

/** The options of `caipai up`. */
export interface UpOptions {
  readonly config?: string
  readonly port?: string
  readonly host?: string
  readonly controlToken?: string
  readonly allowHost?: string[]
  readonly bot?: string[]
  readonly set?: string[]
  readonly virtual?: boolean
  readonly seed: string
  readonly log?: string
  readonly json?: boolean
}

const DEFAULT_PORT = 7700

/** The config and its platforms. What reads YAML is loaded only when there is some: most starts have none. */
async function readConfig(path: string | undefined): Promise<{ config?: Config; usual: readonly string[] }> {
  if (path === undefined) return { usual: [] }
  const { loadConfig, platformsOf } = await import('../../contracts/bot/config.ts')
  const { checkPlatforms } = await import('../../contracts/bot/check-platforms.ts')
  const { yamlError } = await import('../../contracts/yaml/problem.ts')
  const config = loadConfig(path)
  // The world would refuse the same mistakes, but it does not know where they stand.
  const known = (await loadPlatforms()).map(({ info }) => info)
  const problems = checkPlatforms(config, known)
  if (problems.length > 0) throw yamlError(problems)
  return { config, usual: platformsOf(config) }
}

/** `caipai up`: serves until it is interrupted. Flags go before the environment, that before the config, that before the defaults. */
export async function up(platforms: readonly string[], options: UpOptions): Promise<void> {
  keepTickShape()
  const { env } = process
  // An empty secret is none.
  const token = (options.controlToken ?? env['CAIPAI_CONTROL_TOKEN']) || undefined
  const bots = (options.bot ?? []).map((given) => splitAt(given, '--bot wechat=http://127.0.0.1:3000/wechat'))
  const log =
    options.log === undefined
      ? undefined
      : createWriteStream(options.log, { fd: openForAppending(resolve(options.log), '--log') })
  const { config, usual } = await readConfig(options.config)
  const named = platforms.length > 0 ? platforms : usual
  const world: DirectedWorld = await createWorld({
    platforms: named.length > 0 ? [...new Set([...named, 'model'])] : platformIds,
    lazily: true,
    host: options.host ?? env['CAIPAI_HOST'] ?? config?.server.host ?? '127.0.0.1',
    port:
      options.port === undefined && env['CAIPAI_PORT']
        ? readPort(env['CAIPAI_PORT'], 'CAIPAI_PORT')
        : readPort(options.port ?? config?.server.port.toString(), '--port'),
    seed: options.seed,
    settings: overlay(config?.platforms ?? {}, readGivenSettings(options.set ?? [], env)) as Record<
      string,
      Record<string, unknown>
    >,
    allowHosts: [...(config?.server.allowHosts ?? []), ...(options.allowHost ?? [])],
    clock: { mode: options.virtual === true ? 'virtual' : 'real' },
    ...(token === undefined ? {} : { controlToken: token }),
  })
  // Entries of the journal live long enough to be taken for old and then die. Left alone, V8 lets them grow to several times of
  // what is alive before it collects them; a little more work keeps a server that runs for days in a third less memory.
  setFlagsFromString('--heap-growing-percent=60')
  if (log !== undefined) world.journal.watch((entry) => writeEntry(log, entry, world))
  try {
    if (bots.length > 0) await world.whole()
    for (const bot of bots) world.connectBot(...bot)
  } catch (error) {
    // An open port would keep the process alive, with nobody told where it is.
    await world.close()
    throw error
  }
  process.stdout.write(options.json === true ? `${describeAsJson(world)}\n` : await describe(world))

  const down = (): void => {
    void world.close().then(() => {
      log?.end()
      process.exit(0)
    })
  }
  process.once('SIGINT', down)
  process.once('SIGTERM', down)
}

/** An entry is written when it is complete; one that never ends is not written. */
function writeEntry(log: WriteStream, entry: JournalEntry, world: DirectedWorld): void {
  const isComplete =
    'ended' in entry
      ? entry.ended !== undefined
      : !(entry.kind === 'attempt' || entry.kind === 'call' || entry.kind === 'push')
  if (isComplete) log.write(`${JSON.stringify(world.redact.value(entry))}\n`)
}

function describeAsJson(world: DirectedWorld): string {
  return JSON.stringify({ control: `${world.baseUrl}/_caipai`, platforms: world.connections() })
}

async function describe(world: DirectedWorld): Promise<string> {
  await world.whole()
  const parts = Object.entries(world.connections()).map(([platform, values]) => {
    const rows = Object.entries(values).map(([name, value]) => `  ${name.padEnd(16)} ${value}`)
    return `${platform}\n${rows.join('\n')}`
  })
  const [first = 'wechat'] = world.platforms
    .filter((info) => Object.keys(info.webhooks).length > 0)
    .map((info) => info.id)
  return `${parts.join('\n\n')}

control
  url              ${world.baseUrl}/_caipai

Tell a platform where your bot listens, then talk to it:
  curl -X PUT ${world.baseUrl}/_caipai/platforms/${first}/bot -H 'content-type: application/json' -d '{"url":"http://127.0.0.1:3000/${first}"}'
  caipai send ${first} alice 你好
`
}

function readPort(given: string | undefined, where: string): number {
  const port = given?.trim() === '' ? Number.NaN : Number(given ?? DEFAULT_PORT)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new CaipaiError(`${JSON.stringify(given)} is no port`, {
    code: 'FLAG_INVALID',
    where,
    fix: 'Give a number from 0 to 65535.',
  })
}
