import { remarkTable } from './kinds.ts'

/** What is noticed about a whole turn: the connection, its times, the conversation, the transfer. */
export const turnRemarks = remarkTable({
  'connect-refused': {
    rows: ['L-61'],
    ruling: 'fail',
    failure: 'connect_refused',
    what: { en: 'No connection to {url} ({reason}).', zh: '无法连接 {url}（{reason}）。' },
    mend: { en: 'Start the bot, or register where it listens.', zh: '请启动机器人，或注册其实际监听地址。' },
  },
  'connect-timeout': {
    rows: ['L-61'],
    ruling: 'fail',
    failure: 'connect_timeout',
    what: { en: 'No connection within {ms} ms.', zh: '{ms} ms 内未能建立连接。' },
    mend: { en: 'Check address and firewall.', zh: '请检查地址与防火墙。' },
  },
  'connection-closed': {
    rows: ['L-61'],
    ruling: 'fail',
    failure: 'connect_closed',
    what: {
      en: 'The bot closed the connection without an answer ({reason}).',
      zh: '机器人没有应答就关闭了连接（{reason}）。',
    },
    mend: { en: 'Look for a crash in the log of the bot.', zh: '请在机器人的日志中查找崩溃。' },
  },
  'answer-broken-off': {
    rows: ['L-61'],
    ruling: 'fail',
    failure: 'bad_json',
    what: {
      en: 'The connection broke in the middle of the answer ({reason}).',
      zh: '连接在应答途中断开（{reason}）。',
    },
    mend: { en: 'Write the whole answer before you close.', zh: '请写完整个应答再关闭连接。' },
  },
  'robot-missing': {
    rows: ['L-18'],
    ruling: 'advise',
    what: {
      en: 'A visitor wrote and the route has no robot: nothing was pushed. A registered robot that no node uses gets nothing.',
      zh: '有访客留言，但路由中没有机器人，因此没有推送。注册后未被节点使用的机器人收不到消息。',
    },
    mend: {
      en: 'Put the robot into the route: setting `route.robot`, or the act `route`.',
      zh: '请把机器人放进路由：设置 `route.robot`，或使用动作 `route`。',
    },
  },
  'host-unknown': {
    rows: ['L-61'],
    ruling: 'fail',
    failure: 'dns',
    what: { en: 'The host of {url} cannot be found.', zh: '找不到 {url} 的主机。' },
    mend: { en: 'Register a host name that resolves.', zh: '请注册可解析的主机名。' },
  },
  'tls-failed': {
    rows: ['L-61'],
    ruling: 'fail',
    failure: 'tls',
    what: { en: 'The TLS handshake failed ({reason}).', zh: 'TLS 握手失败（{reason}）。' },
    mend: {
      en: 'Install a valid certificate with its chain; for a test certificate set `push.tlsInsecure`.',
      zh: '请安装有效证书及证书链；测试证书可设置 `push.tlsInsecure`。',
    },
  },
  'timeout-first-byte': {
    rows: ['L-61'],
    ruling: 'fail',
    failure: 'timeout_first_byte',
    what: { en: 'Nothing came within {ms} ms; the gateway hung up.', zh: '{ms} ms 内没有任何应答，网关已断开。' },
    mend: {
      en: 'Answer faster, or stream and send a comment line while the model thinks.',
      zh: '请加快应答；或使用流式，在模型思考时发送注释行。',
    },
  },
  'timeout-idle': {
    rows: ['L-61'],
    ruling: 'fail',
    failure: 'timeout_idle',
    what: {
      en: 'No event or comment for {ms} ms; the gateway hung up. Typical proxies cut at 60 s.',
      zh: '{ms} ms 没有事件或注释，网关已断开。常见代理 60 s 即断开。',
    },
    mend: { en: 'Send a comment line (`: ping`) about every 15 s.', zh: '请约每 15 s 发送一个注释行（`: ping`）。' },
    source: 'https://html.spec.whatwg.org/multipage/server-sent-events.html',
  },
  'timeout-total': {
    rows: ['L-61'],
    ruling: 'fail',
    failure: 'timeout_total',
    what: {
      en: 'The answer was not complete after {ms} ms; the gateway hung up.',
      zh: '{ms} ms 后应答仍未完成，网关已断开。',
    },
    mend: { en: 'Answer shorter or faster.', zh: '请缩短或加快应答。' },
  },
  'answer-slow': {
    rows: ['L-61'],
    ruling: 'warn',
    what: {
      en: 'The first byte came after {ms} ms. Nobody knows how long the real gateway waits.',
      zh: '首字节在 {ms} ms 后到达。真实网关的等待时间并未公开。',
    },
    mend: { en: 'Stream, or answer within a few seconds.', zh: '请使用流式，或在几秒内应答。' },
  },
  'conversation-id-missing': {
    rows: ['L-26'],
    ruling: 'warn',
    what: {
      en: 'The answer has no `{field}`: the next push cannot name the conversation and the bot cannot keep context.',
      zh: '应答没有 `{field}`：下次推送无法带上会话，机器人无法保持上下文。',
    },
    mend: {
      en: 'Return an id in the first answer; it comes back with every push.',
      zh: '请在第一次应答中返回 id，之后每次推送都会带回。',
    },
  },
  'conversation-id-missing-again': {
    rows: ['L-26'],
    ruling: 'warn',
    what: {
      en: 'Turn {turn} and still no `{field}`: to this bot every message of the visitor is the first one.',
      zh: '已是第 {turn} 轮，仍没有 `{field}`：对机器人而言访客的每条消息都是第一条。',
    },
    mend: {
      en: 'Return an id in the first answer; it comes back with every push.',
      zh: '请在第一次应答中返回 id，之后每次推送都会带回。',
    },
  },
  'conversation-id-lost': {
    rows: ['L-26'],
    ruling: 'warn',
    what: {
      en: 'The answer has no `{field}`; {kept} is kept.',
      zh: '应答没有 `{field}`，继续使用 {kept}。',
    },
    mend: { en: 'Return the id in every answer.', zh: '请在每次应答中返回该 id。' },
  },
  'conversation-id-changed': {
    rows: ['L-26'],
    ruling: 'warn',
    what: {
      en: 'The conversation changed from {kept} to {given}: what was said before is lost to the bot.',
      zh: '会话由 {kept} 变为 {given}：机器人会丢失之前的内容。',
    },
    mend: { en: 'Use the `conversationId` of the push.', zh: '请使用推送中的 `conversationId`。' },
  },
  'conversation-id-not-string': {
    rows: ['L-26'],
    ruling: 'warn',
    what: { en: '`{field}` is {given}, not a string.', zh: '`{field}` 是 {given}，不是字符串。' },
    mend: { en: 'Send a string.', zh: '请发送字符串。' },
  },
  'conversation-id-long': {
    rows: ['L-26'],
    ruling: 'warn',
    what: { en: 'The conversation id has {length} characters.', zh: '会话 id 有 {length} 个字符。' },
    mend: { en: 'Keep it below 257.', zh: '请不超过 256 个字符。' },
  },
  'queue-variable-unknown': {
    rows: ['L-46'],
    ruling: 'warn',
    what: {
      en: 'No queue-variable node of the route uses {given}; the default queue was taken.',
      zh: '路由中没有队列变量节点使用 {given}，进入默认队列。',
    },
    mend: { en: 'Use one of: {wanted}.', zh: '可用的变量：{wanted}。' },
  },
  'queue-unknown': {
    rows: ['L-46'],
    ruling: 'advise',
    what: { en: 'There is no queue {given}; the transfer fails.', zh: '队列 {given} 不存在，转人工失败。' },
    mend: { en: 'Name one of: {wanted}.', zh: '可用的队列：{wanted}。' },
  },
  'transfer-loop': {
    rows: ['L-66'],
    ruling: 'advise',
    what: {
      en: '{count} transfers failed in a row and the bot asked again each time.',
      zh: '连续 {count} 次转人工失败，机器人每次都再次请求。',
    },
    mend: {
      en: 'Look at `inputs.user_transferFailReason` and offer something else.',
      zh: '请读取 `inputs.user_transferFailReason`，并提供其他帮助。',
    },
  },
  'auth-not-checked': {
    rows: ['L-70'],
    ruling: 'fail',
    failure: 'http_status',
    what: {
      en: 'The bot answered {status} to a push {how}: anybody may talk to it.',
      zh: '对{how}的推送，机器人返回 {status}：任何人都能调用它。',
    },
    mend: { en: 'Compare `Authorization` and refuse with 401.', zh: '请校验 `Authorization`，不符时返回 401。' },
  },
  'robot-message-unsolicited': {
    rows: ['L-77'],
    ruling: 'warn',
    what: {
      en: 'A message of the robot by `chat_message_to_visitor` (senderType 3); nobody knows whether that is allowed.',
      zh: '通过 `chat_message_to_visitor` 以机器人身份（senderType 3）主动发消息，是否允许尚不清楚。',
    },
    mend: { en: 'Answer pushes only.', zh: '请只应答推送。' },
  },
})
