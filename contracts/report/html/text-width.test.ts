import { describe, expect, it } from 'vitest'
import { breakText, shorten, textWidth } from './text-width.ts'
import { formatAt } from './time.ts'

describe('textWidth', () => {
  it('counts a Chinese character and an emoji as an em and letters as less', () => {
    expect(textWidth('从前')).toBe(2)
    expect(textWidth('😀')).toBe(1)
    expect(textWidth('ill')).toBeLessThan(textWidth('eee'))
    expect(textWidth('eee')).toBeLessThan(textWidth('WWW'))
  })
})

describe('breakText', () => {
  it.each([
    ['one two three', 5, 3, ['one two', 'three']],
    ['从前有座山', 2, 3, ['从前', '有座', '山']],
    ['从前有座山，山里有座庙', 4, 2, ['从前有座', '山，山…']],
    ['aaaaaaaaaaaaaaaaaaaa', 6, 4, ['aaaaaaaaaa', 'aaaaaaaaaa']],
    ['', 4, 2, []],
  ])('breaks %j into lines of %d ems, at most %d', (text, ems, most, lines) => {
    expect(breakText(text, ems, most)).toEqual(lines)
  })

  it('makes no line wider than it may be', () => {
    const text = '订单 20231101-0001 is being delivered by 顺丰速运 within https://a.example/very/long/path?x=1 minutes'
    for (const line of breakText(text, 9, 99)) expect(textWidth(line)).toBeLessThanOrEqual(9)
  })
})

describe('shorten', () => {
  it('leaves what fits and cuts no emoji in two', () => {
    expect(shorten('ok', 3)).toBe('ok')
    expect(shorten('😀😀😀😀', 3)).toBe('😀😀…')
  })
})

describe('formatAt', () => {
  it.each([
    [0, '00:00.000'],
    [5002, '00:05.002'],
    [3_605_002, '1:00:05.002'],
    [176_400_000, '49:00:00.000'],
  ])('tells %d ms', (ms, text) => {
    expect(formatAt(ms)).toBe(text)
  })
})
