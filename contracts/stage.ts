import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CaipaiError } from '../emulators/core/errors.ts'
import type { JournalEntry } from '../emulators/core/journal-entries.ts'
import type { PlatformInfo } from '../emulators/core/platform.ts'
import { createWorld, type DirectedWorld } from '../emulators/index.ts'
import { platformsOf, type Config } from './bot/config.ts'
import { startBot, type Bot, type BotWatch } from './bot/process.ts'
import { runScript } from './bot/script.ts'
import { tellingLines } from './bot/telling-lines.ts'
import { fillTemplate } from './bot/template.ts'
import { collectFindings, failingFindings, type Finding } from './rules/finding.ts'
import { openHearing } from './rules/hearing.ts'
import { playScenario, type Failure } from './scenario/play.ts'
import type { Scenario } from './scenario/scenario.ts'

/** A world and a bot, wired together. */
export interface Stage {
  readonly world: DirectedWorld
  readonly bot: Bot
  /** Plays one scenario from a fresh beginning. One at a time. */
  rehearse(scenario: Scenario, how?: RehearseOptions): Promise<Rehearsal>
  close(): Promise<void>
}

/** How a scenario is played. */
export interface RehearseOptions {
  /** It has been played before: it gets other ids, so that what the bot remembers of the first time cannot disturb it. */
  readonly again?: boolean
}

/** How one scenario went. */
export interface Rehearsal {
  readonly scenario: Scenario
  readonly ok: boolean
  readonly failure: Failure | undefined
  /** How the bot died meanwhile, if it did. */
  readonly died: string | undefined
  readonly findings: readonly Finding[]
  /** Those of the findings that fail it. */
  readonly failing: readonly Finding[]
  readonly entries: readonly JournalEntry[]
  /** The world's time it covered, in ms. */
  readonly platformMs: number
  /** The real time it took, in ms. */
  readonly realMs: number
  /** Hosts of the vendors that the bot's log names, when it failed: it may be calling them instead of the world. */
  readonly vendorHosts: readonly string[]
  /** The last lines the bot wrote meanwhile, when it failed. */
  readonly bot: readonly string[]
}

/**
 * Makes a world, starts the bot in it and tells the platforms where it listens.
 *
 * @throws CaipaiError when the config does not fit, the port is taken, or the bot does not become ready
 */
