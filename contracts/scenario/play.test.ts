import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createWorld } from '../../emulators/core/create-world.ts'
import type { DirectedWorld } from '../../emulators/core/world.ts'
import { toy } from '../../test/toy-platform.ts'
import { formatProblem } from '../yaml/problem.ts'
import { checkScenario } from './load.ts'
import { playScenario, type Played } from './play.ts'
import type { Scenario } from './scenario.ts'

let world: DirectedWorld
let bot: Server

beforeAll(async () => {
  world = await createWorld({ platforms: [toy], clock: { mode: 'virtual', settleMs: 10, patienceMs: 30 } })
  // Echoes; says nothing to "hang"; answers "call" after asking the platform something it does not know.
  bot = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      if (text === 'hang') return
      if (text !== 'call') return void response.end(text)
      void fetch(`${world.baseUrl}/toy/ask?who=alice`, { method: 'POST' }).then(() => response.end('called'))
    })
  })
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve))
  world.connectBot('toy', `http://127.0.0.1:${(bot.address() as AddressInfo).port}/`)
})

afterAll(async () => {
  await world.close()
  bot.closeAllConnections()
  bot.close()
})

function load(steps: string, more = ''): Scenario[] {
  const result = checkScenario(`name: test\nplatform: toy\nsteps:\n${steps}\n${more}`, 'test.yaml', [toy.info])
  const problems = result.flatMap((one) => ('message' in one ? [formatProblem(one)] : []))
  if (problems.length > 0) throw new Error(problems.join('\n'))
  return result as Scenario[]
}

async function play(steps: string, more = ''): Promise<Played> {
  world.reset()
  const [scenario] = load(steps, more)
  return playScenario(scenario!, { world })
}

it.each([
  ['a reply', `- send: hi\n- expect: { reply: hi, within: 5s }`],
  ['replies in order', `- send: a\n- send: b\n- expect: { reply: [a, b] }`],
  ['replies in any order', `- send: a\n- send: b\n- expect: { any-order: [b, a] }`],
  [
    'a pattern',
    `- send: good morning\n- expect: { reply: { text: { contains: good, lacks: bad, maxBytes: 20 } }, via: passive-reply }`,
  ],
  [
    'an answer in parts',
    `- send: a\n- send: b\n- expect: { altogether: { contains: [a, b] } }\n- expect: { nothing: true, for: 5s }`,
  ],
  ['an answer in one part', `- send: ab\n- expect: { altogether: { endsWith: b } }`],
  ['a delivery', `- send: hi\n- expect: { delivery: answered, attempts: 1, within: 5s }`],
  [
    'a delivery that fails',
    `- send: hang\n- expect: { delivery: { outcome: timeout, attempts: 3 } }\n- expect: { notice: no answer }`,
  ],
  ['nothing more', `- send: hi\n- expect: { reply: hi }\n- expect: { nothing: true, for: 48h }`],
  [
    'a call',
    `- send: call\n- expect: { call: { operation: toy.ask, ok: true, input: { who: alice } } }\n- expect: { call: { operation: toy.*, times: 1 } }`,
  ],
  [
    'a refused call',
    `- fault: { operation: toy.ask, code: 7 }\n- send: call\n- expect: { call: { operation: toy.ask, code: 7 } }`,
  ],
  ['time that moves on', `- advance: 48h\n- send: hi\n- expect: { reply: hi, within: 5s }`],
])('meets %s', async (_what, steps) => {
  expect((await play(steps)).failure).toBeUndefined()
})

it.each([
  [
    'another reply',
    `- send: hi\n- expect: { reply: ho }`,
    'a reply saying "ho"',
    '"hi" differs from character 2 on: "i" instead of "o"',
  ],
  [
    'no reply',
    `- send: hang\n- expect: { reply: hi, within: 3s }`,
    'a reply saying "hi" within 3.0 s',
    'no reply; the push (text) has been open for 3.0 s',
  ],
  [
    'a wrong way',
    `- send: hi\n- expect: { reply: hi, via: stream }`,
    'a reply saying "hi" by stream',
    'it came by passive-reply: "hi"',
  ],
  [
    'too much',
    `- send: hi\n- expect: { nothing: true, for: 5s }`,
    'nothing for 5.0 s',
    'a text by passive-reply: "hi"',
  ],
  [
    'another outcome',
    `- send: hang\n- expect: { delivery: answered }`,
    'delivery answered',
    'timeout after 3 deliveries and 15.0 s: no complete answer within 5000 ms',
  ],
  [
    'no notice',
    `- send: hi\n- expect: { notice: true, within: 1s }`,
    'a notice of the platform',
    'none came; what was shown is a text by passive-reply: "hi"',
  ],
  [
    'an answer without its end',
    `- send: one\n- expect: { altogether: { endsWith: two }, within: 3s }`,
    'replies that altogether come to a text ending with "two" within 3.0 s',
    'one reply: "one" ends otherwise, with "one"',
  ],
  [
    'no part of an answer',
    `- send: hang\n- expect: { altogether: { endsWith: two }, within: 3s }`,
    'replies that altogether come to a text ending with "two" within 3.0 s',
    'no reply; the push (text) has been open for 3.0 s',
  ],
  ['no such call', `- send: hi\n- expect: { call: toy.ask, within: 1s }`, 'a call of toy.ask', 'no call at all'],
])('is disappointed by %s', async (_what, steps, expected, got) => {
  const { failure } = await play(steps)
  expect(failure).toMatchObject({ expected, got })
  expect(failure?.step?.position.line).toBe(5)
})

