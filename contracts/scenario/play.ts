import type { JournalEntry } from '../../emulators/core/journal-entries.ts'
import type { DirectedWorld } from '../../emulators/core/world.ts'
import { duration } from '../../emulators/core/duration.ts'
import type { Disappointment, Modifiers, Sight } from './expectation.ts'
import { expectations } from './expectations/index.ts'
import { checkNever } from './never.ts'
import type { Scenario, Step } from './scenario.ts'
import { expectSchema, type StageVerb } from './schema.ts'

/** What a scenario plays with: a world, and a bot that can be restarted when we have started it. */
export interface PlayGround {
  readonly world: DirectedWorld
  readonly restartBot?: (how: 'graceful' | 'kill') => Promise<void>
  /** Runs a bot that is a script to its end. */
  readonly runBot?: (call: {
    args?: readonly string[]
    env?: Readonly<Record<string, string>>
  }) => Promise<{ code: number | null; log: readonly string[] }>
}

interface ScriptInput {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly exit?: number
}

/** Where and how a scenario failed. */
export interface Failure extends Disappointment {
  /** The step, or undefined when something happened that never may. */
  readonly step: Step | undefined
}

/** How a scenario ended. */
export interface Played {
  readonly failure: Failure | undefined
  /** Everything that happened, oldest first. */
  readonly entries: readonly JournalEntry[]
  /** The world's time it covered, in ms. */
  readonly platformMs: number
  /** The bot fell silent in the end, rather than call on and on. */
  readonly isQuiet: boolean
}

/** Plays one scenario in a world that has just been reset. Throws only for mistakes of the user or of ours. */
export async function playScenario(scenario: Scenario, ground: PlayGround): Promise<Played> {
  const { world } = ground
  const begin = world.journal.last
  const began = world.clock.now()
  for (const [id, patch] of Object.entries(scenario.given)) world.patchSettings(id, patch)
  world.clock.tune(scenario.clock)

  const taken = new Set<number>()
  let since = began
  let latestAct = begin
  const sight: Sight = {
    world,
    get since() {
      return since
    },
    get latestAct() {
      return latestAct
    },
    taken,
    entries: () => world.journal.entries(begin),
    lines: () => world.transcript.lines(begin),
  }

  async function take(step: Step): Promise<Disappointment | undefined> {
    switch (step.verb as StageVerb) {
      case 'expect':
        return checkExpect(step, sight)
      case 'advance':
        await world.clock.settle()
        await world.clock.advance(duration.parse(step.input))
        since = world.clock.now()
        return undefined
      case 'fault':
        world.faults.add(step.input as never)
        return undefined
      case 'settings':
        world.patchSettings(step.on, step.input as Record<string, unknown>)
        return undefined
      case 'restart-bot':
        return restart(step)
      case 'run-bot':
        return runScript(step)
      default:
        since = world.clock.now()
        latestAct = await world.act(step.on, step.verb, step.input)
        return undefined
    }
  }

  async function runScript(step: Step): Promise<Disappointment | undefined> {
    if (ground.runBot === undefined) {
      return { expected: 'a bot that is a script', got: 'a server; a script says bot.kind: script in the config' }
    }
    const call: ScriptInput = step.input === true ? {} : (step.input as ScriptInput)
    since = world.clock.now()
    // The script may wait for us while it runs, so time may jump.
    const release = world.clock.wait('the script to end')
    const { code, log } = await ground.runBot(call)
    release()
    const wanted = call.exit ?? 0
    if (code === wanted) return undefined
    return {
      expected: `the script to end with exit code ${wanted}`,
      got: `exit code ${code ?? 'none'}; its last lines: ${log.join(' | ')}`,
    }
  }

  async function restart(step: Step): Promise<Disappointment | undefined> {
    if (ground.restartBot === undefined) {
      return {
        expected: 'a bot that can be restarted',
        got: 'a bot that was started by somebody else; give bot.command in the config',
      }
    }
    await ground.restartBot(step.input === 'kill' ? 'kill' : 'graceful')
    since = world.clock.now()
    return undefined
  }

  let failure: Failure | undefined
  for (const step of scenario.steps) {
    const disappointment = await take(step)
    if (disappointment === undefined) continue
    failure = { ...disappointment, step }
    break
  }
  // What the bot still has in hand belongs to this scenario, not to the next.
  const isQuiet = await world.clock.settle()
  world.finish()
  failure ??= checkNever(scenario.never, sight, scenario.platform)
  return { failure, entries: sight.entries(), platformMs: world.clock.now() - began, isQuiet }
}

function checkExpect(step: Step, sight: Sight): Promise<Disappointment | undefined> {
  const given = expectSchema.parse(step.input) as Record<string, unknown>
  const known = expectations.find((one) => given[one.key] !== undefined)
  if (known === undefined) throw new RangeError('an expectation was not checked when it was loaded')
  const modifiers: Modifiers = {
    on: (given['on'] as string | undefined) ?? step.on,
    to: given['to'] as string | undefined,
    withinMs: given['within'] as number | undefined,
    forMs: given['for'] as number | undefined,
  }
  return known.check(withBeside(known.key, given) as never, sight, modifiers)
}

/** `via`, `kind` and `attempts` may stand beside a short form: `{ reply: 你好, via: service-message }`. */
function withBeside(key: string, given: Record<string, unknown>): unknown {
  const spec = given[key]
  const { via, kind, attempts } = given
  if (key === 'delivery' && attempts !== undefined) {
    return typeof spec === 'string' ? { outcome: spec, attempts } : { ...(spec as object), attempts }
  }
  if (key !== 'reply' || (via === undefined && kind === undefined) || Array.isArray(spec)) return spec
  const beside = { ...(via === undefined ? {} : { via }), ...(kind === undefined ? {} : { kind }) }
  const isText = typeof spec === 'string'
  return isText ? { text: spec, ...beside } : { ...(spec as object), ...beside }
}
