import fc from 'fast-check'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { checkYaml } from '../../contracts/yaml/read.ts'

const leaf = z.union([
  z.string(),
  z.number(),
  z.strictObject({ text: z.string(), kind: z.enum(['a', 'b']).optional() }),
])
const schema = z.strictObject({
  name: z.string(),
  list: z.array(leaf).optional(),
  map: z.record(z.string(), leaf).optional(),
})

/** Anything, but more often text that looks like YAML. */
const word = fc.constantFrom(
  'name',
  'list',
  'map',
  'text',
  ': ',
  '- ',
  '[',
  ']',
  '{',
  '}',
  '&a ',
  '*a',
  '!x ',
  '"',
  "'",
  '\n',
  '  ',
  '\t',
  '|\n',
  '#',
  '<<',
  '99999999999999999999',
  '---\n',
  '? ',
  '%',
  '你',
  '\u{1F600}',
  '\uFEFF',
  '\0',
)
const text = fc.oneof(
  fc.array(word, { maxLength: 60 }).map((words) => words.join('')),
  fc.string({ unit: 'binary', maxLength: 80 }),
)

it('reads any text as a value or as problems that stand in the file', () => {
  fc.assert(
    fc.property(text, (given) => {
      const result = checkYaml(given, 'f.yaml', schema)
      if (!Array.isArray(result)) return
      const lines = given.split('\n')
      expect(result.length).toBeGreaterThan(0)
      for (const { line, column, message } of result) {
        expect(lines.length).toBeGreaterThanOrEqual(line)
        expect((lines[line - 1] ?? '').length + 1).toBeGreaterThanOrEqual(column)
        expect(message).not.toMatch(/invalid (union|input)|undefined/i)
      }
    }),
    { numRuns: 2000 },
  )
})
