import { remarkTable } from './kinds.ts'

const SSE = 'https://html.spec.whatwg.org/multipage/server-sent-events.html'
const NGINX = 'http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering'

/** Mistakes in the head and in the event frames of a stream. */
export const streamRemarks = remarkTable({
  'stream-answered-json': {
    rows: ['L-49'],
    ruling: 'warn',
    what: {
      en: 'The push said `responseMode: streaming` and the bot sent a blocking answer; it is shown as such.',
      zh: '推送要求 `responseMode: streaming`，机器人返回了阻塞应答；按阻塞应答展示。',
    },
    mend: { en: 'Look at `responseMode` in every push.', zh: '请在每次推送中读取 `responseMode`。' },
  },
  'stream-refused-json': {
    rows: ['L-49'],
    ruling: 'fail',
    failure: 'content_type',
    what: {
      en: 'The bot answered a streaming push with JSON that is no answer: {given}.',
      zh: '机器人用不是应答的 JSON 回复了流式推送：{given}。',
    },
    mend: { en: 'Report trouble with an `error` event.', zh: '出错时请发送 `error` 事件。' },
  },
  'stream-content-type': {
    rows: ['L-49'],
    ruling: 'fail',
    failure: 'content_type',
    what: {
      en: 'Content-Type is {given}, not `text/event-stream`.',
      zh: 'Content-Type 为 {given}，不是 `text/event-stream`。',
    },
    mend: { en: 'Send `Content-Type: text/event-stream`.', zh: '请发送 `Content-Type: text/event-stream`。' },
    source: SSE,
  },
  'stream-content-type-missing': {
    rows: ['L-49'],
    ruling: 'warn',
    what: {
      en: 'Content-Type is {given}, but the first bytes are an event stream.',
      zh: 'Content-Type 为 {given}，但开头的字节是事件流。',
    },
    mend: { en: 'Send `Content-Type: text/event-stream`.', zh: '请发送 `Content-Type: text/event-stream`。' },
    source: SSE,
  },
  'stream-charset': {
    rows: ['L-49'],
    ruling: 'warn',
    what: {
      en: 'The charset is {given}; an event stream is always UTF-8.',
      zh: '字符集为 {given}，而事件流总是 UTF-8。',
    },
    mend: { en: 'Send UTF-8 and leave the parameter out.', zh: '请发送 UTF-8，并去掉该参数。' },
    source: SSE,
  },
  'stream-content-length': {
    rows: ['L-49'],
    ruling: 'advise',
    what: {
      en: 'There is a `Content-Length`: the answer was complete before it was sent, so nothing was streamed.',
      zh: '带有 `Content-Length`：应答在发送前就已完整，并没有流式输出。',
    },
    mend: { en: 'Write each event when it is there, and flush.', zh: '请在产生事件时立即写出并刷新。' },
  },
  'answer-compressed': {
    rows: ['L-49'],
    ruling: 'warn',
    what: {
      en: 'Content-Encoding is {given}; compression holds events back.',
      zh: 'Content-Encoding 为 {given}，压缩会延迟事件。',
    },
    mend: {
      en: 'Leave `text/event-stream` out of the compression middleware and send `Cache-Control: no-transform`.',
      zh: '请让压缩中间件跳过 `text/event-stream`，并发送 `Cache-Control: no-transform`。',
    },
    source: 'https://github.com/expressjs/compression#server-sent-events',
  },
  'answer-encoding-unreadable': {
    rows: ['L-49'],
    ruling: 'fail',
    failure: 'content_type',
    what: { en: 'Content-Encoding {given} cannot be decoded.', zh: '无法解码 Content-Encoding {given}。' },
    mend: { en: 'Send the stream uncompressed.', zh: '请不要压缩事件流。' },
  },
  'stream-truncated': {
    rows: ['L-54'],
    ruling: 'fail',
    failure: 'stream_truncated',
    what: {
      en: 'The connection closed without an `end` or `error` event ({how}).',
      zh: '连接在没有 `end` 或 `error` 事件的情况下关闭（{how}）。',
    },
    mend: {
      en: 'Finish every stream with `end`, also after an exception.',
      zh: '请以 `end` 结束每个流，发生异常时也一样。',
    },
  },
  'stream-last-event-open': {
    rows: ['L-54'],
    ruling: 'fail',
    failure: 'stream_truncated',
    what: {
      en: 'The empty line after the last event is missing, so that event ({given}) never happened.',
      zh: '最后一个事件（{given}）后缺少空行，因此该事件不算发生。',
    },
    mend: {
      en: 'Write two line feeds after every event, the last one too.',
      zh: '每个事件后都要写两个换行，最后一个也一样。',
    },
    source: SSE,
  },
  'stream-pretty-printed': {
    rows: ['L-55'],
    ruling: 'fail',
    failure: 'bad_json',
    what: {
      en: 'The JSON runs over {lines} lines and only the first is marked `data:`; the others were ignored.',
      zh: 'JSON 占 {lines} 行，只有第一行带 `data:`，其余行被忽略。',
    },
    mend: {
      en: 'Write the JSON on one line, or `data:` before every line.',
      zh: '请把 JSON 写成一行，或每行都加 `data:`。',
    },
    source: SSE,
  },
  'stream-events-glued': {
    rows: ['L-55'],
    ruling: 'fail',
    failure: 'bad_json',
    what: {
      en: '{count} events stand together without an empty line between them and became one.',
      zh: '{count} 个事件之间没有空行，被合成了一个事件。',
    },
    mend: { en: 'Write two line feeds after every event.', zh: '每个事件后写两个换行。' },
    source: SSE,
  },
  'stream-bad-json-skipped': {
    rows: ['L-55'],
    ruling: 'drop',
    what: {
      en: 'An event whose `data` is not JSON was left out: {near}',
      zh: '跳过了 `data` 不是 JSON 的事件：{near}',
    },
    mend: { en: 'Let a JSON library write the text.', zh: '请用 JSON 库生成文本。' },
  },
  'stream-data-empty': {
    rows: ['L-55'],
    ruling: 'warn',
    what: { en: 'An event with empty `data`.', zh: '事件的 `data` 为空。' },
    mend: { en: 'To keep the connection alive send a comment line: `: ping`.', zh: '保活请发送注释行：`: ping`。' },
    source: SSE,
  },
  'stream-data-not-object': {
    rows: ['L-55'],
    ruling: 'fail',
    failure: 'stream_protocol',
    what: { en: '`data` is {given}, not an object.', zh: '`data` 是 {given}，不是对象。' },
    mend: { en: 'Send an object with `event`.', zh: '请发送含 `event` 的对象。' },
  },
  'stream-field-unknown': {
    rows: ['L-48'],
    ruling: 'advise',
    what: {
      en: 'A line begins with {given}, which is no field of an event; it was ignored.',
      zh: '有一行以 {given} 开头，不是事件字段，已忽略。',
    },
    mend: {
      en: 'Fields are `event`, `data`, `id` and `retry`, in lower case.',
      zh: '字段只有小写的 `event`、`data`、`id`、`retry`。',
    },
    source: SSE,
  },
  'stream-event-too-large': {
    rows: ['L-61', 'L-48'],
    ruling: 'fail',
    failure: 'body_too_large',
    what: { en: 'One event is larger than {limit} bytes.', zh: '单个事件超过 {limit} 字节。' },
    mend: { en: 'Send the text in pieces.', zh: '请把文本分成多段发送。' },
  },
  'stream-too-large': {
    rows: ['L-61'],
    ruling: 'fail',
    failure: 'body_too_large',
    what: { en: 'The stream is larger than {limit} bytes.', zh: '整个流超过 {limit} 字节。' },
    mend: { en: 'Finish the stream with `end`.', zh: '请以 `end` 结束流。' },
  },
  'utf8-invalid': {
    rows: ['L-59', 'L-48'],
    ruling: 'warn',
    what: { en: 'Bytes that are not UTF-8 were replaced by U+FFFD.', zh: '不是 UTF-8 的字节被替换成 U+FFFD。' },
    mend: { en: 'Encode the answer as UTF-8.', zh: '请以 UTF-8 编码应答。' },
    source: SSE,
  },
  'replacement-character': {
    rows: ['L-59'],
    ruling: 'warn',
    what: {
      en: 'The text holds U+FFFD ({where}): a character was cut at a chunk border before it reached us.',
      zh: '文本含有 U+FFFD（{where}）：字符在到达网关之前就在分块处被切断。',
    },
    mend: {
      en: 'Decode the stream you read with one streaming decoder (`TextDecoder` with `stream: true`), not chunk by chunk.',
      zh: '请用同一个流式解码器（`TextDecoder` 加 `stream: true`）读取上游，不要逐块解码。',
    },
  },
  'stream-burst': {
    rows: ['L-59'],
    ruling: 'advise',
    what: {
      en: 'All {count} events arrived within {spread} ms after {silence} ms of silence: something buffers.',
      zh: '沉默 {silence} ms 后，{count} 个事件在 {spread} ms 内一起到达：途中有缓冲。',
    },
    mend: {
      en: 'Flush after each event; no compression; `X-Accel-Buffering: no` for nginx.',
      zh: '每个事件后刷新输出；不要压缩；nginx 请加 `X-Accel-Buffering: no`。',
    },
    source: NGINX,
  },
  'stream-cumulative': {
    rows: ['L-59'],
    ruling: 'advise',
    what: {
      en: 'Each piece begins with the whole text before it: the visitor sees everything several times.',
      zh: '每一段都以之前的全文开头：访客会看到重复内容。',
    },
    mend: { en: 'Send only what is new in each `message`.', zh: '每个 `message` 只发送新增的部分。' },
  },
  'stream-id-per-piece': {
    rows: ['L-59'],
    ruling: 'advise',
    what: {
      en: '{count} message ids with one short piece each: the visitor sees {count} bubbles.',
      zh: '{count} 个 message_id 各只有一小段：访客会看到 {count} 个气泡。',
    },
    mend: { en: 'Keep one `message_id` for one message.', zh: '同一条消息请使用同一个 `message_id`。' },
  },
})
