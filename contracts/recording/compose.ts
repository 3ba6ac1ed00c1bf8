import type { RecalledAct, RecalledCall } from '../../emulators/core/recall.ts'
import { overlay } from '../../emulators/core/settings.ts'
import { FileSlot, type Noted, type ScenarioDraft } from './draft.ts'
import { arrangeKnown } from './known-answers.ts'
import { replyExpectation, type Match } from './matchers.ts'
import type { Redacted, Redactor } from './redactor.ts'

/** What a recording is composed with. */
export interface Composition {
  readonly name: string
  readonly match: Match
  /** Pauses between two things a person does that are longer than this become `advance`, in ms. */
  readonly pauseMs: number
  /** Settings to repeat, per platform. */
  readonly carried: Readonly<Record<string, Record<string, unknown>>>
  readonly redactor: Redactor
  /** The file that holds the bytes of an id, once they are known: `media/ab12.jpg`. */
  readonly file: (id: string) => string | undefined
}

type Step = Record<string, unknown>

const ALWAYS = 'model'

const isAct = (noted: Noted): noted is Noted & { readonly what: RecalledAct } => 'act' in noted.what
const isCall = (noted: Noted): noted is Noted & { readonly what: RecalledCall } => 'call' in noted.what

/**
 * Makes a scenario of what was recalled, in the order in which it happened: what a person did, and after it what came of it.
 * A refused call becomes a fault before the act that led to it, so that it is refused again. Undefined when nothing happened.
 */
export function compose(noted: readonly Noted[], composition: Composition): Redacted<ScenarioDraft> | undefined {
  const ordered = [...noted].sort((a, b) => a.at - b.at)
  const shown = ordered.filter(({ what }) => !('knows' in what))
  const main = (shown.find(isAct) ?? shown[0] ?? ordered[0])?.platform
  if (main === undefined) return undefined
  const others = [...new Set(shown.map((one) => one.platform))].filter((id) => id !== main && id !== ALWAYS)
  const given = givenOf(ordered, main, others, composition)
  const draft: ScenarioDraft = {
    name: composition.name,
    platform: main,
    ...(others.length === 0 ? {} : { with: others }),
    tags: ['recorded'],
    ...(Object.keys(given).length === 0 ? {} : { given }),
    steps: stepsOf(shown, main, composition),
  }
  return composition.redactor.redact(draft)
}

function stepsOf(shown: readonly Noted[], main: string, composition: Composition): Step[] {
  // People are told apart only where there are several.
  const people = new Set(shown.flatMap(({ what }) => ('reply' in what ? [what.reply.to] : [])))
  const steps: Step[] = []
  // A script is started by the scenario; everything it does comes of that.
  if (!shown.some(isAct)) steps.push({ 'run-bot': true })
  // What a bot does at its start is over when a scenario begins.
  const firstAct = shown.findIndex(isAct)
  const played = firstAct < 0 ? shown : shown.slice(firstAct)
  let latestAt = played[0]?.at ?? 0
  let actAt = 0
  for (const one of played) {
    const on = one.platform === main ? {} : { on: one.platform }
    if (isAct(one)) {
      const pause = Math.floor((one.at - latestAt) / 1000) * 1000
      if (pause >= composition.pauseMs) steps.push({ advance: `${pause / 1000}s` })
      actAt = steps.length
      steps.push({ [one.what.act]: fillSlots(one.what.input, composition), ...on })
    } else {
      if (isCall(one) && !one.what.call.ok) {
        // It strikes the call that follows from the latest act.
        steps.splice(actAt, 0, { fault: faultOf(one.what.call) })
        actAt += 1
      }
      // That nobody has answered, nobody sees.
      if (isCall(one) && one.what.call.unanswered !== undefined) continue
      steps.push({ expect: { ...expectationOf(one, people.size > 1, composition), ...on } })
    }
    latestAt = one.at
  }
  return steps
}

function expectationOf({ what }: Noted, several: boolean, { match, redactor }: Composition): Step {
  if ('reply' in what) {
    return { ...replyExpectation(what.reply, match, redactor), ...(several ? { to: what.reply.to } : {}) }
  }
  if ('call' in what) {
    const { operation, ok, code, input } = what.call
    const described = {
      operation,
      ...(ok ? { ok } : code === undefined ? { ok } : { code }),
      ...(input === undefined || match !== 'exact' ? {} : { input: patterns(input, redactor) }),
    }
    return { call: described }
  }
  return 'expect' in what ? { ...what.expect } : {}
}

/** Texts with something hidden become patterns, at any depth. */
function patterns(value: unknown, redactor: Redactor): unknown {
  if (typeof value === 'string') return redactor.redactPattern(value)
  if (Array.isArray(value)) return value.map((inner) => patterns(inner, redactor))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, patterns(inner, redactor)]))
}

function faultOf({ operation, code, status, unanswered, after = 0 }: RecalledCall['call']): Step {
  const which = after === 0 ? {} : { skip: after }
  if (unanswered === 'broken') return { operation, ...which, reset: true }
  // Twice as long as the bot has waited is too long again.
  if (unanswered !== undefined) return { operation, ...which, delayMs: Math.max(1000, 2 * unanswered.waitedMs) }
  return { operation, ...which, ...(code === undefined ? { status: status ?? 500 } : { code }) }
}

function fillSlots(value: unknown, composition: Composition): unknown {
  if (value instanceof FileSlot) {
    const file = composition.file(value.id)
    if (file === undefined && Object.keys(value.beside).length === 0) return value.name
    return { name: value.name, ...(file === undefined ? {} : { file }), ...value.beside }
  }
  if (Array.isArray(value)) return value.map((inner) => fillSlots(inner, composition))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillSlots(inner, composition)]))
}

/** Settings of the main platform stand bare, those of others below their names. */
function givenOf(
  ordered: readonly Noted[],
  main: string,
  others: readonly string[],
  { carried }: Composition,
): Record<string, unknown> {
  const settings: Record<string, Record<string, unknown>> = {}
  for (const id of [main, ...others]) settings[id] = { ...carried[id] }
  const lists = new Map<string, Map<string, unknown[]>>()
  for (const { platform, what } of ordered) {
    if (!('knows' in what)) continue
    if ('value' in what.knows) {
      settings[platform] = { ...settings[platform], [what.knows.setting]: what.knows.value }
      continue
    }
    const ofPlatform = lists.get(platform) ?? new Map<string, unknown[]>()
    lists.set(platform, ofPlatform)
    ofPlatform.set(what.knows.setting, [...(ofPlatform.get(what.knows.setting) ?? []), what.knows.item])
  }
  for (const [platform, named] of lists) {
    for (const [setting, items] of named) {
      settings[platform] = overlay(settings[platform] ?? {}, { [setting]: arrangeKnown(items) })
    }
  }
  const { [main]: own = {}, ...rest } = settings
  return { ...own, ...Object.fromEntries(Object.entries(rest).filter(([, held]) => Object.keys(held).length > 0)) }
}
