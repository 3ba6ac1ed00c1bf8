import type { Mutant } from './mutant.ts'

/** On a busy machine an answer that is there at once may still come later than the bot usually holds a delivery. */
const PATIENT = { WECHAT_HOLD_MS: '2000' }

const texts = (name: string, given: string, lines: readonly string[]): string => `name: ${name}
platform: wechat
given: ${given}
steps:
${lines.map((line) => `  - send: ${line}\n  - advance: 30s`).join('\n')}
`

/** Their lengths differ by half a block of padding, so that both halves of 32 come up. */
const PADDINGS = texts(
  'Texts of different lengths are all understood',
  '{ account: { mode: secure }, model: [{ says: 好 }] }',
  ['a', 'a23456789', 'a23456789b1234567', 'a23456789b1234567c2345678'],
)

const NEIGHBOURS = texts(
  'The MsgIds of two messages are neighbours',
  '{ model: [{ when: 苹果, says: 苹果的回答 }, { when: 香蕉, says: 香蕉的回答 }] }',
  ["{ text: 苹果, msgId: '24871234567890123' }", "{ text: 香蕉, msgId: '24871234567890125' }"],
)

const SEVEN_SECONDS = texts(
  'An answer takes longer than one delivery',
  '{ account: { kind: subscription, verified: false }, model: [{ says: 七秒的回答, after: 7s }] }',
  ['请想七秒'],
)

const LOST = texts(
  'An answer gets lost on its way',
  '{ account: { kind: subscription, verified: false }, push: { loseAnswers: 1 }, model: [{ says: 在的 }] }',
  ['在吗'],
)

/** What is put before the bot looks at a push. */
const before = (code: string): Pick<Mutant, 'of' | 'replace' | 'by'> => ({
  of: 'reference-bot/wechat/channel.ts',
  replace: 'conversations.receive(push, deliveryOf(reply, seal))',
  by: `${code}\n    conversations.receive(push, deliveryOf(reply, seal))`,
})

