import { expect, it } from 'vitest'
import { z } from 'zod'
import { duration } from '../../emulators/core/duration.ts'
import { isCaipaiError } from '../../emulators/core/errors.ts'
import { formatProblem } from './problem.ts'
import { checkYaml, readYaml } from './read.ts'

const schema = z.strictObject({
  name: z.string(),
  mode: z.enum(['plain', 'secure']).optional(),
  limits: z.strictObject({ retry: z.int().optional(), within: duration.optional() }).optional(),
  steps: z.array(z.union([z.string(), z.strictObject({ send: z.string(), within: duration.optional() })])).optional(),
})

const problems = (text: string): string[] => {
  const result = checkYaml(text, 'a.yaml', schema)
  return Array.isArray(result) ? result.map(formatProblem) : []
}

it.each([
  ['name: x\nmdoe: plain', 'a.yaml:2:1  unknown key "mdoe"\n  fix   Did you mean "mode"?'],
  ['name: x\nzzz: 1', 'a.yaml:2:1  unknown key "zzz"\n  fix   Use one of: name, mode, limits, steps'],
  ['name: 5', 'a.yaml:1:7  name: expected a text; got 5\n  fix   Put it in quotes: "5"'],
  ['mode: plain', 'a.yaml:1:1  name: name is missing; expected a text'],
  [
    'name: x\nmode: secrue',
    'a.yaml:2:7  mode: expected one of plain, secure; got "secrue"\n  fix   Did you mean "secure"?',
  ],
  ['name: x\nlimits:\n  retyr: 3', 'a.yaml:3:3  limits: unknown key "retyr"\n  fix   Did you mean "retry"?'],
  [
    'name: x\nlimits: { within: soon }',
    'a.yaml:2:19  limits.within: expected a duration such as 500ms, 8s, 1h30m or 3d',
  ],
  ['name: x\nsteps: [{ sned: hi }]', 'a.yaml:2:9  steps[0].send: send is missing; expected a text'],
  ['name: x\nsteps: [3]', 'a.yaml:2:9  steps[0]: expected a text or a mapping; got 3'],
  ['name: x\nname: y', 'a.yaml:2:1  this is not valid YAML: Map keys must be unique'],
])('explains %j', (text, expected) => {
  expect(problems(text)[0]).toBe(expected)
})

it('gives all problems of a file at once, in order', () => {
  try {
    readYaml('mode: x\nlimits: { retry: many }\nextra: 1\nname: ok', 'b.yaml', schema)
    expect.unreachable()
  } catch (error) {
    expect(
      isCaipaiError(error) &&
        error.message
          .split('\n')
          .filter((line) => line.startsWith('b.yaml'))
          .map((line) => line.split('  ')[0]),
    ).toEqual(['b.yaml:1:7', 'b.yaml:2:18', 'b.yaml:3:1'])
  }
})

it('refuses a file whose aliases multiply', () => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x,x]',
    ...'bcdef'.split('').map((key, at) => `${key}: &${key} [${Array(10).fill(`*${'abcde'[at]}`).join(',')}]`),
  ]
  expect(problems(bomb.join('\n'))[0]).toMatch(/cannot be read: .*alias/i)
})

it('finds the place of anything', () => {
  const { document } = readYaml('name: x\nsteps:\n  - send: hi\n    within: 5s\n', 'c.yaml', schema)
  expect(document.positionOf(['steps', 0, 'within'])).toEqual({ line: 4, column: 13 })
  expect(document.positionOf(['steps', 0])).toEqual({ line: 3, column: 5 })
})
