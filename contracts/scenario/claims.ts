import type { PlatformInfo } from '../../emulators/core/platform.ts'
import { expandDottedKeys } from '../../emulators/core/settings.ts'
import type { ConfigFile } from '../bot/config.ts'
import type { Scenario } from './scenario.ts'

/** What a bot can claim on every platform, with what that means. */
const COMMON: Readonly<Record<string, string>> = {
  model: 'Its answers come from the scripted model, `{model.baseUrl}`, and are sent as the model gave them',
  transfer: 'Hands over to a person who asks for one (`转人工`), in the way of the platform',
  'every-kind': 'Answers each kind of message, one it cannot read too',
  'in-order': 'Answers the messages of one person in the order in which they came, however long each takes',
  reasoning: 'Asks a model that thinks aloud (`<think>`), and shows only what it says after that',
  durable: 'What it has acknowledged survives a kill',
}

/** Every claim these platforms know, with what it means. */
export function claimsOf(known: readonly PlatformInfo[]): ReadonlyMap<string, string> {
  return new Map([...Object.entries(COMMON), ...known.flatMap(({ claims = {} }) => Object.entries(claims))])
}

/** What the bot of a config can do: what it claims, and what the config shows by itself. */
export function abilitiesOf(config: ConfigFile, known: readonly PlatformInfo[]): ReadonlySet<string> {
  const evident = known.flatMap((info) => {
    if (info.evident === undefined) return []
    const settings = info.settings.safeParse(expandDottedKeys(config.platforms[info.id] ?? {}))
    const given = config.bot.webhooks[info.id]
    const webhooks =
      given === undefined ? [] : typeof given === 'string' ? Object.keys(info.webhooks).slice(0, 1) : Object.keys(given)
    return settings.success ? info.evident(settings.data, webhooks) : []
  })
  return new Set([...config.claims, ...evident])
}

/** What a bot has to be able to do for a scenario: what the file says, and what follows from the settings it plays with. */
export function needsOf(scenario: Scenario, known: readonly PlatformInfo[]): readonly string[] {
  const implied = known.flatMap(({ id, needs = {} }) => {
    const given = scenario.given[id]
    if (given === undefined) return []
    const expanded = expandDottedKeys(given)
    return Object.entries(needs).flatMap(([path, byValue]) => byValue[String(valueAt(expanded, path))] ?? [])
  })
  return [...new Set([...scenario.needs, ...implied])].filter((need) => concerns(need, scenario, known))
}

/** Whether a claim means anything where the scenario plays: no DingTalk bot sends service messages of WeChat. */
function concerns(need: string, { platforms }: Scenario, known: readonly PlatformInfo[]): boolean {
  const owners = known.filter(({ claims = {} }) => Object.hasOwn(claims, need))
  return owners.length === 0 || Object.hasOwn(COMMON, need) || owners.some(({ id }) => platforms.includes(id))
}

function valueAt(record: Readonly<Record<string, unknown>>, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined),
      record,
    )
}
