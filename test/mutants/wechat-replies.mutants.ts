import type { Mutant } from './mutant.ts'

/** How a reply is sent: the line of the bot that most mutants here replace. */
const SEND = '.send(seal(body))'
const SEALED = 'const Encrypt = encrypt(key, replyXml, keys.appId)'

/** On a busy machine an answer that is there at once may still come later than the bot usually holds a delivery. */
const PATIENT = { WECHAT_HOLD_MS: '2000' }

/** A bot that sends its replies in another way. */
const sending = (rule: string, by: string, says: RegExp, more: Partial<Mutant> = {}): Mutant => ({
  env: PATIENT,
  rule: `wechat/${rule}`,
  of: 'reference-bot/wechat/channel.ts',
  replace: SEND,
  by,
  scenario: 'wechat/text',
  says,
  ...more,
})

/** A bot that says nothing in another way. */
const silent = (rule: string, by: string, says: RegExp): Mutant =>
  sending(rule, by, says, { replace: '.send(SILENT)', scenario: 'wechat/unknown-pushes' })

/** A bot that writes other elements into its replies. */
const writing = (rule: string, replace: string, by: string, says: RegExp, more: Partial<Mutant> = {}): Mutant =>
  sending(rule, by, says, { of: 'reference-bot/wechat/replies.ts', replace, ...more })

/** A bot that encrypts its replies in another way. */
const sealing = (rule: string, replace: string, by: string, says: RegExp, more: Partial<Mutant> = {}): Mutant =>
  sending(rule, by, says, { of: 'reference-bot/wechat/envelope.ts', replace, variant: 'mode=secure', ...more })

/** Another type of message in place of the text. */
const instead = (type: string, payload: string): string =>
  `.send(seal(body.replace('CDATA[text]', 'CDATA[${type}]').replace(/<Content>.*<[/]Content>/s, '${payload}')))`

const ARTICLE = '<item><Title>a</Title><Description/><PicUrl/><Url>b</Url></item>'
const news = (count: number, items: string): string =>
  instead('news', `<ArticleCount>${count}</ArticleCount><Articles>${items}</Articles>`)

/** Bytes of the ciphertext are changed so that the wanted step of the decryption fails, whatever was random in it. */
const garbled = (change: string): string =>
  `const bytes = Buffer.from(encrypt(key, replyXml, keys.appId), 'base64'); ${change}`

const saying = (text: string): string => `name: The model says something odd
platform: wechat
given: { model: [{ says: ${text} }] }
steps:
  - send: 你好
  - expect: { reply: { text: { matches: '.' } } }
`

const TOLERANT = `name: The account takes plain replies in secure mode
platform: wechat
given: { account: { mode: secure }, secure: { acceptPlainReply: true }, model: [{ says: 好 }] }
steps:
  - send: 你好
  - expect: { reply: 好 }
`

/** A bot that keeps the media of the first picture and answers everything with it, as another type or days later. */
const keepingMedia = (rule: string, type: 'Image' | 'Voice', later: string, says: RegExp): Mutant =>
  sending(
    rule,
    `
    globalThis.kept ??= /<MediaId><!\\[CDATA\\[([^\\]]+)/.exec(String(request.body))?.[1]
    const media = '<${type}><MediaId>' + globalThis.kept + '</MediaId></${type}>'
    const withMedia = (xml) =>
      seal(xml.replace('CDATA[text]', 'CDATA[${type.toLowerCase()}]').replace(/<Content>.*<[/]Content>/s, media))
    conversations.receive(push, deliveryOf(reply, withMedia))`,
    says,
    {
      about: `answers with the picture as ${type}${later === '' ? '' : ', days later'}`,
      replace: 'conversations.receive(push, deliveryOf(reply, seal))',
      scenario: `name: A picture comes back
platform: wechat
given: { account: { mode: plain } }
steps:
  - send: { image: cat.png }
  - expect: { reply: {} }
${later}`,
    },
  )

const THREE_DAYS_LATER = `  - advance: 73h
  - send: { image: cat.png }
  - expect: { reply: {} }
`

