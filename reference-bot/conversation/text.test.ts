import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byteLength, cleanText, splitText, wantsHuman } from './text.ts'

const LIMIT = 2048
const FAMILY = '👩‍👩‍👧‍👦'

describe('splitText', () => {
  it.each(['nicely', 'densely'] as const)(
    'keeps every text whole and every piece within its bytes, filled %s',
    (fill) => {
      const text = fc.string({ unit: fc.constantFrom('a', '好', '。', '\n', '🙂', FAMILY, 'é', '👍🏽'), maxLength: 200 })
      fc.assert(
        fc.property(text, fc.integer({ min: 32, max: 200 }), (whole, maxBytes) => {
          const pieces = splitText(whole, maxBytes, fill)
          expect(pieces.join('')).toBe(whole)
          for (const piece of pieces) {
            expect(byteLength(piece)).toBeLessThanOrEqual(maxBytes)
            expect(piece).not.toBe('')
            expect(piece.isWellFormed()).toBe(true)
            expect(piece.startsWith('\u200d') || piece.endsWith('\u200d')).toBe(false)
          }
        }),
      )
    },
  )

  it('survives any string and the smallest budget', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (whole) => {
        const pieces = splitText(whole, 4)
        expect(pieces.join('')).toBe(whole)
        for (const piece of pieces) expect(byteLength(piece)).toBeLessThanOrEqual(4)
      }),
    )
  })

  it.each([
    [682, 1],
    [683, 2],
    [700, 2],
    [2048, 4],
    [6000, 9],
  ])('cuts %i Chinese characters into %i pieces', (characters, pieces) => {
    expect(splitText('好'.repeat(characters), LIMIT)).toHaveLength(pieces)
  })

  it('moves an emoji that does not fit to the next piece', () => {
    expect(splitText(`${'a'.repeat(2040)}${FAMILY}b`, LIMIT)).toEqual(['a'.repeat(2040), `${FAMILY}b`])
  })

  it('prefers the end of a sentence', () => {
    expect(splitText('一二三。四五六', 15)).toEqual(['一二三。', '四五六'])
    expect(splitText('一二三。四五六', 15, 'densely')).toEqual(['一二三。四', '五六'])
  })
})

it('cleans what XML cannot carry and keeps everything else', () => {
  expect(cleanText('a\u0002b\u001dc\r\nd\te ]]> 🙂 \ud83d')).toBe('abc\nd\te ]]> 🙂 \ufffd')
})

it.each([
  ['人工', true],
  ['请帮我转人工', true],
  ['你好', false],
])('%s asks for a person: %s', (text, expected) => {
  expect(wantsHuman(text)).toBe(expected)
})
