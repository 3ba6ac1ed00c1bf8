import { formatDuration } from '../../core/duration.ts'
import type { Verdict } from '../../core/delivery/push.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { remark } from '../remarks/index.ts'
import type { AckFrame } from './awaited.ts'
import type { Connection } from './connection.ts'
import type { Ack, FramePush } from './frame-push.ts'
import { TOPIC_ROBOT } from './topics.ts'
import type { TicketState } from './tickets.ts'

/** Watches how the bot behaves and remarks on it; never on what a fault or an act has brought about. */
export interface Conduct {
  /** The bot has called connections/open. */
  openCall(cause: number): void
  badTicket(state: Exclude<TicketState['state'], 'good'>, cause: number): void
  connected(): void
  ended(connection: Connection): void
  /** The connection is closed 10 s after SYSTEM disconnect, which `cause` has asked for. */
  graceOver(cause: number): void
  /** An ACK in time. */
  ack(frame: FramePush, ack: Ack): void
  /** An ACK nobody waits for any more. */
  lateAck(frame: FramePush, connection: Connection, tookMs: number): void
  /** A delivery had no ACK in time; `cause` is its number in the journal. */
  unanswered(connection: Connection, cause: number): void
  settled(frame: FramePush, verdict: Verdict<Ack>, last: Connection | undefined, cause: number): void
  pong(connection: Connection, opaque: string, frame: AckFrame): void
  unansweredPing(connection: Connection): void
  unreadable(connection: Connection, reason: string): void
  unencoded(connection: Connection): void
  unknownAck(connection: Connection, messageId: string | undefined): void
  finish(): void
  reset(): void
}

const OPEN = 'dingtalk.gateway.connections.open'
/** More calls of connections/open in a minute than this are a storm. */
const STORM = 20
const MINUTE_MS = 60_000
/**
 * How long a bot may take to come back, on the wall: it does not see the world's clock jump (ms). The official client for
 * Python waits ten seconds after a connection that broke, or as long as 17 when it has broken several times.
 */
const COMEBACK_MS = 20_000

