import { remarkTable } from './kinds.ts'

const DIFY = 'https://docs.dify.ai/en/api-reference/guides/streaming'

/** Mistakes in what the events of a stream say. */
export const eventRemarks = remarkTable({
  'event-name-missing': {
    rows: ['L-56'],
    ruling: 'warn',
    what: {
      en: 'There is no `event:` line; the `event` inside the JSON ({given}) counts.',
      zh: '没有 `event:` 行，以 JSON 中的 `event`（{given}）为准。',
    },
    mend: { en: 'Write `event: {given}` before `data:`.', zh: '请在 `data:` 前写 `event: {given}`。' },
  },
  'event-missing-in-json': {
    rows: ['L-56'],
    ruling: 'warn',
    what: {
      en: 'The JSON has no `event`; the `event:` line ({given}) counts.',
      zh: 'JSON 中没有 `event`，以 `event:` 行（{given}）为准。',
    },
    mend: { en: 'Put `"event": "{given}"` into the JSON.', zh: '请在 JSON 中加入 `"event": "{given}"`。' },
  },
  'event-nameless': {
    rows: ['L-56'],
    ruling: 'warn',
    what: {
      en: 'Neither an `event:` line nor an `event` in the JSON; ignored.',
      zh: '既没有 `event:` 行，JSON 中也没有 `event`，已忽略。',
    },
    mend: { en: 'Name the event in both places.', zh: '请在两处都写明事件名。' },
  },
  'event-names-differ': {
    rows: ['L-56'],
    ruling: 'fail',
    failure: 'stream_protocol',
    what: {
      en: 'The `event:` line says {sse}, the JSON says {json}.',
      zh: '`event:` 行为 {sse}，JSON 中为 {json}。',
    },
    mend: { en: 'Say the same in both.', zh: '两处请保持一致。' },
  },
  'event-names-settled': {
    rows: ['L-56'],
    ruling: 'warn',
    what: {
      en: 'The `event:` line says {sse}, the JSON says {json}; by `stream.eventMismatch` {taken} counts.',
      zh: '`event:` 行为 {sse}，JSON 中为 {json}；按 `stream.eventMismatch` 取 {taken}。',
    },
    mend: { en: 'Say the same in both.', zh: '两处请保持一致。' },
  },
  'event-unknown': {
    rows: ['L-60'],
    ruling: 'warn',
    what: { en: 'Event {given} is unknown; ignored.', zh: '事件 {given} 未知，已忽略。' },
    mend: { en: 'Send `message`, `end` or `error`.', zh: '请发送 `message`、`end` 或 `error`。' },
  },
  'event-of-dify': {
    rows: ['L-60'],
    ruling: 'warn',
    what: { en: 'Event {given} is one of Dify; ignored.', zh: '事件 {given} 是 Dify 的事件，已忽略。' },
    mend: { en: 'Translate Dify’s stream: send {wanted} here.', zh: '请转换 Dify 的流：此处应发送 {wanted}。' },
    source: DIFY,
  },
  'event-of-coze': {
    rows: ['L-60'],
    ruling: 'warn',
    what: { en: 'Event {given} is one of Coze; ignored.', zh: '事件 {given} 是 Coze 的事件，已忽略。' },
    mend: { en: 'Translate Coze’s stream: send {wanted} here.', zh: '请转换 Coze 的流：此处应发送 {wanted}。' },
    source: 'https://www.coze.cn/docs/developer_guides/chat_v3',
  },
  'done-marker': {
    rows: ['L-60'],
    ruling: 'warn',
    what: { en: '`[DONE]` is no `end`; ignored.', zh: '`[DONE]` 不等于 `end`，已忽略。' },
    mend: { en: 'Send an `end` event.', zh: '请发送 `end` 事件。' },
  },
  'spelling-of-blocking': {
    rows: ['L-58'],
    ruling: 'warn',
    what: {
      en: '`{given}` is how a blocking answer spells it; in a stream it counts as absent.',
      zh: '`{given}` 是阻塞应答的写法，在流中视为缺少。',
    },
    mend: { en: 'Send `{wanted}`.', zh: '请使用 `{wanted}`。' },
  },
  'event-answer-missing': {
    rows: ['L-50'],
    ruling: 'drop',
    what: { en: '`answer` is {given}: the event shows nothing.', zh: '`answer` 为 {given}：该事件不显示任何内容。' },
    mend: { en: 'Send `answer` as an array.', zh: '请以数组发送 `answer`。' },
  },
  'event-answer-object': {
    rows: ['L-50', 'L-58'],
    ruling: 'drop',
    laxWarns: true,
    what: { en: '`answer` is an object, not an array.', zh: '`answer` 是对象，不是数组。' },
    mend: { en: 'Send `"answer": [{…}]`.', zh: '请发送 `"answer": [{…}]`。' },
  },
  'element-not-object': {
    rows: ['L-50'],
    ruling: 'drop',
    what: { en: 'The element is {given}, not an object.', zh: '该元素是 {given}，不是对象。' },
    mend: { en: 'Send `{"message_id": …, "content": …}`.', zh: '请发送 `{"message_id": …, "content": …}`。' },
  },
  'element-of-blocking': {
    rows: ['L-58'],
    ruling: 'drop',
    laxWarns: true,
    what: {
      en: 'The element is written as in a blocking answer (`answerType`, `answerContent`).',
      zh: '该元素用了阻塞应答的写法（`answerType`、`answerContent`）。',
    },
    mend: {
      en: 'Send `{"message_id": …, "content_type": "markdown", "content": "…", "created_at": …}`.',
      zh: '请发送 `{"message_id": …, "content_type": "markdown", "content": "…", "created_at": …}`。',
    },
  },
  'action-in-stream': {
    rows: ['L-51', 'L-58'],
    ruling: 'drop',
    laxWarns: true,
    what: {
      en: 'A command of the blocking kind inside a stream; nothing is transferred by it.',
      zh: '流中出现了阻塞应答的指令，不会转人工。',
    },
    mend: {
      en: 'Send `end` with `"metadata": {"command": "TRANSFER_HUMAN"}`.',
      zh: '请发送 `end`，并带 `"metadata": {"command": "TRANSFER_HUMAN"}`。',
    },
  },
  'piece-text-missing': {
    rows: ['L-50'],
    ruling: 'drop',
    what: { en: '`content` is {given}, not a string.', zh: '`content` 是 {given}，不是字符串。' },
    mend: { en: 'Send the piece of text as a string.', zh: '请以字符串发送文本片段。' },
  },
  'message-id-missing': {
    rows: ['L-50'],
    ruling: 'warn',
    what: {
      en: '`message_id` is missing; all such pieces form one bubble.',
      zh: '缺少 `message_id`，这样的片段合成一个气泡。',
    },
    mend: { en: 'Give each message an id.', zh: '请为每条消息填写 id。' },
  },
  'message-id-returns': {
    rows: ['L-50'],
    ruling: 'warn',
    what: {
      en: 'Message {given} goes on after another one began.',
      zh: '消息 {given} 在另一条消息开始之后又继续。',
    },
    mend: { en: 'Finish one message before the next.', zh: '请先结束一条消息再开始下一条。' },
  },
  'content-type-of-piece-missing': {
    rows: ['L-50'],
    ruling: 'warn',
    what: { en: '`content_type` is missing; taken as text.', zh: '缺少 `content_type`，按文本处理。' },
    mend: { en: 'Send `markdown` or `text`.', zh: '请发送 `markdown` 或 `text`。' },
  },
  'content-type-of-piece-unknown': {
    rows: ['L-50'],
    ruling: 'warn',
    what: { en: '`content_type` is {given}; taken as text.', zh: '`content_type` 为 {given}，按文本处理。' },
    mend: {
      en: 'Send `markdown`, `text` or `html`; nothing but text can be streamed.',
      zh: '请发送 `markdown`、`text` 或 `html`；流中只能发送文本。',
    },
  },
  'content-type-of-piece-changes': {
    rows: ['L-50'],
    ruling: 'warn',
    what: {
      en: '`content_type` changes to {given} inside one message; {kept} counts.',
      zh: '同一条消息中 `content_type` 变为 {given}，以 {kept} 为准。',
    },
    mend: { en: 'Keep one type for one message.', zh: '同一条消息请使用同一类型。' },
  },
  'created-at-seconds': {
    rows: ['L-59'],
    ruling: 'warn',
    what: { en: '`created_at` {given} looks like seconds.', zh: '`created_at` {given} 像是秒。' },
    mend: { en: 'Send milliseconds.', zh: '请发送毫秒。' },
  },
  'created-at-string': {
    rows: ['L-59'],
    ruling: 'warn',
    what: { en: '`created_at` is {given}, not a number.', zh: '`created_at` 为 {given}，不是数字。' },
    mend: { en: 'Send a number of milliseconds.', zh: '请以数字发送毫秒。' },
  },
  'created-at-missing': {
    rows: ['L-59'],
    ruling: 'warn',
    what: { en: '`created_at` is missing.', zh: '缺少 `created_at`。' },
    mend: { en: 'Send the time in milliseconds.', zh: '请以毫秒发送时间。' },
  },
  'end-without-answer': {
    rows: ['L-51'],
    ruling: 'warn',
    what: { en: '`end` has no `answer`; taken as empty.', zh: '`end` 没有 `answer`，按空处理。' },
    mend: { en: 'Send `"answer": [{"metadata": {}}]`.', zh: '请发送 `"answer": [{"metadata": {}}]`。' },
  },
  'end-without-metadata': {
    rows: ['L-51'],
    ruling: 'warn',
    what: { en: '`end` has no `metadata`; taken as empty.', zh: '`end` 没有 `metadata`，按空处理。' },
    mend: { en: 'Send `"answer": [{"metadata": {}}]`.', zh: '请发送 `"answer": [{"metadata": {}}]`。' },
  },
  'command-unknown': {
    rows: ['L-51'],
    ruling: 'warn',
    what: { en: '`command` {given} is unknown; ignored.', zh: '`command` {given} 未知，已忽略。' },
    mend: { en: '`TRANSFER_HUMAN` is the only command.', zh: '指令只有 `TRANSFER_HUMAN` 一种。' },
  },
  'queue-in-stream': {
    rows: ['L-52'],
    ruling: 'warn',
    what: {
      en: 'A queue is named in a stream ({given}); the document has no place for it, so another site may ignore it.',
      zh: '流中指定了队列（{given}）；文档没有规定位置，其他环境可能忽略。',
    },
    mend: {
      en: 'Answer transfers in blocking mode where the queue matters.',
      zh: '需要指定队列时请用阻塞应答转人工。',
    },
  },
  'stream-says-nothing': {
    rows: ['L-51'],
    ruling: 'warn',
    what: {
      en: '`end` without any text or command: the visitor sees nothing.',
      zh: '`end` 之前没有文本也没有指令：访客什么也看不到。',
    },
    mend: { en: 'Treat an empty answer of your model as an error.', zh: '模型没有输出时请按错误处理。' },
  },
  'error-event': {
    rows: ['L-53'],
    ruling: 'fail',
    failure: 'stream_error_event',
    what: { en: 'The bot sent an `error` event: {code} {message}', zh: '机器人发送了 `error` 事件：{code} {message}' },
    mend: { en: 'Mend what the event says.', zh: '请解决事件所述的问题。' },
  },
  'error-fields-missing': {
    rows: ['L-53'],
    ruling: 'warn',
    what: { en: 'The `error` event has no `{field}`.', zh: '`error` 事件缺少 `{field}`。' },
    mend: { en: 'Send `code` and `message`.', zh: '请发送 `code` 与 `message`。' },
  },
  'event-after-end': {
    rows: ['L-57'],
    ruling: 'warn',
    what: { en: 'Event {given} after the stream was over; ignored.', zh: '流结束后又有事件 {given}，已忽略。' },
    mend: { en: 'Send nothing after `end` or `error`.', zh: '`end` 或 `error` 之后不要再发送。' },
  },
  'stream-conversation-ids-differ': {
    rows: ['L-26'],
    ruling: 'warn',
    what: {
      en: '`conversation_id` changes inside one stream from {kept} to {given}; the last one counts.',
      zh: '同一个流中 `conversation_id` 由 {kept} 变为 {given}，以最后一个为准。',
    },
    mend: { en: 'Send the same id in every event.', zh: '每个事件请发送相同的 id。' },
  },
})
