import { remarkTable } from './kinds.ts'

/** Mistakes in the elements of `answers`: their frame and the command. */
export const answerRemarks = remarkTable({
  'answer-not-object': {
    rows: ['L-39'],
    ruling: 'drop',
    what: { en: 'The answer is {given}, not an object.', zh: '该答复是 {given}，不是对象。' },
    mend: {
      en: 'Send `{"answerType": …, "answerContent": {…}}`.',
      zh: '请发送 `{"answerType": …, "answerContent": {…}}`。',
    },
  },
  'answer-type-unknown': {
    rows: ['L-39'],
    ruling: 'drop',
    what: { en: '`answerType` is {given}.', zh: '`answerType` 为 {given}。' },
    mend: { en: 'Send `message` or `action`.', zh: '请发送 `message` 或 `action`。' },
  },
  'answer-content-missing': {
    rows: ['L-39'],
    ruling: 'drop',
    what: { en: '`answerContent` is {given}, not an object.', zh: '`answerContent` 是 {given}，不是对象。' },
    mend: {
      en: 'Send the message or the command as an object.',
      zh: '请以对象发送消息或指令。',
    },
  },
  'spelling-of-stream': {
    rows: ['L-58'],
    ruling: 'warn',
    what: {
      en: '`{given}` is how a stream spells it; in a blocking answer it counts as absent.',
      zh: '`{given}` 是流式应答的写法，在阻塞应答中视为缺少。',
    },
    mend: { en: 'Send `{wanted}`.', zh: '请使用 `{wanted}`。' },
  },
  'element-of-stream': {
    rows: ['L-58'],
    ruling: 'drop',
    laxWarns: true,
    what: {
      en: 'The answer is written as in a stream (`content_type`, `content`).',
      zh: '该答复用了流式的写法（`content_type`、`content`）。',
    },
    mend: {
      en: 'Send `{"answerType":"message","answerContent":{"type":100,"content":{"content":"…"}}}`.',
      zh: '请发送 `{"answerType":"message","answerContent":{"type":100,"content":{"content":"…"}}}`。',
    },
  },
  'action-type-unknown': {
    rows: ['L-45'],
    ruling: 'drop',
    what: { en: '`actionType` is {given}.', zh: '`actionType` 为 {given}。' },
    mend: { en: '`TRANSFER_HUMAN` is the only command.', zh: '指令只有 `TRANSFER_HUMAN` 一种。' },
  },
  'action-type-letter-case': {
    rows: ['L-45'],
    ruling: 'warn',
    what: { en: '`actionType` is `{given}`.', zh: '`actionType` 为 `{given}`。' },
    mend: { en: 'Send `TRANSFER_HUMAN` in upper case.', zh: '请用大写 `TRANSFER_HUMAN`。' },
  },
  'action-data-not-object': {
    rows: ['L-46'],
    ruling: 'warn',
    what: { en: '`actionData` is {given}, not an object.', zh: '`actionData` 是 {given}，不是对象。' },
    mend: {
      en: 'Send the queue variable and the queue number: `{"qno":"6001"}`.',
      zh: '请发送队列变量与队列号：`{"qno":"6001"}`。',
    },
  },
  'action-data-not-string': {
    rows: ['L-46'],
    ruling: 'warn',
    what: { en: '`actionData.{key}` is {given}, not a string.', zh: '`actionData.{key}` 是 {given}，不是字符串。' },
    mend: { en: 'Send the queue number as a string.', zh: '队列号请用字符串。' },
  },
  'answer-after-transfer': {
    rows: ['L-45'],
    ruling: 'warn',
    what: {
      en: 'An answer after the transfer: the visitor has gone to the human and never sees it.',
      zh: '转人工之后的答复：访客已转走，看不到它。',
    },
    mend: { en: 'Put the transfer last.', zh: '请把转人工放在最后。' },
  },
  'transfer-twice': {
    rows: ['L-45'],
    ruling: 'warn',
    what: { en: 'A second transfer; the first one counts.', zh: '重复转人工，以第一个为准。' },
    mend: { en: 'Send one transfer.', zh: '只发送一次转人工。' },
  },
})
