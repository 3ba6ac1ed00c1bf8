import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import type { ScenarioDraft } from './draft.ts'
import { createNameBook } from './name-book.ts'
import { createRedactor } from './redactor.ts'
import { createMediaShelf, scenarioText } from './write.ts'

const redactor = createRedactor(createNameBook(), ['the-secret'])
const draft = (steps: ScenarioDraft['steps']): ScenarioDraft => ({
  name: 'recorded',
  platform: 'wechat',
  tags: ['recorded'],
  steps,
})

it('writes a step a line, whatever the texts', () => {
  const texts = [
    '一\n\n二',
    ' blanks ',
    '- dash',
    '"quoted"',
    '\u0002',
    '12',
    'yes',
    '# hash',
    'a: b',
    '🙂',
    `${'长'.repeat(300)}\n完`,
  ]
  const given = draft(texts.map((text) => ({ expect: { reply: { kind: 'markdown', text } } })))
  const text = scenarioText(redactor.redact(given), redactor)
  expect(parse(text)).toEqual(given)
  expect(text.split('\n').filter((line) => line.startsWith('  - expect:'))).toHaveLength(texts.length)
  expect(text.trimEnd().split('\n')).toHaveLength(4 + texts.length)
})

it('writes nothing that holds a secret', () => {
  // Whatever has gone wrong before: here a secret that became known after the text was cleaned.
  const cleaned = redactor.redact(draft([{ send: 'a later secret: 7d1f0c2b' }]))
  redactor.hide('7d1f0c2b')
  expect(() => scenarioText(cleaned, redactor)).toThrow('would have held a secret (8 characters)')
})

it('keeps bytes once, under a name that says what they are', () => {
  const folder = mkdtempSync(join(tmpdir(), 'caipai-shelf-'))
  const shelf = createMediaShelf(folder)
  const names = [
    shelf.keep(Buffer.from('a'), 'image/jpeg; charset=x'),
    shelf.keep(Buffer.from('a'), 'image/jpeg'),
    shelf.keep(Buffer.from('b'), undefined),
  ]
  expect(names[0]).toBe(names[1])
  expect(names[0]).toMatch(/^media\/[a-p]{32}\.jpg$/)
  expect(names[2]).toMatch(/\.bin$/)
  expect(readdirSync(join(folder, 'media'))).toHaveLength(2)
  expect(readFileSync(join(folder, names[2]!), 'utf8')).toBe('b')
})
