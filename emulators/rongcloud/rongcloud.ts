import type { TranscriptLine } from '../core/journal-entries.ts'
import type { World } from '../core/world.ts'
import { createAgents, type Agents } from './agents/agents.ts'
import { createMemories, type Memories } from './agents/generate.ts'
import type { AppSecrets } from './auth/diagnosis.ts'
import { createBots, type Bots } from './bots/bots.ts'
import { createExpiringMap, type ExpiringMap } from '../core/expiring-map.ts'
import { createMessageStore, type MessageStore } from './messages/store.ts'
import type { Outcome } from './operation.ts'
import { createRateLimit, type RateLimit } from '../core/rate-limit.ts'
import type { Settings } from './settings.ts'
import { createGroups, type Groups } from './users/groups.ts'
import { createUsers, type Users } from './users/users.ts'

/** A callback that has gone out, kept so that it can go out again. */
export interface SentCallback {
  readonly messageUID: string
  readonly send: (cause: number) => void
}

/** The state of one app in one world. */
export interface RongCloud {
  readonly world: World
  readonly settings: Settings
  /** Every path of the server API. */
  readonly paths: ReadonlySet<string>
  readonly users: Users
  readonly groups: Groups
  readonly agents: Agents
  readonly bots: Bots
  readonly messages: MessageStore
  readonly memories: Memories
  readonly rate: RateLimit
  /** Answers to calls with a `msgRandom`, which are repeated for a minute. */
  readonly repeated: ExpiringMap<Outcome>
  /** Nonces seen, while repeated ones are refused. */
  readonly nonces: ExpiringMap<true>
  /** What people see of a message, by messageUID. */
  readonly lines: ExpiringMap<TranscriptLine[]>
  /** Users who have acted: they have a client. */
  readonly clients: Set<string>
  /** Remarks that are made once only. */
  readonly remarked: Set<string>
  /** The newest callbacks, oldest first. */
  callbacks: SentCallback[]
  /** The App Secret after a rotation. */
  rotatedSecret: string | undefined
  /** Runs of agents so far. */
  runs: number
  /** When the world began or was reset, ms since the epoch. */
  born: number
}

/** The state of an app nobody has used. */
export function createRongCloud(world: World, settings: Settings, paths: ReadonlySet<string>): RongCloud {
  const rong: RongCloud = {
    world,
    settings,
    paths,
    users: createUsers(),
    groups: createGroups(() => settings.groups),
    agents: createAgents(
      () => settings.agents,
      () => rong.born,
    ),
    bots: createBots({
      seeds: () => settings.bots,
      usualWebhook: () => (world.hasWebhook('rongcloud', 'bot') ? world.webhook('rongcloud', 'bot') : undefined),
      born: () => rong.born,
    }),
    messages: createMessageStore({
      views: 20_000,
      get messagesPerView() {
        return settings.history.perChat
      },
      get retention() {
        return settings.history.retention
      },
    }),
    memories: createMemories(),
    rate: createRateLimit(),
    repeated: createExpiringMap(10_000),
    nonces: createExpiringMap(100_000),
    lines: createExpiringMap(5000),
    clients: new Set(),
    remarked: new Set(),
    callbacks: [],
    rotatedSecret: undefined,
    runs: 0,
    born: world.clock.now(),
  }
  return rong
}

/** Back to the beginning. */
export function resetRongCloud(rong: RongCloud): void {
  const { users, groups, agents, bots, messages, memories, rate, repeated, nonces, lines, clients, remarked } = rong
  for (const part of [
    users,
    groups,
    agents,
    bots,
    messages,
    memories,
    rate,
    repeated,
    nonces,
    lines,
    clients,
    remarked,
  ])
    part.clear()
  rong.callbacks = []
  rong.rotatedSecret = undefined
  rong.runs = 0
  rong.born = rong.world.clock.now()
}

/** The App Secret that counts now, and the one before it. */
export function secretsOf(rong: RongCloud): AppSecrets {
  const { appSecret } = rong.settings
  return rong.rotatedSecret === undefined ? { appSecret } : { appSecret: rong.rotatedSecret, previousSecret: appSecret }
}

/** Whether a user has a client that can show a message. */
export function hasClient(rong: RongCloud, userId: string): boolean {
  return (
    rong.clients.has(userId) ||
    rong.users.find(userId) !== undefined ||
    rong.settings.users.includes(userId) ||
    rong.bots.find(userId) !== undefined ||
    Object.values(rong.settings.groups).some((members) => members.includes(userId))
  )
}

const MOST_CLIENTS = 50_000

/** Notes that a user has acted. */
export function noteClient(rong: RongCloud, userId: string): void {
  rong.clients.add(userId)
  if (rong.clients.size > MOST_CLIENTS) rong.clients.delete(rong.clients.values().next().value!)
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** A messageUID: four groups of four, as in the samples of the documents. */
export function nextMessageUID(rong: RongCloud): string {
  return rong.world.random.text(16, LETTERS).match(/.{4}/g)!.join('-')
}
