import type { Bilingual } from '../../emulators/core/journal-entries.ts'
import { PLAIN, type Paint } from '../report/failure-text.ts'
import type { CoverTopic, ErrorTopic, FindingTopic, Topic } from './topics.ts'

/** The languages topics are told in. */
export type Language = keyof Bilingual

/** One line about each id that may stand under `covers`. */
export type CoverLines = ReadonlyMap<string, string>

const WORDS = {
  en: {
    rule: 'rule',
    remark: 'remark',
    error: 'error',
    row: 'requirement',
    failure: 'failure seen in the field',
    leftOut: 'not',
    why: 'why',
    mend: 'mend',
    see: 'see',
    covers: 'covers',
    when: 'when',
    from: 'from',
    findings: 'found',
  },
  zh: {
    rule: '规则',
    remark: '提示',
    error: '错误码',
    row: '需求',
    failure: '真实故障',
    leftOut: '未做',
    why: '原因',
    mend: '修改',
    see: '文档',
    covers: '涉及',
    when: '场合',
    from: '接口',
    findings: '检查',
  },
} as const satisfies Record<Language, Record<string, string>>

/** What one topic says, in one language, for a terminal. */
export function tellTopic(topic: Topic, language: Language, covered: CoverLines, paint: Paint = PLAIN): string {
  switch (topic.kind) {
    case 'rule':
    case 'remark':
      return tellFinding(topic, language, covered, paint)
    case 'error':
      return tellError(topic, language, paint)
    case 'row':
    case 'failure':
      return tellCover(topic, language, paint)
  }
}

function tellCover(topic: CoverTopic, language: Language, paint: Paint): string {
  const { id, kind, platform, subject, source, leftOut, operations, findings } = topic
  const words = WORDS[language]
  return [
    `${paint.bold(id)}  ${[platform, paint.dim(words[kind])].filter(Boolean).join('  ')}`,
    subject,
    '',
    ...(leftOut === undefined ? [] : [field(words.leftOut, leftOut)]),
    field(words.see, paint.dim(source)),
    ...list(words.from, shorten(operations)),
    ...list(words.findings, findings),
  ].join('\n')
}

function tellFinding(topic: FindingTopic, language: Language, covered: CoverLines, paint: Paint): string {
  const { id, kind, severity, title, why, mend, source, covers } = topic
  const words = WORDS[language]
  return [
    `${paint.bold(id)}  ${severity}  ${paint.dim(words[kind])}`,
    title[language],
    '',
    ...(why === undefined ? [] : [field(words.why, why[language])]),
    field(words.mend, mend[language]),
    ...(source === undefined ? [] : [field(words.see, paint.dim(source))]),
    ...list(
      words.covers,
      covers.map((one) => [one, covered.get(one) ?? ''].join('  ').trimEnd()),
    ),
  ].join('\n')
}

function tellError({ id, error, operations, findings }: ErrorTopic, language: Language, paint: Paint): string {
  const words = WORDS[language]
  const { message, when, mend, source } = error
  return [
    `${paint.bold(id)}  ${paint.dim(words.error)}`,
    message,
    '',
    field(words.when, when),
    ...(mend === undefined ? [] : [field(words.mend, mend[language])]),
    ...(source === undefined ? [] : [field(words.see, paint.dim(source))]),
    ...list(words.from, shorten(operations)),
    ...list(words.findings, findings),
  ].join('\n')
}

const MOST_OPERATIONS = 6

/** Errors that any operation can answer would fill the screen. */
const shorten = (operations: readonly string[]): readonly string[] =>
  operations.length <= MOST_OPERATIONS
    ? operations
    : [...operations.slice(0, MOST_OPERATIONS - 1), `… ${operations.length - MOST_OPERATIONS + 1} more`]

const COLUMN = 8
/** Chinese characters are two columns wide. */
const width = (text: string): number => [...text].reduce((sum, one) => sum + (one > '\u2E7F' ? 2 : 1), 0)
const field = (name: string, text: string): string => `${name}${' '.repeat(COLUMN - width(name))}${text}`

const list = (name: string, items: readonly string[]): string[] =>
  items.map((item, at) => (at === 0 ? field(name, item) : `${' '.repeat(COLUMN)}${item}`))
