import { basename, join } from 'node:path'
import type { PlatformInfo } from '../../emulators/core/platform.ts'
import type { RecallGround, Recalled, RecalledCall, Recaller } from '../../emulators/core/recall.ts'
import { compose, type Composition } from './compose.ts'
import type { RecordedAccount } from './config.ts'
import { FileSlot, type Noted } from './draft.ts'
import type { Match } from './matchers.ts'
import { createNameBook } from './name-book.ts'
import { createRedactor } from './redactor.ts'
import { createMediaShelf, scenarioText, writeWhole } from './write.ts'

/** How a scribe writes. */
export interface ScribeOptions {
  /** Absolute path of the folder. */
  readonly folder: string
  /** Name of the files, without `.yaml`: `2026-11-21-0930`. */
  readonly stem: string
  readonly name: string
  readonly match: Match
  readonly pauseMs: number
  readonly secrets: readonly string[]
  readonly accounts: readonly Pick<RecordedAccount, 'info' | 'settings' | 'plain'>[]
  /** Told what people should know: traffic that means nothing, a file that could not be written. */
  readonly tell: (line: string) => void
  /** How long it may wait before it writes, in ms; 0 writes at once, Infinity when it is finished. */
  readonly writeAfterMs: number
}

/** Takes down what passes, and writes it. */
export interface Scribe {
  /** The one who turns a platform's traffic back. */
  recaller(platform: string): Recaller
  /** `operation` is the one the bot has called, if it was a call. */
  note(platform: string, at: number, recalled: readonly Recalled[], operation?: string): void
  /** Writes what has not been written, and takes down nothing more; gives the paths of all files. */
  finish(): readonly string[]
}

/** A file that holds more is closed and another begun. */
const MOST_NOTED = 2000
const MOST_ACT_IDS = 10_000
const MOST_FILES_KEPT = 10_000

/** A scribe without anything written. One for all platforms of a recording, so that one person has one name. */
export function createScribe(options: ScribeOptions): Scribe {
  const names = createNameBook()
  const redactor = createRedactor(names, options.secrets)
  const shelf = createMediaShelf(options.folder)
  const files = new Map<string, string>()
  const seenActs = new Set<string>()
  const written = new Set<string>()
  /** Calls that were granted since the latest act, by operation. */
  const calls = new Map<string, number>()
  let noted: Noted[] = []
  let volume = 1
  let isOver = false
  let tookMs = 0
  let timer: NodeJS.Timeout | undefined

  const composition: Composition = {
    name: options.name,
    match: options.match,
    pauseMs: options.pauseMs,
    carried: Object.fromEntries(options.accounts.map(({ info, plain }) => [info.id, carriedOf(info, plain)])),
    redactor,
    file: (id) => files.get(id),
  }

  const groundOf = (settings: Readonly<Record<string, unknown>>): RecallGround => ({
    settings,
    person: names.person,
    group: names.group,
    hide: redactor.hide,
    keep(id, bytes, contentType) {
      redactor.hide(id)
      if (bytes.length === 0) return
      files.set(id, shelf.keep(bytes, contentType))
      if (files.size > MOST_FILES_KEPT) files.delete(files.keys().next().value ?? '')
    },
    file: (id, name, beside = {}) => new FileSlot(id, name, beside),
  })
  const recallers = new Map(
    options.accounts.map(({ info, settings }) => [info.id, info.recall?.open(groundOf(settings)) ?? {}]),
  )

  const codes = new Map(
    options.accounts.map(({ info }) => [info.id, new Set((info.errors ?? []).map(({ code }) => String(code)))]),
  )

  const path = (): string => join(options.folder, `${options.stem}${volume === 1 ? '' : `-${volume}`}.yaml`)

  function write(): void {
    clearTimeout(timer)
    timer = undefined
    const began = performance.now()
    try {
      const draft = compose(noted, composition)
      if (draft === undefined) return
      writeWhole(
        path(),
        `# Recorded by caipai; play it with: caipai replay ${basename(path())}\n${scenarioText(draft, redactor)}`,
      )
      written.add(path())
    } catch (error) {
      options.tell(error instanceof Error ? error.message : String(error))
    }
    tookMs = performance.now() - began
  }

  function isRepeated(platform: string, recalled: Recalled): boolean {
    if (!('act' in recalled) || recalled.id === undefined) return false
    const key = `${platform} ${recalled.id}`
    if (seenActs.has(key)) return true
    seenActs.add(key)
    if (seenActs.size > MOST_ACT_IDS) seenActs.delete(seenActs.values().next().value ?? '')
    return false
  }

  /** Why a refusal cannot come again. */
  function unknownCode(platform: string, { call: { operation, code } }: RecalledCall): string | undefined {
    if (code === undefined || codes.get(platform)?.has(String(code)) !== false) return undefined
    return `${operation} was refused with ${code}, which caipai does not know: not recorded`
  }

  const counted = ({ call }: RecalledCall): RecalledCall => ({
    call: { ...call, after: calls.get(call.operation) ?? 0 },
  })

  return {
    recaller: (platform) => recallers.get(platform) ?? {},
    note(platform, at, recalled, operation) {
      if (isOver) return
      for (const what of recalled) {
        const unknown = 'call' in what ? unknownCode(platform, what) : undefined
        if ('nothing' in what) options.tell(`${platform}: ${what.nothing}`)
        else if (unknown !== undefined) options.tell(`${platform}: ${unknown}`)
        else if (!isRepeated(platform, what)) {
          if ('act' in what) calls.clear()
          noted.push({ platform, at, what: 'call' in what ? counted(what) : what })
        }
      }
      // One that is refused again is taken by its own fault, before a later one counts it.
      const isRefused = recalled.some((what) => 'call' in what && !what.call.ok)
      if (operation !== undefined && !isRefused) calls.set(operation, (calls.get(operation) ?? 0) + 1)
      if (noted.length >= MOST_NOTED) {
        write()
        noted = []
        volume += 1
      } else if (options.writeAfterMs === 0) write()
      else if (options.writeAfterMs !== Infinity)
        // What is long to write is written less often: traffic waits for it.
        timer ??= setTimeout(write, Math.max(options.writeAfterMs, tookMs * 20))
    },
    finish() {
      if (!isOver && (timer !== undefined || noted.length > 0)) write()
      isOver = true
      return [...written]
    },
  }
}

/** The settings a scenario has to repeat, out of those that were given. */
function carriedOf(info: PlatformInfo, plain: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const carried: Record<string, unknown> = {}
  for (const name of info.recall?.carries ?? []) {
    const value = name
      .split('.')
      .reduce<unknown>((held, key) => (held as Record<string, unknown> | undefined)?.[key], plain)
    if (value !== undefined) carried[name] = value
  }
  return carried
}
