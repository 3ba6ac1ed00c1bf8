import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readJson } from '../../emulators/wechat/api/json.ts'
import { readForm } from '../../emulators/core/multipart.ts'
import { openEnvelope } from '../../emulators/wechat/crypto/diagnosis.ts'
import { decodeAesKey, decrypt, encrypt } from '../../emulators/wechat/crypto/encryption.ts'
import { sign } from '../../emulators/wechat/crypto/signature.ts'
import { explainEcho } from '../../emulators/wechat/push/verify.ts'
import { text, writeIndentedXml, writePlainXml } from '../../emulators/wechat/push/xml.ts'
import { judgeReply, type ReplyRules } from '../../emulators/wechat/reply/judge.ts'
import { LINTS } from '../../emulators/wechat/reply/lints.ts'
import { REASONS } from '../../emulators/wechat/reply/reasons.ts'
import { child, readXml } from '../../emulators/wechat/reply/xml-reader.ts'

const identity = {
  appid: 'wx0123456789abcdef',
  token: 'OfflineBotTest1',
  encodingAesKey: 'OfflineWeChatEmulatorKeyNumberOne0000000004',
}
const USER = 'oEmu0000000000000000000000A1'
const ACCOUNT = 'gh_0a1b2c3d4e5f'
const rules = (mode: ReplyRules['mode'], event: boolean): ReplyRules => ({
  mode,
  event,
  identity,
  pushedTo: ACCOUNT,
  pushedFrom: USER,
  textMaxBytes: 2048,
  acceptPlainReply: false,
  acceptLeadingWhitespace: false,
  media: () => undefined,
  hasDesk: () => false,
})

/** Pieces that replies are made of, good and bad, so that random ones get past the first check. */
const piece = fc.constantFrom(
  '<xml>',
  '</xml>',
  '<ToUserName>',
  '</ToUserName>',
  `<ToUserName><![CDATA[${USER}]]></ToUserName>`,
  `<FromUserName><![CDATA[${ACCOUNT}]]></FromUserName>`,
  '<CreateTime>1767225602</CreateTime>',
  '<MsgType><![CDATA[text]]></MsgType>',
  '<MsgType>news</MsgType>',
  '<Content>',
  '</Content>',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<?xml version="1.0"?>',
  '<!DOCTYPE x>',
  '&amp;',
  '&#x1F642;',
  '&bad;',
  '&',
  '<',
  '>',
  '\u0002',
  '\uFEFF',
  'success',
  '{"a":1}',
  '<Encrypt>AAAA</Encrypt>',
  '<MsgSignature>x</MsgSignature>',
  '<Articles><item><Title>t</Title></item></Articles>',
  '<a:b c="d">',
  '</a:b>',
)
const soup = fc.array(fc.oneof({ weight: 4, arbitrary: piece }, fc.string({ maxLength: 20 })), { maxLength: 24 })
const body = fc.oneof(
  soup.map((pieces) => Buffer.from(pieces.join(''))),
  fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
)
const mode = fc.constantFrom('plain', 'compatible', 'secure')
const headers = fc.dictionary(
  fc.constantFrom('content-type', 'content-encoding', 'x'),
  fc.constantFrom('text/xml', 'application/json', 'gzip', 'identity', ''),
)

describe('what a bot answers', () => {
  it('W-24 W-25 always gets a verdict with a known reason, and known lints', () => {
    fc.assert(
      fc.property(body, mode, fc.boolean(), headers, (answer, given, event, head) => {
        const verdict = judgeReply({ status: 200, headers: head, body: answer }, rules(given, event))
        if ('reason' in verdict) expect(REASONS).toHaveProperty(verdict.reason)
        else expect(['answered', 'acknowledged']).toContain(verdict.class)
        for (const { code } of verdict.lints) expect(LINTS).toHaveProperty(code)
      }),
      { numRuns: 3000 },
    )
  })

  it('W-24 a sealed soup is opened and judged like a plain one', () => {
    const key = decodeAesKey(identity.encodingAesKey)
    if (key === undefined) throw new Error('not a key')
    fc.assert(
      fc.property(soup, (pieces) => {
        const inner = pieces.join('')
        const sealed = encrypt(inner, { key, appid: identity.appid, random: Buffer.alloc(16) })
        const envelope = `<xml><Encrypt>${sealed}</Encrypt><MsgSignature>${sign(identity.token, '1', '2', sealed)}</MsgSignature><TimeStamp>1</TimeStamp><Nonce>2</Nonce></xml>`
        const verdict = judgeReply({ status: 200, headers: {}, body: Buffer.from(envelope) }, rules('secure', false))
        if ('reason' in verdict) expect(verdict.reason).not.toMatch(/^crypto-/)
      }),
      { numRuns: 500 },
    )
  })

  it('W-03 an echo is right only when it is the same bytes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 18, maxLength: 19 }),
        body,
        (echostr, answer) => {
          const same = answer.equals(Buffer.from(echostr))
          expect(explainEcho(echostr, answer) === undefined).toBe(same)
          expect(explainEcho(echostr, Buffer.from(echostr))).toBeUndefined()
        },
      ),
    )
  })
})

