import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createNameBook } from './name-book.ts'
import { indexOccurrences } from './occurrences.ts'
import { createRedactor } from './redactor.ts'

const open = (secrets: readonly string[] = []) => {
  const names = createNameBook()
  return { names, redactor: createRedactor(names, secrets) }
}

describe('names', () => {
  it('are the same for all ids of one person, and never the same for two', () => {
    const { names } = open()
    expect(names.person('staff-0001', 'ding-0001')).toBe('alice')
    expect(names.person('ding-0001')).toBe('alice')
    expect(names.person('ding-0001', 'mobile-0001')).toBe('alice')
    expect(names.person('mobile-0001')).toBe('alice')
    expect(names.person('staff-0002')).toBe('bob')
    expect(names.group('cid-0001')).toBe('group-1')
  })

  it('go on after the tenth person', () => {
    const { names } = open()
    const given = Array.from({ length: 12 }, (_, at) => names.person(`id-of-somebody-${at}`))
    expect(new Set(given).size).toBe(12)
    expect(given.slice(-2)).toEqual(['person-11', 'person-12'])
  })
})

describe('redacting', () => {
  it.each<[what: string, given: string, expected: string]>([
    ['a secret', 'key the-secret!', 'key ****!'],
    ['a secret that holds another', 'the-secret-and-more', '****'],
    ['the id of a person', 'for oPerson1', 'for alice'],
    ['what somebody is called in another script', '您好，张三丰', '您好，alice'],
    ['a mail address', 'to zhang@example.org', 'to somebody@example.com'],
    ['a mobile number', '电话13912345678。', '电话13800000000。'],
    ['an identity card', '440102198001021230', '110101199003070000'],
    ['an order number, which is nobody’s', '订单 20261121093005123', '订单 20261121093005123'],
  ])('masks %s', (_what, given, expected) => {
    const { names, redactor } = open(['the-secret', 'the-secret-and-more'])
    names.person('oPerson1', '张三丰')
    expect(redactor.redact({ text: given, list: [given] })).toEqual({ text: expected, list: [expected] })
  })

  it('makes a pattern of a text with something hidden, and leaves any other text as it is', () => {
    const { redactor } = open(['the-secret'])
    expect(redactor.redactPattern('(您好) [1]')).toBe('(您好) [1]')
    const { matches } = redactor.redactPattern('(您好) the-secret.') as { matches: string }
    expect(new RegExp(matches).test('(您好) anything at\nall.')).toBe(true)
    expect(new RegExp(matches).test('您好 anything at all.')).toBe(false)
  })

  it('leaves the words of scenario files alone, whoever is called so', () => {
    const { names, redactor } = open(['settings'])
    names.person('content')
    const step = { expect: { reply: { content: 'the content' } }, settings: {} }
    expect(redactor.redact(step)).toEqual(step)
    expect(redactor.findLeak(JSON.stringify(step))).toBeUndefined()
  })

  it('hides what becomes known to be secret later', () => {
    const { redactor } = open()
    const held = { text: 'token-of-later' }
    redactor.hide('token-of-later')
    expect(redactor.redact(held)).toEqual({ text: '****' })
  })

  it('leaves nothing hidden in anything, wherever it stands', () => {
    const secret = fc.stringMatching(/^[a-z0-9]{8,20}$/)
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 5 }), fc.jsonValue(), (secrets, value) => {
        const { redactor } = open(secrets)
        const given = { value, [secrets[0]!]: secrets.map((one, at) => `${'x'.repeat(at)}${one}${secrets.at(-1)}`) }
        const text = JSON.stringify(redactor.redact(given))
        expect(redactor.findLeak(text)).toBeUndefined()
        for (const one of secrets) expect(text).not.toContain(one)
      }),
    )
  })
})

it('texts are found wherever they begin, the longest first', () => {
  const any = fc.stringMatching(/^[ab]{2,9}$/)
  fc.assert(
    fc.property(fc.uniqueArray(any, { maxLength: 12 }), fc.stringMatching(/^[ab]{0,60}$/), (texts, text) => {
      const sorted = texts.toSorted((a, b) => b.length - a.length).map((from): [string, string] => [from, '*'])
      expect(indexOccurrences(sorted).in(text)).toEqual(sorted.filter(([from]) => text.includes(from)))
    }),
  )
})
