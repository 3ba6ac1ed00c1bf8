import { randomUUID } from 'node:crypto'
import { createClock } from './clock.ts'
import { createDeliveryEngine } from './delivery/engine.ts'
import { httpTransport } from './delivery/http-transport.ts'
import { checkEgress } from './egress.ts'
import { CaipaiError } from './errors.ts'
import { createFaults } from './faults.ts'
import { openHost, type Host } from './host.ts'
import { joinLate, type LateJoining } from './late-joining.ts'
import type { ActEntry, BotEntry, ClockEntry, RemarkEntry } from './journal-entries.ts'
import { createJournal, DEFAULT_JOURNAL_LIMITS } from './journal.ts'
import { loadPersonas, type Persona } from './persona.ts'
import type { OpenPlatform, PlatformFace, PlatformModule } from './platform.ts'
import { serveInside } from './in-process/serve.ts'
import { createRandom, type Random } from './random.ts'
import { createRedactor, type Redactor } from './redact.ts'
import { expandDottedKeys, overlay, readSettings } from './settings.ts'
import { createTranscript } from './transcript.ts'
import { createWebhooks } from './webhooks.ts'
import { createWire } from './wire.ts'
import type { DirectedWorld, WorldOptions } from './world.ts'

const DEFAULT_CLOCK = { mode: 'real', settleMs: 100, patienceMs: 1000 } as const

/**
 * Makes a world and listens, unless `listen` is false.
 *
 * @throws CaipaiError `PORT_IN_USE`, `HOST_UNPROTECTED`, `SETTINGS_INVALID`
 */
