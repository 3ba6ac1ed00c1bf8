import type { z } from 'zod'

/**
 * How sure a fact is: stated by the vendor (`official`), seen in a mature SDK (`sdk`), measured or reported by
 * developers (`field`), or the sensible choice where nobody says anything (`assumed`).
 */
export type Certainty = 'official' | 'sdk' | 'field' | 'assumed'

/**
 * One operation of a platform's API: the only place where a fact about it stands. Routes, validation, reference
 * pages and coverage data come from it. Platforms extend this record with what their dialect needs.
 */
export interface OperationInfo {
  /** `wechat.message.custom.send` */
  readonly id: string
  /** `POST` … or `*` when the dialect itself answers for a wrong method. */
  readonly method: string
  /** Fastify path, possibly with parameters: `/v1.0/robot/groupMessages/:id`. */
  readonly path: string
  /** One sentence. */
  readonly summary: string
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  /** Rows of the requirement table it answers for. */
  readonly rows: readonly string[]
  /** The public page that describes it. */
  readonly source: string
  readonly certainty: Certainty
  /** The platform's error codes it can answer with. */
  readonly errors?: readonly (string | number)[]
}

/**
 * Lists the fields of `sent` that `understood` does not hold: what the bot sent and nobody read, as dotted paths.
 * `understood` is what a zod schema made of `sent`; at most 20 paths are listed.
 */
export function listUnreadFields(sent: unknown, understood: unknown): string[] {
  const unread: string[] = []
  collectUnread(sent, understood, '', unread)
  return unread
}

function collectUnread(sent: unknown, understood: unknown, path: string, unread: string[]): void {
  if (typeof sent !== 'object' || sent === null || typeof understood !== 'object' || understood === null) return
  for (const [key, value] of Object.entries(sent)) {
    if (unread.length >= 20) return
    const where = Array.isArray(sent) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`
    if (key in understood) collectUnread(value, (understood as Record<string, unknown>)[key], where, unread)
    else unread.push(where)
  }
}
