/** Header values as Node's server gives them: lower-case names. */
export type IncomingHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** The four values that identify and sign a request; empty where the header is missing. */
export interface SignedHeaders {
  readonly appKey: string
  readonly nonce: string
  readonly timestamp: string
  readonly signature: string
}

/**
 * Reads the signed headers in either official spelling, `Nonce` or `RC-Nonce`. Each header is looked up on its own, the
 * short name first, so that a request may mix the two. The `RC-` names exist because some hosting platforms strip the
 * short ones.
 *
 * Source: https://docs.rongcloud.cn/platform-chat-api/auth
 */
export function readSignedHeaders(headers: IncomingHeaders): SignedHeaders {
  return {
    appKey: read(headers, 'app-key'),
    nonce: read(headers, 'nonce'),
    timestamp: read(headers, 'timestamp'),
    signature: read(headers, 'signature'),
  }
}

function read(headers: IncomingHeaders, name: string): string {
  return single(headers[name]) || single(headers[`rc-${name}`])
}

/** A header that was sent twice counts by its first value. */
function single(value: string | readonly string[] | undefined): string {
  return (typeof value === 'string' ? value : value?.[0]) ?? ''
}
