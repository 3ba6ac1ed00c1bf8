import type { Call } from '../../core/call.ts'
import type { Chatbot } from '../chatbot.ts'
import { refuse, type Refusal } from '../errors.ts'
import { remark } from '../remarks.ts'
import { differenceOf, sameSignature } from '../signing/compare.ts'
import { diagnoseRpc } from '../signing/diagnose-rpc.ts'
import { rpcStringToSign, signRpc } from '../signing/rpc.ts'
import type { GatewayRequest } from './request.ts'
import { describeMistakes } from './mismatch.ts'
import { firstMissing, type Claims } from './claims.ts'

const REQUIRED = [
  'Action',
  'Version',
  'AccessKeyId',
  'SignatureMethod',
  'SignatureVersion',
  'SignatureNonce',
  'Timestamp',
  'Signature',
]

/** Reads what a request of the older style claims. Keys of temporary credentials (`STS.…`) come with a SecurityToken. */
export function verifyRpc(bot: Chatbot, call: Call, request: GatewayRequest): Claims | Refusal {
  const read = (name: string): string => request.parameters.get(name) ?? ''
  const accessKeyId = read('AccessKeyId')
  const required = accessKeyId.startsWith('STS.') ? [...REQUIRED, 'SecurityToken'] : REQUIRED
  return (
    firstMissing(required, read) ?? {
      accessKeyId,
      timestamp: read('Timestamp'),
      nonce: read('SignatureNonce'),
      checkMethod: () => (read('SignatureMethod') === 'HMAC-SHA1' ? undefined : refuse('InvalidSignatureMethod')),
      checkSignature: (secret) => checkSignature(bot, call, request, secret, read('Signature')),
    }
  )
}

function checkSignature(
  bot: Chatbot,
  call: Call,
  request: GatewayRequest,
  secret: string,
  signature: string,
): Refusal | undefined {
  const pairs = [...request.parameters].filter(([name]) => name !== 'Signature')
  const ours = rpcStringToSign(call.method, pairs)
  if (sameSignature(signRpc(secret, ours), signature)) return undefined
  const queryPairs = request.queryPairs.filter(([name]) => name !== 'Signature')
  const explained = diagnoseRpc(
    {
      method: call.method,
      pairs,
      queryPairs: pairs.filter((pair) => queryPairs.some(([name]) => name === pair[0])),
      signature,
    },
    secret,
  )
  const difference = explained && differenceOf(ours, explained.text)
  remark(bot, 'signature-mismatch', describeMistakes(explained, difference), {
    cause: call.entry.seq,
    details: { serverStringToSign: ours, clientStringToSign: explained?.text, difference },
  })
  return refuse(
    'SignatureDoesNotMatch',
    `Specified signature is not matched with our calculation. server string to sign is:${ours}`,
  )
}