export async function openStage(config: Config, seed = config.seed ?? randomUUID().slice(0, 8)): Promise<Stage> {
  const world = await createWorld({
    platforms: platformsOf(config),
    settings: config.platforms,
    seed,
    host: config.server.host,
    // Stages beside the first one cannot have the same port.
    port: config.stages > 1 ? 0 : config.server.port,
    allowHosts: config.server.allowHosts,
    clock: { mode: 'virtual', ...clockOf(config) },
  })
  // For what the bot keeps over a restart; gone with the stage.
  const folder = await mkdtemp(join(tmpdir(), 'caipai-stage-'))
  let started: Bot | undefined
  const opened = performance.now()
  try {
    const watch: BotWatch = {
      onDied: (how) => world.noteBot(`the bot has died: ${how}`),
      watchCalls(look) {
        // A connection that was opened before, and ends now, says nothing about this start.
        const since = world.journal.last
        return world.journal.watch((entry) => {
          if (entry.kind === 'call' && entry.seq > since && entry.ended?.ok === true) look(entry.operation)
        })
      },
    }
    const values = { ...world.connections(), stage: { folder } }
    started = config.bot.kind === 'script' ? NO_SERVER : await startBot(config, values, watch)
    connectWebhooks(world, started, config)
  } catch (error) {
    await started?.stop()
    await world.close()
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  const bot = started
  const startMs = performance.now() - opened
  let isSuspect = false

  async function rehearse(scenario: Scenario, { again = false }: RehearseOptions = {}): Promise<Rehearsal> {
    // What goes wrong belongs to the scenario in which it does: a crash, but also a loop or a queue that outlives it.
    if (bot.isOurs && (bot.died !== undefined || isSuspect)) await bot.restart('kill')
    world.clock.tune({ settleMs: 100, patienceMs: 1000, ...clockOf(config) })
    // Each scenario has its own ids, so that what a bot remembers of one cannot disturb the next.
    world.reset(`${seed}/${scenario.file}/${scenario.name}/${scenario.variant}${again ? '/again' : ''}`)
    const began = performance.now()
    const logged = bot.mark()
    const { failure, entries, platformMs, isQuiet } = await playScenario(scenario, {
      world,
      ...(config.bot.kind === 'script'
        ? { runBot: (call) => runScript(config, { ...world.connections(), stage: { folder } }, call) }
        : {}),
      ...(bot.isOurs
        ? {
            async restartBot(how) {
              world.noteBot(
                how === 'kill' ? 'the bot is killed and started again' : 'the bot is stopped and started again',
              )
              await bot.restart(how)
            },
          }
        : {}),
    })
    const settings = Object.fromEntries(world.platforms.map(({ id }) => [id, world.platform(id).settings]))
    const findings = collectFindings(openHearing(entries, settings), world.platforms)
    const failing = failingFindings(findings, [...config.allow, ...scenario.allow], config.failOn)
    const died = bot.died
    const ok = died === undefined && failure === undefined && failing.length === 0
    const realMs = performance.now() - began
    const written = ok ? [] : bot.log(200, logged)
    isSuspect = !(ok && isQuiet) && startMs < SLOW_START_MS
    return {
      scenario,
      ok,
      failure:
        died === undefined ? failure : { step: failure?.step, expected: 'the bot to stay alive', got: tellDeath(died) },
      died,
      findings,
      failing,
      entries,
      platformMs,
      realMs,
      vendorHosts: ok ? [] : findVendorHosts(written, world.platforms),
      bot: tellingLines(written, died === undefined ? 10 : 20),
    }
  }

  return {
    world,
    bot,
    rehearse,
    async close() {
      await bot.stop()
      await world.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A bot that takes longer to start, in ms, is started again only when it has died. */
const SLOW_START_MS = 10_000

/** Stands for the bot of a script: nothing runs between two runs. */
const NO_SERVER: Bot = {
  port: 0,
  isOurs: false,
  died: undefined,
  log: () => [],
  mark: () => 0,
  restart: () => Promise.resolve(),
  stop: () => Promise.resolve(),
}

function clockOf({ clock }: Config): { settleMs?: number; patienceMs?: number } {
  return {
    ...(clock.settle === undefined ? {} : { settleMs: clock.settle }),
    ...(clock.patience === undefined ? {} : { patienceMs: clock.patience }),
  }
}

function connectWebhooks(world: DirectedWorld, bot: Bot, config: Config): void {
  const values = { ...world.connections(), bot: { port: String(bot.port), url: `http://127.0.0.1:${bot.port}` } }
  for (const [platform, given] of Object.entries(config.bot.webhooks)) {
    const { line, column } = config.document.positionOf(['bot', 'webhooks', platform])
    const where = `${config.document.file}:${line}:${column}`
    const complete = (url: string): string => {
      const filled = fillTemplate(url, values, where)
      if (!filled.startsWith('/')) return filled
      if (bot.port !== 0) return `http://127.0.0.1:${bot.port}${filled}`
      throw new CaipaiError(`${filled} is a path, and nobody knows the bot's port`, {
        code: 'WEBHOOK_INCOMPLETE',
        where,
        fix: 'Write the whole URL, or give bot.port.',
      })
    }
    world.connectBot(
      platform,
      typeof given === 'string'
        ? complete(given)
        : Object.fromEntries(Object.entries(given).map(([name, url]) => [name, complete(url)])),
    )
  }
}

/** The vendors' own hosts in what the bot wrote; without them in its configuration it names them only when it calls them. */
const findVendorHosts = (lines: readonly string[], platforms: readonly PlatformInfo[]): string[] =>
  platforms.flatMap(({ hosts = [] }) => hosts).filter((host) => lines.some((line) => line.includes(host)))

const tellDeath = (how: string): string =>
  `it died (${how}). Whatever it says in its last lines, catch it: in production every other conversation ends with it`
