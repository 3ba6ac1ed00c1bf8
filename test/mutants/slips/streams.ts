import type { Slip } from './slip.ts'

/** Slips in a stream. */
export const streamSlips: readonly Slip[] = [
  {
    rule: 'livechat/content-type-of-piece-changes',
    by: `(text) => (text.startsWith('event: message') ? text + text.replace('"markdown"', '"text"') : text)`,
    says: '`content_type` changes to "text" inside one message; markdown counts.',
  },
  {
    rule: 'livechat/message-id-returns',
    by: `(text) => (text.startsWith('event: message') ? text + text.replace(/"message_id":"[^"]*"/, '"message_id":"m"') + text : text)`,
    says: 'goes on after another one began',
  },
  {
    rule: 'livechat/stream-event-too-large',
    by: `(text) => text.replace('"content":"', '"content":"' + 'a'.repeat(1100000))`,
    says: 'One event is larger than 1048576 bytes.',
  },
  {
    rule: 'livechat/event-name-missing',
    by: `(text) => text.replace(/^event: message\\n/, '')`,
    says: 'There is no `event:` line; the `event` inside the JSON (message) counts.',
  },
  {
    rule: 'livechat/event-missing-in-json',
    by: `(text) => text.replace('"event":"message",', '')`,
    says: 'The JSON has no `event`; the `event:` line (message) counts.',
  },
  {
    rule: 'livechat/event-names-differ',
    by: `(text) => text.replace('event: message', 'event: end')`,
    says: 'The `event:` line says "end", the JSON says "message".',
  },
  {
    rule: 'livechat/event-unknown',
    by: `(text) => text.replace(/^event: end/, 'event: progress\\ndata: {"event":"progress"}\\n\\nevent: end')`,
    says: 'Event "progress" is unknown; ignored.',
  },
  {
    rule: 'livechat/event-of-dify',
    by: `(text) => text.replace(/^event: end/, 'event: message_end\\ndata: {"event":"message_end"}\\n\\nevent: end')`,
    says: 'Event "message_end" is one of Dify; ignored.',
  },
  {
    rule: 'livechat/event-of-coze',
    by: `(text) => text.replace(/^event: end/, 'event: conversation.message.completed\\ndata: {"event":"conversation.message.completed"}\\n\\nevent: end')`,
    says: 'Event "conversation.message.completed" is one of Coze; ignored.',
  },
  {
    rule: 'livechat/done-marker',
    by: `(text) => text.replace(/^event: end/, 'data: [DONE]\\n\\nevent: end')`,
    says: '`[DONE]` is no `end`; ignored.',
  },
  {
    rule: 'livechat/event-nameless',
    by: `(text) => text.replace(/^event: end/, 'data: {"answer":[]}\\n\\nevent: end')`,
    says: 'Neither an `event:` line nor an `event` in the JSON; ignored.',
  },
  {
    rule: 'livechat/event-answer-missing',
    by: `(text) => text.replace(/^event: end/, 'event: message\\ndata: {"event":"message"}\\n\\nevent: end')`,
    says: '`answer` is absent: the event shows nothing.',
  },
  {
    rule: 'livechat/event-answer-object',
    by: `(text) => text.replace(/^event: end/, 'event: message\\ndata: {"event":"message","answer":{"content":"a"}}\\n\\nevent: end')`,
    says: '`answer` is an object, not an array.',
  },
  {
    rule: 'livechat/element-not-object',
    by: `(text) => text.replace(/^event: end/, 'event: message\\ndata: {"event":"message","answer":["a"]}\\n\\nevent: end')`,
    says: 'The element is "a", not an object.',
  },
  {
    rule: 'livechat/element-of-blocking',
    by: `(text) => text.replace(/^event: end/, 'event: message\\ndata: {"event":"message","answer":[{"answerType":"message","answerContent":{"type":100,"content":{"content":"a"}}}]}\\n\\nevent: end')`,
    says: 'The element is written as in a blocking answer (`answerType`, `answerContent`).',
  },
  {
    rule: 'livechat/action-in-stream',
    by: `(text) => text.replace(/^event: end/, 'event: message\\ndata: {"event":"message","answer":[{"answerType":"action","answerContent":{"actionType":"TRANSFER_HUMAN"}}]}\\n\\nevent: end')`,
    says: 'A command of the blocking kind inside a stream; nothing is transferred by it.',
  },
  {
    rule: 'livechat/piece-text-missing',
    by: `(text) => text.replace(/^event: end/, 'event: message\\ndata: {"event":"message","answer":[{"message_id":"m","content_type":"text","content":7,"created_at":1795247882873}]}\\n\\nevent: end')`,
    says: '`content` is 7, not a string.',
  },
  {
    rule: 'livechat/message-id-missing',
    by: `(text) => text.replace(/"message_id":"[^"]*",/, '')`,
    says: '`message_id` is missing; all such pieces form one bubble.',
  },
  {
    rule: 'livechat/content-type-of-piece-missing',
    by: `(text) => text.replace('"content_type":"markdown",', '')`,
    says: '`content_type` is missing; taken as text.',
  },
  {
    rule: 'livechat/content-type-of-piece-unknown',
    by: `(text) => text.replace('"content_type":"markdown"', '"content_type":"card"')`,
    says: '`content_type` is "card"; taken as text.',
  },
  {
    rule: 'livechat/created-at-seconds',
    by: `(text) => text.replace(/("created_at":\\d{10})\\d{3}/, '$1')`,
    says: 'looks like seconds',
  },
  {
    rule: 'livechat/created-at-string',
    by: `(text) => text.replace(/"created_at":(\\d+)/, '"created_at":"$1"')`,
    says: 'not a number',
  },
  {
    rule: 'livechat/created-at-missing',
    by: `(text) => text.replace(/,"created_at":\\d+/, '')`,
    says: '`created_at` is missing.',
  },
  {
    rule: 'livechat/end-without-answer',
    by: `(text) => text.replace(',"answer":[{"metadata":{}}]', '')`,
    says: '`end` has no `answer`; taken as empty.',
  },
  {
    rule: 'livechat/end-without-metadata',
    by: `(text) => text.replace('{"metadata":{}}', '{}')`,
    says: '`end` has no `metadata`; taken as empty.',
  },
  {
    rule: 'livechat/command-unknown',
    by: `(text) => text.replace('"metadata":{}', '"metadata":{"command":"HANG_UP"}')`,
    says: '`command` "HANG_UP" is unknown; ignored.',
  },
  {
    rule: 'livechat/queue-in-stream',
    by: `(text) => text.replace('"metadata":{}', '"metadata":{"command":"TRANSFER_HUMAN","actionData":{"qno":"6001"}}')`,
    says: 'A queue is named in a stream ({"qno":"6001"}); the document has no place for it, so another site may ignore it.',
  },
  {
    rule: 'livechat/stream-says-nothing',
    by: `(text) => (text.startsWith('event: message') ? '' : text)`,
    says: '`end` without any text or command: the visitor sees nothing.',
  },
  {
    rule: 'livechat/error-event',
    by: `(text) => (text.startsWith('event: message') ? '' : text.replace(/event: end[^]*/, 'event: error\\ndata: {"event":"error","code":"500","message":"boom"}\\n\\n'))`,
    says: 'The bot sent an `error` event: 500 boom',
  },
  {
    rule: 'livechat/event-after-end',
    by: `(text) => text.replace(/(event: end[^]*)/, '$1event: message\\ndata: {"event":"message","answer":[]}\\n\\n')`,
    says: 'Event "message" after the stream was over; ignored.',
  },
  {
    rule: 'livechat/stream-conversation-ids-differ',
    by: `(text) => (text.startsWith('event: message') ? text.replace(/"conversation_id":"[^"]*"/, '"conversation_id":"another"') : text)`,
    says: '`conversation_id` changes inside one stream from ',
  },
  {
    rule: 'livechat/spelling-of-blocking',
    by: `(text) => (text.startsWith('event: end') ? text.replace('"conversation_id"', '"conversationId"') : text)`,
    says: '`conversationId` is how a blocking answer spells it; in a stream it counts as absent.',
  },
  {
    rule: 'livechat/stream-truncated',
    by: `(text) => (text.startsWith('event: end') ? '' : text)`,
    says: 'The connection closed without an `end` or `error` event (cleanly).',
  },
  {
    rule: 'livechat/stream-last-event-open',
    by: `(text) => (text.startsWith('event: end') ? text.slice(0, -1) : text)`,
    says: 'The empty line after the last event is missing, so that event ("end") never happened.',
  },
  {
    rule: 'livechat/stream-pretty-printed',
    by: `(text) => text.replace(/data: (.+)/, (_, json) => 'data: ' + JSON.stringify(JSON.parse(json), null, 2))`,
    says: 'The JSON runs over 12 lines and only the first is marked `data:`; the others were ignored.',
  },
  {
    rule: 'livechat/stream-events-glued',
    by: `(text) => (text.startsWith('event: message') ? text.slice(0, -1) : text)`,
    says: '4 events stand together without an empty line between them and became one.',
  },
  {
    rule: 'livechat/stream-data-empty',
    by: `(text) => text.replace(/^event: end/, 'event: message\\ndata:\\n\\nevent: end')`,
    says: 'An event with empty `data`.',
  },
  {
    rule: 'livechat/stream-data-not-object',
    by: `(text) => text.replace(/^event: end\\ndata: .*/, 'event: end\\ndata: []')`,
    says: '`data` is [], not an object.',
  },
  {
    rule: 'livechat/stream-field-unknown',
    by: `(text) => text.replace('data: ', 'Data: 1\\ndata: ')`,
    says: 'A line begins with "Data: 1", which is no field of an event; it was ignored.',
  },
  {
    rule: 'livechat/replacement-character',
    by: `(text) => text.replace('"content":"', '"content":"�')`,
    says: 'The text holds U+FFFD (at the beginning of a piece): a character was cut at a chunk border before it reached us.',
  },
  {
    rule: 'livechat/utf8-invalid',
    by: `(text) => (text.startsWith(':') ? Buffer.from(': \\xe5\\n\\n', 'latin1') : text)`,
    says: 'Bytes that are not UTF-8 were replaced by U+FFFD.',
  },
]