it.each([
  [
    'a reply to somebody else',
    `- send: hi\n- expect: { reply: hi, to: bob, within: 3s }`,
    'no reply; alice on toy was shown a text by passive-reply: "hi"',
  ],
  [
    'a delivery that failed',
    `- send: hang\n- expect: { reply: hi, within: 20s }`,
    'no reply; what was shown is a notice: "no answer"',
  ],
  [
    'a reply that was expected before',
    `- send: hi\n- expect: { delivery: answered }\n- expect: { reply: hi }\n- advance: 1m\n- expect: { reply: hi, within: 1s }`,
    'no reply; the push (text) ended answered after 1 delivery',
  ],
  [
    'the reply after the next',
    `- send: a\n- send: b\n- expect: { delivery: answered }\n- expect: { reply: b }`,
    'it says "a"; the next reply would fit (any-order takes them as they come)',
  ],
  [
    'each reply that is left',
    `- send: one\n- send: two\n- expect: { any-order: [one, three] }`,
    '"two" differs from character 2 on: "wo" instead of "hree"',
  ],
  [
    'a push of another kind',
    `- send: hi\n- expect: { delivery: { what: event, outcome: answered } }`,
    'nothing was pushed to the bot; only pushes of text',
  ],
  [
    'a push that was expected before',
    `- send: hi\n- expect: { delivery: answered }\n- expect: { delivery: answered }`,
    'nothing was pushed to the bot; the push (text) ended answered after 1 delivery, which was expected before',
  ],
  [
    'a call with another input',
    `- send: call\n- expect: { call: { operation: toy.ask, input: { who: bob } }, within: 5s }`,
    'who: "alice" instead of "bob"',
  ],
  [
    'fewer calls than are wanted',
    `- send: call\n- expect: { call: { operation: toy.ask, ok: false, times: 1 }, within: 5s }`,
    '0 such calls; it was granted',
  ],
  [
    'a character that only looks alike',
    `- send: 'a，b'\n- expect: { reply: 'a,b' }`,
    '"a，b" differs from character 2 on: "，b" instead of ",b" (U+FF0C instead of U+002C)',
  ],
])('names the nearest candidate: %s', async (_what, steps, got) => {
  expect((await play(steps)).failure?.got).toBe(got)
})

it('sees what must never happen', async () => {
  const { failure } = await play('- send: hang', 'never: [notice]')
  expect(failure).toBeUndefined()
  const waited = await play('- send: hang\n- advance: 20s', 'never: [notice]')
  expect(waited.failure).toMatchObject({ expected: 'never a notice', got: 'a notice: "no answer"', step: undefined })
})

it('plays a matrix, and puts settings where they belong', async () => {
  const cells = load(
    `- send: hang\n- expect: { delivery: timeout }`,
    'matrix: { deliveries: [1, 2], timeoutMs: [1000] }',
  )
  expect(cells.map((cell) => cell.variant)).toEqual(['deliveries=1 · timeoutMs=1000', 'deliveries=2 · timeoutMs=1000'])
  world.reset()
  const { entries } = await playScenario(cells[1]!, { world })
  expect(entries.filter((entry) => entry.kind === 'attempt')).toHaveLength(2)
})

it('spans 48 hours in little more than the patience with the bot', async () => {
  const began = performance.now()
  const { platformMs } = await play('- advance: 48h')
  expect(platformMs).toBeGreaterThanOrEqual(48 * 3_600_000)
  expect(performance.now() - began).toBeLessThan(2000)
})

it.each([
  ['- sned: hi', 'test.yaml:4:3  steps[0]: unknown key "sned"\n  fix   Did you mean "send"?'],
  ['- send: hi\n  expect: { reply: hi }', 'test.yaml:4:3  steps[0]: a step has one verb, not send and expect'],
  ['- expect: { repyl: hi }', 'test.yaml:4:13  steps[0].expect: unknown key "repyl"\n  fix   Did you mean "reply"?'],
  [
    '- expect: { within: 5s }',
    'test.yaml:4:11  steps[0].expect: nothing is expected; expected one of reply, any-order',
  ],
  ['- expect: { reply: hi, within: soon }', 'test.yaml:4:32  steps[0].expect.within: expected a duration'],
  ['- advance: tomorrow', 'test.yaml:4:12  steps[0].advance: expected a duration'],
  [
    '- send: hi\ngiven: { delivries: 2 }',
    'test.yaml:5:10  unknown key "delivries"\n  fix   Did you mean "deliveries"?',
  ],
  ['- send: hi\nplatform: tyo', 'platform: expected toy; got "tyo"'],
])('says where and how %j is wrong', (steps, expected) => {
  const head = steps.includes('platform:') ? 'name: test\n\nsteps:' : 'name: test\nplatform: toy\nsteps:'
  const result = checkScenario(`${head}\n${steps}`, 'test.yaml', [toy.info])
  expect(result.map((one) => ('message' in one ? formatProblem(one) : '')).join('\n')).toContain(expected)
})
