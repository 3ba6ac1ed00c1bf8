import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import { fieldsOf } from './calls.ts'

export const cardOf = ({ input }: CallEntry): string => String(fieldsOf(input)['outTrackId'] ?? '')

/** Calls by the card they are about. */
export function byCard(calls: readonly CallEntry[]): Map<string, CallEntry[]> {
  const found = new Map<string, CallEntry[]>()
  for (const call of calls) if (cardOf(call) !== '') found.set(cardOf(call), [...(found.get(cardOf(call)) ?? []), call])
  return found
}