describe('XML', () => {
  it('W-07 W-24 what we write in either shape is read back as it was, unless XML forbids a character', () => {
    // eslint-disable-next-line no-control-regex -- exactly what XML 1.0 forbids
    const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (one, two) => {
        for (const write of [writePlainXml, writeIndentedXml]) {
          const read = readXml(write([text('One', one), text('Two', two)]))
          expect(read.ok).toBe(!forbidden.test(one) && !forbidden.test(two))
          if (read.ok) expect([child(read.root, 'One')?.text, child(read.root, 'Two')?.text]).toEqual([one, two])
        }
      }),
      { numRuns: 500 },
    )
  })

  it('W-24 hostile documents are read in linear time', () => {
    const big = 200_000
    const documents = [
      '<a '.repeat(big),
      '<a>'.repeat(big),
      `<xml>${'&'.repeat(big)}</xml>`,
      `<xml>${'&amp;'.repeat(big)}</xml>`,
      `<xml>${'<![CDATA['.repeat(big)}`,
      `<xml${' a="b"'.repeat(big)}>`,
      `<xml>${'<!--'.repeat(big)}`,
      `${' '.repeat(big)}x${' '.repeat(big)}`,
    ]
    for (const document of documents) {
      const began = performance.now()
      judgeReply({ status: 200, headers: {}, body: Buffer.from(document) }, rules('plain', false))
      expect(performance.now() - began, document.slice(0, 12)).toBeLessThan(1000)
    }
  })
})

describe('ciphertext', () => {
  it('W-30 anything signed rightly is opened or named by its failing step', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String({ maxLength: 400 })), (sealed) => {
        const opened = openEnvelope(
          { encrypt: sealed, signature: sign(identity.token, '1', '2', sealed), timestamp: '1', nonce: '2' },
          identity,
        )
        if (!opened.ok) expect(['base64', 'aes', 'padding', 'length', 'appid']).toContain(opened.step)
      }),
      { numRuns: 2000 },
    )
  })

  it('W-30 a bit that flips never opens to another message without being noticed by the signature', () => {
    const key = decodeAesKey(identity.encodingAesKey)
    if (key === undefined) throw new Error('not a key')
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), fc.nat(), (message, at) => {
        const sealed = Buffer.from(
          encrypt(message, { key, appid: identity.appid, random: Buffer.alloc(16, 1) }),
          'base64',
        )
        const index = at % sealed.length
        sealed[index] = (sealed[index] ?? 0) ^ 1
        expect(() => decrypt(sealed.toString('base64'), key, identity.appid)).not.toThrow()
      }),
    )
  })
})

describe('what a bot sends to the API', () => {
  it('W-35 any bytes are JSON, empty, or refused; escapes are seen in both readings', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((json) => Buffer.from(json)),
        ),
        (bytes) => {
          const read = readJson(Buffer.from(bytes))
          if (read.ok) expect(read.value).not.toBeUndefined()
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('W-41 \\u escapes of non-ASCII characters stay as they are in the literal reading, and only those', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (given) => {
        const escaped = JSON.stringify(given).replace(
          /[\u0080-\uffff]/g,
          (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
        )
        const read = readJson(Buffer.from(`{"a":${escaped}}`))
        const shown = given.replace(
          /[\u0080-\uffff]/g,
          (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
        )
        expect(read).toMatchObject({ ok: true, value: { a: given }, literal: { a: shown } })
      }),
      { numRuns: 500 },
    )
  })

  it('W-43 forms: what is written is read, and anything else yields parts without a crash', () => {
    const name = fc.string({ unit: fc.constantFrom(...'abcXYZ019_.-'), minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(name, name, fc.uint8Array({ maxLength: 300 }), (field, fileName, bytes) => {
        const head = `--B0undary\r\nContent-Disposition: form-data; name="${field}"; filename="${fileName}"\r\nContent-Type: image/png\r\n\r\n`
        const body = Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from('\r\n--B0undary--\r\n')])
        const parts = readForm('multipart/form-data; boundary=B0undary', body)
        if (!Buffer.from(bytes).includes('--B0undary')) {
          expect(parts).toEqual([{ name: field, fileName, contentType: 'image/png', data: Buffer.from(bytes) }])
        }
      }),
    )
    const scraps = fc.array(
      fc.constantFrom(
        '--B',
        '\r\n',
        '\r\n\r\n',
        'Content-Disposition: form-data; name="media"',
        '; filename="a"',
        '--',
        'x',
      ),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(
        scraps,
        fc.constantFrom('multipart/form-data; boundary=B', 'multipart/form-data', 'text/plain', undefined),
        (pieces, type) => {
          expect(Array.isArray(readForm(type, Buffer.from(pieces.join(''))))).toBe(true)
        },
      ),
      { numRuns: 1000 },
    )
  })
})