export async function createWorld(options: WorldOptions): Promise<DirectedWorld> {
  const firstSeed = options.seed ?? randomUUID().slice(0, 8)
  let seed = firstSeed
  let random = createRandom(seed)
  let personas: Promise<(name: string) => Persona> | undefined
  let resets = 0
  let host: Host | undefined

  const wire = createWire()
  const clock = createClock({ ...DEFAULT_CLOCK, ...options.clock }, wire, (from, to, what) => {
    journal.add<ClockEntry>({ kind: 'clock', platform: 'caipai', from, to, what })
  })
  const journal = createJournal(clock.now, { ...DEFAULT_JOURNAL_LIMITS, ...options.journal })
  const transcript = createTranscript(journal, clock.now)
  const faults = createFaults()
  const engine = createDeliveryEngine({ clock, journal, wire })
  const webhooks = createWebhooks(options.allowHosts ?? [])
  const pending = new Set<() => void>()
  const open = new Map<string, OpenPlatform>()
  const initialSettings = new Map<string, Record<string, unknown>>()
  // As they were written: what a schema has read, such as a duration, cannot be read again.
  const writtenSettings = new Map<string, Record<string, unknown>>()

  const settingsOf = new Map<string, Record<string, unknown>>()
  const later = options.later ?? []
  const faces: readonly PlatformFace[] = [
    ...options.platforms.map(({ face }) => face),
    ...later.map(({ face }) => face),
  ]
  let redactor: Redactor
  let joining: LateJoining

  function prepareRedactor(): void {
    const fields = new Set([...open.values()].flatMap(({ info }) => info.secretFields))
    redactor = createRedactor([...fields], () => [...open.values()].flatMap((platform) => platform.secrets()))
  }

  function admit(module: PlatformModule): OpenPlatform {
    const { id } = module.info
    const opened = module.open(world, settingsOf.get(id) ?? {})
    open.set(id, opened)
    prepareRedactor()
    return opened
  }

  function platform(id: string): OpenPlatform {
    const found = open.get(id)
    if (found !== undefined) return found
    if (later.some(({ face }) => face.id === id)) {
      throw new CaipaiError(`${id} is still being loaded`, {
        code: 'PLATFORM_LATER',
        fix: 'Wait for world.whole() first.',
      })
    }
    throw new CaipaiError(`there is no platform ${JSON.stringify(id)} in this world`, {
      code: 'PLATFORM_UNKNOWN',
      fix: `Use one of: ${[...open.keys()].join(', ')}`,
    })
  }

  /** Changes the record in place: platforms hold on to it. */
  function putSettings(id: string, input: Record<string, unknown>): void {
    const { info, settings } = platform(id)
    const read = readSettings(id, info.settings, input)
    writtenSettings.set(id, input)
    for (const key of Object.keys(settings)) delete (settings as Record<string, unknown>)[key]
    Object.assign(settings, read)
  }

  const world: DirectedWorld = {
    clock,
    wire,
    journal,
    transcript,
    faults,
    redact: { text: (text) => redactor.text(text), value: (value) => redactor.value(value) },
    // A fresh generator after each reset, behind one face that platforms may keep.
    random: forwardRandom(() => random),
    get seed() {
      return seed
    },
    randomFor: (name) => createRandom(`${seed}/${name}`),
    async persona(name) {
      personas ??= loadPersonas(seed)
      return (await personas)(name)
    },
    deliver: (push) => engine.deliver(push),
    httpTransport(push) {
      checkEgress(push.url, options.allowHosts ?? [])
      return httpTransport(push, journal.cut, webhooks.connectionTo(push.url))
    },
    webhook(id, name) {
      const { info } = platform(id)
      const url = webhooks.url(info, name)
      if (url !== undefined) return url
      throw new CaipaiError(
        `${id} does not know where the bot listens (${name ?? Object.keys(info.webhooks)[0] ?? ''})`,
        {
          code: 'WEBHOOK_MISSING',
          fix: `Set bot.webhooks.${id} in caipai.config.yaml, or PUT /_caipai/platforms/${id}/bot {"url": "http://127.0.0.1:3000/…"}`,
        },
      )
    },
    hasWebhook: (id, name) => webhooks.url(platform(id).info, name) !== undefined,
    remark({ platform: id, ...rest }) {
      // Whatever a rehearsal can show has to be explainable.
      if (platform(id).info.remarks?.[rest.code.slice(id.length + 1)] === undefined) {
        throw new RangeError(`${id} does not declare the remark ${rest.code}`)
      }
      journal.add<RemarkEntry>({ kind: 'remark', platform: id, ...rest })
    },
    get baseUrl() {
      return host?.baseUrl ?? ''
    },
    get platforms() {
      return [...open.values()].map(({ info }) => info)
    },
    platform,
    grown: () => joining.next(),
    whole: () => joining.all(),
    connectBot: (id, bots) => webhooks.connect(platform(id).info, bots),
    serve(request, exact) {
      if (host === undefined) throw new Error('the world is not open yet')
      return serveInside(request, host.connect, exact)
    },
    async act(id, verb, raw) {
      const target = platform(id)
      const known = target.info.acts[verb]
      if (known === undefined) {
        throw new CaipaiError(`nobody can ${JSON.stringify(verb)} on ${id}`, {
          code: 'ACT_UNKNOWN',
          fix: `Use one of: ${Object.keys(target.info.acts).join(', ')}`,
        })
      }
      const input = readSettings(`the act ${verb} on ${id}`, known.input as never, raw as never, id) as unknown
      const from = (input as { from?: unknown } | null)?.from
      const entry = journal.add<ActEntry>({
        kind: 'act',
        platform: id,
        verb,
        from: typeof from === 'string' ? from : '',
        summary: target.summarise(verb, input) ?? (typeof raw === 'string' ? raw : JSON.stringify(raw)),
        input: raw,
      })
      await target.act(verb, input, entry.seq)
      return entry.seq
    },
    patchSettings(id, patch) {
      platform(id)
      putSettings(id, overlay(writtenSettings.get(id) ?? {}, expandDottedKeys(patch)))
    },
    connections: () =>
      Object.fromEntries(
        faces.map((face) => [
          face.id,
          open.get(face.id)?.connection(world.baseUrl) ?? face.connection(settingsOf.get(face.id) ?? {}, world.baseUrl),
        ]),
      ),
    until(look, withinMs, what) {
      return new Promise((resolve, reject) => {
        function check(): void {
          try {
            const found = look()
            if (found !== undefined) finish(found)
          } catch (error) {
            finish(undefined)
            reject(error as Error)
          }
        }
        function finish(found: ReturnType<typeof look>): void {
          pending.delete(give)
          unwatch()
          release()
          timer.cancel()
          resolve(found)
        }
        const give = (): void => finish(undefined)
        pending.add(give)
        const unwatch = journal.watch(check)
        const release = clock.wait(what)
        const timer = clock.after(withinMs, `patience with ${what} ends`, () => finish(look()))
        check()
      })
    },
    noteBot(what) {
      journal.add<BotEntry>({ kind: 'bot', platform: 'caipai', what })
    },
    finish() {
      for (const one of open.values()) one.finish()
    },
    reset(newSeed) {
      engine.abortAll('the world was reset')
      for (const give of pending) give()
      clock.reset()
      journal.clear()
      faults.clear()
      resets += 1
      seed = newSeed ?? `${firstSeed}+${resets}`
      random = createRandom(seed)
      personas = undefined
      for (const [id, one] of open) {
        putSettings(id, initialSettings.get(id) ?? {})
        one.reset()
      }
    },
    async close() {
      joining.stop()
      engine.abortAll('the world was closed')
      for (const give of pending) give()
      clock.close()
      for (const one of open.values()) await one.close()
      await host?.close()
    },
  }

  for (const { id, settings } of faces) {
    const initial = expandDottedKeys(options.settings?.[id] ?? {})
    initialSettings.set(id, initial)
    writtenSettings.set(id, initial)
    settingsOf.set(id, readSettings(id, settings, initial))
  }
  prepareRedactor()
  for (const module of options.platforms) admit(module)
  const listening = await openHost(world, [...open.values()], options)
  host = listening
  joining = joinLate(later, async ({ load }) => {
    const module = await load()
    listening.mount(admit(module))
  })
  return world
}

function forwardRandom(current: () => Random): Random {
  return {
    next: () => current().next(),
    int: (low, high) => current().int(low, high),
    text: (length, alphabet) => current().text(length, alphabet),
    hex: (length) => current().hex(length),
    digits: (length) => current().digits(length),
    bytes: (length) => current().bytes(length),
    uuid: () => current().uuid(),
    pick: (from) => current().pick(from),
  }
}
