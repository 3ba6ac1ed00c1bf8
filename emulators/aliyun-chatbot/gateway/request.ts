import type { Call } from '../../core/call.ts'
import { ACS3 } from '../signing/acs3.ts'
import type { Pairs } from '../signing/percent.ts'

/** A call as the gateway reads it, before anything is judged. */
export interface GatewayRequest {
  /** `V2`: parameters signed with HMAC-SHA1; `V3`: headers signed with ACS3-HMAC-SHA256. */
  readonly style: 'V2' | 'V3'
  /** Decoded, in the order of the wire. */
  readonly queryPairs: Pairs
  readonly bodyPairs: Pairs
  /** All of them; a name in the body beats the same name in the query. */
  readonly parameters: ReadonlyMap<string, string>
  readonly action: string | undefined
  readonly version: string | undefined
  readonly format: 'JSON' | 'XML'
  /** What Format said when it is neither. */
  readonly badFormat?: string | undefined
}

const FORM = 'application/x-www-form-urlencoded'

/** More parameters than any action has. */
const MOST_PAIRS = 2000

/**
 * Reads a call. The style follows from the Authorization header alone: the classic Node client sends `x-acs-action` on
 * calls of the older style, too.
 *
 * Sources: https://help.aliyun.com/document_detail/25490.htm , https://help.aliyun.com/document_detail/157269.html
 */
export function readRequest(call: Pick<Call, 'url' | 'method' | 'headers' | 'body'>): GatewayRequest {
  const { headers } = call
  const queryAt = call.url.indexOf('?')
  const queryPairs = readPairs(queryAt < 0 ? '' : call.url.slice(queryAt + 1))
  const isForm = (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase() === FORM
  const bodyPairs = isForm ? readPairs(call.body.toString('utf8')) : []
  const parameters = new Map([...queryPairs, ...bodyPairs])
  if ((headers.authorization ?? '').startsWith(ACS3)) {
    const header = (name: string): string | undefined => [headers[name]].flat()[0] || undefined
    return {
      style: 'V3',
      queryPairs,
      bodyPairs,
      parameters,
      action: header('x-acs-action'),
      version: header('x-acs-version'),
      format: 'JSON',
    }
  }
  // Clients write JSON, json, XML and xml; without Format it is XML.
  const format = (parameters.get('Format') ?? 'XML').toUpperCase()
  return {
    style: 'V2',
    queryPairs,
    bodyPairs,
    parameters,
    action: parameters.get('Action') || undefined,
    version: parameters.get('Version') || undefined,
    format: format === 'JSON' ? 'JSON' : 'XML',
    badFormat: format === 'JSON' || format === 'XML' ? undefined : parameters.get('Format'),
  }
}

/** A `+` means a blank, in a query as in a form. */
function readPairs(text: string): Pairs {
  return text === '' ? [] : [...new URLSearchParams(text)].slice(0, MOST_PAIRS)
}

/** Names that belong to the gateway and not to an action. */
const PUBLIC = new Set([
  'Action',
  'Version',
  'Format',
  'AccessKeyId',
  'SecurityToken',
  'SignatureMethod',
  'SignatureVersion',
  'SignatureNonce',
  'SignatureType',
  'Timestamp',
  'Signature',
  'RegionId',
])

/** The parameters of the action itself. */
export function actionParameters({ style, parameters }: GatewayRequest): Record<string, string> {
  return Object.fromEntries([...parameters].filter(([name]) => style === 'V3' || !PUBLIC.has(name)))
}
