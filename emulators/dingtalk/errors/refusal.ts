import type { Bilingual } from '../../core/journal-entries.ts'

/** A refusal of the old host (oapi.dingtalk.com): always HTTP 200, the code is inside the body. */
export interface LegacyRefusal {
  readonly ok: false
  readonly style: 'legacy'
  readonly errcode: number
  readonly errmsg: string
  /** Gateway errors of the old host wrap a code of their own. */
  readonly sub?: { readonly code: string; readonly message: string }
}

/** A refusal of the new gateway (api.dingtalk.com/v1.0/…): an HTTP status and a code in words. */
export interface GatewayRefusal {
  readonly ok: false
  readonly style: 'gateway'
  readonly status: number
  readonly code: string
  readonly message: string
  /** `accessdenieddetail`: what is missing. */
  readonly detail?: Readonly<Record<string, unknown>>
}

export type Refusal = LegacyRefusal | GatewayRefusal

/** One row of the table of the old host. */
export interface LegacyRow {
  readonly errcode: number
  readonly errmsg: string
  /** When it is answered. */
  readonly when: string
  /** What the bot's author should do. */
  readonly mend: Bilingual
  readonly source: string
}

/** One row of the table of the gateway. */
export interface GatewayRow {
  readonly code: string
  readonly status: number
  readonly message: string
  readonly when: string
  /** What the bot's author should do. */
  readonly mend: Bilingual
  readonly source: string
}
