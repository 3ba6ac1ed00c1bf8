import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { z } from 'zod'
import type { ApiAnswer, Call } from './call.ts'
import type { Bilingual, Severity } from './journal-entries.ts'
import type { OperationInfo } from './operation.ts'
import type { Recall } from './recall.ts'
import type { World } from './world.ts'

/** Something a simulated person, or the world around the bot, can do on a platform. The verb is its key. */
export interface ActInfo {
  /** One sentence. */
  readonly summary: string
  /** What a scenario may write after the verb; a bare string is often enough: `send: 你好`. */
  readonly input: z.ZodType
  readonly rows?: readonly string[]
}

/** An act with what it does. `cause` is the number of its entry in the journal. */
export interface Act<S, P> extends ActInfo {
  /** One line for people about this very act; default: the input as it was written. */
  readonly summarise?: (input: S) => string
  readonly run: (platform: P, input: S, cause: number) => void | Promise<void>
}

/** Declares an act; the type of the input follows from its schema. */
export function act<P, I extends z.ZodType>(definition: {
  readonly summary: string
  readonly input: I
  readonly rows?: readonly string[]
  readonly summarise?: (input: z.output<I>) => string
  readonly run: (platform: P, input: z.output<I>, cause: number) => void | Promise<void>
}): Act<never, P> {
  return definition as unknown as Act<never, P>
}

/** An error of a platform, for its reference page and for `caipai explain`. */
export interface PlatformErrorInfo {
  readonly code: string | number
  /** As it stands on the wire, without what changes from call to call. */
  readonly message: string
  /** When it is answered, in plain English. */
  readonly when: string
  /** What the bot's author should do. */
  readonly mend?: { readonly en: string; readonly zh: string }
  readonly source?: string
}

/** A sort of remark a platform can make about a bot, for its reference page and for `caipai explain`. */
export interface RemarkInfo {
  /** As it usually is; a setting may make it milder or worse. */
  readonly severity: Severity
  /** What was noticed, in general; `{words}` in braces are filled in when it happens. */
  readonly what?: Bilingual
  /** Why the platform behaves so, where that is not evident. */
  readonly why?: Bilingual
  readonly mend: Bilingual
  /** The public page. */
  readonly source?: string
  /** Rows of the requirement tables, `W-15`, and kinds of failures seen in the field, `WX-01`. */
  readonly covers?: readonly string[]
  /** Findings that only follow from this one, by id; they are not told beside it. */
  readonly implies?: readonly string[]
}

/**
 * What has to be known of a platform before its code is loaded: enough to read its settings and to tell a bot where it is. Lies in
 * a file of its own that imports no more than the settings.
 */
export interface PlatformFace<S extends Record<string, unknown> = Record<string, unknown>> {
  /** `wechat`; also the folder and the name in scenarios. */
  readonly id: string
  /** All settings with defaults, each with a line of documentation. Nested records are patched field by field. */
  readonly settings: z.ZodType<S>
  /** Base URL and credentials as `caipai up --json` prints them and templates name them. */
  connection(settings: S, baseUrl: string): Readonly<Record<string, string>>
}

/** Declares a face; how the connection follows from the settings is checked, then their type is hidden. */
export const defineFace = <S extends Record<string, unknown>>(face: PlatformFace<S>): PlatformFace<S> => face

/** A platform whose code is not loaded yet. */
export interface LazyPlatform {
  readonly face: PlatformFace
  load(): Promise<PlatformModule>
}

/** What everybody may know about a platform without opening it: docs, schemas and lint are made from this. */
export interface PlatformInfo {
  /** `wechat`; also the folder and the name in scenarios. */
  readonly id: string
  readonly title: { readonly en: string; readonly zh: string }
  /** The vendor's own host names, for bots that have them compiled in; the first is the usual one. */
  readonly hosts?: readonly string[]
  /** All settings with defaults, each with a line of documentation. Nested records are patched field by field. */
  readonly settings: z.ZodType<Record<string, unknown>>
  /** The setting a scenario means when it gives a bare list or text: `given: { model: […] }` means its `answers`. */
  readonly shorthand?: string
  /** Settings that may be written as the name of a YAML or JSON file beside the scenario, such as a knowledge base. */
  readonly fixtures?: readonly string[]
  /** The bot's URLs the platform pushes to, with a line about each; the first is the usual one. Empty when it never pushes. */
  readonly webhooks: Readonly<Record<string, string>>
  /** How a push can end, with a line about each. */
  readonly outcomes: Readonly<Record<string, string>>
  /** What a bot can claim to be able to do here, with what that means; scenarios name what they need. */
  readonly claims?: Readonly<Record<string, string>>
  /** What is needed wherever a scenario sets this, by dotted path and value: `{ 'account.mode': { secure: 'encryption' } }`. */
  readonly needs?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Claims that need not be made, because the settings in the config or the names of the bot's webhooks show them. */
  readonly evident?: (settings: Readonly<Record<string, unknown>>, webhooks: readonly string[]) => readonly string[]
  readonly operations: readonly OperationInfo[]
  readonly acts: Readonly<Record<string, ActInfo>>
  /** The platform's own errors it can answer with. */
  readonly errors?: readonly PlatformErrorInfo[]
  /** Every remark it can make, by code without the platform's name; the world takes no other. */
  readonly remarks?: Readonly<Record<string, RemarkInfo>>
  /** Names of query parameters, headers and body fields whose values are secrets; masked wherever people read. */
  readonly secretFields: readonly string[]
  /** Paths below which unknown ones are answered in the platform's dialect: `/cgi-bin/`. */
  readonly prefixes: readonly string[]
  /** How recorded traffic of the platform becomes a scenario again; absent: it cannot be recorded. */
  readonly recall?: Recall
}

