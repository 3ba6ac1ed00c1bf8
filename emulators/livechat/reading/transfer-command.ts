import { show, type Judge } from '../remarks/judge.ts'
import { isObject, pointer, type JsonObject } from './fields.ts'

/** The bot wants the visitor to talk to a human. */
export interface TransferCommand {
  /** Queue variable to queue number, as the bot gave them; empty for a plain transfer. */
  readonly data: Readonly<Record<string, string>>
}

/** Reads `actionData`: a map of strings; other values are turned into strings with a remark. */
export function readActionData(given: unknown, at: string, judge: Judge): Record<string, string> {
  if (given === undefined || given === null) return {}
  if (!isObject(given)) {
    judge.note('action-data-not-object', { at }, { given: show(given) })
    return {}
  }
  const data: Record<string, string> = {}
  for (const [key, value] of Object.entries(given)) {
    if (typeof value !== 'string')
      judge.note('action-data-not-string', { at: pointer(at, key) }, { key, given: show(value) })
    data[key] = typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
  return data
}

/** Reads a command object; undefined when it is none the gateway knows. */
export function readCommand(command: JsonObject, at: string, judge: Judge): TransferCommand | undefined {
  const given = command['actionType']
  if (given !== 'TRANSFER_HUMAN') {
    const place = { at: pointer(at, 'actionType') }
    if (typeof given !== 'string' || given.toUpperCase() !== 'TRANSFER_HUMAN') {
      judge.note('action-type-unknown', place, { given: show(given) })
      return undefined
    }
    judge.note('action-type-letter-case', place, { given })
  }
  return { data: readActionData(command['actionData'], pointer(at, 'actionData'), judge) }
}
