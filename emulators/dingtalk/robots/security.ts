import { queryValue, type Call } from '../../core/call.ts'
import { formatDuration } from '../../core/duration.ts'
import type { Bilingual } from '../../core/journal-entries.ts'
import { isAllowed, plainAddress } from '../api/access.ts'
import { sameText } from '../crypto/same-text.ts'
import { sign } from '../crypto/sign.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { legacy } from '../errors/index.ts'
import type { LegacyRefusal } from '../errors/refusal.ts'
import { remark } from '../remarks/index.ts'
import type { CustomRobot } from '../settings.ts'
import { diagnoseSign } from './sign-diagnosis.ts'

const HOUR_MS = 3_600_000
const DOCS = 'https://open.dingtalk.com/document/dingstart/customize-robot-security-settings'

/**
 * The security settings (安全设置) of a custom robot; each that is switched on has to be met.
 *
 * Source: https://open.dingtalk.com/document/dingstart/customize-robot-security-settings
 */
export function checkSecurity(
  dingtalk: Dingtalk,
  robot: CustomRobot,
  call: Call,
  visible: string,
): LegacyRefusal | undefined {
  return (
    checkSign(dingtalk, robot, call) ??
    checkKeywords(dingtalk, robot, call, visible) ??
    checkAddress(dingtalk, robot, call)
  )
}

/** The words of 310000 since 2024: description, solution and link. */
function unsafe(description: string, solution: string): LegacyRefusal {
  return legacy(310000, `description:${description};solution:${solution};link:${DOCS};`)
}

function checkSign(dingtalk: Dingtalk, { secret }: CustomRobot, call: Call): LegacyRefusal | undefined {
  if (secret === undefined) return undefined
  const { world, customRobots } = dingtalk
  const sent = queryValue(call, 'sign') ?? ''
  const timestamp = queryValue(call, 'timestamp') ?? ''
  const now = world.clock.now()
  const about = (what: Bilingual, details: Readonly<Record<string, unknown>>): void =>
    remark(dingtalk, 'custom-robot-sign', what, { cause: call.entry.seq, details })

  if (sent === '' || timestamp === '') {
    about(describeAbsent(call, sent === '' ? 'sign' : 'timestamp'), { variant: 'absent' })
    return unmatched()
  }
  const skewMs = Number(timestamp) - world.clock.wall()
  if (!/^\d{1,16}$/.test(timestamp) || Math.abs(skewMs) > HOUR_MS) {
    const { variant, what } = describeTimestamp(call, timestamp, skewMs, world.clock.wall())
    about(what, { variant, timestamp, skewMs })
    return unsafe('invalid timestamp', '请使用毫秒时间戳，与当前时间相差不超过1小时')
  }
  if (sameText(sent, sign(secret, timestamp))) {
    customRobots.noteSign(sent, timestamp, now)
    return undefined
  }
  const { variant, what } = diagnoseSign(sent, timestamp, secret, customRobots.timestampOfSign(sent, now))
  about({ en: `The sign does not match. ${what.en}`, zh: `签名不匹配。${what.zh}` }, { variant, timestamp })
  return unmatched()
}

const unmatched = (): LegacyRefusal =>
  unsafe('机器人发送签名不匹配', '请确认签名和生成签名的时间戳必须都放在请求的网址中')

function describeAbsent({ headers }: Call, name: 'sign' | 'timestamp'): Bilingual {
  return headers[name] === undefined
    ? {
        en: `${name} is missing from the query, and the robot wants signatures (加签).`,
        zh: `查询参数中缺少 ${name}，而该机器人开启了加签。`,
      }
    : {
        en: `${name} was sent as a header; it belongs into the query.`,
        zh: `${name} 放在了请求头中，应放在查询参数里。`,
      }
}

function describeTimestamp(
  { query }: Call,
  timestamp: string,
  skewMs: number,
  now: number,
): { readonly variant: string; readonly what: Bilingual } {
  if (Array.isArray(query['timestamp']))
    return {
      variant: 'appended-again',
      what: {
        en: 'The URL has several timestamps: each call appends to the URL of the call before.',
        zh: 'URL 中有多个 timestamp：每次请求都在上一次的 URL 后追加。',
      },
    }
  if (!/^\d{1,16}$/.test(timestamp))
    return {
      variant: 'not-a-number',
      what: { en: 'The timestamp is no number of milliseconds.', zh: 'timestamp 不是毫秒数字。' },
    }
  if (Math.abs(Number(timestamp) * 1000 - now) <= HOUR_MS)
    return {
      variant: 'seconds',
      what: { en: 'The timestamp is in seconds; milliseconds are wanted.', zh: 'timestamp 是秒，应为毫秒。' },
    }
  const gap = formatDuration(Math.abs(skewMs))
  return skewMs < 0
    ? {
        variant: 'stale',
        what: {
          en: `The timestamp is ${gap} old: it was made once and kept, or the clock is slow.`,
          zh: `timestamp 已过去 ${gap}：只生成了一次并被缓存，或者时钟偏慢。`,
        },
      }
    : {
        variant: 'ahead',
        what: {
          en: `The timestamp lies ${gap} in the future: the clock is fast, or has another zone.`,
          zh: `timestamp 比当前时间超前 ${gap}：时钟偏快或时区有误。`,
        },
      }
}

function checkKeywords(
  dingtalk: Dingtalk,
  { keywords }: CustomRobot,
  call: Call,
  visible: string,
): LegacyRefusal | undefined {
  if (keywords.length === 0 || keywords.some((keyword) => visible.includes(keyword))) return undefined
  const wanted = keywords.join(', ')
  remark(
    dingtalk,
    'custom-robot-keyword',
    {
      en: `No keyword of the robot occurs in the message: ${wanted}.`,
      zh: `消息中没有机器人的任何关键词：${wanted}。`,
    },
    { cause: call.entry.seq },
  )
  return unsafe('关键词不匹配', '请在消息中包含机器人的任一关键词')
}

function checkAddress(dingtalk: Dingtalk, { ipAllow }: CustomRobot, call: Call): LegacyRefusal | undefined {
  if (ipAllow.length === 0 || isAllowed(call.from, ipAllow)) return undefined
  const from = plainAddress(call.from)
  remark(
    dingtalk,
    'custom-robot-address',
    {
      en: `The call comes from ${from}, which the robot does not allow.`,
      zh: `请求来自 ${from}，不在机器人允许的地址段内。`,
    },
    { cause: call.entry.seq },
  )
  return unsafe(`ip ${from} not in whitelist`, '请将该地址加入机器人的IP地址段')
}

const HIDDEN = /url$|^(?:msgtype|btnOrientation|hideAvatar|mediaId|fileType)$/i

/** All that people can read in a message, whether it is complete or not: titles, texts and buttons. */
export function visibleText(body: Readonly<Record<string, unknown>>): string {
  const { msgtype } = body
  const parts: string[] = []
  collect(typeof msgtype === 'string' ? body[msgtype] : undefined, parts, 0)
  return parts.join('\n')
}

const DEEPEST = 6

function collect(value: unknown, parts: string[], depth: number): void {
  if (typeof value === 'string') parts.push(value)
  else if (typeof value === 'object' && value !== null && depth < DEEPEST)
    for (const [name, inner] of Object.entries(value)) if (!HIDDEN.test(name)) collect(inner, parts, depth + 1)
}
