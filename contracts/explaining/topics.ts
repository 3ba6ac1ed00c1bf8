import type { Bilingual, Severity } from '../../emulators/core/journal-entries.ts'
import type { PlatformErrorInfo, PlatformInfo } from '../../emulators/core/platform.ts'
import { readRows } from '../requirement-rows.ts'
import { readFieldFailures } from '../rules/field-failures.ts'
import { rules } from '../rules/index.ts'
import { platformOf } from '../rules/rule.ts'

/** Something that can be found about a bot: a rule it breaks, or a remark of a platform. */
export interface FindingTopic {
  readonly kind: 'rule' | 'remark'
  /** `wechat/answers-in-time` */
  readonly id: string
  /** The platform, or `across`. */
  readonly platform: string
  readonly severity: Severity
  /** What a sound bot does (rules), or what was noticed (remarks). */
  readonly title: Bilingual
  readonly why: Bilingual | undefined
  readonly mend: Bilingual
  readonly source: string | undefined
  /** Rows of the requirement tables and kinds of failures seen in the field. */
  readonly covers: readonly string[]
}

/** An error a platform answers with. */
export interface ErrorTopic {
  readonly kind: 'error'
  /** `wechat 45047` */
  readonly id: string
  readonly platform: string
  readonly error: PlatformErrorInfo
  /** Ids of the operations that name it. */
  readonly operations: readonly string[]
  /** Ids of the rules and remarks that speak of it. */
  readonly findings: readonly string[]
}

/** What findings, operations and scenarios name by a short id: a requirement of a platform, or a kind of failure. */
export interface CoverTopic {
  readonly kind: 'row' | 'failure'
  /** `W-15`, `WX-01` */
  readonly id: string
  /** Empty for a failure, which may happen on several. */
  readonly platform: string
  readonly subject: string
  /** The public page, or one of the public reports. */
  readonly source: string
  /** Why caipai does not do it; undefined when it does. */
  readonly leftOut: string | undefined
  /** Ids of the operations that answer for it. */
  readonly operations: readonly string[]
  /** Ids of the rules and remarks that cover it. */
  readonly findings: readonly string[]
}

export type Topic = FindingTopic | ErrorTopic | CoverTopic

/** Every rule, and every remark that a platform declares. Those of one platform stand together. */
export function listFindings(infos: readonly PlatformInfo[]): FindingTopic[] {
  const fromRules = rules.map((rule): FindingTopic => {
    const { id, severity, title, why, mend, source, covers = [] } = rule
    return { kind: 'rule', id, platform: platformOf(id), severity, title, why, mend, source, covers }
  })
  const fromRemarks = infos.flatMap(({ id: platform, remarks = {} }) =>
    Object.entries(remarks).map(([code, { severity, what, why, mend, source, covers = [] }]): FindingTopic => {
      const title = what ?? { en: code.replaceAll('-', ' '), zh: code }
      return { kind: 'remark', id: `${platform}/${code}`, platform, severity, title, why, mend, source, covers }
    }),
  )
  const all = [...fromRules, ...fromRemarks]
  const places = [...infos.map(({ id }) => id), 'across']
  return places.flatMap((place) => all.filter(({ platform }) => platform === place))
}

/** Every error of every platform, with the operations that answer it and the findings that speak of it. */
export function listErrors(infos: readonly PlatformInfo[], findings = listFindings(infos)): ErrorTopic[] {
  return infos.flatMap(({ id: platform, errors = [], operations }) =>
    errors.map((error): ErrorTopic => {
      const { code } = error
      return {
        kind: 'error',
        id: `${platform} ${code}`,
        platform,
        error,
        operations: operations.filter((one) => one.errors?.includes(code)).map(({ id }) => id),
        findings: findings
          .filter((one) => one.platform === platform && speaksOf(one, String(code)))
          .map(({ id }) => id),
      }
    }),
  )
}

/** Every requirement row of every platform, and every kind of failure, with what speaks of it. */
export function listCovers(infos: readonly PlatformInfo[], findings = listFindings(infos)): CoverTopic[] {
  const coveredBy = (id: string): string[] => findings.filter(({ covers }) => covers.includes(id)).map((one) => one.id)
  const rows = infos.flatMap(({ id: platform, operations }) =>
    readRows(platform).map(({ id, subject, source, leftOut }): CoverTopic => ({
      kind: 'row',
      id,
      platform,
      subject,
      source,
      leftOut,
      operations: operations.filter((one) => one.rows.includes(id)).map((one) => one.id),
      findings: coveredBy(id),
    })),
  )
  const failures = readFieldFailures().map(({ id, title, report }): CoverTopic => ({
    kind: 'failure',
    id,
    platform: '',
    subject: title,
    source: report,
    leftOut: undefined,
    operations: [],
    findings: coveredBy(id),
  }))
  return [...rows, ...failures]
}

/** Short codes stand in texts by chance: -1, 1. */
const SHORTEST_CODE = 3

function speaksOf({ id, title, why, mend }: FindingTopic, code: string): boolean {
  if (code.length < SHORTEST_CODE) return false
  const text = `${id.split('/').at(-1)} ${title.en} ${why?.en ?? ''} ${mend.en}`
  return text.split(/[^\w.-]+/).some((word) => word.replace(/[.-]+$/, '') === code)
}