/** Nothing has been seen of the bot. */
export function createConduct(dingtalk: () => Dingtalk, connections: ReadonlySet<Connection>): Conduct {
  /** When the last usable connection went away. */
  let alone: { readonly wall: number; readonly seq: number; readonly cause: number } | undefined
  /** Ends that the platform brought about, on the world's clock: the bot has to come back after them. */
  let pardons: number[] = []

  const openCallsSince = (seq: number): number[] =>
    dingtalk()
      .world.journal.entries(seq)
      .flatMap((entry) => (entry.kind === 'call' && entry.operation === OPEN ? [entry.at] : []))

  const usable = (): Connection[] => [...connections].filter(({ state }) => state === 'open')

  function remarkAlone(cause: number): void {
    if (alone === undefined || usable().length > 0) return
    const goneMs = dingtalk().world.clock.wall() - alone.wall
    if (goneMs < COMEBACK_MS || openCallsSince(alone.seq).length > 0) return
    const gone = formatDuration(Math.round(goneMs / 1000) * 1000)
    remark(
      dingtalk(),
      'not-reconnected',
      {
        en: `The last Stream connection ended ${gone} ago and the bot has not asked for another.`,
        zh: `最后一个 Stream 连接已断开 ${gone}，机器人没有重新建连。`,
      },
      { cause },
    )
  }

  return {
    openCall(cause) {
      const { world } = dingtalk()
      const since = world.clock.now() - MINUTE_MS
      pardons = pardons.filter((at) => at > since)
      const calls = openCallsSince(0).filter((at) => at > since).length
      if (calls - pardons.length <= STORM) return
      remark(
        dingtalk(),
        'reconnect-storm',
        {
          en: `The bot has called connections/open ${calls} times within a minute.`,
          zh: `机器人一分钟内调用了 ${calls} 次 connections/open。`,
        },
        { cause },
      )
    },
    badTicket(state, cause) {
      if (state === 'unknown') return
      const texts = {
        used: {
          en: 'The bot tried to connect with a ticket that had opened a connection before.',
          zh: '机器人使用了已经建过连接的 ticket。',
        },
        expired: {
          en: `The bot tried to connect with a ticket older than ${formatDuration(dingtalk().settings.stream.ticketTtl)}.`,
          zh: `机器人使用了超过 ${formatDuration(dingtalk().settings.stream.ticketTtl)} 的 ticket。`,
        },
      }
      remark(dingtalk(), 'ticket-reused', texts[state], { cause })
    },
    connected() {
      alone = undefined
    },
    ended(connection) {
      const { world } = dingtalk()
      if (connection.endedBy === 'platform') pardons.push(world.clock.now())
      if (usable().length > 0) return
      alone = { wall: world.clock.wall(), seq: world.journal.last, cause: connection.cause }
    },
    graceOver(cause) {
      if (usable().length > 0 || openCallsSince(cause).length > 0) return
      remark(
        dingtalk(),
        'disconnect-ignored',
        {
          en: 'The bot did not ask for another connection in the 10 s between SYSTEM disconnect and the end of the connection; messages of these seconds were lost.',
          zh: '收到 SYSTEM disconnect 后到 10 秒后连接关闭之前，机器人没有重新建连；期间的消息已丢失。',
        },
        { cause },
      )
    },
    ack(frame, ack) {
      const { response } = (ack.data ?? {}) as { response?: unknown }
      if (frame.topic === TOPIC_ROBOT && hasMessage(response))
        remark(dingtalk(), 'reply-in-ack', {
          en: 'The bot put a message into the ACK of a robot message; nobody reads it there.',
          zh: '机器人把消息放在了机器人消息的 ACK 中，不会被读取。',
        })
    },
    lateAck(frame, connection, tookMs) {
      if (connection.isSilent) return
      const took = formatDuration(tookMs)
      remark(
        dingtalk(),
        'ack-late',
        {
          en: `The ACK of a frame (${frame.topic}) came after ${took}; the limit was ${formatDuration(frame.timeoutMs)}.`,
          zh: `帧（${frame.topic}）在 ${took} 后才得到 ACK，时限为 ${formatDuration(frame.timeoutMs)}。`,
        },
        { user: frame.label.user, cause: frame.label.cause, details: { tookMs } },
      )
    },
    unanswered(connection, cause) {
      const others = usable().filter((other) => other !== connection)
      if (connection.isSilent || connection.acknowledged > 0 || others.length === 0) return
      const open = others.length + 1
      remark(
        dingtalk(),
        'ghost-connection',
        {
          en: `${open} connections of this client id are open. One of them has answered none of its ${connection.pushed} frames, and still gets its share of the messages.`,
          zh: `该 clientId 有 ${open} 个连接。其中一个收到 ${connection.pushed} 帧却从未应答，但仍会分到消息。`,
        },
        { cause },
      )
    },
    settled(frame, { outcome, reason, value }, last, cause) {
      const about = { user: frame.label.user, cause }
      if (outcome === 'unsubscribed') {
        const open = usable()
        if (open.length === 0) remarkAlone(cause)
        else if (frame.type === 'CALLBACK')
          remark(
            dingtalk(),
            'no-subscriber',
            {
              en: `A push of ${frame.topic} was dropped: the bot is connected, but subscribes only to ${topicsOf(open)}.`,
              zh: `${frame.topic} 的推送被丢弃：机器人已连接，但只订阅了 ${topicsOf(open)}。`,
            },
            about,
          )
      } else if (outcome === 'timeout' && last?.isSilent === false) {
        remark(
          dingtalk(),
          'ack-missing',
          {
            en: `A frame (${frame.topic}) was given up: ${reason ?? 'there was no ACK'}.`,
            zh: `帧（${frame.topic}）最终没有得到 ACK。`,
          },
          about,
        )
      } else if (outcome === 'refused' && frame.type === 'CALLBACK' && value?.code !== 200) {
        remark(
          dingtalk(),
          'ack-refused',
          {
            en: `The bot answered a frame (${frame.topic}) with ${reason ?? 'an error'}; it counts as received and is not pushed again.`,
            zh: `机器人对帧（${frame.topic}）应答 ${reason ?? '错误'}；仍视为已收到，不会重推。`,
          },
          about,
        )
      }
    },
    pong(connection, opaque, { data }) {
      const sent = (data as { opaque?: unknown } | null | undefined)?.opaque
      if (sent === opaque) return
      remark(
        dingtalk(),
        'ping-unanswered',
        {
          en: `The answer to a SYSTEM ping carries the opaque ${JSON.stringify(sent)} instead of ${JSON.stringify(opaque)}.`,
          zh: `对 SYSTEM ping 的应答中 opaque 为 ${JSON.stringify(sent)}，应为 ${JSON.stringify(opaque)}。`,
        },
        { cause: connection.cause },
      )
    },
    unansweredPing({ isSilent, cause }) {
      if (isSilent) return
      remark(
        dingtalk(),
        'ping-unanswered',
        {
          en: 'A SYSTEM ping had no answer when the next one was due.',
          zh: '下一次 SYSTEM ping 到来时，上一次仍未应答。',
        },
        { cause },
      )
    },
    unreadable({ cause }, reason) {
      remark(
        dingtalk(),
        'frame-unreadable',
        {
          en: `The bot sent a frame that cannot be read: ${reason}.`,
          zh: `机器人发送的帧无法解析：${reason}。`,
        },
        { cause },
      )
    },
    unencoded({ cause }) {
      remark(
        dingtalk(),
        'ack-data-unencoded',
        { en: 'The data of an ACK is not a string.', zh: 'ACK 的 data 不是字符串。' },
        { cause },
      )
    },
    unknownAck({ cause }, messageId) {
      remark(
        dingtalk(),
        'ack-unknown',
        {
          en: `The bot answered a frame nobody had sent it: ${messageId === undefined ? 'without a messageId' : JSON.stringify(messageId.slice(0, 100))}.`,
          zh: `机器人应答了并未发送给它的帧：${messageId === undefined ? '没有 messageId' : JSON.stringify(messageId.slice(0, 100))}。`,
        },
        { cause },
      )
    },
    finish() {
      remarkAlone(alone?.cause ?? 0)
    },
    reset() {
      alone = undefined
      pardons = []
    },
  }
}

const topicsOf = (connections: readonly Connection[]): string =>
  [
    ...new Set(connections.flatMap(({ subscriptions }) => subscriptions.map(({ type, topic }) => `${type} ${topic}`))),
  ].join(', ') || 'nothing'

const hasMessage = (response: unknown): boolean =>
  typeof response === 'object' && response !== null && ('msgtype' in response || 'text' in response)