/** A platform as its author defines it. `P` is the platform's own state, `O` its kind of operation. */
export interface PlatformDefinition<S extends Record<string, unknown>, O extends OperationInfo, P>
  extends PlatformInfo, PlatformFace<S> {
  readonly settings: z.ZodType<S>
  readonly operations: readonly O[]
  readonly acts: Readonly<Record<string, Act<never, P>>>
  /** Makes the state. `settings` is one record for life, changed in place: read it when you need it, do not copy it. */
  readonly create: (world: World, settings: S) => P
  /** Chooses among operations that share a method and path, such as an action named by a parameter. */
  readonly select?: (platform: P, call: Call) => O | undefined
  /** Answers a call in the platform's dialect; `operation` is undefined for an unknown path below a prefix. */
  readonly answer: (platform: P, call: Call, operation: O | undefined) => ApiAnswer | Promise<ApiAnswer>
  /** The answer for an error code somebody asked for with a fault; undefined when the platform has no such code. */
  readonly refuse: (platform: P, call: Call, code: string | number) => ApiAnswer | undefined
  /** Credentials that are no longer what the settings say, laid over the connection. */
  readonly changed?: (platform: P) => Readonly<Record<string, string>>
  /** Secret values of the account itself, masked wherever people read. */
  readonly secrets?: (platform: P) => readonly string[]
  /** Back to the beginning; settings have been restored before. Keeps what the bot holds and cannot know to be gone, such as its newest token. */
  readonly reset: (platform: P) => void
  /** A rehearsal has ended: say what is still unfinished, as remarks. */
  readonly finish?: (platform: P) => void
  /** A WebSocket handshake on one of these paths. */
  readonly upgrades?: Readonly<
    Record<string, (platform: P, request: IncomingMessage, socket: Duplex, head: Buffer) => void>
  >
  readonly close?: (platform: P) => void | Promise<void>
}

/** A platform inside a world, its own types hidden. */
export interface OpenPlatform {
  readonly info: PlatformInfo
  readonly prefixes: readonly string[]
  readonly settings: Readonly<Record<string, unknown>>
  select(call: Call): OperationInfo | undefined
  answer(call: Call, operation: OperationInfo | undefined): ApiAnswer | Promise<ApiAnswer>
  refuse(call: Call, code: string | number): ApiAnswer | undefined
  /** Runs an act with an input its schema has made. */
  act(verb: string, input: unknown, cause: number): void | Promise<void>
  summarise(verb: string, input: unknown): string | undefined
  connection(baseUrl: string): Readonly<Record<string, string>>
  secrets(): readonly string[]
  reset(): void
  finish(): void
  readonly upgrades: Readonly<Record<string, (request: IncomingMessage, socket: Duplex, head: Buffer) => void>>
  close(): Promise<void>
}

/** A platform that can be opened in any number of worlds. */
export interface PlatformModule {
  readonly info: PlatformInfo
  readonly face: PlatformFace
  open(world: World, settings: Record<string, unknown>): OpenPlatform
}

/** Closes over the platform's own types, so that the core can hold all platforms alike. */
export function definePlatform<S extends Record<string, unknown>, O extends OperationInfo, P>(
  definition: PlatformDefinition<S, O, P>,
): PlatformModule {
  return {
    info: definition,
    face: definition,
    open(world, settings) {
      const state = definition.create(world, settings as S)
      const upgrades = Object.entries(definition.upgrades ?? {}).map(
        ([path, accept]) =>
          [
            path,
            (request: IncomingMessage, socket: Duplex, head: Buffer) => accept(state, request, socket, head),
          ] as const,
      )
      return {
        info: definition,
        prefixes: definition.prefixes,
        settings,
        select: (call) => definition.select?.(state, call),
        answer: (call, operation) => definition.answer(state, call, operation as O | undefined),
        refuse: (call, code) => definition.refuse(state, call, code),
        act(verb, input, cause) {
          const known = definition.acts[verb]
          if (known === undefined) throw new RangeError(`no act ${verb} on ${definition.id}`)
          return known.run(state, input as never, cause)
        },
        summarise: (verb, input) => definition.acts[verb]?.summarise?.(input as never),
        connection: (baseUrl) => ({ ...definition.connection(settings as S, baseUrl), ...definition.changed?.(state) }),
        secrets: () => definition.secrets?.(state) ?? [],
        reset: () => definition.reset(state),
        finish: () => definition.finish?.(state),
        upgrades: Object.fromEntries(upgrades),
        async close() {
          await definition.close?.(state)
        },
      }
    },
  }
}
