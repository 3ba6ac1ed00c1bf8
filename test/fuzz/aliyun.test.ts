import { XMLParser, XMLValidator } from 'fast-xml-parser'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { shapeAnswer } from '../../emulators/aliyun-chatbot/chat/shapes.ts'
import { segment } from '../../emulators/aliyun-chatbot/chat/segment.ts'
import { readRequest } from '../../emulators/aliyun-chatbot/gateway/request.ts'
import { parseTimestamp } from '../../emulators/aliyun-chatbot/gateway/timestamp.ts'
import { writeJson } from '../../emulators/aliyun-chatbot/json.ts'
import { compileKnowledge } from '../../emulators/aliyun-chatbot/knowledge/compile.ts'
import { EMPTY_CONTEXT, takeTurn, type Context } from '../../emulators/aliyun-chatbot/knowledge/route.ts'
import { knowledgeBase } from '../../emulators/aliyun-chatbot/knowledge/schema.ts'
import { prepare, score } from '../../emulators/aliyun-chatbot/knowledge/score.ts'
import { readAuthorization, sha256 } from '../../emulators/aliyun-chatbot/signing/acs3.ts'
import { differenceOf } from '../../emulators/aliyun-chatbot/signing/compare.ts'
import { diagnoseAcs3 } from '../../emulators/aliyun-chatbot/signing/diagnose-acs3.ts'
import { diagnoseRpc } from '../../emulators/aliyun-chatbot/signing/diagnose-rpc.ts'
import { percentEncode } from '../../emulators/aliyun-chatbot/signing/percent.ts'
import { rpcStringToSign, signRpc } from '../../emulators/aliyun-chatbot/signing/rpc.ts'
import { writeXml } from '../../emulators/aliyun-chatbot/xml.ts'

const unicode = fc.string({ unit: 'binary' })
const wellFormed = fc.string({ unit: 'grapheme' })
const pairs = fc.array(fc.tuple(wellFormed, wellFormed), { maxLength: 15 })

it('A-02 percent-encoding keeps to the unreserved characters and can be undone', () => {
  fc.assert(
    fc.property(unicode, (text) => {
      const encoded = percentEncode(text)
      expect(encoded).toMatch(/^(?:[A-Za-z0-9\-_.~]|%[0-9A-F]{2})*$/)
      expect(decodeURIComponent(encoded)).toBe(text.toWellFormed())
    }),
  )
})

it('A-02 what a client signs is what the server signs after decoding, whatever the parameters', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(wellFormed, wellFormed), { selector: ([name]) => name, maxLength: 15 }),
      fc.constantFrom('GET', 'POST'),
      (sent, method) => {
        const named = sent.filter(([name]) => name !== '')
        const query = named.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&')
        const read = readRequest({ url: `/?${query}`, method, headers: {}, body: Buffer.alloc(0) })
        expect(rpcStringToSign(method, [...read.parameters])).toBe(rpcStringToSign(method, named))
      },
    ),
  )
})

it('A-01 A-04 any URL, headers and body are read without a fault', () => {
  const headers = fc.record(
    {
      authorization: fc.option(unicode, { nil: undefined }),
      'content-type': fc.option(fc.constantFrom('application/x-www-form-urlencoded', 'text/plain', ';'), {
        nil: undefined,
      }),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.webQueryParameters(), unicode, headers, fc.uint8Array(), (query, tail, given, body) => {
      const read = readRequest({
        url: `/?${query}${tail}`,
        method: 'POST',
        headers: given as Record<string, string>,
        body: Buffer.from(body),
      })
      expect(['V2', 'V3']).toContain(read.style)
      expect(['JSON', 'XML']).toContain(read.format)
    }),
  )
})

it('A-03 any Authorization is read or refused', () => {
  fc.assert(
    fc.property(unicode, fc.array(wellFormed), unicode, (credential, names, signature) => {
      readAuthorization(`ACS3-HMAC-SHA256 ${credential}`)
      const read = readAuthorization(
        `ACS3-HMAC-SHA256 Credential=id,SignedHeaders=${names.join(';')},Signature=${signature}`,
      )
      expect(read === undefined || Array.isArray(read.signedHeaders)).toBe(true)
    }),
  )
})

