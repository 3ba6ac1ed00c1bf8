import { expect, it } from 'vitest'
import { readLogPattern } from './log-pattern.ts'
import { createLogTail } from './log-tail.ts'

it('joins the pieces of a line, and keeps two streams apart', () => {
  const log = createLogTail()
  const [out, err] = [log.open(), log.open()]
  out.write('one')
  err.write('oops\r\nha')
  out.write(' and a half\ntwo')
  expect(log.last()).toEqual(['oops', 'one and a half', 'two', 'ha'])
  out.end()
  err.end()
  expect(log.last()).toEqual(['oops', 'one and a half', 'two', 'ha'])
})

it('leaves colours out', () => {
  const log = createLogTail()
  log.open().write('\u001B[32mready\u001B[0m on 3000\n')
  expect(log.last()).toEqual(['ready on 3000'])
})

it('keeps 200 lines of 400 characters, also of a line that never ends', () => {
  const log = createLogTail()
  const { write } = log.open()
  for (let at = 0; at < 1000; at += 1) write(`${at} ${'x'.repeat(1000)}\n`)
  for (let at = 0; at < 1000; at += 1) write('y'.repeat(1000))
  const lines = log.last(1000)
  expect(lines).toHaveLength(200)
  expect(lines.every((line) => line.length === 401)).toBe(true)
  expect(lines[198]).toMatch(/^999 x/)
})

it('leaves out what stood there before a mark', () => {
  const log = createLogTail()
  const { write } = log.open()
  write('before\n')
  const mark = log.mark()
  expect(log.last(20, mark)).toEqual([])
  for (let at = 0; at < 500; at += 1) write(`${at}\n`)
  write('half')
  expect(log.last(2, mark)).toEqual(['499', 'half'])
  expect(log.last(500, log.mark())).toEqual(['half'])
})

it('shows lines to whoever watches, until told otherwise', () => {
  const log = createLogTail()
  const { write } = log.open()
  const seen: string[] = []
  write('before\n')
  const unwatch = log.watch((line) => seen.push(line))
  write('a\nb')
  unwatch()
  write('\nc\n')
  expect(seen).toEqual(['a'])
})

it.each([
  ['ready', 'bot ready on 3000', true],
  ['ready', 'bot Ready', false],
  ['/ready on \\d+/', 'ready on 3000', true],
  ['/^ready$/', 'not ready', false],
  ['/READY/gi', 'ready', true],
  ['/', 'a/b', true],
])('%s in %j', (wanted, line, fits) => {
  const pattern = readLogPattern(wanted)
  expect([pattern(line), pattern(line)]).toEqual([fits, fits])
})
