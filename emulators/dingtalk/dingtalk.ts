import { createRateLimit, type RateLimit } from '../core/rate-limit.ts'
import type { World } from '../core/world.ts'
import { createAgent, type Agent } from './agent/agent.ts'
import { createAccessTokens, type AccessTokens } from './api/tokens.ts'
import { createCards, type Cards } from './cards/cards.ts'
import { createConversations, type Conversations } from './corp/conversations.ts'
import { createPeople, type People } from './corp/people.ts'
import { createFiles, type Files } from './files/files.ts'
import { createSentMessages, type SentMessages } from './messages/sent.ts'
import { createSessions, type Sessions } from './messages/sessions.ts'
import { createInbox, type Inbox } from './push/inbox.ts'
import { createCustomRobots, type CustomRobots } from './robots/custom-robots.ts'
import type { Settings } from './settings.ts'
import { createStream, type Stream } from './stream/stream.ts'

/** The state of one organisation with one app in one world. */
export interface Dingtalk {
  readonly world: World
  readonly settings: Settings
  readonly people: People
  readonly conversations: Conversations
  readonly tokens: AccessTokens
  readonly rate: RateLimit
  /** Use of the monthly quota. */
  readonly used: { calls: number }
  /** Messages that have reached the robot, for quotes and repeats. */
  readonly inbox: Inbox
  /** The sessions behind sessionWebhook. */
  readonly sessions: Sessions
  /** What the bot has sent through the OpenAPI, for read status and recall. */
  readonly sent: SentMessages
  readonly files: Files
  readonly customRobots: CustomRobots
  readonly cards: Cards
  readonly agent: Agent
  readonly stream: Stream
  /** Remarks that are made once only. */
  readonly remarked: Set<string>
}

/** An organisation nothing has happened in. */
export function createDingtalk(world: World, settings: Settings): Dingtalk {
  const seedOf = (): string => world.seed
  const dingtalk: Dingtalk = {
    world,
    settings,
    people: createPeople(settings, seedOf),
    conversations: createConversations(settings, seedOf),
    tokens: createAccessTokens(world, settings),
    rate: createRateLimit(),
    used: { calls: 0 },
    inbox: createInbox(),
    sessions: createSessions(world, settings),
    sent: createSentMessages(world),
    files: createFiles(world, settings),
    customRobots: createCustomRobots(settings),
    cards: createCards(),
    agent: createAgent(world, settings),
    // The stream answers to the whole of it: what it pushes comes from everywhere.
    stream: createStream(() => dingtalk),
    remarked: new Set(),
  }
  return dingtalk
}

/** Back to the beginning. Connections stay open, and so does the newest token: the bot cannot know of a reset. */
export function resetDingtalk(dingtalk: Dingtalk): void {
  const { people, conversations, rate, inbox, sessions, sent, files, customRobots, cards, agent, remarked } = dingtalk
  for (const part of [people, conversations, rate, inbox, sessions, sent, files, customRobots, cards, agent, remarked])
    part.clear()
  dingtalk.used.calls = 0
  dingtalk.tokens.reset(dingtalk.world.clock.now())
  dingtalk.stream.reset()
}
