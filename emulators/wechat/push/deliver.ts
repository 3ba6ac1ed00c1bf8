import { wholeBody } from '../../core/delivery/whole-body.ts'
import type { HeaderList, PushEntry } from '../../core/journal-entries.ts'
import type { PushResult, Verdict as DeliveryVerdict } from '../../core/delivery/push.ts'
import type { User } from '../account/users.ts'
import { handOver, lookOf, showNotice, showToUser } from '../client/show.ts'
import { decodeAesKey } from '../crypto/encryption.ts'
import { ANSWER_MAX_BYTES, judgeReply, type ReplyRules } from '../reply/judge.ts'
import { remarkVerdict } from '../reply/remark.ts'
import type { Verdict } from '../reply/verdict.ts'
import type { Wechat } from '../wechat.ts'
import { sealPush, sealRawPush, withQuery, type PushEnvelope, type PushSecrets, type PushStamp } from './envelope.ts'
import type { XmlField } from './xml.ts'

/** Something to push to the bot. */
export interface Outgoing {
  /** `text`, `event CLICK`. */
  readonly what: string
  readonly user: User
  /** Who it comes from on the wire, when that is not the user: a helper account of the platform. */
  readonly sender?: string
  /** The elements, or a body that somebody wrote by hand. */
  readonly content: readonly XmlField[] | string
  readonly ids: Readonly<Record<string, string>>
  readonly event: boolean
  /** Whether the user is told when it fails. */
  readonly notifies: boolean
  readonly cause: number | undefined
}

/**
 * Pushes something to the bot: up to three deliveries of the same bytes, the answer to the open one decides.
 *
 * Source: https://developers.weixin.qq.com/doc/subscription/guide/product/message/Passive_user_reply_message.html
 *
 * @throws CaipaiError `WEBHOOK_MISSING` when nobody has said where the bot listens
 */
export function pushToBot(wechat: Wechat, outgoing: Outgoing): void {
  const { world, settings } = wechat
  const url = world.webhook('wechat')
  const label = {
    platform: 'wechat',
    what: outgoing.what,
    user: outgoing.user.name,
    conversation: outgoing.user.name,
    ids: outgoing.ids,
    cause: outgoing.cause,
  }
  const now = world.clock.now()
  if (now < wechat.pushing.pausedUntil) {
    const reason = `pushes are suspended for another ${wechat.pushing.pausedUntil - now} ms after too many failures`
    world.journal.add<PushEntry>({
      kind: 'push',
      ...label,
      ended: { at: now, outcome: 'suspended', reason, attempts: 0 },
    })
    return
  }
  const secrets = secretsOf(wechat)
  const envelope = seal(wechat, outgoing, secrets)
  const rules = rulesFor(wechat, outgoing)
  world.deliver<Verdict>({
    label,
    attempt: (number) => ({
      transport: world.httpTransport(requestOf(url, envelope)),
      read: wholeBody((body, { status, headers }) =>
        number <= settings.push.loseAnswers
          ? { outcome: 'connect-fail', reason: 'the answer got lost on its way (push.loseAnswers)' }
          : toDelivery(judgeReply({ status, headers: lowerCased(headers), body }, rules)),
      ),
    }),
    timers: { connectMs: settings.push.timeoutMs, totalMs: settings.push.timeoutMs },
    mostBytes: ANSWER_MAX_BYTES,
    deliveries: (outcome) => (settings.debug.retries ? deliveriesFor(settings.push.deliveries, outcome) : 1),
    settled: (result) => settle(wechat, outgoing, result),
  })
}

function deliveriesFor(limits: Readonly<Record<string, number>>, outcome: string): number {
  return limits[outcome] ?? 1
}

/** What signs and encrypts pushes now. */
export function secretsOf({ settings }: Wechat): PushSecrets {
  const { account, push } = settings
  const text = push.key === 'previous' ? account.previousEncodingAesKey : account.encodingAesKey
  const key = decodeAesKey(text)
  // The settings' schema has let no other key pass.
  if (key === undefined) throw new TypeError('the EncodingAESKey of the settings is not one')
  return { mode: account.mode, token: account.token, appid: account.appid, key, whitespace: push.encryptWhitespace }
}

