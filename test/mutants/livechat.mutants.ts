import type { Mutant } from './mutant.ts'

const FORMS = `name: Pushes of every form
platform: livechat
given: { push.firstTurnConversationId: 'null', model: [{ says: 好的。 }] }
steps:
  - send: 你好
  - advance: 1s
  - send: { image: 截图.png }
  - advance: 1s
  - send: { from: bob, text: 您好 }
  - advance: 1s
`

const STREAM = `name: A slow model, and a stream
platform: livechat
given: { robot.responseMode: streaming, model: [{ says: 从前有座山山里有座庙, after: 5s }] }
steps:
  - send: 讲个故事
  - advance: 10s
`

const ANSWERING = 'reference-bot/livechat/answering.ts'

/** The reference bot with one fault each. */
export const livechatMutants: readonly Mutant[] = [
  {
    rule: 'livechat/takes-every-first-push',
    of: 'reference-bot/livechat/push.ts',
    replace: '  conversationId: optionalText,',
    by: 'conversationId: z.string().min(1).optional(),',
    scenario: FORMS,
    says: /^The first push of alice said conversationId: null, and the bot refused it: HTTP status 400/,
  },
  {
    rule: 'livechat/takes-every-kind-of-message',
    of: 'reference-bot/livechat/push.ts',
    replace: 'messageType: z.coerce.number(),',
    by: 'messageType: z.literal(100),',
    scenario: FORMS,
    says: /^The push of alice held messageType 105, and the bot refused it: HTTP status 400/,
  },
  {
    rule: 'livechat/one-conversation-per-visitor',
    of: ANSWERING,
    replace: 'const conversationId = push.conversationId ?? randomUUID()',
    by: 'const conversationId = push.conversationId ?? push.robotId',
    scenario: FORMS,
    says: /^bob was answered in conversation [-\w]+, which is the one of alice\.$/,
  },
  {
    rule: 'livechat/goes-on-without-a-known-conversation',
    about: 'refuses conversations it has forgotten',
    of: ANSWERING,
    replace: 'const conversationId = push.conversationId ?? randomUUID()',
    by: `const opened = (globalThis.opened ??= new Set())
      if (push.conversationId !== undefined && !opened.has(push.conversationId))
        throw Object.assign(new Error('Conversation Not Exists'), { statusCode: 404 })
      const conversationId = push.conversationId ?? randomUUID()
      opened.add(conversationId)`,
    scenario: 'livechat/conversation-unknown',
    says: /^After a restart the bot refused alice because of conversation [-\w]+, which it had opened itself: HTTP status 404/,
  },
  {
    rule: 'livechat/answers-a-repeated-push-once',
    about: 'answers each delivery anew',
    of: 'reference-bot/livechat/channel.ts',
    replace: 'if (known !== undefined) return known',
    by: '',
    scenario: 'livechat/same-push-twice',
    says: /^The push of alice came again \d+ ms later with the same bytes; the first was answered in conversation \S+, the second in \S+\.$/,
  },
  {
    rule: 'livechat/says-an-answer-once',
    about: 'ends the stream with the whole text',
    of: ANSWERING,
    replace: "for await (const text of pieces(asked, signal)) yield piece(id, 'markdown', text)",
    by: `let whole = ''
        for await (const text of pieces(asked, signal)) { whole += text; yield piece(id, 'markdown', text) }
        yield piece(id, 'markdown', whole)`,
    scenario: STREAM,
    says: /^alice reads "从前有座山山里有座庙" twice in one bubble: 20 characters in \d+ pieces\.$/,
  },
  {
    rule: 'livechat/streams-while-the-model-speaks',
    about: 'waits for the whole answer and calls it a stream',
    of: ANSWERING,
    replace: 'yield* assistant.stream({ ...asked, signal: AbortSignal.any([signal, stopping]) })',
    by: 'yield await assistant.answer({ ...asked, signal: AbortSignal.any([signal, stopping]) })',
    scenario: STREAM,
    says: /^The push of alice asked for a stream; the model was asked without one and took 5\.\d s for "讲个故事"/,
  },
  {
    rule: 'livechat/stops-when-hung-up',
    about: 'never looks whether anybody listens',
    of: 'reference-bot/livechat/shared-run.ts',
    replace: "if (listeners === 0 && outcome === undefined) stop.abort(new Error('nobody listens any more'))",
    by: '',
    scenario: 'livechat/visitor-leaves',
    says: /^The gateway hung up \(.+\), and the bot waited another [4-7]\.\d s for the model's answer to "我的订单呢"\.$/,
  },
  {
    rule: 'livechat/auth-not-checked',
    of: 'reference-bot/livechat/channel.ts',
    replace: 'if (!isFromGateway(request, settings.token)) {',
    by: 'if (false) {',
    scenario: 'livechat/stranger',
    says: /^The bot answered 200 to a push without a token: anybody may talk to it\.$/,
  },
  {
    rule: 'livechat/stream-answered-json',
    of: 'reference-bot/livechat/channel.ts',
    replace: "if (push.responseMode === 'blocking') {",
    by: 'if (true) {',
    scenario: STREAM,
    says: /^The push said `responseMode: streaming` and the bot sent a blocking answer; it is shown as such\.$/,
  },
  {
    rule: 'livechat/stream-burst',
    about: 'collects what it streams',
    of: 'reference-bot/livechat/event-stream.ts',
    replace: `  response.write(SIGN_OF_LIFE)
  const heartbeat = setInterval(() => response.write(SIGN_OF_LIFE), heartbeatMs)
  try {
    for await (const event of events) {
      if (response.destroyed) return
      response.write(writeEvent(event))`,
    by: `  const heartbeat = setInterval(() => {}, heartbeatMs)
  try {
    const all = []
    for await (const event of events) all.push(event)
    for (const event of all) {
      response.write(writeEvent(event))`,
    scenario: STREAM,
    says: /^All \d+ events arrived within \d+ ms after 5\d\d\d ms of silence: something buffers\.$/,
  },
  {
    rule: 'livechat/stream-refused-json',
    of: 'reference-bot/livechat/channel.ts',
    replace: `reply.hijack()
    const events`,
    by: `if (push.responseMode === 'streaming') return reply.send({ error: 'busy' })
    const events`,
    scenario: STREAM,
    says: /^The bot answered a streaming push with JSON that is no answer: \{"error":"busy"\}\.$/,
  },
  {
    rule: 'livechat/answer-compressed',
    of: 'reference-bot/livechat/channel.ts',
    replace: 'const written = writeEvents(reply.raw, events, settings.heartbeatMs)',
    by: `const zip = (await import('node:zlib')).createGzip()
    zip.writeHead = (status, head) => reply.raw.writeHead(status, { ...head, 'content-encoding': 'gzip' })
    zip.pipe(reply.raw)
    const written = writeEvents(zip, events, settings.heartbeatMs)`,
    scenario: STREAM,
    says: /^Content-Encoding is "gzip"; compression holds events back\.$/,
  },
  {
    rule: 'livechat/timeout-idle',
    of: 'reference-bot/livechat/event-stream.ts',
    replace: 'const heartbeat = setInterval(() => response.write(SIGN_OF_LIFE), heartbeatMs)',
    by: 'const heartbeat = setInterval(() => {}, heartbeatMs)',
    scenario: 'livechat/heartbeat',
    says: /^No event or comment for 1200 ms; the gateway hung up\. Typical proxies cut at 60 s\.$/,
  },
]
