import { describe, expect, it } from 'vitest'
import { createRandom } from '../../core/random.ts'
import { createQuotaBook } from './quotas.ts'
import { createTokenBook } from './tokens.ts'
import { noteExchange, startTyping } from './typing.ts'
import { openWindow, spend, windowState, type Window } from './window.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

describe('W-38 the window for service messages', () => {
  it.each([
    ['2023', 'message', 48 * HOUR, 5],
    ['2023', 'menu', MINUTE, 3],
    ['2023', 'follow', MINUTE, 3],
    ['2023', 'scan', MINUTE, 3],
    ['2021', 'message', 48 * HOUR, 20],
    ['2021', 'menu', MINUTE, 3],
    ['legacy', 'message', 48 * HOUR, Infinity],
    ['legacy', 'menu', 48 * HOUR, Infinity],
  ] as const)('rules of %s: a %s opens %d ms for %d messages', (profile, trigger, ms, count) => {
    const window = openWindow(undefined, trigger, 0, profile)
    expect(window).toEqual({ until: ms, left: count })
    expect(windowState(window, ms)).toBe('open')
    expect(windowState(window, ms + 1)).toBe('closed')
  })

  it('keeps the larger number and the later end when actions follow each other', () => {
    let window: Window = openWindow(undefined, 'message', 0, '2023')
    for (let sent = 0; sent < 3; sent += 1) window = spend(window)
    expect(openWindow(window, 'menu', HOUR, '2023')).toEqual({ until: 48 * HOUR, left: 3 })
    expect(openWindow({ until: 48 * HOUR, left: 4 }, 'menu', HOUR, '2023').left).toBe(4)
    expect(openWindow({ until: MINUTE, left: 3 }, 'message', SECOND, '2023')).toEqual({
      until: 48 * HOUR + SECOND,
      left: 5,
    })
  })

  it('forgets what was left of a window that has closed', () => {
    expect(openWindow({ until: MINUTE, left: 5 }, 'menu', 2 * MINUTE, '2023').left).toBe(3)
  })

  it('is spent, not closed, when the count is used up', () => {
    expect(windowState({ until: MINUTE, left: 0 }, SECOND)).toBe('spent')
    expect(windowState(undefined, 0)).toBe('closed')
  })
})

describe('W-42 the typing rule', () => {
  it('needs a message in either direction within 30 s', () => {
    expect(startTyping({}, 0)).toEqual({ refused: 45080 })
    expect(startTyping({ exchangedAt: 0 }, 30 * SECOND)).toMatchObject({ typingUntil: 45 * SECOND })
    expect(startTyping({ exchangedAt: 0 }, 30 * SECOND + 1)).toEqual({ refused: 45080 })
  })

  it('lasts 15 s, and ends with the next message to the user, not with one from them', () => {
    const typing = startTyping({ exchangedAt: 0 }, 0)
    if ('refused' in typing) throw new Error('refused')
    expect(startTyping(typing, 15 * SECOND - 1)).toEqual({ refused: 45081 })
    expect(startTyping(typing, 15 * SECOND)).toMatchObject({ typingUntil: 30 * SECOND })
    expect(startTyping(noteExchange(typing, SECOND, true), SECOND)).toMatchObject({ typingUntil: 16 * SECOND })
    expect(startTyping(noteExchange(typing, SECOND, false), SECOND)).toEqual({ refused: 45081 })
  })
})

