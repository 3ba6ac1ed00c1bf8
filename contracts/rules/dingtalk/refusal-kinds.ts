import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import { SEND_AS_CUSTOM_ROBOT, SEND_BY_SESSION } from './calls.ts'

export const ERRORS = 'https://open.dingtalk.com/document/development/server-api-error-codes-1'

export const isLegacy = ({ operation }: CallEntry): boolean =>
  operation === SEND_BY_SESSION || operation === SEND_AS_CUSTOM_ROBOT

/** An access token that is over or was never given, on either host. */
export const isStale = ({ ended }: CallEntry): boolean => ended?.code === 'InvalidAuthentication' || ended?.code === 88
