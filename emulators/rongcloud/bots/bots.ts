import type { z } from 'zod'
import { refuse, type Refusal } from '../errors.ts'
import type { BotSeed } from '../settings.ts'
import type { Bot, BotDraft, BotPatch, Integration } from './bot.ts'

/** An app has at most so many bots. */
const MOST_BOTS = 10

/** The bots of one app: those of the settings, with what the API has made of them since. */
export interface Bots {
  find(userId: string): Bot | undefined
  all(): readonly Bot[]
  create(draft: z.output<typeof BotDraft>, now: number): Refusal | undefined
  update(patch: z.output<typeof BotPatch>, now: number): Refusal | undefined
  remove(userId: string): Refusal | undefined
  addIntegration(userId: string, integration: Integration, now: number): Refusal | undefined
  changeIntegration(userId: string, integration: Integration, now: number): Refusal | undefined
  removeIntegration(userId: string, type: string, now: number): Refusal | undefined
  clear(): void
}

/** What grows a seed into a bot: where its webhook is when the seed does not say, and when it was born (ms). */
export interface BotGround {
  readonly seeds: () => readonly BotSeed[]
  /** The webhook the bot under test gave, or nothing. */
  readonly usualWebhook: () => string | undefined
  readonly born: () => number
}

const unknown = (userId: string): Refusal => refuse(1002, `bot ${userId} does not exist.`)

/** The bots as they are in the settings. */
export function createBots(ground: BotGround): Bots {
  // What the API has made, changed or (undefined) deleted, over the seeds.
  const changed = new Map<string, Bot | undefined>()

  function find(userId: string): Bot | undefined {
    if (changed.has(userId)) return changed.get(userId)
    const seed = ground.seeds().find((one) => one.userId === userId)
    return seed && grow(seed, ground)
  }

  function all(): readonly Bot[] {
    const ids = new Set([...ground.seeds().map((seed) => seed.userId), ...changed.keys()])
    return [...ids].flatMap((userId) => find(userId) ?? [])
  }

  function change(userId: string, now: number, make: (bot: Bot) => Partial<Bot> | Refusal): Refusal | undefined {
    const before = find(userId)
    if (before === undefined) return unknown(userId)
    const after = make(before)
    if ('ok' in after) return after
    changed.set(userId, { ...before, ...after, updatedAt: now })
    return undefined
  }

  return {
    find,
    all,
    create(draft, now) {
      if (find(draft.userId) !== undefined) return refuse(1002, `bot ${draft.userId} exists already.`)
      if (all().length >= MOST_BOTS) return refuse(1002, `an app has at most ${MOST_BOTS} bots.`)
      changed.set(draft.userId, { ...draft, createdAt: now, updatedAt: now })
      return undefined
    },
    update: (patch, now) => change(patch.userId, now, () => patch as Partial<Bot>),
    remove(userId) {
      if (find(userId) === undefined) return unknown(userId)
      // A seed stays hidden behind a mark; anything else leaves nothing behind.
      if (ground.seeds().some((seed) => seed.userId === userId)) changed.set(userId, undefined)
      else changed.delete(userId)
      return undefined
    },
    addIntegration: (userId, integration, now) =>
      change(userId, now, ({ integrations }) =>
        integrations.some((one) => one.type === integration.type)
          ? refuse(1002, `bot ${userId} has an integration of type ${integration.type} already.`)
          : { integrations: [...integrations, integration] },
      ),
    changeIntegration: (userId, integration, now) =>
      change(userId, now, ({ integrations }) =>
        integrations.some((one) => one.type === integration.type)
          ? { integrations: integrations.map((one) => (one.type === integration.type ? integration : one)) }
          : refuse(1002, `bot ${userId} has no integration of type ${integration.type}.`),
      ),
    removeIntegration: (userId, type, now) =>
      change(userId, now, ({ integrations }) =>
        integrations.some((one) => one.type === type)
          ? { integrations: integrations.filter((one) => one.type !== type) }
          : refuse(1002, `bot ${userId} has no integration of type ${type}.`),
      ),
    clear: () => changed.clear(),
  }
}

function grow(seed: BotSeed, { usualWebhook, born }: BotGround): Bot {
  const { userId, name, type, profileUrl, metadata, enabled, objectNames, events, handleResponse, agent } = seed
  const shared = { enabled, objectNames, events, handleResponse }
  const callbackUrl = seed.callbackUrl ?? usualWebhook()
  const integrations: Integration[] =
    agent !== undefined
      ? [{ ...shared, type: 'rc_agentchat', agent: { agentId: agent } }]
      : callbackUrl === undefined
        ? []
        : [{ ...shared, type: 'webhook', callbackUrl }]
  return { userId, name, type, profileUrl, metadata, integrations, createdAt: born(), updatedAt: born() }
}
