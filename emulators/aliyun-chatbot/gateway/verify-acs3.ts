import type { Call } from '../../core/call.ts'
import type { Chatbot } from '../chatbot.ts'
import { missingPublic, refuse, type Refusal } from '../errors.ts'
import { remark } from '../remarks.ts'
import {
  acs3StringToSign,
  canonicalRequest,
  readAuthorization,
  sha256,
  signAcs3,
  type SignedRequest,
} from '../signing/acs3.ts'
import { differenceOf, sameSignature } from '../signing/compare.ts'
import { diagnoseAcs3 } from '../signing/diagnose-acs3.ts'
import { describeMistakes } from './mismatch.ts'
import type { GatewayRequest } from './request.ts'
import { firstMissing, type Claims } from './claims.ts'

const REQUIRED = ['x-acs-action', 'x-acs-version', 'x-acs-date', 'x-acs-signature-nonce', 'x-acs-content-sha256']

/** Reads what a request of the newer style claims. */
export function verifyAcs3(bot: Chatbot, call: Call, request: GatewayRequest): Claims | Refusal {
  const read = (name: string): string => [call.headers[name]].flat().join(',')
  const authorization = readAuthorization(read('authorization'))
  if (authorization === undefined) return missingPublic('Authorization')
  const { credential, signedHeaders, signature } = authorization
  const required = credential.startsWith('STS.') ? [...REQUIRED, 'x-acs-security-token'] : REQUIRED
  const missing = firstMissing(required, read)
  if (missing !== undefined) return missing

  function checkSignature(secret: string): Refusal | undefined {
    const bodyHash = sha256(call.body)
    const signed: SignedRequest = {
      method: call.method,
      path: call.path,
      query: request.queryPairs,
      headers: signedHeaders.map((name) => [name.toLowerCase(), read(name.toLowerCase())]),
      payloadHash: bodyHash,
    }
    const canonical = canonicalRequest(signed)
    const ours = acs3StringToSign(canonical)
    const unsigned = mustBeSigned(call).filter((name) => !signed.headers.some(([one]) => one === name))
    const statedHash = read('x-acs-content-sha256')
    const isRight = sameSignature(signAcs3(secret, ours), signature)
    if (isRight && unsigned.length === 0 && sameSignature(bodyHash, statedHash)) return undefined
    const details = { serverStringToSign: ours, serverCanonicalRequest: canonical }
    const about = { cause: call.entry.seq }
    if (unsigned.length > 0) {
      const names = unsigned.join(', ')
      const what = { en: `Sent, but not in SignedHeaders: ${names}.`, zh: `已发送但不在 SignedHeaders 中：${names}。` }
      remark(bot, 'signature-mismatch', what, { ...about, details })
    } else if (isRight) {
      const what = {
        en: 'x-acs-content-sha256 is not the hash of the body.',
        zh: 'x-acs-content-sha256 不是请求体的哈希值。',
      }
      remark(bot, 'signature-mismatch', what, { ...about, details: { ...details, bodyHash, statedHash } })
    } else {
      const explained = diagnoseAcs3(signed, { signature, bodyHash, statedHash }, secret)
      const difference = explained && differenceOf(canonical, explained.text)
      remark(bot, 'signature-mismatch', describeMistakes(explained, difference), {
        ...about,
        details: { ...details, clientCanonicalRequest: explained?.text, difference },
      })
    }
    return refuse(
      'SignatureDoesNotMatch',
      `Specified signature does not match our calculation. server StringToSign is [${ours}] server CanonicalRequest is [${canonical}]`,
    )
  }

  return {
    accessKeyId: credential,
    timestamp: read('x-acs-date'),
    nonce: read('x-acs-signature-nonce'),
    checkMethod: () => undefined,
    checkSignature,
  }
}

/** All public headers have to be signed. */
function mustBeSigned(call: Call): string[] {
  return ['host', ...Object.keys(call.headers).filter((name) => name.startsWith('x-acs-'))]
}