it('A-09 a diagnosis never fails, and a mistake that was made is found', () => {
  fc.assert(
    fc.property(pairs, unicode, (sent, signature) => {
      diagnoseRpc({ method: 'POST', pairs: sent, queryPairs: [], signature }, 'testsecret')
      const request = {
        method: 'GET',
        path: '/',
        query: sent,
        headers: [['host', 'x:1']] as const,
        payloadHash: sha256(''),
      }
      diagnoseAcs3(request, { signature, bodyHash: sha256(''), statedHash: signature }, 'testsecret')
      const byGet = signRpc('testsecret', rpcStringToSign('GET', sent))
      const found = diagnoseRpc({ method: 'POST', pairs: sent, queryPairs: [], signature: byGet }, 'testsecret')
      expect(found?.mistakes[0]?.en).toMatch(/signed for GET/)
      expect(differenceOf(rpcStringToSign('POST', sent), found!.text)?.offset).toBe(0)
    }),
    { numRuns: 30 },
  )
})

it('A-08 a time stamp is read only when it is written back the same', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1970-01-01'), max: new Date('2199-01-01'), noInvalidDate: true }),
      unicode,
      (date, noise) => {
        const text = `${date.toISOString().slice(0, 19)}Z`
        expect(parseTimestamp(text)).toBe(Math.floor(date.getTime() / 1000) * 1000)
        expect(parseTimestamp(`${text}${noise}x`)).toBeUndefined()
        const read = parseTimestamp(noise)
        expect(read === undefined || noise === `${new Date(read).toISOString().slice(0, 19)}Z`).toBe(true)
      },
    ),
  )
})

it('A-33 any value is XML that a parser reads back', () => {
  const names = fc.constantFrom('Content', 'Title', 'Messages')
  const value = fc.letrec((tie) => ({
    text: unicode,
    node: fc.oneof(
      { maxDepth: 3 },
      tie('text'),
      fc.dictionary(names, tie('node')),
      fc.array(tie('node'), { maxLength: 3 }),
    ),
  })).node
  fc.assert(
    fc.property(value, (content) => {
      expect(XMLValidator.validate(writeXml('ChatResponse', { Content: content }))).toBe(true)
    }),
  )
  fc.assert(
    fc.property(wellFormed, (text) => {
      const parser = new XMLParser({
        parseTagValue: false,
        trimValues: false,
        ignoreDeclaration: true,
        processEntities: true,
      })
      const read = parser.parse(writeXml('R', { Content: text })) as { R: { Content: string } }
      expect(read.R.Content).toBe(text)
    }),
  )
})

it('A-20 JSON with decimals is the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer(), unicode, (value, whole, text) => {
      const given = { Score: Math.abs(whole), value, '"Score":1,': text, Text: `"Score":${whole},${text}` }
      expect(JSON.parse(writeJson(given))).toEqual(JSON.parse(JSON.stringify(given)))
    }),
  )
})

it('A-27 a score lies between 0 and 1, and is 1 for the same words', () => {
  fc.assert(
    fc.property(unicode, unicode, (a, b) => {
      const one = score(prepare(a), prepare(b))
      expect(one).toBeGreaterThanOrEqual(0)
      expect(one).toBeLessThanOrEqual(1)
      if (prepare(a).plain !== '') expect(score(prepare(a), prepare(` ${a}！`))).toBe(1)
    }),
  )
})

const knowledge = compileKnowledge(
  knowledgeBase.parse({
    faq: [{ title: '退货流程', answer: 'x', related: ['constructor'] }],
    intents: [
      {
        name: 'a',
        says: ['查天气', 'weather'],
        slots: [{ name: 's', asks: '?', values: { 北京: ['bj'] } }],
        answer: '${s}${__proto__}',
      },
    ],
    sensitive: { words: ['!'] },
  }),
)

it('A-20 A-25 any conversation is answered in one of the eleven shapes, turn after turn', () => {
  const utterance = fc.oneof(
    unicode,
    fc.constantFrom('退货流程', '退货', '查天气', '北京', '转人工', '你好', 'bj weather'),
  )
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          utterance,
          knowledgeId: fc.option(unicode, { nil: undefined }),
          perspective: fc.option(fc.constantFrom('constructor', 'x'), { nil: undefined }),
        }),
        { maxLength: 8 },
      ),
      (turns) => {
        let context: Context = EMPTY_CONTEXT
        for (const query of turns) {
          const taken = takeTurn(knowledge, context, query)
          context = taken.context
          const { sample, message } = shapeAnswer(taken.answer, knowledge.base, { recommendItemSource: 'KNOWLEDGE' })
          expect(sample).toMatch(/^S(?:[1-9]|1[01])$/)
          expect(['Text', 'Recommend', 'Knowledge']).toContain(message['AnswerType'])
          expect(JSON.stringify(message)).not.toContain(':null')
          for (const word of segment(query.utterance, {})) expect(query.utterance).toContain(word)
        }
      },
    ),
  )
})
