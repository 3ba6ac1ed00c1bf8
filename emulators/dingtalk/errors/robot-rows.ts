import type { Bilingual } from '../../core/journal-entries.ts'
import type { GatewayRow } from './refusal.ts'

/** The words of these messages: what is wrong and what to do, in the way the platform writes it. Bots read `code` alone. */
const words = (what: string, todo: string): string => `错误描述:${what};解决方案:${todo};`

/** A refusal in short: the platform's words are made of `what` and `todo`. */
export type Draft = readonly [code: string, what: string, todo: string, when: string, mend: Bilingual]

/** Rows of the robot's operations, which share HTTP status 400, a page and a way to put things. */
export const robotRows = (source: string, drafts: readonly Draft[]): GatewayRow[] =>
  drafts.map(([code, what, todo, when, mend]) => ({
    code,
    status: 400,
    message: words(what, todo),
    when,
    mend,
    source,
  }))
