import fc from 'fast-check'
import { expect, it } from 'vitest'
import { diagnoseSignature, firstDifference } from '../../emulators/rongcloud/auth/diagnosis.ts'
import { sameSignature, sign } from '../../emulators/rongcloud/auth/signature.ts'
import { readSignedHeaders } from '../../emulators/rongcloud/auth/signed-headers.ts'
import { ERRORS } from '../../emulators/rongcloud/errors.ts'
import { countCharacters } from '../../emulators/rongcloud/fields.ts'
import { contentFault, textOf } from '../../emulators/rongcloud/messages/content.ts'
import { filterWords } from '../../emulators/rongcloud/messages/words.ts'
import { readBody, readForm } from '../../emulators/rongcloud/reading.ts'
import { refusalOfFields } from '../../emulators/rongcloud/refusals.ts'
import { platform } from '../../emulators/rongcloud/index.ts'
import { SuggestRequest } from '../../emulators/rongcloud/suggest/request.ts'
import { suggest } from '../../emulators/rongcloud/suggest/suggestions.ts'

const unicode = fc.string({ unit: 'binary' })
const bodies = platform.info.operations.map((operation) => operation.body!)

it('R-02 a signature is good for its own parts, and a changed part never is', () => {
  fc.assert(
    fc.property(unicode, unicode, unicode, fc.nat(39), (secret, nonce, timestamp, at) => {
      const right = sign(secret, nonce, timestamp)
      expect(right).toMatch(/^[0-9a-f]{40}$/)
      expect(sameSignature(right, sign(secret, nonce, timestamp))).toBe(true)
      expect(sameSignature(right, `${right.slice(0, at)}x${right.slice(at + 1)}`)).toBe(false)
      expect(sameSignature(right, sign(`${secret}x`, nonce, timestamp))).toBe(false)
    }),
  )
})

it('R-04 a diagnosis always says something, whatever was sent', () => {
  fc.assert(
    fc.property(fc.record({ appKey: unicode, nonce: unicode, timestamp: unicode, signature: unicode }), (sent) => {
      const { hint, offset } = diagnoseSignature(sent, { appSecret: 'emuSecret0001', previousSecret: 'emuSecret0000' })
      expect(hint.en.length).toBeGreaterThan(10)
      expect(hint.zh.length).toBeGreaterThan(5)
      expect(offset === undefined || offset >= 0).toBe(true)
    }),
  )
})

it('the first difference of two texts is where their bytes part', () => {
  fc.assert(
    fc.property(unicode, unicode, (left, right) => {
      const at = firstDifference(left, right)
      const [a, b] = [Buffer.from(left), Buffer.from(right)]
      if (at === undefined) expect(a.equals(b)).toBe(true)
      else {
        expect(a.subarray(0, at).equals(b.subarray(0, at))).toBe(true)
        expect(a[at]).not.toBe(b[at])
      }
    }),
  )
})

it('R-01 headers of any sort are read without a fault', () => {
  const value = fc.option(fc.oneof(unicode, fc.array(unicode)), { nil: undefined })
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('app-key', 'rc-app-key', 'nonce', 'rc-nonce', 'timestamp', 'signature'), value),
      (headers) => {
        for (const read of Object.values(readSignedHeaders(headers))) expect(typeof read).toBe('string')
      },
    ),
  )
})

it('R-38 a body of any bytes is fields or a refusal of the table', () => {
  const type = fc.constantFrom('application/json', 'application/x-www-form-urlencoded; charset=GBK', '', 'text/xml')
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 400 }),
      type,
      fc.constantFrom('form', 'json'),
      (bytes, contentType, encoding) => {
        const reading = readBody(Buffer.from(bytes), contentType, encoding as 'form' | 'json')
        if (reading.ok) expect(typeof reading.fields).toBe('object')
        else expect([1002, 1003]).toContain(reading.refusal.code)
      },
    ),
  )
})

it('R-24 a form comes back as it was written, repeated keys as lists', () => {
  const fields = fc.dictionary(
    unicode.filter((key) => key !== '__proto__'),
    fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 4 }),
  )
  fc.assert(
    fc.property(fields, (sent) => {
      const form = new URLSearchParams()
      for (const [key, values] of Object.entries(sent)) for (const value of values) form.append(key, value)
      const expected = readForm(form.toString())!
      for (const [key, values] of new Map([...form.keys()].map((key) => [key, form.getAll(key)])))
        expect([expected[key]].flat()).toEqual(values)
    }),
  )
})

it('R-10 R-38 any JSON is understood or refused with a code of the table, by every operation', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(bodies.length - 1), (value, at) => {
      const read = bodies[at]!.safeParse(value)
      if (read.success) return
      const refusal = refusalOfFields(read.error.issues)
      expect([1002, 1005]).toContain(refusal.code)
      expect(ERRORS.get(refusal.code)?.status).toBe(refusal.status)
      expect(refusal.errorMessage.length).toBeGreaterThan(5)
    }),
    { numRuns: 500 },
  )
})

it('R-11 R-14 lengths are counted in code points', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 80 }).filter((text) => text !== ''),
      (userId) => {
        expect(countCharacters(userId)).toBe([...userId].length)
        const body = { agentId: 'abc', provider: { type: 'chatHistory', userId, targetId: 'b' } }
        expect(SuggestRequest.safeParse(body).success).toBe([...userId].length <= 64)
      },
    ),
  )
})

it('R-18 suggestions never fail, and are the same for the same input', () => {
  const turn = fc.record({
    who: fc.constantFrom('self' as const, 'peer' as const),
    objectName: fc.constant('RC:TxtMsg'),
    text: fc.option(unicode, { nil: undefined }),
  })
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 12 }), fc.dictionary(unicode, unicode), (turns, variables) => {
      const input = { agentId: 'helper', turns, variables, metadata: {}, rules: [] }
      const found = suggest(input)
      expect(found).toEqual(suggest(input))
      expect(found.length === 0).toBe(turns.length === 0)
      for (const messages of found) expect(messages.length).toBeGreaterThan(0)
    }),
  )
})

it('R-16 content of any sort has a text or none', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('RC:TxtMsg', 'RC:ImgMsg', 'app:x', 'RC:CmdMsg'),
      fc.oneof(unicode, fc.json()),
      (objectName, content) => {
        const text = textOf(objectName, content)
        expect(text === undefined || typeof text === 'string').toBe(true)
        if (objectName === 'RC:TxtMsg') expect(contentFault(objectName, content) === undefined).toBe(text !== undefined)
      },
    ),
  )
})

it('R-32 the word filter leaves JSON and lets no blocked word through', () => {
  fc.assert(
    fc.property(unicode, fc.array(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 4 }), (text, block) => {
      const message = {
        messageUID: '1',
        conversationType: 1 as const,
        fromUserId: 'a',
        targetId: 'b',
        objectName: 'RC:TxtMsg',
        content: JSON.stringify({ content: text }),
        sentTime: 0,
      }
      const { sensitiveType } = filterWords(message, { block, replace: {} })
      expect(sensitiveType).toBe(block.some((word) => text.includes(word)) ? 1 : 0)
      const replaced = filterWords(message, { block: [], replace: { a: '"$&\\' } })
      expect(textOf('RC:TxtMsg', replaced.message.content)).toBe(text.replaceAll('a', () => '"$&\\'))
    }),
  )
})