describe('the access tokens', () => {
  const book = () => createTokenBook(createRandom('tokens'))

  it('W-32 W-23 a new token each time; the one before lives five more minutes, then 40001', () => {
    const tokens = book()
    const first = tokens.issue('a', 0)
    expect(first).toMatchObject({ token: expect.stringMatching(/^\d+_[\w-]{100,}$/), expiresIn: 7200 })
    const second = tokens.issue('b', MINUTE)
    expect(second.token).not.toBe(first.token)
    expect(tokens.check(first.token, 6 * MINUTE - 1)).toEqual({ ok: true })
    expect(tokens.check(first.token, 6 * MINUTE)).toMatchObject({
      code: 40001,
      superseded: true,
      why: expect.stringMatching(/issued at 08:00:00 to a .* replaced at 08:01:00 by a fetch of b/),
    })
    expect(tokens.check(second.token, 6 * MINUTE)).toEqual({ ok: true })
  })

  it('W-32 W-35 42001 after two hours, 41001, 40014 and 40001 for strings that are no token', () => {
    const tokens = book()
    const { token } = tokens.issue('a', 0)
    expect(tokens.check(token, 7200 * SECOND - 1)).toEqual({ ok: true })
    expect(tokens.check(token, 7200 * SECOND)).toMatchObject({ code: 42001 })
    expect(tokens.check(undefined, 0)).toMatchObject({ code: 41001 })
    expect(tokens.check('', 0)).toMatchObject({ code: 40014 })
    expect(tokens.check('with blanks and so on', 0)).toMatchObject({ code: 40014 })
    expect(tokens.check('99_neverissuedneverissuedneverissued', 0)).toMatchObject({ code: 40001, superseded: false })
  })

  it('W-33 the stable token is the same until its last five minutes, then a new one while the old lives on', () => {
    const tokens = book()
    const first = tokens.stable('a', false, 0)
    if (first === 'limit') throw new Error('limit')
    expect(tokens.stable('b', false, HOUR)).toEqual({ token: first.token, expiresIn: 3600 })
    const renewed = tokens.stable('b', false, 2 * HOUR - 5 * MINUTE)
    expect(renewed).toMatchObject({ expiresIn: 7200 })
    expect(renewed).not.toMatchObject({ token: first.token })
    expect(tokens.check(first.token, 2 * HOUR - 1)).toEqual({ ok: true })
    expect(tokens.check(first.token, 2 * HOUR)).toMatchObject({ code: 42001 })
  })

  it('W-33 a forced refresh ends the old token at once, not within 30 s of the last, and 20 times a day', () => {
    const tokens = book()
    const first = tokens.stable('a', false, 0)
    if (first === 'limit') throw new Error('limit')
    expect(tokens.stable('a', true, 29 * SECOND)).toMatchObject({ token: first.token })
    const second = tokens.stable('a', true, 30 * SECOND)
    expect(second).not.toMatchObject({ token: first.token })
    expect(tokens.check(first.token, 30 * SECOND)).toMatchObject({ code: 40001, superseded: true })
    for (let count = 2; count <= 20; count += 1) expect(tokens.stable('a', true, count * MINUTE)).not.toBe('limit')
    expect(tokens.stable('a', true, HOUR)).toBe('limit')
    expect(tokens.stable('a', true, 25 * HOUR)).not.toBe('limit')
  })

  it('W-33 neither endpoint ends the tokens of the other', () => {
    const tokens = book()
    const stable = tokens.stable('a', false, 0)
    if (stable === 'limit') throw new Error('limit')
    tokens.issue('b', 0)
    tokens.issue('b', 0)
    expect(tokens.check(stable.token, HOUR)).toEqual({ ok: true })
  })

  it('keeps the newest tokens over a reset, because the bot cannot know of it', () => {
    const tokens = book()
    const old = tokens.issue('a', 0)
    const newest = tokens.issue('a', HOUR)
    tokens.reset(10)
    expect(tokens.check(newest.token, 7200 * SECOND)).toEqual({ ok: true })
    expect(tokens.check(old.token, 20)).toMatchObject({ code: 40001 })
  })
})

describe('W-32 W-51 daily counts', () => {
  it('begin anew at midnight in China', () => {
    const quotas = createQuotaBook()
    const beforeMidnight = Date.UTC(2026, 0, 1, 15, 59)
    quotas.count('x', beforeMidnight)
    expect(quotas.used('x', beforeMidnight)).toBe(1)
    expect(quotas.used('x', beforeMidnight + MINUTE)).toBe(0)
  })

  it('may be cleared ten times a month', () => {
    const quotas = createQuotaBook()
    const allowed = Array.from({ length: 11 }, () => quotas.allowClearing(0))
    expect(allowed).toEqual([...Array.from({ length: 10 }, () => true), false])
    expect(quotas.allowClearing(32 * 24 * HOUR)).toBe(true)
  })
})
