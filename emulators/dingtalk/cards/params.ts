import type { Dingtalk } from '../dingtalk.ts'
import { gateway } from '../errors/index.ts'
import type { Refusal } from '../errors/refusal.ts'
import { remark } from '../remarks/index.ts'
import { flowOf, type Card, type CardParams } from './card.ts'

const MOST_KEY_BYTES = 100

export type ReadParams =
  | { readonly ok: true; readonly params: CardParams }
  | { readonly ok: false; readonly refusal: Refusal }

/**
 * Reads a cardParamMap: keys of at most 100 bytes, every value a string.
 *
 * Source: https://open.dingtalk.com/document/development/create-and-deliver-cards
 */
export function readParams(
  dingtalk: Dingtalk,
  map: Readonly<Record<string, unknown>> | undefined,
  cause: number,
): ReadParams {
  for (const [key, value] of Object.entries(map ?? {})) {
    if (Buffer.byteLength(key) > MOST_KEY_BYTES) return { ok: false, refusal: gateway('param.invalid') }
    if (typeof value === 'string') continue
    const type =
      value === null
        ? 'null'
        : Array.isArray(value)
          ? 'a list'
          : typeof value === 'object'
            ? 'a record'
            : `a ${typeof value}`
    remark(
      dingtalk,
      'card-value-not-text',
      {
        en: `The card variable ${key} is ${type}, not a string.`,
        zh: `卡片变量 ${key} 不是字符串（${typeof value}）。`,
      },
      { cause, details: { key } },
    )
    return { ok: false, refusal: gateway('param.invalid') }
  }
  return { ok: true, params: (map ?? {}) as CardParams }
}

/** Writes variables on a card, besides those it has (`byKey`) or in their place. A `flowStatus` among them is obeyed. */
export function changeParams(card: Card, params: CardParams, byKey: boolean): void {
  const hadStatus = card.params['flowStatus'] !== undefined
  card.params = byKey ? { ...card.params, ...params } : params
  const flow = flowOf(params['flowStatus'])
  const isWritten = card.template.keys.some((key) => (card.params[key] ?? '') !== '')
  if (flow !== undefined) card.flow = flow
  // Nobody has ever called it an AI card, and now it shows its text: nothing is still to come.
  else if (card.flow === 'processing' && !hadStatus && card.streamed.size === 0 && isWritten) card.flow = undefined
}

/** The variables of single people, as `privateData` names them by userId or unionId. */
export function readPrivateData(
  dingtalk: Dingtalk,
  privateData: Readonly<Record<string, { readonly cardParamMap?: Readonly<Record<string, unknown>> | undefined }>>,
  userIdType: 1 | 2,
  cause: number,
): { readonly ok: true; readonly people: Map<string, CardParams> } | { readonly ok: false; readonly refusal: Refusal } {
  const people = new Map<string, CardParams>()
  for (const [id, { cardParamMap }] of Object.entries(privateData)) {
    const person = userIdType === 1 ? dingtalk.people.withStaffId(id) : dingtalk.people.withUnionId(id)
    if (person === undefined) return { ok: false, refusal: gateway('param.userIdNotExist') }
    const read = readParams(dingtalk, cardParamMap, cause)
    if (!read.ok) return read
    people.set(person.name, read.params)
  }
  return { ok: true, people }
}

/** Writes the variables of single people, besides those they have or in their place. */
export function changePrivateParams(card: Card, people: ReadonlyMap<string, CardParams>, byKey: boolean): void {
  for (const [name, params] of people)
    card.privateParams.set(name, byKey ? { ...card.privateParams.get(name), ...params } : params)
}
