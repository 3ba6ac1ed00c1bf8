import { queryValue, type Call } from '../../../core/call.ts'
import { formatDuration } from '../../../core/duration.ts'
import { remarkAccepted } from '../../acts/forge.ts'
import type { Dingtalk } from '../../dingtalk.ts'
import { legacy } from '../../errors/index.ts'
import type { LegacyRefusal } from '../../errors/refusal.ts'
import { postMessage } from '../../messages/post.ts'
import { readBody, type BodyReading } from '../../messages/read-body.ts'
import type { Session } from '../../messages/sessions.ts'
import { remark } from '../../remarks/index.ts'
import { postAsCustomRobot } from '../../robots/post-as-custom-robot.ts'
import { give, operation, type DingtalkOperation, type Outcome } from '../operation.ts'

const RECEIVE = 'https://open.dingtalk.com/document/development/receive-message'
const CUSTOM = 'https://open.dingtalk.com/document/development/custom-robots-send-group-messages'

const DONE: Outcome = give({ errcode: 0, errmsg: 'ok' })
const COMMON_ERRORS = [-1, 40035, 43002, 43004, 400013, 400102, 400105, 400106, 460101, 430101, 430102, 430103, 430104]

/** Method and body of a call to a webhook, judged before anything that depends on them. */
function readPost(dingtalk: Dingtalk, call: Call): BodyReading {
  const reading: BodyReading = call.method === 'POST' ? readBody(call) : { ok: false, refusal: legacy(43002) }
  call.entry.input = reading.ok ? reading.body : dingtalk.world.journal.cut(call.body.toString('utf8'))
  return reading
}

function remarkUnreadable(dingtalk: Dingtalk, call: Call, { errcode, errmsg }: LegacyRefusal): LegacyRefusal {
  remark(
    dingtalk,
    'webhook-body-unreadable',
    {
      en: `${call.method} ${call.path} with Content-Type ${call.headers['content-type'] ?? '(none)'} was refused with ${errcode} ${errmsg}.`,
      zh: `${call.method} ${call.path}（Content-Type：${call.headers['content-type'] ?? '无'}）被拒绝：${errcode} ${errmsg}。`,
    },
    { cause: call.entry.seq },
  )
  return legacy(errcode, errmsg)
}

/** Method, Content-Type, session, JSON, and then the message itself; nothing public fixes this order. */
function sendBySession(dingtalk: Dingtalk, call: Call): Outcome {
  const reading = readPost(dingtalk, call)
  if (!reading.ok && reading.refusal.errcode !== 40035) return remarkUnreadable(dingtalk, call, reading.refusal)
  const session = dingtalk.sessions.find(queryValue(call, 'session') ?? '')
  const refused = checkSession(dingtalk, session, call)
  if (session === undefined || refused !== undefined) return refused ?? legacy(300001)
  const { conversation, forgery } = session
  if (conversation.kind !== 'group') call.entry.user = conversation.name
  if (forgery !== undefined) {
    remarkAccepted(dingtalk, forgery, call.entry.seq)
    return legacy(300001)
  }
  if (conversation.isDissolved) return legacy(400013)
  if (dingtalk.settings.robot.stopped) return legacy(400102)
  if (!reading.ok) return remarkUnreadable(dingtalk, call, reading.refusal)
  const about = { via: 'session-webhook', cause: call.entry.seq, bytes: call.body.length } as const
  return postMessage(dingtalk, conversation, reading.body, about) ?? DONE
}

function checkSession(dingtalk: Dingtalk, session: Session | undefined, call: Call): LegacyRefusal | undefined {
  const now = dingtalk.world.clock.now()
  if (session === undefined) {
    remark(
      dingtalk,
      'session-webhook-unknown',
      {
        en: 'The session of this sessionWebhook has never been, or ended more than a day ago.',
        zh: '该 sessionWebhook 的 session 从未存在，或已过期一天以上。',
      },
      { cause: call.entry.seq },
    )
    return legacy(300001)
  }
  if (now < session.expiresAt) return undefined
  session.lateUses += 1
  // The bot's own clock does not see ours jump: until it is past the end as well, only the refusal tells the bot.
  const isToldBy = dingtalk.world.clock.wall() >= session.expiresAt || session.lateUses > 1
  if (isToldBy && !session.isRemarked) remarkExpired(dingtalk, session, now, call.entry.seq)
  return dingtalk.settings.session.expiredError === 'expired' ? legacy(300001, 'session 已过期') : legacy(300001)
}

function remarkExpired(dingtalk: Dingtalk, session: Session, now: number, cause: number): void {
  const { expiresAt, conversation } = session
  const lateMs = now - expiresAt
  const late = formatDuration(lateMs)
  session.isRemarked = true
  remark(
    dingtalk,
    'session-webhook-expired',
    {
      en: `The sessionWebhook expired at ${new Date(expiresAt).toISOString()} and was used ${late} later; nobody sees the message.`,
      zh: `sessionWebhook 于 ${new Date(expiresAt).toISOString()} 过期，${late} 后才被使用，用户看不到该消息。`,
    },
    {
      cause,
      user: conversation.kind === 'group' ? undefined : conversation.name,
      details: { conversation: conversation.name, expiredAt: expiresAt, lateMs },
    },
  )
}

export const webhookOperations: readonly DingtalkOperation[] = [
  operation({
    id: 'robot.sendBySession',
    method: '*',
    path: '/robot/sendBySession',
    summary: 'Posts a message where a sessionWebhook leads; knowing the URL is all it takes.',
    style: 'legacy',
    auth: 'none',
    reads: 'raw',
    rows: ['D-12', 'D-13', 'D-14', 'D-15', 'D-16', 'D-17', 'D-18', 'D-19', 'D-20', 'D-25'],
    source: RECEIVE,
    certainty: 'official',
    errors: [300001, ...COMMON_ERRORS],
    run: (dingtalk, _input, call) => sendBySession(dingtalk, call),
  }),
  operation({
    id: 'robot.send',
    method: '*',
    path: '/robot/send',
    summary: 'Posts a message of a custom robot (自定义机器人) into its group.',
    style: 'legacy',
    auth: 'none',
    reads: 'raw',
    rows: ['D-16', 'D-17', 'D-18', 'D-19', 'D-20', 'D-21', 'D-22', 'D-23', 'D-24', 'D-25'],
    source: CUSTOM,
    certainty: 'official',
    errors: [300005, 400101, 310000, 130101, 410100, 660026, ...COMMON_ERRORS],
    run(dingtalk, _input, call) {
      const reading = readPost(dingtalk, call)
      if (call.method !== 'POST') return remarkUnreadable(dingtalk, call, legacy(43002))
      const refused = postAsCustomRobot(dingtalk, call, reading)
      if (refused === undefined) return DONE
      return !reading.ok && refused === reading.refusal ? remarkUnreadable(dingtalk, call, refused) : refused
    },
  }),
]
