import type { Bilingual, Severity } from '../../core/journal-entries.ts'
import type { RemarkInfo } from '../../core/platform.ts'
import { remarks, type RemarkCode } from './index.ts'
import type { FailureKind, RemarkDefinition, Ruling } from './kinds.ts'

/** A value for a placeholder of a remark. */
export type Fact = string | number | Bilingual

/** Where in the answer something was seen. */
export interface Place {
  /** JSON pointer: `/data/answers/0`, or `byte 120`. */
  readonly at?: string
  /** The bytes themselves, as text. */
  readonly raw?: string
}

/** A mistake that was recognised, ready for the journal. */
export interface Noted {
  /** `livechat/stream-truncated` */
  readonly code: string
  readonly severity: Severity
  readonly what: Bilingual
  readonly mend: Bilingual
  readonly source?: string
  readonly details: {
    readonly rows: readonly string[]
    readonly at?: string
    readonly raw?: string
    /** Set when the turn fails by it. */
    readonly failure?: FailureKind
    /** How often it was seen; rises while the answer is read. */
    times: number
  }
}

/** How strictly mistakes are taken. */
export interface Strictness {
  readonly profile: 'tolerant' | 'strict'
  readonly lax: boolean
}

/** Collects the mistakes of one answer and says what becomes of them. */
export interface Judge {
  /** Notes a mistake; true when the item it concerns counts all the same. */
  note(code: RemarkCode, place?: Place, facts?: Readonly<Record<string, Fact>>): boolean
  readonly noted: readonly Noted[]
  /** The first reason for which the turn fails. */
  readonly failure: FailureKind | undefined
  /** The text of the first reason. */
  readonly reason: string | undefined
  readonly lax: boolean
}

/** How bad a mistake is by its ruling, in the profile `tolerant`. */
const SEVERITIES: Readonly<Record<Ruling, Severity>> = { fail: 'broken', drop: 'broken', warn: 'risky', advise: 'hint' }

/** Kinds of failures seen in the field that a remark answers for. */
const FIELD: Readonly<Partial<Record<RemarkCode, readonly string[]>>> = {
  'utf8-invalid': ['LC-01'],
  'replacement-character': ['LC-01'],
  'stream-burst': ['LC-02'],
  'stream-content-length': ['LC-02'],
  'answer-compressed': ['LC-02'],
  'stream-truncated': ['LC-03'],
  'timeout-first-byte': ['LC-10'],
  'timeout-idle': ['LC-05'],
  'timeout-total': ['LC-05', 'LC-10'],
  'stream-says-nothing': ['LC-06'],
  'event-unknown': ['LC-06'],
  'event-of-dify': ['LC-06'],
  'event-of-coze': ['LC-06'],
  'event-names-differ': ['LC-06'],
  'stream-cumulative': ['LC-06'],
  'stream-pretty-printed': ['LC-09'],
  'stream-events-glued': ['LC-09'],
  'stream-last-event-open': ['LC-09'],
  'conversation-id-missing': ['LC-08'],
  'conversation-id-changed': ['LC-08'],
  'answer-after-transfer': ['LC-07'],
  'auth-not-checked': ['X-10'],
}

/** Every remark of the gateway as everybody may read about it, by code without `livechat/`. */
export const remarkInfos: Readonly<Record<string, RemarkInfo>> = Object.fromEntries(
  Object.entries<RemarkDefinition>(remarks).map(([code, { ruling, what, mend, source, rows }]) => [
    code,
    {
      severity: SEVERITIES[ruling],
      what,
      mend,
      ...(source === undefined ? {} : { source }),
      covers: [...rows, ...(FIELD[code as RemarkCode] ?? [])],
    },
  ]),
)

const MOST_RAW = 200
const MOST_SHOWN = 80

/** How often one remark is written down for one answer; further ones only count. */
const MOST_PER_CODE = 10

/** A value as a remark shows it: JSON, cut; `absent` when there is none. */
export function show(value: unknown): Fact {
  if (value === undefined) return { en: 'absent', zh: '缺失' }
  const text = JSON.stringify(value) ?? String(value)
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}…`
}

function fill(template: string, facts: Readonly<Record<string, Fact>>, language: 'en' | 'zh'): string {
  return template.replace(/\{([a-z]+)\}/g, (placeholder, name: string) => {
    const fact = facts[name]
    if (fact === undefined) return placeholder
    return typeof fact === 'object' ? fact[language] : String(fact)
  })
}

const fillBoth = (text: Bilingual, facts: Readonly<Record<string, Fact>>): Bilingual => ({
  en: fill(text.en, facts, 'en'),
  zh: fill(text.zh, facts, 'zh'),
})

/** The ruling with `lax` applied. */
function ruleOn(definition: RemarkDefinition, strictness: Strictness): Ruling {
  return strictness.lax && definition.laxWarns === true ? 'warn' : definition.ruling
}

/**
 * A judge for one answer.
 *
 * @param fallback the failure kind of mistakes that fail a turn only in the profile `strict`
 */
export function createJudge(strictness: Strictness, fallback: FailureKind): Judge {
  const noted: Noted[] = []
  const byCode = new Map<RemarkCode, Noted[]>()
  let failure: FailureKind | undefined
  let reason: string | undefined

  return {
    note(code, place = {}, facts = {}) {
      const definition: RemarkDefinition = remarks[code]
      const ruling = ruleOn(definition, strictness)
      const fails = ruling === 'fail' || (strictness.profile === 'strict' && ruling !== 'advise')
      const kept = ruling === 'warn' || ruling === 'advise'
      if (fails && failure === undefined) {
        failure = definition.failure ?? fallback
        reason = fill(definition.what.en, facts, 'en')
      }
      const before = byCode.get(code) ?? []
      const last = before.at(-1)
      if (last !== undefined && before.length >= MOST_PER_CODE) {
        last.details.times += 1
        return kept
      }
      const one: Noted = {
        code: `livechat/${code}`,
        severity: fails ? 'broken' : SEVERITIES[ruling],
        what: fillBoth(definition.what, facts),
        mend: fillBoth(definition.mend, facts),
        ...(definition.source === undefined ? {} : { source: definition.source }),
        details: {
          rows: definition.rows,
          ...(place.at === undefined ? {} : { at: place.at }),
          ...(place.raw === undefined ? {} : { raw: place.raw.slice(0, MOST_RAW) }),
          ...(fails ? { failure: definition.failure ?? fallback } : {}),
          times: 1,
        },
      }
      byCode.set(code, [...before, one])
      noted.push(one)
      return kept
    },
    noted,
    get failure() {
      return failure
    },
    get reason() {
      return reason
    },
    lax: strictness.lax,
  }
}
