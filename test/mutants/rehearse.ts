import { existsSync, readFileSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rolldown, type Plugin } from 'rolldown'
import { loadConfig, type Config } from '../../contracts/bot/config.ts'
import type { Finding } from '../../contracts/rules/finding.ts'
import { checkScenario } from '../../contracts/scenario/load.ts'
import type { Scenario } from '../../contracts/scenario/scenario.ts'
import { openStage, type Rehearsal } from '../../contracts/stage.ts'
import { loadPlatforms } from '../../emulators/index.ts'
import type { Mutant } from './mutant.ts'

const SOUND_BOT = resolve('dist/reference-bot/main.js')
const known = (await loadPlatforms()).map((module) => module.info)

/** What a rehearsal of a mutant, or of the sound bot in its place, needs to know. */
export type Circumstances = Pick<Mutant, 'scenario' | 'variant' | 'env' | 'config'>

/** The larger part of the bot, never mutated: bundled once for all mutants. Only modules, since others have no named exports. */
const PACKAGES = {
  fastify: 'fastify',
  zod: 'zod',
  openai: 'openai',
  'pop-core': '@alicloud/pop-core',
  'fast-xml-parser': 'fast-xml-parser',
  'dingtalk-stream': 'dingtalk-stream',
  'dingtalk-constants': 'dingtalk-stream/constants',
}

async function bundlePackages(): Promise<Plugin> {
  const folder = await mkdtemp(join(tmpdir(), 'caipai-mutants-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const bundle = await rolldown({ input: PACKAGES, platform: 'node', logLevel: 'silent' })
  await bundle.write({ dir: folder, entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' })
  await bundle.close()
  const files = new Map(
    Object.entries(PACKAGES).map(([name, id]) => [id, pathToFileURL(join(folder, `${name}.mjs`)).href]),
  )
  return {
    name: 'bundled before',
    resolveId(id) {
      const file = files.get(id)
      return file === undefined ? undefined : { id: file, external: true }
    },
  }
}

let packages: Promise<Plugin> | undefined

/** Changes one text in one file of the bot while it is bundled; anything but exactly one occurrence is a mistake of the mutant. */
function mutate({ of, replace, by }: Mutant): Plugin {
  const file = resolve(of)
  if (!existsSync(file)) throw new Error(`there is no ${of}`)
  return {
    name: 'mutant',
    transform(code, id) {
      if (id !== file) return undefined
      const times = code.split(replace).length - 1
      if (times !== 1) throw new Error(`${of} holds ${JSON.stringify(replace)} ${times} times, not once`)
      return code.replace(replace, () => by)
    },
  }
}

/** Bundles the reference bot with the mutant's fault into `folder`; gives the file to start. */
async function bundleMutant(mutant: Mutant, folder: string): Promise<string> {
  const bundle = await rolldown({
    input: { main: 'reference-bot/main.ts' },
    platform: 'node',
    external: (id) => id.startsWith('node:'),
    plugins: [await (packages ??= bundlePackages()), mutate(mutant)],
    logLevel: 'silent',
  })
  await bundle.write({ dir: folder, entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' })
  await bundle.close()
  return join(folder, 'main.mjs')
}

/** The scenario of a mutant: of the library by its name, or written for it. */
function findScenario({ scenario, variant }: Circumstances): Scenario {
  const isText = scenario.includes('\n')
  const file = isText ? 'mutant.yaml' : `${scenario}.yaml`
  const text = isText ? scenario : readFileSync(join('scenarios', file), 'utf8')
  const read = checkScenario(text, file, known, join('scenarios', file, '..'))
  const wanted = read.find((one) => 'steps' in one && (variant === undefined || one.variant.includes(variant)))
  if (wanted !== undefined && 'steps' in wanted) return wanted
  throw new Error(`no such scenario: ${JSON.stringify(variant ?? read)} in ${file}`)
}

/**
 * Real time in which a bot is believed to be at work: several bots run at once here, and bundles are made beside them. A bot that
 * holds a delivery has to give up before silence counts, and not because the machine is busy.
 */
const LEAST_MS = { settle: 500, patience: 1000 }
const HOLD_MS = '300'

/** What is named after a platform of the scenario. */
const only = <Value>(named: Readonly<Record<string, Value>>, platforms: readonly string[]): Record<string, Value> =>
  Object.fromEntries(Object.entries(named).filter(([name]) => platforms.includes(name)))

/** The variables that name no platform but those of the scenario: a bot starts faster with fewer channels. */
function variablesFor(env: Config['bot']['env'], platforms: readonly string[]): Config['bot']['env'] {
  const others = known.map(({ id }) => id).filter((id) => !platforms.includes(id))
  return Object.fromEntries(
    Object.entries(env).filter(([, value]) => !others.some((id) => value?.includes(`{${id}.`) === true)),
  )
}

function configFor(
  bot: string,
  scenario: Scenario,
  { env = {}, config: name = 'caipai.config.yaml' }: Circumstances,
): Config {
  const config = loadConfig(join('reference-bot', name), process.cwd(), {})
  const { settle = 0, patience = 0 } = config.clock
  const platforms = [...scenario.platforms, 'model']
  return {
    ...config,
    stages: 1,
    seed: 'mutants',
    clock: { settle: Math.max(settle, LEAST_MS.settle), patience: Math.max(patience, LEAST_MS.patience) },
    platforms: only(config.platforms, platforms),
    bot: {
      ...config.bot,
      command: [process.execPath, bot],
      env: { ...variablesFor(config.bot.env, platforms), WECHAT_HOLD_MS: HOLD_MS, ...env },
      webhooks: only(config.bot.webhooks, platforms),
    },
  }
}

async function rehearse(bot: string, circumstances: Circumstances): Promise<Rehearsal> {
  const scenario = findScenario(circumstances)
  const stage = await openStage(configFor(bot, scenario, circumstances))
  try {
    return await stage.rehearse(scenario)
  } finally {
    await stage.close()
  }
}

/** Everything found in a rehearsal that the scenario does not allow. */
export function findingsOf({ findings, scenario }: Rehearsal): Finding[] {
  return findings.filter(({ id }) => !scenario.allow.includes(id))
}

/** Bundles and rehearses a mutant. */
export async function rehearseMutant(mutant: Mutant): Promise<Rehearsal> {
  const folder = await mkdtemp(join(tmpdir(), 'caipai-mutant-'))
  try {
    return await rehearse(await bundleMutant(mutant, folder), mutant)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Rehearses the sound bot in a mutant's place. */
export const rehearseSound = (circumstances: Circumstances): Promise<Rehearsal> => rehearse(SOUND_BOT, circumstances)

/** Lets at most so many run at a time. */
export function atMost(limit: number): <T>(run: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (run) => {
    if (running >= limit) await new Promise<void>((go) => waiting.push(go))
    running += 1
    try {
      return await run()
    } finally {
      running -= 1
      waiting.shift()?.()
    }
  }
}
