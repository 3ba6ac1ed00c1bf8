import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBlockingAnswer } from '../../emulators/livechat/reading/blocking-answer.ts'
import { parseJson } from '../../emulators/livechat/reading/json-diagnosis.ts'
import { createSseReader, type SseItem } from '../../emulators/livechat/reading/sse-reader.ts'
import { createStreamAnswer } from '../../emulators/livechat/reading/stream-answer.ts'
import { readRegistration } from '../../emulators/livechat/registration/read-registration.ts'
import { createJudge, type Noted } from '../../emulators/livechat/remarks/judge.ts'
import { livechatSettings } from '../../emulators/livechat/settings.ts'
import { checkSignature } from '../../emulators/livechat/signing/check-signature.ts'
import { canonicalQuery, encodeJava, encodeRfc3986, sign } from '../../emulators/livechat/signing/string-to-sign.ts'
import { sseVectors } from '../golden/livechat-sse-vectors.ts'

const MOST = 1_048_576

const eventsOf = (items: readonly SseItem[]): (readonly [string, string])[] =>
  items.flatMap((item) => (item.kind === 'event' ? [[item.name ?? 'message', item.data] as const] : []))

/** Cuts bytes at the given places, wherever they fall. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const borders = [...new Set([0, ...places.map((place) => place % (bytes.length + 1)), bytes.length])]
  borders.sort((a, b) => a - b)
  return borders.slice(1).map((end, index) => bytes.subarray(borders[index], end))
}

function readAll(chunks: readonly Uint8Array[]): (readonly [string, string])[] {
  const reader = createSseReader(MOST)
  const items = chunks.flatMap((chunk, at) => reader.feed(chunk, at))
  reader.end()
  return eventsOf(items)
}

const places = fc.array(fc.nat({ max: 4000 }), { maxLength: 40 })
const lineText = fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replace(/[\r\n\0]/g, '我'))
const sentEvent = fc.record({
  name: fc.constantFrom('message', 'end', 'error'),
  data: fc.array(lineText, { minLength: 1, maxLength: 3 }),
  space: fc.boolean(),
  comment: fc.boolean(),
  id: fc.boolean(),
})
const lineEnd = fc.constantFrom('\n', '\r\n', '\r')

describe('event streams', () => {
  it('L-48 every vector gives the same events however it is cut', () => {
    for (const { bytes, expected, title } of sseVectors) {
      fc.assert(
        fc.property(places, (where) => {
          expect(readAll(cut(bytes, where)), title).toEqual(expected)
        }),
        { numRuns: 60 },
      )
    }
  })

  it('L-48 L-55 whatever legal spelling a stream has, its events are those that were sent', () => {
    fc.assert(
      fc.property(
        fc.array(sentEvent, { maxLength: 8 }),
        lineEnd,
        fc.boolean(),
        places,
        (sent, newline, mark, where) => {
          const lines = sent.flatMap(({ name, data, space, comment, id }) => [
            ...(comment ? [': still here'] : []),
            ...(id ? ['id: 7', 'retry: 10'] : []),
            `event:${space ? ' ' : ''}${name}`,
            // Without the extra space one of the text itself would be taken away.
            ...data.map((line) => `data:${space || line.startsWith(' ') ? ' ' : ''}${line}`),
            '',
          ])
          const text = lines.map((line) => line + newline).join('')
          const bytes = Buffer.concat([Buffer.from(mark ? [0xef, 0xbb, 0xbf] : []), Buffer.from(text)])
          expect(readAll(cut(bytes, where))).toEqual(sent.map(({ name, data }) => [name, data.join('\n')]))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('L-48 any bytes at all are read alike in one piece and cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), places, (given, where) => {
        const bytes = Buffer.from(given)
        expect(readAll(cut(bytes, where))).toEqual(readAll([bytes]))
      }),
      { numRuns: 300 },
    )
  })

  it('L-54 L-59 the visitor sees the same text however a stream is cut, and only its own characters', () => {
    const { stream } = livechatSettings.parse({})
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 6 }), places, (texts, where) => {
        const pieces = texts.map((content) => ({
          event: 'message',
          conversation_id: 'c',
          answer: [{ message_id: 'm', content_type: 'text', content, created_at: 1767323046000 }],
        }))
        const all = [...pieces, { event: 'end', conversation_id: 'c', answer: [{ metadata: {} }] }]
        const bytes = Buffer.from(all.map((one) => `event: ${one.event}\ndata: ${JSON.stringify(one)}\n\n`).join(''))
        const judge = createJudge({ profile: 'tolerant', lax: false }, 'stream_protocol')
        const answer = createStreamAnswer({ stream, queueVariables: [], sentAt: 0 }, judge)
        const shown = cut(bytes, where).flatMap((chunk, at) => answer.feed(chunk, at).pieces)
        answer.finish('closed')
        expect(shown.map((piece) => piece.text).join('')).toBe(texts.join(''))
        expect(judge.failure).toBeUndefined()
      }),
      { numRuns: 200 },
    )
  })
})

const speaksFully = ({ what, mend }: Noted): void => {
  for (const text of [what.en, what.zh, mend.en, mend.zh]) expect(text).not.toBe('')
}

describe('answers and calls', () => {
  const nearly = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom<unknown>(
        null,
        true,
        200,
        '200',
        'success',
        'message',
        'action',
        100,
        102,
        103,
        109,
        111,
        10301,
        '',
      ),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom(
          'status',
          'code',
          'data',
          'answers',
          'answerType',
          'answerContent',
          'type',
          'subtype',
          'content',
          'options',
          'categories',
          'categoryName',
          'combinationList',
          'cards',
          'actionType',
          'actionData',
          'metadata',
          'conversationId',
        ),
        tie('value'),
        { maxKeys: 6 },
      ),
    ),
  })).value

  it.each(['tolerant', 'strict'] as const)('L-38 L-74 any JSON is judged, never thrown at: %s', (profile) => {
    fc.assert(
      fc.property(nearly, fc.boolean(), (body, lax) => {
        const judge = createJudge({ profile, lax }, 'bad_envelope')
        const { messages } = readBlockingAnswer(body, judge)
        for (const noted of judge.noted) speaksFully(noted)
        // Nothing is shown for nothing: whatever is left out has been remarked on.
        if (messages.length === 0) expect(judge.noted.length + (judge.failure === undefined ? 0 : 1)).toBeGreaterThan(0)
      }),
      { numRuns: 500 },
    )
  })

  it('L-12 any registration is accepted or refused with a code', () => {
    const field = fc.constantFrom('name', 'domain', 'authEnabled', 'authentication', 'pushConfigList', 'platform', 'x')
    fc.assert(
      fc.property(fc.dictionary(field, fc.jsonValue()), (body) => {
        const judge = createJudge({ profile: 'tolerant', lax: false }, 'bad_envelope')
        const result = readRegistration(body, judge)
        expect('url' in result || result.status === 400).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('L-55 a diagnosis is given exactly for what JSON.parse refuses', () => {
    const slips = fc.constantFrom('', ',', '//x', "'", '}', '{', '"', '\n', '/*')
    fc.assert(
      fc.property(fc.json(), slips, fc.nat(), (json, slip, where) => {
        const at = where % (json.length + 1)
        const text = json.slice(0, at) + slip + json.slice(at)
        let isJson = true
        try {
          JSON.parse(text)
        } catch {
          isJson = false
        }
        expect('value' in parseJson(text)).toBe(isJson)
      }),
      { numRuns: 500 },
    )
  })

  it('L-03 L-04 L-05 whatever a client signs in a known encoding is recognised, and nothing else', () => {
    const pair = fc.tuple(fc.string({ minLength: 1 }), fc.string()).filter(([name]) => name !== 'Signature')
    const encodings = fc.constantFrom(encodeJava, encodeRfc3986)
    fc.assert(
      fc.property(fc.uniqueArray(pair, { selector: ([name]) => name, maxLength: 5 }), encodings, (pairs, encode) => {
        const query = canonicalQuery(pairs, encode)
        const signature = sign(`POSTh/livechat/x?${query}`, 'secret')
        const call = { method: 'POST', path: '/livechat/x/', host: 'h:1' }
        const check = (given: string): boolean =>
          checkSignature({ ...call, rawQuery: `${query}&Signature=${encodeURIComponent(given)}` }, 'secret', []).ok
        expect(check(signature)).toBe(true)
        expect(check(sign(`POSTh/livechat/x?${query}`, 'other'))).toBe(false)
      }),
      { numRuns: 200 },
    )
  })
})
