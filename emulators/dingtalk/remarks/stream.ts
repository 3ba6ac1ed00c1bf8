import type { RemarkKind } from './kind.ts'

const PROTOCOL = 'https://github.com/open-dingtalk/developerpedia/blob/main/docs/learn/stream/protocol.md'
const STREAM = 'https://open.dingtalk.com/document/development/develop-stream-mode-push-server'

/** About Stream mode. */
export const streamRemarks = {
  'ack-late': {
    severity: 'risky',
    mend: {
      en: 'Acknowledge a frame first (code 200) and work afterwards; without an ACK the same message comes again after about a minute. Tell repeats by data.msgId: headers.messageId is new each time.',
      zh: '请先 ACK（code 200）再处理；没有 ACK 时约一分钟后会重推同一消息。去重请用 data.msgId，headers.messageId 每次都不同。',
    },
    source: 'https://github.com/open-dingtalk/dingtalk-stream-sdk-nodejs/blob/main/src/client.ts',
  },
  'ack-missing': {
    severity: 'risky',
    mend: {
      en: 'Acknowledge every frame with its headers.messageId and code 200; with the node SDK a callback has to do that itself: client.socketCallBackResponse(res.headers.messageId, null).',
      zh: '每一帧都要用其 headers.messageId 以 code 200 应答；node SDK 的回调需要自行调用 client.socketCallBackResponse(res.headers.messageId, null)。',
    },
    source: 'https://github.com/open-dingtalk/dingtalk-stream-sdk-nodejs/blob/main/src/client.ts',
  },
  'ack-refused': {
    severity: 'risky',
    mend: {
      en: 'Answer 200 once the message is in safe hands. 404 means that no handler is registered for the topic, 500 that the handler threw.',
      zh: '消息落库或入队后请应答 200。404 表示该 topic 没有注册处理器，500 表示处理器抛出异常。',
    },
    source: PROTOCOL,
  },
  'ack-unknown': {
    severity: 'hint',
    mend: {
      en: 'Repeat the headers.messageId of the very frame that is answered, on the connection it came by.',
      zh: '请在收到该帧的连接上，原样带回其 headers.messageId。',
    },
    source: PROTOCOL,
  },
  'ack-data-unencoded': {
    severity: 'risky',
    mend: {
      en: 'data is always a string that holds JSON: "data": "{\\"response\\":null}".',
      zh: 'data 始终是 JSON 字符串："data": "{\\"response\\":null}"。',
    },
    source: PROTOCOL,
  },
  'reply-in-ack': {
    severity: 'broken',
    mend: {
      en: 'Send the reply through sessionWebhook or the OpenAPI; over Stream the ACK of a message is read for nothing but its code.',
      zh: '请通过 sessionWebhook 或 OpenAPI 回复；Stream 模式下机器人消息的 ACK 内容不会被读取。',
    },
    source: STREAM,
  },
  'frame-unreadable': {
    severity: 'broken',
    mend: {
      en: 'Send text frames of one JSON object each: {"code":200,"headers":{"contentType":"application/json","messageId":"…"},"message":"OK","data":"…"}.',
      zh: '请发送文本帧，每帧一个 JSON 对象：{"code":200,"headers":{"contentType":"application/json","messageId":"…"},"message":"OK","data":"…"}。',
    },
    source: PROTOCOL,
  },
  'no-subscriber': {
    severity: 'broken',
    mend: {
      en: 'Subscribe { type: "CALLBACK", topic: "/v1.0/im/bot/messages/get" } in connections/open for messages to the robot; EVENT * does not cover callbacks. With an SDK, register the callback listener before connecting.',
      zh: '机器人消息需要在 connections/open 中订阅 { type: "CALLBACK", topic: "/v1.0/im/bot/messages/get" }；EVENT * 不包含回调。使用 SDK 时请在建连之前注册回调监听。',
    },
    source: 'https://open.dingtalk.com/document/development/introduction-to-stream-mode',
  },
  'ghost-connection': {
    severity: 'risky',
    mend: {
      en: 'Terminate the old socket before opening a new one, and run one process for each client id: pushes are spread over all connections that are open.',
      zh: '建立新连接前请关闭旧连接，且每个 clientId 只运行一个进程：推送会分摊到所有打开的连接。',
    },
    source: PROTOCOL,
  },
  'not-reconnected': {
    severity: 'broken',
    mend: {
      en: 'Open another connection, with a new ticket, whenever one ends, whatever the reason; wait longer after each failure.',
      zh: '连接无论因何断开，都要用新的 ticket 重新建连；失败后逐次延长等待。',
    },
    source: STREAM,
  },
  'disconnect-ignored': {
    severity: 'risky',
    mend: {
      en: 'On SYSTEM disconnect open another connection at once, and close the old one when the new one stands; the official node SDK does nothing until the socket closes.',
      zh: '收到 SYSTEM disconnect 后应立即建立新连接，并在新连接就绪后关闭旧连接；官方 node SDK 在连接关闭之前不做任何事。',
    },
    source: PROTOCOL,
  },
  'ticket-reused': {
    severity: 'broken',
    mend: {
      en: 'Call connections/open before every connection; a ticket works once and only for 90 s.',
      zh: '每次建连前都要调用 connections/open；ticket 只能使用一次，且 90 秒内有效。',
    },
    source: PROTOCOL,
  },
  'reconnect-storm': {
    severity: 'risky',
    once: true,
    mend: {
      en: 'Wait longer after each failed attempt, with some chance in it, up to a minute; the gateway answers too many calls with 429 Throttling.',
      zh: '每次失败后按指数退避并加随机抖动，最长一分钟；调用过于频繁时网关会返回 429 Throttling。',
    },
    source: 'https://open.dingtalk.com/document/development/call-frequency-limit',
  },
  'credentials-padded': {
    severity: 'broken',
    mend: {
      en: 'Trim clientId and clientSecret where they are read: a blank or line break came along when they were copied.',
      zh: '读取 clientId 与 clientSecret 时请去除首尾空白：复制时带入了空格或换行。',
    },
    source: STREAM,
  },
  'accept-missing': {
    severity: 'risky',
    once: true,
    mend: {
      en: 'Send Accept: application/json with connections/open; without it the real gateway answers XML. caipai always answers JSON.',
      zh: '调用 connections/open 时请携带 Accept: application/json；否则真实网关返回 XML。caipai 始终返回 JSON。',
    },
    source: 'https://github.com/open-dingtalk/dingtalk-stream-sdk-nodejs/blob/main/src/client.ts',
  },
  'ping-unanswered': {
    severity: 'risky',
    once: true,
    mend: {
      en: 'Answer a SYSTEM ping with code 200, its messageId and the data it came with.',
      zh: '对 SYSTEM ping 请以 code 200、相同的 messageId 和原样的 data 应答。',
    },
    source: PROTOCOL,
  },
} as const satisfies Record<string, RemarkKind>
