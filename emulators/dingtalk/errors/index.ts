import type { PlatformErrorInfo } from '../../core/platform.ts'
import { agentErrors } from './agent.ts'
import { cardErrors } from './cards.ts'
import { commonGatewayErrors, commonLegacyErrors } from './common.ts'
import type { GatewayRefusal, GatewayRow, LegacyRefusal, LegacyRow } from './refusal.ts'
import { robotErrors } from './robots.ts'
import { standardCardErrors } from './standard-cards.ts'
import { streamErrors } from './stream.ts'
import { webhookErrors } from './webhooks.ts'

const legacyRows: readonly LegacyRow[] = [...commonLegacyErrors, ...webhookErrors]
const gatewayRows: readonly GatewayRow[] = [
  ...commonGatewayErrors,
  ...robotErrors,
  ...standardCardErrors,
  ...cardErrors,
  ...agentErrors,
  ...streamErrors,
]

const legacyByCode: ReadonlyMap<number, LegacyRow> = new Map(legacyRows.map((row) => [row.errcode, row]))
const gatewayByCode: ReadonlyMap<string, GatewayRow> = new Map(gatewayRows.map((row) => [row.code, row]))

/** A refusal of the old host out of the table, with the table's words unless better ones are given. */
export function legacy(errcode: number, errmsg?: string): LegacyRefusal {
  const row = legacyByCode.get(errcode)
  if (row === undefined) throw new RangeError(`the old host has no errcode ${errcode}`)
  return { ok: false, style: 'legacy', errcode, errmsg: errmsg ?? row.errmsg }
}

/** A refusal of the gateway out of the table. */
export function gateway(code: string, message?: string, detail?: GatewayRefusal['detail']): GatewayRefusal {
  const row = gatewayByCode.get(code)
  if (row === undefined) throw new RangeError(`the gateway has no code ${code}`)
  return {
    ok: false,
    style: 'gateway',
    status: row.status,
    code,
    message: message ?? row.message,
    ...(detail === undefined ? {} : { detail }),
  }
}

/** A mandatory field is missing: the code carries the field's name. */
export function missingField(field: string): GatewayRefusal {
  return {
    ok: false,
    style: 'gateway',
    status: 400,
    code: `Missing${field}`,
    message: `${field} is mandatory for this action.`,
  }
}

/** The refusal somebody asked for by its code, as a fault. */
export function refusalByCode(code: string | number): LegacyRefusal | GatewayRefusal | undefined {
  if (legacyByCode.has(Number(code))) return legacy(Number(code))
  return gatewayByCode.has(String(code)) ? gateway(String(code)) : undefined
}

/** All errors, for the reference page and `caipai explain`. */
export const errorInfos: readonly PlatformErrorInfo[] = [
  ...legacyRows.map(({ errcode, errmsg, ...rest }) => ({ code: errcode, message: errmsg, ...rest })),
  ...gatewayRows.map(({ code, status, message, when, ...rest }) => ({
    code,
    message,
    when: `${when}; HTTP ${status}`,
    ...rest,
  })),
]
