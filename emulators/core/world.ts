import type { Clock, ClockOptions } from './clock.ts'
import type { Transport } from './delivery/exchange.ts'
import type { HttpPush } from './delivery/http-transport.ts'
import type { Push, PushHandle } from './delivery/push.ts'
import type { Faults } from './faults.ts'
import type { ExactRequest } from './in-process/serve.ts'
import type { Bilingual, Severity } from './journal-entries.ts'
import type { Journal, JournalLimits } from './journal.ts'
import type { Persona } from './persona.ts'
import type { LazyPlatform, OpenPlatform, PlatformInfo, PlatformModule } from './platform.ts'
import type { Random } from './random.ts'
import type { Redactor } from './redact.ts'
import type { Transcript } from './transcript.ts'
import type { BotAddress } from './webhooks.ts'
import type { Wire } from './wire.ts'

/** What a platform noticed; see {@link World.remark}. */
export interface Remark {
  readonly platform: string
  readonly code: string
  readonly severity: Severity
  readonly what: Bilingual
  readonly mend: Bilingual
  readonly source?: string
  readonly user?: string | undefined
  readonly cause?: number | undefined
  readonly details?: Readonly<Record<string, unknown>>
}

/**
 * One isolated universe: all that a platform may know about the outside. Nothing is global, so any number of worlds can
 * live in one process.
 */
export interface World {
  readonly clock: Clock
  readonly wire: Wire
  readonly journal: Journal
  readonly transcript: Transcript
  readonly faults: Faults
  /** Follows from the seed; starts over at each reset. */
  readonly random: Random
  /** What the seed and the resets so far have made of it: stable text to derive ids of named things from. */
  readonly seed: string
  /** A generator of its own for a named thing, independent of the order of use: `alice` gets the same openid in every run. */
  randomFor(name: string): Random
  /** A simulated person's name, city and mobile number. */
  persona(name: string): Promise<Persona>
  /** Queues a push; never wait for it inside an answer to the bot. */
  deliver<V>(push: Push<V>): PushHandle<V>
  /** `httpTransport` with this world's limits; checks that the target is allowed. Throws CaipaiError `EGRESS_REFUSED`. */
  httpTransport(push: HttpPush): Transport
  /** The bot's URL for a webhook of a platform. Throws CaipaiError `WEBHOOK_MISSING` when nobody has given one. */
  webhook(platform: string, name?: string): string
  hasWebhook(platform: string, name?: string): boolean
  /** Writes a remark into the journal. */
  remark(remark: Remark): void
  /** Where the world listens: `http://127.0.0.1:7700`; `http://caipai.localhost` when it does not. */
  readonly baseUrl: string
}

/** A world together with the handles of whoever directs it. Platforms see only {@link World}. */
export interface DirectedWorld extends World {
  /** The platforms that are open. */
  readonly platforms: readonly PlatformInfo[]
  /** @throws CaipaiError `PLATFORM_UNKNOWN`, `PLATFORM_LATER` for one that is still being loaded */
  platform(id: string): OpenPlatform
  /** Resolves when every platform is open; at once, unless some were to be loaded {@link WorldOptions.later}. */
  whole(): Promise<void>
  /** Resolves when one more platform has opened: true; false at once when none is to come. */
  grown(): Promise<boolean>
  /**
   * Tells a platform where the bot is: a URL, a function or a server inside this process; by webhook name, or one for the
   * usual webhook.
   */
  connectBot(platform: string, bots: BotAddress | Readonly<Record<string, BotAddress>>): void
  /**
   * Answers one call of the bot without a socket, exactly as over the port; the host in the URL does not matter. Resolves with
   * the head, the body streams. Rejects with an error of code `ECONNRESET` when a fault closes the connection.
   */
  serve(request: Request, exact?: ExactRequest): Promise<Response>
  /** Runs an act; resolves when it has been set in motion, not when its consequences are over. Gives its number in the journal. */
  act(platform: string, verb: string, input: unknown): Promise<number>
  /** Lays a patch over a platform's settings, until the next reset. */
  patchSettings(platform: string, patch: Record<string, unknown>): void
  /** Base URL and credentials per platform. */
  connections(): Record<string, Readonly<Record<string, string>>>
  /**
   * Waits until `look` finds something, looking after every change of the journal. Undefined when `withinMs` of the
   * world's time have passed. While it waits a virtual clock may jump.
   */
  until<T>(look: () => T | undefined, withinMs: number, what: string): Promise<T | undefined>
  /** Says that the bot was started, stopped or restarted. */
  noteBot(what: string): void
  /** Lets every platform say what is unfinished. */
  finish(): void
  /** Back to the beginning, with ids that follow from `seed` when given. URLs of the bot stay. */
  reset(seed?: string): void
  readonly redact: Redactor
  /** Refuses everything from now on and frees all. */
  close(): Promise<void>
}

/** How a world is made. */
export interface WorldOptions {
  readonly platforms: readonly PlatformModule[]
  /** These are loaded and opened one after the other when the world listens; calls of the bot wait for them. */
  readonly later?: readonly LazyPlatform[]
  /** Settings per platform, laid over the defaults; dotted keys are understood. */
  readonly settings?: Readonly<Record<string, Record<string, unknown>>>
  readonly clock?: Partial<ClockOptions>
  /** Default: a fresh one, so that two runs against one bot do not repeat ids. */
  readonly seed?: string
  /** Default 127.0.0.1. Anything else needs a `controlToken`. */
  readonly host?: string
  /** Default 0: any free port. */
  readonly port?: number
  /** Default true. false: no port is opened, the world answers through {@link DirectedWorld.serve} alone. */
  readonly listen?: boolean
  readonly controlToken?: string
  /** Hosts pushes may go to besides the loopback. */
  readonly allowHosts?: readonly string[]
  readonly journal?: Partial<JournalLimits>
}
