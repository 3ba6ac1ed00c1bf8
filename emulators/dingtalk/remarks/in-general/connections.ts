import type { InGeneral } from './in-general.ts'

/** Remarks about Stream mode, as they are told where nothing has happened yet. */
export const connections = {
  'ack-late': {
    what: {
      en: 'The ACK of a frame came after its limit, so the message comes again.',
      zh: 'ACK 超过时限，消息会再次推送。',
    },
    covers: ['DT-05'],
  },
  'ack-missing': {
    what: { en: 'A frame was given up because nobody acknowledged it.', zh: '没有收到 ACK，该帧被放弃。' },
    covers: ['DT-05'],
  },
  'ack-refused': {
    what: {
      en: 'The bot acknowledged a frame with an error; it is not pushed again.',
      zh: '机器人以错误码应答该帧，不会再次推送。',
    },
    covers: ['DT-05'],
  },
  'ack-unknown': {
    what: { en: 'The bot acknowledged a frame that nobody had sent it.', zh: '机器人应答了并未收到过的帧。' },
    covers: ['DT-05'],
  },
  'ack-data-unencoded': {
    what: { en: 'The data of an ACK is no string that holds JSON.', zh: 'ACK 的 data 不是 JSON 字符串。' },
  },
  'reply-in-ack': {
    what: {
      en: 'A message was put into the ACK of a robot message, where nobody reads it.',
      zh: '把回复写进了机器人消息的 ACK，不会被读取。',
    },
    covers: ['DT-14'],
  },
  'frame-unreadable': { what: { en: 'The bot sent a frame that cannot be read.', zh: '机器人发送了无法解析的帧。' } },
  'no-subscriber': {
    what: {
      en: 'The bot is connected, but does not subscribe to the topic of a push.',
      zh: '机器人已连接，却没有订阅该消息的 topic。',
    },
    covers: ['DT-12'],
  },
  'ghost-connection': {
    what: {
      en: 'An open connection answers nothing and still gets its share of the messages.',
      zh: '一条不应答的连接仍占用消息配额。',
    },
    covers: ['DT-01', 'DT-18', 'X-12'],
  },
  'not-reconnected': {
    what: {
      en: 'The last Stream connection has ended and the bot has not asked for another.',
      zh: '最后一条 Stream 连接已断开，机器人没有重连。',
    },
    covers: ['DT-01'],
  },
  'disconnect-ignored': {
    what: {
      en: 'The bot did not ask for another connection after SYSTEM disconnect.',
      zh: '收到 SYSTEM disconnect 后没有建立新连接。',
    },
    covers: ['DT-01'],
  },
  'ticket-reused': {
    what: {
      en: 'A ticket of connections/open was used a second time, or too late.',
      zh: 'connections/open 的 ticket 被重复使用，或已过期。',
    },
    covers: ['DT-01', 'DT-10'],
  },
  'reconnect-storm': {
    what: { en: 'The bot asks for connections over and over.', zh: '机器人反复请求新连接。' },
    covers: ['DT-01'],
  },
  'credentials-padded': {
    what: { en: 'A credential has blanks around it.', zh: '凭证前后带有空白。' },
    covers: ['DT-10'],
  },
  'accept-missing': {
    what: {
      en: 'connections/open was called without Accept: application/json.',
      zh: '调用 connections/open 时没有 Accept: application/json。',
    },
    covers: ['DT-10'],
  },
  'ping-unanswered': {
    what: { en: 'A SYSTEM ping had no answer, or a wrong one.', zh: 'SYSTEM ping 没有应答，或应答有误。' },
    covers: ['DT-01'],
  },
} as const satisfies Record<string, InGeneral>
