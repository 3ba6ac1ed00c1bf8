import { createHash, createHmac } from 'node:crypto'
import { canonicalQuery, type Pairs } from './percent.ts'

/** The word before the parts of an `Authorization` header of the newer style. */
export const ACS3 = 'ACS3-HMAC-SHA256'

/** What an `Authorization` header says. */
export interface Authorization {
  readonly credential: string
  /** Lower-case names in the order the client gave. */
  readonly signedHeaders: readonly string[]
  readonly signature: string
}

/** Reads `ACS3-HMAC-SHA256 Credential=…,SignedHeaders=a;b,Signature=…`; nothing when a part is missing. */
export function readAuthorization(header: string): Authorization | undefined {
  if (!header.startsWith(ACS3)) return undefined
  const parts = new Map(
    header
      .slice(ACS3.length)
      .split(',')
      .map((part) => {
        const at = part.indexOf('=')
        return [part.slice(0, at).trim(), part.slice(at + 1).trim()] as const
      }),
  )
  const [credential, signedHeaders, signature] = ['Credential', 'SignedHeaders', 'Signature'].map((name) =>
    parts.get(name),
  )
  if (credential === undefined || signedHeaders === undefined || signature === undefined) return undefined
  return { credential, signedHeaders: signedHeaders.split(';').filter(Boolean), signature }
}

/** A request as the newer style signs it. */
export interface SignedRequest {
  readonly method: string
  /** The path, `/` for this product. */
  readonly path: string
  /** Query parameters, decoded. */
  readonly query: Pairs
  /** Lower-case names with the values to sign, in the order of the client's list. */
  readonly headers: Pairs
  /** Hex SHA-256 of the body. */
  readonly payloadHash: string
}

export const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex')

/**
 * The canonical request. Headers end in a line break each, so that an empty line stands before the list of their names.
 *
 * Source: https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
 */
export function canonicalRequest({ method, path, query, headers, payloadHash }: SignedRequest): string {
  const lines = headers.map(([name, value]) => `${name}:${value.trim()}\n`).join('')
  const names = headers.map(([name]) => name).join(';')
  return [method.toUpperCase(), path, canonicalQuery(query), lines, names, payloadHash].join('\n')
}

/** The string that is signed: the algorithm and the hash of the canonical request. */
export function acs3StringToSign(canonical: string): string {
  return `${ACS3}\n${sha256(canonical)}`
}

/** Hex of HMAC-SHA256; the key is the bare secret. */
export function signAcs3(secret: string, stringToSign: string): string {
  return createHmac('sha256', secret).update(stringToSign, 'utf8').digest('hex')
}
