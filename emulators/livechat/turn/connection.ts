import type { RemarkCode } from '../remarks/index.ts'

/** The remark on a connection that failed, by the code Node gives the failure. */
export function codeOfConnection(reason: string): RemarkCode {
  if (/^(?:ENOTFOUND|EAI_)/.test(reason)) return 'host-unknown'
  if (/CERT|SSL|TLS|EPROTO|SELF_SIGNED|UNABLE_TO/.test(reason)) return 'tls-failed'
  if (reason === 'ECONNRESET' || reason === 'EPIPE' || reason.includes('closed')) return 'connection-closed'
  return reason === 'ETIMEDOUT' ? 'connect-timeout' : 'connect-refused'
}

/** Outcomes after which a push may be repeated: there was nothing of an answer. */
export const connectFailures: ReadonlySet<string> = new Set([
  'connect_refused',
  'connect_timeout',
  'connect_closed',
  'dns',
])
