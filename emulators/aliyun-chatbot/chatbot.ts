import type { Call } from '../core/call.ts'
import { createExpiringMap, type ExpiringMap } from '../core/expiring-map.ts'
import { createRateLimit, type RateLimit } from '../core/rate-limit.ts'
import type { World } from '../core/world.ts'
import { readRequest, type GatewayRequest } from './gateway/request.ts'
import { compileKnowledge, type ReadyKnowledge } from './knowledge/compile.ts'
import type { Context } from './knowledge/route.ts'
import type { KnowledgeBase } from './knowledge/schema.ts'
import type { FixedAnswer, Robot, Settings } from './settings.ts'

/** A session as it is kept: its context, and who speaks in it. */
export interface Session {
  readonly context: Context
  readonly senderId: string | undefined
}

/** A call that was throttled and whose like has not been granted since. */
export interface Throttled {
  readonly what: string
  readonly seq: number
}

/** The state of one account with its robots in one world. */
export interface Chatbot {
  readonly world: World
  readonly settings: Settings
  /** By instance, space and SessionId. */
  readonly sessions: ExpiringMap<Session>
  /** Answers that can be given feedback on: MessageId to InstanceId. */
  readonly answers: ExpiringMap<string>
  /** The call in which a key's nonce was used. */
  readonly nonces: ExpiringMap<{ readonly seq: number; readonly at: number }>
  /** Sessions the server opened whose dialog waits for a slot, by instance and SenderId. */
  readonly waiting: ExpiringMap<string>
  /** How often each fixed answer was given; it lives as long as the settings that hold it. */
  fixed: WeakMap<FixedAnswer, number>
  readonly rate: RateLimit
  /** Remarks that are made once only. */
  readonly remarked: Set<string>
  throttled: Throttled[]
  /** What has been read of a call, and made of a knowledge base; both live as long as their key. */
  readonly requests: WeakMap<Call, GatewayRequest>
  readonly compiled: WeakMap<KnowledgeBase, ReadyKnowledge>
}

/** The state of an account nobody has used. */
export function createChatbot(world: World, settings: Settings): Chatbot {
  return {
    world,
    settings,
    sessions: createExpiringMap(20_000),
    answers: createExpiringMap(20_000),
    nonces: createExpiringMap(200_000),
    waiting: createExpiringMap(20_000),
    fixed: new WeakMap(),
    rate: createRateLimit(),
    remarked: new Set(),
    throttled: [],
    requests: new WeakMap(),
    compiled: new WeakMap(),
  }
}

/** Back to the beginning. */
export function resetChatbot(bot: Chatbot): void {
  for (const part of [bot.sessions, bot.answers, bot.nonces, bot.waiting, bot.rate, bot.remarked]) part.clear()
  bot.throttled = []
  bot.fixed = new WeakMap()
}

/** A call, read once. */
export function requestOf(bot: Chatbot, call: Call): GatewayRequest {
  const known = bot.requests.get(call)
  if (known !== undefined) return known
  const request = readRequest(call)
  bot.requests.set(call, request)
  return request
}

/** What the clock of the service says, in ms since the epoch. The bot's stamps are judged against the wall, not the world. */
export function serverTime({ world, settings }: Chatbot): number {
  const { at, ahead, behind } = settings.clock
  return at === undefined ? world.clock.wall() + ahead - behind : Date.parse(at)
}

/** The robot of an InstanceId, or nothing. */
export function findRobot({ settings }: Chatbot, instanceId: string): Robot | undefined {
  if (instanceId === settings.instanceId) {
    const { robot, knowledge, spaces } = settings
    return { ...robot, knowledge, spaces }
  }
  return Object.hasOwn(settings.robots, instanceId) ? settings.robots[instanceId] : undefined
}

/** What a robot knows in a business space; nothing when no space has the key. */
export function knowledgeOf(bot: Chatbot, robot: Robot, agentKey: string | undefined): ReadyKnowledge | undefined {
  const base =
    agentKey === undefined
      ? robot.knowledge
      : Object.hasOwn(robot.spaces, agentKey)
        ? robot.spaces[agentKey]
        : undefined
  if (base === undefined) return undefined
  const known = bot.compiled.get(base)
  if (known !== undefined) return known
  const ready = compileKnowledge(base)
  bot.compiled.set(base, ready)
  return ready
}

/** The fixed answer to an utterance, counted as given; nothing when there is none, or none left. */
export function takeFixedAnswer({ settings, fixed }: Chatbot, utterance: string): FixedAnswer | undefined {
  const found = settings.answers.find(
    (answer) => answer.when === utterance && (fixed.get(answer) ?? 0) < (answer.times ?? Infinity),
  )
  if (found !== undefined) fixed.set(found, (fixed.get(found) ?? 0) + 1)
  return found
}
