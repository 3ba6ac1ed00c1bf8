import { remarkTable } from './kinds.ts'

/** Mistakes in the messages of the bot, by type. */
export const messageRemarks = remarkTable({
  'type-unknown': {
    rows: ['L-41'],
    ruling: 'drop',
    what: {
      en: 'Message type {given} is unknown; the visitor sees a placeholder.',
      zh: '消息类型 {given} 未知，访客只看到“不支持的消息”。',
    },
    mend: {
      en: 'Use 100, 101, 102, 103, 104, 105, 109 or 111.',
      zh: '请使用 100、101、102、103、104、105、109 或 111。',
    },
  },
  'type-of-visitor-side': {
    rows: ['L-41'],
    ruling: 'drop',
    what: {
      en: "Message type {given} is a number of the visitor side's documents ({name}); the gateway has its own.",
      zh: '消息类型 {given} 是访客端文档里的编号（{name}），网关使用另一套编号。',
    },
    mend: { en: 'Send {wanted}.', zh: '请发送 {wanted}。' },
  },
  'type-is-subtype': {
    rows: ['L-41'],
    ruling: 'drop',
    what: { en: '{given} is a subtype, given as the type.', zh: '{given} 是子类型，却写在 `type` 里。' },
    mend: {
      en: 'Send `"type": {wanted}` and `"content": {"subtype": {given}, …}`.',
      zh: '请发送 `"type": {wanted}` 与 `"content": {"subtype": {given}, …}`。',
    },
  },
  'type-as-string': {
    rows: ['L-41'],
    ruling: 'warn',
    what: { en: '`type` is the string "{given}".', zh: '`type` 是字符串 "{given}"。' },
    mend: { en: 'Send a number.', zh: '请发送数字。' },
  },
  'content-bare-string': {
    rows: ['L-42'],
    ruling: 'drop',
    laxWarns: true,
    what: { en: '`content` is a bare string.', zh: '`content` 直接写成了字符串。' },
    mend: {
      en: '`content` is always an object, even for text: `{"content": "…"}`.',
      zh: '`content` 总是对象，文本也一样：`{"content": "…"}`。',
    },
  },
  'content-not-object': {
    rows: ['L-42'],
    ruling: 'drop',
    what: { en: '`content` is {given}, not an object.', zh: '`content` 是 {given}，不是对象。' },
    mend: { en: 'Send an object with the fields of the type.', zh: '请发送该类型的字段组成的对象。' },
  },
  'text-missing': {
    rows: ['L-40'],
    ruling: 'drop',
    what: { en: 'The text is {given}, not a string.', zh: '文本是 {given}，不是字符串。' },
    mend: { en: 'Send `{"content": "…"}` as `content`.', zh: '`content` 请发送 `{"content": "…"}`。' },
  },
  'text-empty': {
    rows: ['L-40'],
    ruling: 'warn',
    what: { en: 'The text is empty.', zh: '文本为空。' },
    mend: { en: 'Say something or leave the message out.', zh: '请填写内容，或不发送该消息。' },
  },
  'text-shown-as-typed': {
    rows: ['L-40'],
    ruling: 'advise',
    what: {
      en: 'Plain text holds {marks} marks; the visitor sees them as typed.',
      zh: '纯文本中含 {marks} 标记，访客会原样看到。',
    },
    mend: { en: 'Send type 109 for markdown, 101 for HTML.', zh: 'Markdown 请用 109，HTML 请用 101。' },
  },
  'subtype-missing': {
    rows: ['L-40'],
    ruling: 'drop',
    what: { en: 'Type {type} needs a `subtype` in `content`.', zh: '类型 {type} 的 `content` 需要 `subtype`。' },
    mend: { en: 'Send one of {wanted}.', zh: '请填写 {wanted} 之一。' },
  },
  'subtype-unknown': {
    rows: ['L-40'],
    ruling: 'drop',
    what: { en: '`subtype` {given} does not belong to type {type}.', zh: '`subtype` {given} 不属于类型 {type}。' },
    mend: { en: 'Send one of {wanted}.', zh: '请填写 {wanted} 之一。' },
  },
  'subtype-as-string': {
    rows: ['L-40'],
    ruling: 'warn',
    what: { en: '`subtype` is the string "{given}".', zh: '`subtype` 是字符串 "{given}"。' },
    mend: { en: 'Send a number.', zh: '请发送数字。' },
  },
  'list-missing': {
    rows: ['L-40'],
    ruling: 'drop',
    what: {
      en: '`{field}` is {given}; a list with at least one element is needed.',
      zh: '`{field}` 为 {given}，需要非空数组。',
    },
    mend: { en: 'Send `{field}` as an array that is not empty.', zh: '请以非空数组发送 `{field}`。' },
  },
  'item-not-object': {
    rows: ['L-40'],
    ruling: 'drop',
    what: { en: 'The element is {given}, not an object.', zh: '该元素是 {given}，不是对象。' },
    mend: { en: 'Send an object: {wanted}.', zh: '请发送对象：{wanted}。' },
  },
  'card-title-missing': {
    rows: ['L-40'],
    ruling: 'warn',
    what: { en: 'The card has no `title`.', zh: '卡片没有 `title`。' },
    mend: { en: 'Give it a title.', zh: '请填写标题。' },
  },
  'url-not-absolute': {
    rows: ['L-40'],
    ruling: 'warn',
    what: {
      en: '`{field}` is {given}, not an absolute http(s) address; the visitor’s client cannot open it.',
      zh: '`{field}` 为 {given}，不是完整的 http(s) 地址，访客端打不开。',
    },
    mend: { en: 'Send the whole address.', zh: '请发送完整地址。' },
  },
  'option-text-missing': {
    rows: ['L-40'],
    ruling: 'drop',
    what: { en: 'The option has no `content`.', zh: '选项缺少 `content`。' },
    mend: { en: 'Send `{"content": "…"}`.', zh: '请发送 `{"content": "…"}`。' },
  },
  'option-text-empty': {
    rows: ['L-40'],
    ruling: 'warn',
    what: { en: 'The text of the option is empty.', zh: '选项文字为空。' },
    mend: { en: 'Give it a text; it is what the visitor sends by a tap.', zh: '请填写文字，访客点击时发送的就是它。' },
  },
  'category-name-missing': {
    rows: ['L-40'],
    ruling: 'drop',
    what: { en: 'The category has no `categoryName`.', zh: '分类缺少 `categoryName`。' },
    mend: { en: 'Give it a name.', zh: '请填写分类名称。' },
  },
  'style-unknown': {
    rows: ['L-40'],
    ruling: 'warn',
    what: { en: '`style` is {given}; it is shown horizontally.', zh: '`style` 为 {given}，按横向展示。' },
    mend: { en: 'Send `Horizontal` or leave it out.', zh: '请发送 `Horizontal`，或不发送。' },
  },
  'topic-options-key': {
    rows: ['L-43'],
    ruling: 'warn',
    what: {
      en: 'The categories of the topic stand under `options` (as in the table), not `categories` (as in the sample).',
      zh: '主题的分类写在 `options`（文档表格），而不是 `categories`（文档示例）。',
    },
    mend: { en: 'Send `categories`.', zh: '请使用 `categories`。' },
  },
  'topic-both-keys': {
    rows: ['L-43'],
    ruling: 'warn',
    what: {
      en: 'The topic has both `categories` and `options`; `categories` counts.',
      zh: '主题同时有 `categories` 与 `options`，以 `categories` 为准。',
    },
    mend: { en: 'Send `categories` only.', zh: '只发送 `categories`。' },
  },
  'topic-heading': {
    rows: ['L-43'],
    ruling: 'advise',
    what: { en: '10303 has no heading; `content` is ignored.', zh: '10303 没有标题，`content` 被忽略。' },
    mend: { en: 'Send the heading as a text message before it.', zh: '请在它之前用文本消息发送标题。' },
  },
  'file-url-missing': {
    rows: ['L-40'],
    ruling: 'drop',
    what: { en: '`fileUrl` is {given}.', zh: '`fileUrl` 为 {given}。' },
    mend: { en: 'Send the address of the file.', zh: '请发送文件地址。' },
  },
  'file-name-missing': {
    rows: ['L-40'],
    ruling: 'warn',
    what: { en: '`fileName` is {given}.', zh: '`fileName` 为 {given}。' },
    mend: { en: 'Send the name of the file.', zh: '请发送文件名。' },
  },
  'file-size-unusual': {
    rows: ['L-40'],
    ruling: 'warn',
    what: { en: '`fileSize` is {given}.', zh: '`fileSize` 为 {given}。' },
    mend: { en: 'Send the size as a number of bytes.', zh: '请以数字发送字节数。' },
  },
  'combination-nested': {
    rows: ['L-44'],
    ruling: 'drop',
    what: { en: 'A combination inside a combination.', zh: '组合消息里又放了组合消息。' },
    mend: { en: 'Put its items into the outer list.', zh: '请把其中各项放到外层列表。' },
  },
  'combination-command': {
    rows: ['L-44'],
    ruling: 'drop',
    what: { en: 'A command inside a combination.', zh: '组合消息里放了指令。' },
    mend: { en: 'Send the command as an answer of its own.', zh: '指令请单独作为一个答复。' },
  },
  'combination-item-wrapped': {
    rows: ['L-44'],
    ruling: 'drop',
    what: {
      en: 'The item is wrapped in `answerType` and `answerContent`.',
      zh: '该项外面包了 `answerType` 与 `answerContent`。',
    },
    mend: { en: 'Items have `type` and `content` directly.', zh: '组合项直接写 `type` 与 `content`。' },
  },
  'combination-long': {
    rows: ['L-44'],
    ruling: 'warn',
    what: { en: '{count} items in one combination.', zh: '一条组合消息有 {count} 项。' },
    mend: { en: 'Send fewer than 21.', zh: '请不超过 20 项。' },
  },
})
