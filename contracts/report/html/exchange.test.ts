import { describe, expect, it } from 'vitest'
import type {
  ActEntry,
  AttemptEntry,
  AttemptEnd,
  CallEnd,
  CallEntry,
  Draft,
  JournalEntry,
  MessageEntry,
  PushEntry,
  TranscriptLine,
} from '../../../emulators/core/journal-entries.ts'
import { tellExchange, type Row } from './exchange.ts'
import { drawExchange } from './sequence-diagram.ts'

type AnyDraft = { [K in JournalEntry['kind']]: Draft<Extract<JournalEntry, { kind: K }>> }[JournalEntry['kind']]

const START = 1_700_000_000_000

/** Entries at ms since the beginning, numbered from 1. */
function journal(...drafts: readonly (readonly [at: number, draft: AnyDraft])[]): JournalEntry[] {
  return drafts.map(([at, draft], index) => ({ ...draft, seq: index + 1, at: START + at }) as JournalEntry)
}

const says = (from: string, text: string): Draft<ActEntry> => ({
  kind: 'act',
  platform: 'wechat',
  verb: 'send',
  from,
  summary: `${from}: ${text}`,
  input: { from, text },
})
const push: Draft<PushEntry> = { kind: 'push', platform: 'wechat', what: 'text', ids: { MsgId: '1' } }
const request = { method: 'POST', url: 'http://bot/wechat', headers: [], body: '<xml/>' }
const delivery = (cause: number, number: number, more: Partial<AttemptEntry> = {}): Draft<AttemptEntry> => ({
  kind: 'attempt',
  platform: 'wechat',
  cause,
  number,
  request,
  ...more,
})
const end = (at: number, outcome: string, more: Partial<AttemptEnd> = {}): AttemptEnd => ({
  at: START + at,
  outcome,
  bytes: 0,
  chunks: [],
  ...more,
})
const call = (platform: string, operation: string, ended?: Partial<CallEnd> & { at: number }): Draft<CallEntry> => ({
  kind: 'call',
  platform,
  operation: `${platform}.${operation}`,
  method: 'POST',
  url: '/x',
  from: '127.0.0.1',
  ...(ended === undefined ? {} : { ended: { status: 200, ok: true, ...ended, at: START + ended.at } }),
})
const shows = (line: Partial<TranscriptLine>): Draft<MessageEntry> => ({
  kind: 'message',
  platform: 'wechat',
  line: {
    seq: 0,
    at: START,
    platform: 'wechat',
    conversation: 'alice',
    who: 'bot',
    user: 'alice',
    kind: 'text',
    text: '',
    via: 'passive-reply',
    fields: {},
    open: false,
    pieces: [],
    ...line,
  },
})

/** `alice → wechat 讲个故事 (plain)` */
function told(entries: readonly JournalEntry[]): string[] {
  const { participants, rows } = tellExchange(entries)
  const title = (at: number | undefined): string => (at === undefined ? 'all' : (participants[at]?.title ?? '?'))
  const tell = (row: Row): string => {
    if (row.kind === 'jump') return `+${row.byMs} ${row.label}`
    if (row.kind === 'note') return `${row.at} [${title(row.on)}] ${row.label}`
    const line = row.isCut ? '×' : row.isAnswer ? '⇢' : '→'
    return `${row.at} ${title(row.from)} ${line} ${title(row.to)}: ${row.label} (${row.tone})`
  }
  return rows.map(tell)
}

