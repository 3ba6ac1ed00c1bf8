import type { Call } from '../../core/call.ts'
import { serverTime, type Chatbot } from '../chatbot.ts'
import { refuse, type Refusal } from '../errors.ts'
import { remark } from '../remarks.ts'
import type { Claims } from './claims.ts'
import { verifyAcs3 } from './verify-acs3.ts'
import { verifyRpc } from './verify-rpc.ts'
import { describeSkew, parseTimestamp } from './timestamp.ts'
import type { GatewayRequest } from './request.ts'

/**
 * Judges who calls: presence of the public parameters, key, time stamp, signature, nonce, in this order. The nonce counts
 * as used only once the signature is right.
 *
 * Source: https://help.aliyun.com/document_detail/435312.html ; the order is ours, the real one is not fixed.
 */
export function verifyCaller(bot: Chatbot, call: Call, request: GatewayRequest): Refusal | undefined {
  const claims = request.style === 'V3' ? verifyAcs3(bot, call, request) : verifyRpc(bot, call, request)
  if ('ok' in claims) return claims
  const secret = secretOf(bot, claims.accessKeyId)
  if (secret === undefined) return unknownKey(bot, claims.accessKeyId, call)
  if (!bot.settings.keyActive && claims.accessKeyId === bot.settings.accessKeyId)
    return refuse('InvalidAccessKeyId.Inactive')
  return (
    checkTimestamp(bot, claims.timestamp, call) ??
    claims.checkMethod() ??
    claims.checkSignature(secret) ??
    useNonce(bot, claims, call)
  )
}

function secretOf({ settings }: Chatbot, accessKeyId: string): string | undefined {
  if (accessKeyId === settings.accessKeyId) return settings.accessKeySecret
  return Object.hasOwn(settings.otherKeys, accessKeyId) ? settings.otherKeys[accessKeyId] : undefined
}

function unknownKey(bot: Chatbot, accessKeyId: string, call: Call): Refusal {
  const trimmed = accessKeyId.trim()
  const isTrimmable = trimmed !== accessKeyId && secretOf(bot, trimmed) !== undefined
  const shown = JSON.stringify(accessKeyId)
  const what = isTrimmable
    ? {
        en: `The AccessKeyId ${shown} has white space or a line break around it; without it is right.`,
        zh: `AccessKeyId ${shown} 前后带有空白或换行，去掉之后是正确的。`,
      }
    : {
        en: `There is no AccessKeyId ${shown} (${accessKeyId.length} characters).`,
        zh: `没有 AccessKeyId ${shown}（${accessKeyId.length} 个字符）。`,
      }
  remark(bot, 'key-unknown', what, { cause: call.entry.seq })
  return refuse('InvalidAccessKeyId.NotFound')
}

function checkTimestamp(bot: Chatbot, timestamp: string, call: Call): Refusal | undefined {
  const stamped = parseTimestamp(timestamp)
  const cause = call.entry.seq
  if (stamped === undefined) {
    const shown = JSON.stringify(timestamp)
    remark(
      bot,
      'timestamp-format',
      { en: `${shown} is not of the form 2025-03-06T08:10:03Z.`, zh: `${shown} 不是 2025-03-06T08:10:03Z 的形式。` },
      { cause },
    )
    return refuse('InvalidTimeStamp.Format')
  }
  const skewMs = stamped - serverTime(bot)
  if (Math.abs(skewMs) <= bot.settings.clock.tolerance) return undefined
  remark(bot, 'clock-off', describeSkew(skewMs), { cause, details: { skewMs } })
  return refuse('InvalidTimeStamp.Expired')
}

function useNonce(bot: Chatbot, { accessKeyId, nonce }: Claims, call: Call): Refusal | undefined {
  if (!bot.settings.rememberNonces) return undefined
  const now = bot.world.clock.wall()
  const key = `${accessKeyId}\n${nonce}`
  const before = bot.nonces.get(key, now)
  if (before !== undefined) {
    const seconds = ((now - before.at) / 1000).toFixed(1)
    const what = {
      en: `The same nonce as in call #${before.seq}, ${seconds} s earlier.`,
      zh: `与 #${before.seq} 号调用的随机数相同，相隔 ${seconds} 秒。`,
    }
    remark(bot, 'nonce-reused', what, { cause: call.entry.seq, details: { nonce, earlier: before.seq } })
    return refuse('SignatureNonceUsed')
  }
  bot.nonces.set(key, { seq: call.entry.seq, at: now }, now + 2 * bot.settings.clock.tolerance)
  return undefined
}
