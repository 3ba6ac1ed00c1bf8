import { expect, it } from 'vitest'
import type { Recalled } from '../../emulators/core/recall.ts'
import { compose, type Composition } from './compose.ts'
import { FileSlot, type Noted } from './draft.ts'
import { createNameBook } from './name-book.ts'
import { createRedactor } from './redactor.ts'

const composition = (more: Partial<Composition> = {}): Composition => ({
  name: 'recorded',
  match: 'exact',
  pauseMs: 10_000,
  carried: {},
  redactor: createRedactor(createNameBook(), ['a-token-in-a-text']),
  file: () => undefined,
  ...more,
})

const send = (text: string): Recalled => ({ act: 'send', input: text })
const reply = (text: string, to = 'alice'): Recalled => ({ reply: { to, kind: 'text', text, via: 'x' } })
const call = (operation: string, more: object = { ok: true }): Recalled =>
  ({ call: { operation, ...more } }) as Recalled

const noted = (...what: readonly (Recalled | [at: number, what: Recalled])[]): Noted[] =>
  what.map((one, index) =>
    Array.isArray(one)
      ? { platform: 'wechat', at: one[0], what: one[1] as Noted['what'] }
      : { platform: 'wechat', at: index, what: one as Noted['what'] },
  )

const stepsOf = (given: readonly Noted[], more: Partial<Composition> = {}): unknown =>
  compose(given, composition(more))?.steps

it('writes what happened in the order of time, whatever the order in which it became known', () => {
  expect(stepsOf(noted([30, send('b')], [10, send('a')], [20, reply('to a')]))).toEqual([
    { send: 'a' },
    { expect: { reply: 'to a' } },
    { send: 'b' },
  ])
})

it('writes pauses of people that are long enough, in whole seconds', () => {
  expect(stepsOf(noted([0, send('a')], [500, reply('r')], [12_900, send('b')], [20_000, send('c')]))).toEqual([
    { send: 'a' },
    { expect: { reply: 'r' } },
    { advance: '12s' },
    { send: 'b' },
    { send: 'c' },
  ])
})

it('names receivers only where there are several', () => {
  expect(stepsOf(noted(send('a'), reply('r'), reply('s')))).toEqual([
    { send: 'a' },
    { expect: { reply: 'r' } },
    { expect: { reply: 's' } },
  ])
  expect(stepsOf(noted(send('a'), reply('r'), reply('s', 'bob')))).toEqual([
    { send: 'a' },
    { expect: { reply: 'r', to: 'alice' } },
    { expect: { reply: 's', to: 'bob' } },
  ])
})

it('lets a refused call be refused again, before the act that led to it and after the calls that were granted', () => {
  const refused = call('wechat.menu.get', { ok: false, code: 46003, after: 1 })
  expect(stepsOf(noted(send('a'), call('wechat.menu.get'), refused))).toEqual([
    { fault: { operation: 'wechat.menu.get', skip: 1, code: 46003 } },
    { send: 'a' },
    { expect: { call: { operation: 'wechat.menu.get', ok: true } } },
    { expect: { call: { operation: 'wechat.menu.get', code: 46003 } } },
  ])
})

it.each<[what: string, unanswered: unknown, fault: object]>([
  ['broke off', 'broken', { reset: true }],
  ['the bot gave up', { waitedMs: 4000 }, { delayMs: 8000 }],
  ['the bot gave up at once', { waitedMs: 3 }, { delayMs: 1000 }],
])('lets a call that %s do so again, which nobody sees', (_what, unanswered, fault) => {
  expect(stepsOf(noted(send('a'), call('wechat.menu.get', { ok: false, unanswered }), reply('r')))).toEqual([
    { fault: { operation: 'wechat.menu.get', ...fault } },
    { send: 'a' },
    { expect: { reply: 'r' } },
  ])
})

it('begins with the bot where nobody has said anything, and drops what a bot does at its start otherwise', () => {
  expect(stepsOf(noted(call('wechat.menu.get')))).toEqual([
    { 'run-bot': true },
    { expect: { call: { operation: 'wechat.menu.get', ok: true } } },
  ])
  expect(stepsOf(noted(call('wechat.menu.get'), send('a')))).toEqual([{ send: 'a' }])
})

it.each([
  ['exact', '您好', { reply: '您好' }],
  ['exact', 'a-token-in-a-text is yours', { reply: { matches: '^[^]+ is yours$' } }],
  ['kind', '您好', { reply: { kind: 'text', via: 'x' } }],
  ['ignore', '您好', { reply: {} }],
] as const)('compares replies by %s', (match, text, expected) => {
  expect(stepsOf(noted(send('a'), reply(text)), { match })).toEqual([{ send: 'a' }, { expect: expected }])
})

it('names files when their bytes have passed, before or later', () => {
  const act: Recalled = { act: 'send', input: { image: new FileSlot('media-1', 'cat.jpg', {}) } }
  expect(stepsOf(noted(act))).toEqual([{ send: { image: 'cat.jpg' } }])
  expect(stepsOf(noted(act), { file: () => 'media/abc.jpg' })).toEqual([
    { send: { image: { name: 'cat.jpg', file: 'media/abc.jpg' } } },
  ])
})

it('says what was known, each platform below its name, the main one’s bare', () => {
  const known = (platform: string, knows: object): Noted => ({ platform, at: 0, what: { knows } as Noted['what'] })
  const draft = compose(
    [
      known('model', { setting: 'answers', item: { when: '你好', says: '您好', times: 1 } }),
      known('wechat', { setting: 'account.verified', value: false }),
      ...noted(send('你好')),
    ],
    composition({ carried: { wechat: { 'account.mode': 'secure' } } }),
  )
  expect(draft).toMatchObject({
    platform: 'wechat',
    given: {
      'account.mode': 'secure',
      'account.verified': false,
      model: { answers: [{ when: '你好', says: '您好' }] },
    },
  })
})

it('makes nothing of nothing', () => {
  expect(compose([], composition())).toBeUndefined()
})