/** The reference bot with one fault each in how it takes pushes. */
export const wechatPushMutants: readonly Mutant[] = [
  {
    rule: 'wechat/answers-in-time',
    about: 'works first and answers afterwards',
    of: 'reference-bot/wechat/channel.ts',
    replace: 'conversations.receive(push, deliveryOf(reply, seal))',
    by: `// As servers do that let a client close its side first.
    request.raw.socket.server.httpAllowHalfOpen = true
    globalThis.work ??= setTimeout(() => conversations.receive(push, deliveryOf(reply, seal)), 1500)`,
    env: PATIENT,
    scenario: texts('A text is answered', '{ model: [{ says: 好 }] }', ['提醒我']),
    says: /^MsgId \d+ \(text\) was delivered 3 times and never answered within 5 s; you answered delivery 1 after \d+\.\d s/,
  },
  {
    rule: 'wechat/accepts-genuine-pushes',
    about: 'compares the wrong one of the two signatures',
    of: 'reference-bot/wechat/envelope.ts',
    replace: 'sameSecret(signed.msg_signature, right)',
    by: 'sameSecret(signed.signature, right)',
    scenario: 'wechat/text',
    variant: 'mode=secure',
    says: /^MsgId \d+ \(text\) is genuine, and the bot refused it with 403 in 4 deliveries; it was encrypted, so msg_signature is the one to compare\.$/,
  },
  {
    rule: 'wechat/unpads-32-bytes',
    about: 'lets the library remove the padding',
    of: 'reference-bot/wechat/envelope.ts',
    replace: 'const { message, id } = decrypt(key, encrypted)',
    by: `const aes = Buffer.from(key + '=', 'base64')
      const { createDecipheriv } = process.getBuiltinModule('node:crypto')
      const decipher = createDecipheriv('aes-256-cbc', aes, aes.subarray(0, 16))
      const full = Buffer.concat([decipher.update(encrypted, 'base64'), decipher.final()])
      const end = 20 + full.readUInt32BE(16)
      const [message, id] = [full.subarray(20, end).toString(), full.subarray(end).toString()]`,
    env: PATIENT,
    scenario: PADDINGS,
    says: /^All 2 pushes with more than 16 bytes of padding failed, MsgId \d+ \(text\) with \d\d first; all 2 with 16 or fewer did not\.$/,
  },
  {
    rule: 'wechat/survives-every-push',
    about: 'throws on an event it does not know',
    of: 'reference-bot/wechat/reactions.ts',
    replace:
      '// Among them TEMPLATESENDJOBFINISH: a bot that answers it with a template message never stops.\n      return SILENCE',
    by: 'throw new Error(push.Event)',
    scenario: 'wechat/job-reports',
    says: /^.*\(event TEMPLATESENDJOBFINISH\) was answered with status 500 in all 4 deliveries\. New events and types come without notice/,
  },
  {
    rule: 'wechat/survives-every-push',
    about: 'stores texts in three bytes a character',
    ...before("if (/[\\u{10000}-\\u{10FFFF}]/u.test(push.Content ?? '')) throw new Error('Incorrect string value')"),
    env: PATIENT,
    scenario: texts('A text has characters of four bytes', '{ model: [{ says: 好 }] }', ['𠮷野家🙂']),
    says: /^MsgId \d+ \(text\) was answered with status 500 in all 4 deliveries\. Its text holds 𠮷, which takes four bytes/,
  },
  {
    rule: 'wechat/survives-every-push',
    about: 'throws on every text, until WeChat pushes no more',
    ...before("if (push.MsgType === 'text') throw new Error('no database')"),
    scenario: texts('The bot fails too often', '{ markFail: { after: 2 }, model: [{ says: 好 }] }', ['一', '二', '三']),
    says: /^MsgId \d+ \(text\) was answered with status 500 in all 4 deliveries\. After such failures WeChat stopped pushing for a while; a later one never came\.$/,
  },
  {
    rule: 'wechat/reads-the-body',
    about: 'finds the body empty and acknowledges it',
    of: 'reference-bot/wechat/channel.ts',
    replace: 'conversations.receive(push, deliveryOf(reply, seal))',
    by: 'reply.send(SILENT)',
    scenario: texts('Two texts are answered', '{ model: [{ says: 好 }] }', ['一', '二']),
    says: /^2 texts, MsgId \d+ \(text\) first, were acknowledged, and nothing came of them: no call of the model/,
  },
  {
    rule: 'wechat/lets-retries-in',
    about: 'lets each nonce in once',
    of: 'reference-bot/wechat/channel.ts',
    replace:
      "const { push, seal } = openPush(settings, request.query, typeof request.body === 'string' ? request.body : '')",
    by: `const { nonce } = request.query
    globalThis.nonces ??= new Set()
    if (globalThis.nonces.has(nonce)) return void reply.code(403).send()
    globalThis.nonces.add(nonce)
    const { push, seal } = openPush(settings, request.query, request.body)`,
    env: PATIENT,
    scenario: 'wechat/redelivery',
    says: /^Delivery 2 of MsgId \d+ \(text\) was refused with 403; it repeats delivery 1, signature, timestamp and nonce included/,
  },
  {
    rule: 'wechat/reads-ids-as-text',
    of: 'reference-bot/wechat/push.ts',
    replace: '[FromUserName, MsgId]',
    by: '[FromUserName, Number(MsgId)]',
    env: PATIENT,
    scenario: NEIGHBOURS,
    says: /^MsgId 24871234567890125 \(text\) was taken for MsgId 24871234567890123: both are 24871234567890124 as a double\.$/,
  },
  {
    rule: 'wechat/does-not-silence-its-answer',
    about: 'answers success to a retry of what it is still working on',
    of: 'reference-bot/wechat/turn.ts',
    replace: 'if (fetched === undefined) armTimer()',
    by: 'if (state.deliveries > 1) acknowledge()\n      else if (fetched === undefined) armTimer()',
    config: 'unverified.config.yaml',
    scenario: SEVEN_SECONDS,
    says: /^MsgId \d+ \(text\): delivery 2 was answered with silence while delivery 1 was still at work; the model had its answer 7\.\d s after the message, and alice never read it\.$/,
  },
  {
    rule: 'wechat/does-not-silence-its-answer',
    about: 'answers success to the retry of a message it has answered',
    of: 'reference-bot/wechat/turn.ts',
    replace: 'repeat = body',
    by: 'void body',
    config: 'unverified.config.yaml',
    scenario: LOST,
    says: /^MsgId \d+ \(text\): the answer to delivery 1 got lost on its way, delivery 2 was answered with silence, and alice never read it\.$/,
  },
]