/** Timestamp, nonce and random part of one push. The bot checks the timestamp against its own clock, so it is wall time. */
export function stampPush({ world, settings }: Wechat): PushStamp {
  const { debug } = settings
  return {
    timestamp: debug.timestamp ?? String(Math.floor(world.clock.wall() / 1000)),
    nonce: debug.nonce ?? world.random.digits(world.random.int(9, 10)),
    random: Buffer.from(debug.random ?? world.random.hex(16)),
  }
}

function seal(wechat: Wechat, { content, user, sender = user.openid }: Outgoing, secrets: PushSecrets): PushEnvelope {
  const stamp = stampPush(wechat)
  return typeof content === 'string'
    ? sealRawPush(content, wechat.settings.account.originalId, sender, secrets, stamp)
    : sealPush(content, sender, secrets, stamp)
}

/** The request of a push, header lines in the order of the captures. */
export function requestOf(
  url: string,
  { query, body }: PushEnvelope,
): { method: string; url: string; headers: HeaderList; body: Buffer } {
  const bytes = Buffer.from(body)
  return {
    method: 'POST',
    url: withQuery(url, query),
    headers: [
      ['User-Agent', 'Mozilla/4.0'],
      ['Accept', '*/*'],
      ['Host', new URL(url).host],
      ['Pragma', 'no-cache'],
      ['Content-Length', String(bytes.length)],
      ['Content-Type', 'text/xml'],
    ],
    body: bytes,
  }
}

function rulesFor(wechat: Wechat, outgoing: Outgoing): ReplyRules {
  const { settings, media, world } = wechat
  const { account } = settings
  return {
    mode: account.mode,
    identity: {
      appid: account.appid,
      token: account.token,
      encodingAesKey: account.encodingAesKey,
      previousKey: account.previousEncodingAesKey,
    },
    pushedTo: account.originalId,
    pushedFrom: outgoing.sender ?? outgoing.user.openid,
    event: outgoing.event,
    textMaxBytes: settings.text.maxBytes,
    acceptPlainReply: settings.secure.acceptPlainReply,
    acceptLeadingWhitespace: settings.reply.acceptLeadingWhitespace,
    media(id) {
      const found = media.get(id)
      return found === undefined ? undefined : { type: found.type, expired: world.clock.now() >= found.expiresAt }
    },
    hasDesk: (kfAccount) => account.desks.includes(kfAccount),
  }
}

/** Header names in lower case, as the judge wants them; of repeated lines the last counts. */
export function lowerCased(headers: HeaderList): Record<string, string> {
  return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]))
}

function toDelivery(verdict: Verdict): DeliveryVerdict<Verdict> {
  if (!('reason' in verdict)) return { outcome: verdict.class, value: verdict }
  const hint = verdict.hint === undefined ? '' : `. ${verdict.hint}`
  return {
    outcome: verdict.class,
    reason: `${verdict.reason}: got ${verdict.found}, expected ${verdict.expected}${hint}`,
    value: verdict,
  }
}

const FAILURES = new Set(['timeout', 'bad-status', 'connect-fail', 'bad-body'])

function settle(wechat: Wechat, outgoing: Outgoing, { verdict, seq }: PushResult<Verdict>): void {
  const { user } = outgoing
  const judged = verdict.value ?? (verdict.outcome === 'bad-body' ? tooLarge(verdict.reason) : undefined)
  if (judged !== undefined) remarkVerdict(wechat, judged, user.name, seq)
  if (FAILURES.has(verdict.outcome)) {
    countFailure(wechat)
    if (outgoing.notifies && user.subscribed) showNotice(wechat, user, seq)
    return
  }
  wechat.pushing.failures = 0
  const answer = verdict.value
  if (answer?.class !== 'answered' || !user.subscribed) return
  if (answer.reply.type === 'transfer_customer_service') handOver(wechat, user, answer.reply.kfAccount, seq)
  else showToUser(wechat, user, lookOf(answer.reply), 'passive-reply', seq)
}

/** Nobody has read such an answer to its end, so it was not judged either. */
const tooLarge = (found = 'a larger one'): Verdict => ({
  class: 'bad-body',
  reason: 'too-large',
  found,
  expected: `at most ${ANSWER_MAX_BYTES} bytes`,
  lints: [],
})

function countFailure({ pushing, settings, world }: Wechat): void {
  const { after, pauseMs } = settings.markFail
  pushing.failures += 1
  if (after === 0 || pushing.failures < after) return
  pushing.failures = 0
  pushing.pausedUntil = world.clock.now() + pauseMs
}
