import type { PushEntry } from '../../../emulators/core/journal-entries.ts'

/** What people find a push by in their logs: `MsgId 74231907755119337 (text)`. */
export function nameOf({ what, ids }: PushEntry): string {
  const shown = Object.entries(ids).map(([name, value]) => `${name} ${value}`)
  return shown.length === 0 ? what : `${shown.join(', ')} (${what})`
}
