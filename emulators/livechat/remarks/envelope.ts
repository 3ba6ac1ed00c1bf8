import { remarkTable } from './kinds.ts'

const JSON_RFC = 'https://www.rfc-editor.org/rfc/rfc8259'

/** Mistakes in the head and the frame of an answer: HTTP, JSON, `status`, `code`, `data`. */
export const envelopeRemarks = remarkTable({
  'http-status-unusual': {
    rows: ['L-38'],
    ruling: 'warn',
    what: { en: 'HTTP status {status} where 200 is expected.', zh: 'HTTP 状态码为 {status}，应为 200。' },
    mend: { en: 'Answer with HTTP 200.', zh: '请以 HTTP 200 应答。' },
  },
  'http-status-failed': {
    rows: ['L-65', 'L-38'],
    ruling: 'fail',
    failure: 'http_status',
    what: {
      en: 'HTTP status {status}: the body was not looked at, however good it is.',
      zh: 'HTTP 状态码为 {status}：网关不再读取正文，无论正文是否正确。',
    },
    mend: {
      en: 'Answer with HTTP 200, and say in the body that something went wrong.',
      zh: '请以 HTTP 200 应答，出错信息写在正文里。',
    },
  },
  'bot-refused-token': {
    rows: ['L-65'],
    ruling: 'fail',
    failure: 'http_status',
    what: {
      en: 'HTTP status {status}: the bot refused the registered token. The push carried `Authorization: Bearer <token>`.',
      zh: 'HTTP 状态码为 {status}：机器人拒绝了注册时的 token。推送带有 `Authorization: Bearer <token>`。',
    },
    mend: {
      en: 'Compare the part after `Bearer ` with the token given at registration.',
      zh: '请取 `Bearer ` 之后的部分与注册时的 token 比较。',
    },
  },
  'bot-path-unknown': {
    rows: ['L-65'],
    ruling: 'fail',
    failure: 'http_status',
    what: {
      en: 'HTTP status {status} for POST {path}: nothing is served there by this method.',
      zh: 'POST {path} 返回 HTTP {status}：该路径或方法没有服务。',
    },
    mend: {
      en: 'Register the `domain` and `uri` your bot really serves, with POST.',
      zh: '请用机器人实际提供 POST 服务的 `domain` 与 `uri` 注册。',
    },
  },
  'http-redirect': {
    rows: ['L-65'],
    ruling: 'fail',
    failure: 'redirect',
    what: {
      en: 'HTTP status {status} to {location}: redirects are not followed.',
      zh: 'HTTP 状态码为 {status}，指向 {location}：网关不跟随重定向。',
    },
    mend: { en: 'Register the final address.', zh: '请直接注册最终地址。' },
  },
  'content-type-unusual': {
    rows: ['L-38'],
    ruling: 'warn',
    what: {
      en: 'Content-Type is `{type}`; the body is JSON all the same.',
      zh: 'Content-Type 为 `{type}`，但正文是 JSON。',
    },
    mend: { en: 'Send `Content-Type: application/json`.', zh: '请发送 `Content-Type: application/json`。' },
  },
  'sse-to-blocking': {
    rows: ['L-38', 'L-35'],
    ruling: 'fail',
    failure: 'content_type',
    what: {
      en: 'The push said `responseMode: blocking` and the bot answered with an event stream.',
      zh: '推送要求 `responseMode: blocking`，机器人却返回了事件流。',
    },
    mend: { en: 'Look at `responseMode` in every push.', zh: '请在每次推送中读取 `responseMode`。' },
  },
  'body-empty': {
    rows: ['L-38'],
    ruling: 'fail',
    failure: 'bad_json',
    what: { en: 'The body is empty.', zh: '应答正文为空。' },
    mend: {
      en: 'Answer with `status`, `code` and `data`; to say nothing, send an empty `answers`.',
      zh: '请返回 `status`、`code`、`data`；不想回复时返回空的 `answers`。',
    },
  },
  'body-too-large': {
    rows: ['L-61'],
    ruling: 'fail',
    failure: 'body_too_large',
    what: { en: 'More than {limit} bytes.', zh: '超过 {limit} 字节。' },
    mend: { en: 'Send less, or send a link.', zh: '请缩短内容，或改发链接。' },
  },
  'json-comments': {
    rows: ['L-55'],
    ruling: 'fail',
    failure: 'bad_json',
    what: {
      en: 'There is a comment in the JSON at {near}. The comments in the printed samples are notes for the reader.',
      zh: 'JSON 中 {near} 处有注释。文档示例里的注释只是说明，不属于 JSON。',
    },
    mend: { en: 'Leave comments out.', zh: '请去掉注释。' },
    source: JSON_RFC,
  },
  'json-trailing-comma': {
    rows: ['L-55'],
    ruling: 'fail',
    failure: 'bad_json',
    what: { en: 'There is a comma before a closing bracket at {near}.', zh: '{near} 处右括号之前多了逗号。' },
    mend: { en: 'Take the comma away; let a JSON library write the text.', zh: '请去掉逗号，并用 JSON 库生成文本。' },
    source: JSON_RFC,
  },
  'json-missing-comma': {
    rows: ['L-55'],
    ruling: 'fail',
    failure: 'bad_json',
    what: {
      en: 'A comma is missing at {near}, as in one of the printed samples.',
      zh: '{near} 处缺少逗号（文档的一处示例也缺）。',
    },
    mend: { en: 'Put the comma in; let a JSON library write the text.', zh: '请补上逗号，并用 JSON 库生成文本。' },
    source: JSON_RFC,
  },
  'json-single-quotes': {
    rows: ['L-55'],
    ruling: 'fail',
    failure: 'bad_json',
    what: {
      en: 'Strings stand in single quotes at {near}: this is the text of an object, not JSON.',
      zh: '{near} 处的字符串用了单引号：这是对象的打印结果，不是 JSON。',
    },
    mend: { en: 'Use JSON.stringify, json.dumps or the like.', zh: '请使用 JSON.stringify、json.dumps 等序列化。' },
    source: JSON_RFC,
  },
  'json-unclosed': {
    rows: ['L-55'],
    ruling: 'fail',
    failure: 'bad_json',
    what: {
      en: 'The JSON ends too early: a bracket or a quote is not closed.',
      zh: 'JSON 提前结束：有括号或引号没有闭合。',
    },
    mend: {
      en: 'Close it (one printed sample lacks a brace) and check that the whole text was written.',
      zh: '请补全（文档的一处示例缺少右花括号），并确认文本已完整写出。',
    },
    source: JSON_RFC,
  },
  'json-raw-line-feed': {
    rows: ['L-55'],
    ruling: 'fail',
    failure: 'bad_json',
    what: {
      en: 'A string holds a bare line break at {near}. JSON writes it `\\n`.',
      zh: '{near} 处字符串里有未转义的换行，JSON 应写作 `\\n`。',
    },
    mend: {
      en: 'Encode the whole value as JSON before it goes into `data:`.',
      zh: '请先把整个值序列化为 JSON，再放进 `data:`。',
    },
    source: JSON_RFC,
  },
  'json-invalid': {
    rows: ['L-55'],
    ruling: 'fail',
    failure: 'bad_json',
    what: { en: 'Not JSON: `{near}`.', zh: '不是 JSON：`{near}`。' },
    mend: { en: 'Let a JSON library write the text.', zh: '请用 JSON 库生成文本。' },
    source: JSON_RFC,
  },
  'body-not-object': {
    rows: ['L-38'],
    ruling: 'fail',
    failure: 'bad_envelope',
    what: { en: 'The body is {given}, not an object.', zh: '正文是 {given}，不是对象。' },
    mend: {
      en: 'Answer with an object holding `status`, `code` and `data`.',
      zh: '请返回含 `status`、`code`、`data` 的对象。',
    },
  },
  'status-as-string': {
    rows: ['L-38'],
    ruling: 'warn',
    what: { en: '`status` is the string "200".', zh: '`status` 是字符串 "200"。' },
    mend: { en: 'Send the number 200.', zh: '请发送数字 200。' },
  },
  'status-not-success': {
    rows: ['L-38'],
    ruling: 'fail',
    failure: 'bot_status',
    what: { en: '`status` is {given}, not 200.', zh: '`status` 为 {given}，不是 200。' },
    mend: {
      en: 'Only HTTP 200 with `status` 200 and `code` `success` is shown to the visitor.',
      zh: '只有 HTTP 200、`status` 200 且 `code` 为 `success` 的应答才会展示。',
    },
  },
  'status-missing': {
    rows: ['L-38'],
    ruling: 'warn',
    what: { en: '`status` is missing.', zh: '缺少 `status`。' },
    mend: { en: 'Send `"status": 200`.', zh: '请发送 `"status": 200`。' },
  },
  'code-letter-case': {
    rows: ['L-38'],
    ruling: 'warn',
    what: { en: '`code` is `{given}`.', zh: '`code` 为 `{given}`。' },
    mend: { en: 'Send `success` in lower case.', zh: '请用小写 `success`。' },
  },
  'code-not-success': {
    rows: ['L-38'],
    ruling: 'fail',
    failure: 'bot_status',
    what: { en: '`code` is {given}, not `success`.', zh: '`code` 为 {given}，不是 `success`。' },
    mend: {
      en: 'Only HTTP 200 with `status` 200 and `code` `success` is shown to the visitor.',
      zh: '只有 HTTP 200、`status` 200 且 `code` 为 `success` 的应答才会展示。',
    },
  },
  'code-missing': {
    rows: ['L-38'],
    ruling: 'warn',
    what: { en: '`code` is missing.', zh: '缺少 `code`。' },
    mend: { en: 'Send `"code": "success"`.', zh: '请发送 `"code": "success"`。' },
  },
  'status-and-code-missing': {
    rows: ['L-38'],
    ruling: 'fail',
    failure: 'bad_envelope',
    what: { en: 'Neither `status` nor `code` is there.', zh: '`status` 与 `code` 都缺少。' },
    mend: { en: 'Send `"status": 200, "code": "success"`.', zh: '请发送 `"status": 200, "code": "success"`。' },
  },
  'data-array': {
    rows: ['L-38'],
    ruling: 'warn',
    what: {
      en: '`data` is an array, as the table says; every sample has an object.',
      zh: '`data` 是数组（与文档表格一致），但所有示例都是对象。',
    },
    mend: { en: 'Send an object.', zh: '请发送对象。' },
  },
  'data-missing': {
    rows: ['L-38'],
    ruling: 'fail',
    failure: 'bad_envelope',
    what: { en: '`data` is {given}.', zh: '`data` 为 {given}。' },
    mend: {
      en: 'Send an object with `conversationId`, `answers` and `metadata`.',
      zh: '请发送含 `conversationId`、`answers`、`metadata` 的对象。',
    },
  },
  'answers-empty': {
    rows: ['L-39'],
    ruling: 'warn',
    what: { en: '`answers` is empty: the visitor sees nothing.', zh: '`answers` 为空：访客什么也看不到。' },
    mend: { en: 'Answer something, or transfer.', zh: '请给出答复，或转人工。' },
  },
  'answers-missing': {
    rows: ['L-39'],
    ruling: 'warn',
    what: { en: '`answers` is missing: the visitor sees nothing.', zh: '缺少 `answers`：访客什么也看不到。' },
    mend: { en: 'Send `answers` as an array.', zh: '请以数组发送 `answers`。' },
  },
  'answers-not-array': {
    rows: ['L-39'],
    ruling: 'fail',
    laxWarns: true,
    failure: 'bad_envelope',
    what: { en: '`answers` is {given}, not an array.', zh: '`answers` 是 {given}，不是数组。' },
    mend: { en: 'Send `answers` as an array.', zh: '请以数组发送 `answers`。' },
  },
  'metadata-not-object': {
    rows: ['L-38'],
    ruling: 'warn',
    what: { en: '`metadata` is {given}, not an object.', zh: '`metadata` 是 {given}，不是对象。' },
    mend: { en: 'Send an object or leave it out.', zh: '请发送对象，或不发送。' },
  },
  'command-in-blocking-metadata': {
    rows: ['L-45', 'L-58'],
    ruling: 'warn',
    what: {
      en: '`metadata.command` belongs to the `end` event of a stream; nothing is transferred by it here.',
      zh: '`metadata.command` 只用于流式的 `end` 事件，此处不会转人工。',
    },
    mend: {
      en: 'Put `{"answerType":"action","answerContent":{"actionType":"TRANSFER_HUMAN"}}` into `answers`.',
      zh: '请在 `answers` 中放入 `{"answerType":"action","answerContent":{"actionType":"TRANSFER_HUMAN"}}`。',
    },
  },
})
