import { remarkTable } from './kinds.ts'

/** What is noticed about the registration call and about the configuration of the rehearsal itself. */
export const registrationRemarks = remarkTable({
  'signature-not-required': {
    rows: ['L-03'],
    ruling: 'advise',
    what: {
      en: 'The call would be refused with {code}: {message} (`signing.required` is off).',
      zh: '该调用本应以 {code} 拒绝：{message}（`signing.required` 已关闭）。',
    },
    mend: { en: 'Sign the call before you meet the real gateway.', zh: '接入真实网关之前请完成签名。' },
  },
  'signature-wrong': {
    rows: ['L-17'],
    ruling: 'fail',
    what: {
      en: 'The signature is wrong{hint}. String to sign expected here: {expected}',
      zh: '签名不正确{hint}。此处应签名的字符串：{expected}',
    },
    mend: {
      en: 'Sign METHOD + host + path + "?" + sorted query with HMAC-SHA1, base64, and URL-encode the result once.',
      zh: '对“方法 + 主机 + 路径 + ? + 排序后的参数”做 HMAC-SHA1，base64 后只做一次 URL 编码。',
    },
    source: 'https://develop.clink.cn/develop/api/agent-download.html',
  },
  'authentication-unused': {
    rows: ['L-13'],
    ruling: 'warn',
    what: {
      en: '`authEnabled` is false, so the `authentication` given is never sent.',
      zh: '`authEnabled` 为 false，所给的 `authentication` 不会使用。',
    },
    mend: { en: 'Set `authEnabled` to true.', zh: '请把 `authEnabled` 设为 true。' },
  },
  'boolean-as-string': {
    rows: ['L-12'],
    ruling: 'warn',
    what: { en: '`{field}` is the string "{given}".', zh: '`{field}` 是字符串 "{given}"。' },
    mend: { en: 'Send a boolean.', zh: '请发送布尔值。' },
  },
  'letter-case': {
    rows: ['L-12'],
    ruling: 'warn',
    what: { en: '`{field}` is {given}.', zh: '`{field}` 为 {given}。' },
    mend: { en: 'Send `{wanted}`.', zh: '请发送 `{wanted}`。' },
  },
  'token-with-bearer': {
    rows: ['L-13'],
    ruling: 'warn',
    what: {
      en: 'The token begins with `Bearer `: the push will say `Bearer Bearer …`.',
      zh: 'token 以 `Bearer ` 开头：推送会变成 `Bearer Bearer …`。',
    },
    mend: { en: 'Give the token alone.', zh: '只填写 token 本身。' },
  },
  'push-type-unknown': {
    rows: ['L-14'],
    ruling: 'warn',
    what: { en: 'Push type {given} is unknown; the entry is ignored.', zh: '推送类型 {given} 未知，已忽略该项。' },
    mend: { en: 'Only `Message` is known.', zh: '只支持 `Message`。' },
  },
  'uri-without-slash': {
    rows: ['L-20'],
    ruling: 'warn',
    what: { en: '`uri` {given} has no leading slash; one is added.', zh: '`uri` {given} 没有以斜杠开头，已补上。' },
    mend: { en: 'Begin it with `/`.', zh: '请以 `/` 开头。' },
  },
  'message-entry-twice': {
    rows: ['L-14'],
    ruling: 'warn',
    what: { en: 'Two `Message` entries; the first counts.', zh: '有两个 `Message` 项，以第一个为准。' },
    mend: { en: 'Give one.', zh: '请只填一个。' },
  },
  'field-unknown': {
    rows: ['L-12'],
    ruling: 'warn',
    what: { en: 'Field `{field}` is unknown.', zh: '字段 `{field}` 未知。' },
    mend: { en: 'Leave it out.', zh: '请去掉。' },
  },
  'name-repeated': {
    rows: ['L-16'],
    ruling: 'warn',
    what: {
      en: '{count} robots are registered as {given}. Each registration makes another robot; only the one a route uses gets pushes.',
      zh: '已有 {count} 个名为 {given} 的机器人。每次注册都会新建，只有路由绑定的才会收到推送。',
    },
    mend: { en: 'Register once and keep the `robotId`.', zh: '请只注册一次并保存 `robotId`。' },
  },
  'custom-key-collides': {
    rows: ['L-33'],
    ruling: 'advise',
    what: {
      en: '{source} key {given} arrives as `{key}`, which is a built-in key; the {taken} value is sent.',
      zh: '{source} 的键 {given} 会变成内置键 `{key}`，发送的是{taken}的值。',
    },
    mend: { en: 'Name it otherwise.', zh: '请换一个名称。' },
  },
  'custom-key-twice': {
    rows: ['L-33'],
    ruling: 'advise',
    what: {
      en: '{given} stands in both `visitorExtraInfo` and `customerFields`; the latter counts.',
      zh: '{given} 同时出现在 `visitorExtraInfo` 与 `customerFields`，以后者为准。',
    },
    mend: { en: 'Keep one of them.', zh: '请只保留一个。' },
  },
})
