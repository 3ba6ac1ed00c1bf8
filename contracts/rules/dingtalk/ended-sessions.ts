import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import { SEND_BY_SESSION } from './calls.ts'

/** A session that is unknown or over. */
export const isOver = ({ operation, ended }: CallEntry): boolean =>
  operation === SEND_BY_SESSION && ended?.code === 300001