/** The reference bot with one fault each in what it answers to a push. */
export const wechatReplyMutants: readonly Mutant[] = [
  sending('reply-status', '.code(201).send(seal(body))', /Got 201, expected 200/),
  sending('reply-too-large', ".send(seal(body) + ' '.repeat(2 ** 21))", /larger than 1048576 bytes/),
  sending(
    'reply-compressed',
    ".header('content-encoding', 'gzip').send(process.getBuiltinModule('node:zlib').gzipSync(seal(body)))",
    /Got "?gzip/,
  ),
  sending('reply-not-utf8', '.send(Buffer.from([...Buffer.from(seal(body)), 0xc4, 0xe3]))', /a broken sequence/),
  sending('reply-blank', ".send(' ')", /white space only/),
  sending('reply-leading-bytes', ".send('\\uFEFF' + seal(body))", /before <xml>/),
  silent('reply-quoted-success', '.send(JSON.stringify(SILENT))', /in quotes/),
  silent('reply-success-spelling', ".send('Success')", /Got "?Success/),
  sending('reply-json', '.send(JSON.stringify({ reply: body }))', /Got .*reply/),
  sending('reply-html', ".send('<!doctype html><h1>502 Bad Gateway</h1>')", /HTML page/),
  sending('reply-plain-text', ".send('早上九点。')", /Got "?早上九点/),
  sending('reply-doctype', ".send('<!DOCTYPE xml>' + seal(body))", /DOCTYPE/),
  sending('reply-xml-entity', ".send(seal(body.replace('</xml>', '<Tail>&nbsp;</Tail></xml>')))", /entity/),
  {
    env: PATIENT,
    rule: 'wechat/reply-xml-malformed',
    about: 'writes values without CDATA',
    of: 'reference-bot/wechat/xml.ts',
    replace: "`<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`",
    by: 'value',
    scenario: saying("'1 < 2 & 3'"),
    says: /not well-formed/,
  },
  {
    env: PATIENT,
    rule: 'wechat/reply-xml-control-character',
    about: 'passes on control characters of the model',
    of: 'reference-bot/conversation/text.ts',
    replace: ".replace(NOT_FOR_XML, '')",
    by: '',
    scenario: saying('"\\a响铃"'),
    says: /control character/,
  },
  sending('reply-xml-root', ".send(seal(body.replaceAll('xml>', 'XML>')))", /<XML>/),
  sending('reply-xml-nested', '.send(seal(`<xml>${body}</xml>`))', /inside the <xml>/),
  writing(
    'reply-to-user',
    'ToUserName: push.FromUserName,\n    FromUserName: push.ToUserName,',
    'ToUserName: push.ToUserName, FromUserName: push.FromUserName,',
    /copied without being swapped/,
  ),
  writing('reply-from-user', 'FromUserName: push.ToUserName', "FromUserName: 'wx5a1c0e7d93b24f68'", /gh_/),
  writing('reply-create-time', 'Math.floor(Date.now() / 1000)', 'new Date().toISOString()', /decimal digits/),
  writing('reply-msg-type-missing', "MsgType: 'text', ", '', /MsgType/),
  writing('reply-msg-type-unknown', "MsgType: 'text'", "MsgType: 'Text'", /Got "?Text/),
  writing('reply-payload-missing', 'Content: text', 'content: text', /expected Content/),
  writing('reply-text-empty', 'Content: text', "Content: ''", /Content is empty/),
  {
    env: PATIENT,
    rule: 'wechat/reply-text-too-long',
    about: 'counts characters instead of bytes',
    of: 'reference-bot/conversation/text.ts',
    replace: "export const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8')",
    by: 'export const byteLength = (text) => text.length',
    scenario: 'wechat/long-text',
    says: /Got \d+ bytes \(\d+ characters\), expected at most 2048 bytes/,
  },
  sending('reply-media-missing', instead('image', '<Image></Image>'), /MediaId is empty or missing/),
  sending('reply-media-unknown', instead('voice', '<Voice><MediaId>m1</MediaId></Voice>'), /m1/),
  keepingMedia('reply-media-type', 'Voice', '', /Got image media, expected the id of voice media/),
  keepingMedia('reply-media-expired', 'Image', THREE_DAYS_LATER, /expired.*expected the id of image media/),
  sending('reply-news-empty', news(0, ''), /0 items/),
  sending('reply-news-count', news(2, ARTICLE), /Got 2, expected 1/),
  sending('reply-news-field', news(1, '<item><Title>a</Title></item>'), /Description/),
  sending(
    'reply-encrypted-in-plain-mode',
    'seal: (replyXml) => seal(keys, signed.nonce, replyXml) }\n  }',
    /plain mode/,
    {
      of: 'reference-bot/wechat/envelope.ts',
      replace: 'seal: (replyXml) => replyXml }\n  }',
    },
  ),
  sealing('reply-plain-in-secure-mode', 'seal(keys, signed.nonce, replyXml) }\n}', 'replyXml }\n}', /secure mode/),
  sealing(
    'reply-envelope-incomplete',
    'writeXml({ Encrypt, MsgSignature, TimeStamp, Nonce: nonce })',
    'writeXml({ Encrypt, MsgSignature, Nonce: nonce })',
    /lacks/,
  ),
  sealing(
    'reply-crypto-signature',
    'getSignature(keys.token, String(TimeStamp), nonce, Encrypt)',
    "createHash('sha1').update([keys.token, String(TimeStamp), nonce].toSorted().join('')).digest('hex')",
    /MsgSignature also covers Encrypt/,
  ),
  sealing('reply-crypto-base64', SEALED, `${SEALED.replace('encrypt(', 'encodeURIComponent(encrypt(')})`, /base64/),
  sealing('reply-crypto-aes', SEALED, garbled("const Encrypt = bytes.subarray(1).toString('base64')"), /blocks/),
  sealing(
    'reply-crypto-padding',
    SEALED,
    garbled("bytes[bytes.length - 17] ^= 0x80; const Encrypt = bytes.toString('base64')"),
    /padding/,
  ),
  sealing(
    'reply-crypto-length',
    SEALED,
    garbled("bytes[0] ^= 0x40; const Encrypt = bytes.toString('base64')"),
    /length/,
  ),
  sealing('reply-crypto-appid', SEALED, SEALED.replace('keys.appId', "'ww0123456789abcdef'"), /ww0123456789abcdef/),

  silent('silent-with-zero-bytes', ".send('')", /Zero bytes/),
  silent('success-not-exact', ".send('success\\n')", /White space/),
  sending('json-content-type', ".type('application/json').send(seal(body))", /JSON/),
  sending('leading-white-space', ".send('\\n  ' + seal(body))", /before <xml>/),
  sending('xml-declaration', '.send(\'<?xml version="1.0"?>\' + seal(body))', /declaration/),
  writing('create-time-in-milliseconds', 'Math.floor(Date.now() / 1000)', 'Date.now()', /milliseconds.*\(\d{13}\)/),
  sealing('timestamp-in-milliseconds', 'Math.floor(Date.now() / 1000)', 'Date.now()', /milliseconds.*\(\d{13}\)/),
  sealing('plain-in-secure-mode', 'seal(keys, signed.nonce, replyXml) }\n}', 'replyXml }\n}', /a switch says so/, {
    scenario: TOLERANT,
    variant: '',
  }),
  sending('news-cut', news(2, ARTICLE + ARTICLE), /2 articles, 1 shown/),
  {
    env: PATIENT,
    rule: 'wechat/carriage-return',
    of: 'reference-bot/conversation/text.ts',
    replace: ".replaceAll('\\r\\n', '\\n')",
    by: '',
    scenario: saying('"一\\r\\n二"'),
    says: /two line breaks/,
  },
  {
    env: PATIENT,
    rule: 'wechat/replacement-character',
    about: 'cuts a long text between bytes',
    of: 'reference-bot/wechat/pages.ts',
    replace: 'const nice = splitText(text, MAX_TEXT_BYTES)',
    by: 'const all = Buffer.from(text); const nice = Array.from({ length: Math.ceil(all.length / 2000) }, (_, at) => all.subarray(at * 2000, at * 2000 + 2000).toString())',
    scenario: 'wechat/long-text',
    says: /U\+FFFD/,
  },
  {
    env: PATIENT,
    rule: 'wechat/markdown',
    of: 'reference-bot/wechat/conversation.ts',
    replace: 'toPlainText(await assistant.answer({ conversation, text: reaction.text, signal, onHandOver }))',
    by: 'await assistant.answer({ conversation, text: reaction.text, signal, onHandOver })',
    scenario: 'wechat/markdown',
    says: /markdown.*\(# 标\)/,
  },
  writing(
    'unknown-desk',
    "MsgType: 'transfer_customer_service' })",
    "MsgType: 'transfer_customer_service' }).replace('</xml>', '<TransInfo><KfAccount>nobody@caipai</KfAccount></TransInfo></xml>')",
    /nobody@caipai/,
    { scenario: 'wechat/human-takes-over' },
  ),
  {
    env: PATIENT,
    rule: 'wechat/transfer-of-event',
    of: 'reference-bot/wechat/reactions.ts',
    replace: "return say(`您选择了菜单：${push.EventKey || '（没有参数）'}`)",
    by: "return { kind: 'transfer' }",
    scenario: 'wechat/menu-taps',
    says: /event was handed over/,
  },
]
