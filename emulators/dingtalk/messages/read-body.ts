import type { Call } from '../../core/call.ts'
import { legacy } from '../errors/index.ts'
import type { LegacyRefusal } from '../errors/refusal.ts'
import { isRecord } from './shape.ts'

/** The body of a call to a webhook, or why there is none. */
export type BodyReading =
  | { readonly ok: true; readonly body: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly refusal: LegacyRefusal }

/** Whether a call has a form for a body: the old official SDK for Java sends one. */
export const isForm = (call: Call): boolean => typeOf(call) === 'application/x-www-form-urlencoded'

function typeOf({ headers }: Call): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase()
}

/** Reads a body that is JSON, or a form whose fields hold JSON. */
export function readBody(call: Call): BodyReading {
  if (isForm(call)) return { ok: true, body: readForm(call.body.toString('utf8')) }
  if (typeOf(call) !== 'application/json') return { ok: false, refusal: legacy(43004) }
  const body = parse(call.body.toString('utf8'))
  return isRecord(body) ? { ok: true, body } : { ok: false, refusal: legacy(40035, '缺少参数 json') }
}

/** Fields of a form; those that hold a JSON object are read as one. */
function readForm(text: string): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [name, value] of new URLSearchParams(text)) {
    const parsed = /^\s*[{[]/.test(value) ? parse(value) : undefined
    Object.defineProperty(fields, name, {
      value: parsed ?? value,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return fields
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