describe('tellExchange', () => {
  it('tells a question, its delivery, the call to the model and the answer, in order of time', () => {
    const entries = journal(
      [0, says('alice', '讲个故事')],
      [1, push],
      [2, delivery(2, 1, { ended: end(900, 'answered', { status: 200 }) })],
      [10, call('model', 'chat.completions', { at: 800 })],
      [900, shows({ text: '从前\n有座山' })],
    )
    expect(told(entries)).toEqual([
      '0 alice → wechat: 讲个故事 (plain)',
      '2 wechat → bot: text (plain)',
      '10 bot → model: chat.completions (plain)',
      '800 model ⇢ bot: answered after 790 ms (good)',
      '900 bot ⇢ wechat: answered after 898 ms (good)',
      '900 wechat → alice: “从前 有座山” (good)',
    ])
  })

  it('tells deliveries that end badly, the ones after them, and what came too late', () => {
    const entries = journal(
      [0, push],
      [0, delivery(1, 1, { ended: end(5000, 'timed-out'), late: { at: START + 7000, status: 200, body: '<xml>' } })],
      [5000, delivery(1, 2, { ended: end(5010, 'refused', { status: 500, reason: 'HTTP 500' }) })],
      [6000, shows({ who: 'platform', kind: 'notice', text: '该公众号提供的服务出现故障', via: 'notice' })],
    )
    expect(told(entries)).toEqual([
      '0 wechat → bot: text (plain)',
      '5000 bot × wechat: timed-out after 5.0 s (bad)',
      '5000 wechat → bot: text · delivery 2 (plain)',
      '5010 bot ⇢ wechat: refused: HTTP 500 (bad)',
      '6000 wechat → user: → alice notice “该公众号提供的服务出现故障” (bad)',
      '7000 bot × wechat: too late, nobody reads it: <xml> (late)',
    ])
  })

  it('tells a forgery that is refused as something good, and streams with their pieces', () => {
    const chunks = [0, 400, 800].map((at) => ({ at: START + at, bytes: 1 }))
    const entries = journal(
      [0, { ...push, what: 'forged text' }],
      [0, delivery(1, 1, { ended: end(1, 'refused', { status: 403 }) })],
      [2, delivery(99, 1, { ended: end(900, 'answered', { status: 200, chunks }) })],
    )
    expect(told(entries)).toEqual([
      '0 wechat → bot: forged text (plain)',
      '1 bot ⇢ wechat: refused (good)',
      '2 wechat → bot: push (plain)',
      '900 bot ⇢ wechat: answered: 3 pieces in 800 ms after 898 ms (good)',
    ])
  })

  it('tells calls that are quick, refused, broken off and never answered', () => {
    const entries = journal(
      [0, says('alice', '你好')],
      [1, call('wechat', 'stable_token', { at: 2 })],
      [3, call('wechat', 'message.custom.send', { at: 4, ok: false, code: 45015, message: 'response out of time' })],
      [5, call('wechat', 'message.custom.send', { at: 305, ok: false, status: 0, message: 'connection reset' })],
      [400, call('model', 'chat.completions')],
    )
    expect(told(entries).slice(1)).toEqual([
      '1 bot → wechat: stable_token (plain)',
      '3 bot → wechat: message.custom.send (plain)',
      '4 wechat ⇢ bot: 45015 response out of time (bad)',
      '5 bot → wechat: message.custom.send (plain)',
      '305 wechat × bot: 0 connection reset after 300 ms (bad)',
      '400 bot → model: chat.completions · never answered (bad)',
    ])
  })

  it('joins jumps of the clock, leaves out short ones, and tells faults and what the bot went through', () => {
    const jump = (from: number, to: number, what: string): readonly [number, AnyDraft] => [
      to,
      { kind: 'clock', platform: 'caipai', from: START + from, to: START + to, what },
    ]
    const entries = journal(
      [0, { kind: 'bot', platform: 'caipai', what: 'the bot is stopped and started again' }],
      jump(0, 2000, 'a timer'),
      jump(2000, 5000, 'the end of patience'),
      [5000, { kind: 'fault', platform: 'model', operation: 'model.chat', summary: 'status 500' }],
      jump(5000, 5400, 'nothing much'),
      [5400, { ...says('', 'the desk takes alice'), verb: 'desk', summary: 'the desk takes alice' }],
      [5400, { ...says('alice', ''), summary: 'alice taps 菜单', verb: 'tap' }],
      [5400, { ...says('alice', ''), summary: 'alice', input: 'alice', verb: 'unfollow' }],
    )
    expect(told(entries)).toEqual([
      '0 [all] the bot is stopped and started again',
      '+5000 the end of patience',
      '5000 [model] fault: status 500',
      '5400 [wechat] the desk takes alice',
      '5400 alice → wechat: taps 菜单 (plain)',
      '5400 alice → wechat: unfollow alice (plain)',
    ])
  })

  it('names people where there are several, and chats they do not stand for', () => {
    const entries = journal(
      [0, says('alice', 'a')],
      [0, says('bob', 'b')],
      [1, shows({ user: 'bob', text: 'B' })],
      [1, shows({ user: 'ops', conversation: 'ops', text: 'all' })],
      [2, says('carol', 'c')],
      [2, says('dave', 'd')],
    )
    expect(tellExchange(entries).participants.map(({ title }) => title)).toEqual(['4 people', 'wechat', 'bot'])
    expect(told(entries).map((line) => line.slice(line.indexOf(':') + 2))).toEqual([
      'alice: a (plain)',
      'bob: b (plain)',
      '→ bob “B” (good)',
      '→ ops “all” (good)',
      'carol: c (plain)',
      'dave: d (plain)',
    ])
  })

  it('has a limit, and says what it leaves out', () => {
    const entries = journal(...Array.from({ length: 500 }, (_one, at) => [at, says('alice', 'x'.repeat(999))] as const))
    const exchange = tellExchange(entries)
    expect(exchange.rows).toHaveLength(300)
    expect(exchange.left).toBe(200)
    expect(Math.max(...exchange.rows.map(({ label }) => label.length))).toBeLessThan(200)
    expect(drawExchange(exchange).markup).toContain('and 200 more, not shown')
  })

  it('tells of nothing where nothing happened', () => {
    expect(tellExchange([])).toEqual({ participants: [{ id: 'bot', title: 'bot', role: 'bot' }], rows: [], left: 0 })
  })
})

describe('drawExchange', () => {
  const entries = journal(
    [0, says('alice', '<script>alert(1)</script>')],
    [1, push],
    [1, delivery(2, 1, { ended: end(1, 'acknowledged', { status: 200 }) })],
    [2, call('model', 'chat.completions', { at: 3 })],
  )
  const drawn = drawExchange(tellExchange(entries)).markup

  it('draws a lifeline for each participant and an arrow for each thing that goes, below one another', () => {
    expect(drawn.match(/class="life"/g)).toHaveLength(4)
    expect(drawn.match(/class="arrow /g)).toHaveLength(4)
    const heights = [...drawn.matchAll(/class="line"\s+d="M[\d.]+ ([\d.]+)H/g)].map(([, y]) => Number(y))
    expect(heights).toHaveLength(4)
    expect(heights).toEqual(heights.toSorted((a, b) => a - b))
    expect(Number(/height="(\d+)"\s+viewBox/.exec(drawn)?.[1])).toBeGreaterThan(heights.at(-1) ?? 0)
  })

  it('tells each moment once', () => {
    expect([...drawn.matchAll(/class="at"[^>]*>([^<]+)</g)].map(([, time]) => time)).toEqual([
      '00:00.000',
      '00:00.001',
      '00:00.002',
    ])
  })

  it('hints at what stands in logs: identifiers of a push, method and path of a call', () => {
    expect(drawn).toContain('<title>text\nMsgId 1</title>')
    expect(drawn).toContain('<title>chat.completions\nPOST /x</title>')
  })

  it('escapes what people say', () => {
    expect(drawn).not.toContain('<script')
    expect(drawn).toContain('&lt;script&gt;')
  })
})
