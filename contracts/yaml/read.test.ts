import { expect, it } from 'vitest'
import { z } from 'zod'
import { duration } from '../../emulators/core/duration.ts'
import { isCaipaiError } from '../../emulators/core/errors.ts'
import { parseYaml } from './document.ts'
import { formatProblem, yamlError } from './problem.ts'
import { checkYaml, readYaml } from './read.ts'

const reply = z.strictObject({ text: z.string(), at: z.array(z.string()).min(1).optional() })

const schema = z.strictObject({
  name: z.string().min(1).optional(),
  mode: z.enum(['plain', 'secure']).optional(),
  limits: z.strictObject({ retry: z.int().min(1).max(9), within: duration.optional() }).optional(),
  env: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  codes: z.partialRecord(z.enum(['timeout', 'refused']), z.int()).optional(),
  vars: z.record(z.string().regex(/^[A-Z]+$/), z.string()).optional(),
  url: z.url().optional(),
  step: z.int().multipleOf(5).optional(),
  card: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('news'), title: z.string() }),
      z.strictObject({ kind: z.literal('music'), song: z.string() }),
    ])
    .optional(),
  never: z
    .array(z.union([z.enum(['notice', 'transfer']), z.strictObject({ reply }), z.strictObject({ call: z.string() })]))
    .optional(),
  steps: z
    .array(
      z.union([
        z.strictObject({ send: z.union([z.string(), z.strictObject({ from: z.string(), text: z.string() })]) }),
        z.strictObject({
          expect: z.strictObject({ reply: z.union([z.string(), reply]), within: duration.optional() }),
        }),
        z.strictObject({ advance: duration }),
      ]),
    )
    .optional(),
  pair: z
    .strictObject({ a: z.int().optional(), b: z.int().optional() })
    .refine(({ a, b }) => a !== b, 'a and b differ')
    .optional(),
})

const problems = (text: string): string[] => {
  const result = checkYaml(text, 'a.yaml', schema)
  return Array.isArray(result) ? result.map(formatProblem) : []
}

const bomb = [
  'a: &a [x,x,x,x,x,x,x,x,x,x]',
  ...Array.from('bcdef', (key, at) => `${key}: &${key} [${Array(10).fill(`*${'abcde'[at]}`).join(',')}]`),
].join('\n')

it.each([
  // keys
  ['mdoe: plain', 'a.yaml:1:1  unknown key "mdoe"\n  fix   Did you mean "mode"?'],
  ['limits: { retyr: 3 }', 'a.yaml:1:11  limits: unknown key "retyr"\n  fix   Did you mean "retry"?'],
  ['limits: { retry: 3, colour: red }', 'a.yaml:1:21  limits: unknown key "colour"\n  fix   Use one of: retry, within'],
  ['limits:\n  within: 5s', 'a.yaml:2:3  limits.retry: retry is missing; expected a number'],
  ['codes: { timeuot: 1 }', 'a.yaml:1:10  codes: unknown key "timeuot"\n  fix   Did you mean "timeout"?'],
  ['vars: { a: x }', 'a.yaml:1:9  vars.a: "a" is no key here: expected a text that matches /^[A-Z]+$/'],
  // values
  ['name: 5', 'a.yaml:1:7  name: expected a text; got 5\n  fix   Put it in quotes: "5"'],
  ['name: 0012', 'a.yaml:1:7  name: expected a text; got 12\n  fix   Put it in quotes: "0012"'],
  ['name: true', 'a.yaml:1:7  name: expected a text; got true\n  fix   Put it in quotes: "true"'],
  ['name:', 'a.yaml:1:6  name: expected a text; got nothing'],
  ['name: ""', 'a.yaml:1:7  name: expected a text that is not empty; got ""'],
  ['name: [x]', 'a.yaml:1:7  name: expected a text; got a list'],
  ['mode: secrue', 'a.yaml:1:7  mode: expected one of plain, secure; got "secrue"\n  fix   Did you mean "secure"?'],
  ['mode: none', 'a.yaml:1:7  mode: expected one of plain, secure; got "none"'],
  ['limits: { retry: 1.5 }', 'a.yaml:1:18  limits.retry: expected a whole number; got 1.5'],
  ['limits: { retry: 0 }', 'a.yaml:1:18  limits.retry: expected 1 or more; got 0'],
  ['limits: { retry: 10 }', 'a.yaml:1:18  limits.retry: expected 9 or less; got 10'],
  ['limits: [3]', 'a.yaml:1:9  limits: expected a mapping; got a list'],
  ['step: 7', 'a.yaml:1:7  step: expected a multiple of 5; got 7'],
  ['url: not one', 'a.yaml:1:6  url: expected a URL; got "not one"'],
  ['pair: { a: 1, b: 1 }', 'a.yaml:1:7  pair: a and b differ'],
  [
    'limits: { retry: 1, within: soon }',
    'a.yaml:1:29  limits.within: expected a duration such as 500ms, 8s, 1h30m or 3d; got "soon"',
  ],
  [
    'limits: { retry: 1, within: 8 }',
    'a.yaml:1:29  limits.within: expected a duration such as 500ms, 8s, 1h30m or 3d; 8 has no unit',
  ],
  [
    'env: { PORT: {bot.port} }',
    'a.yaml:1:14  env.PORT: expected a text, a number or true or false; got a mapping\n  fix   Put it in quotes: "{bot.port}"',
  ],
  ['pair: { c: 1 }', 'a.yaml:1:9  pair: unknown key "c"\n  fix   Did you mean "a"?'],
  ['- a\n- b', 'a.yaml:1:1  expected a mapping; got a list'],
  // unions
  ['steps: [{ sned: hi }]', 'a.yaml:1:11  steps[0]: unknown key "sned"\n  fix   Did you mean "send"?'],
  ['steps: [{ shout: hi }]', 'a.yaml:1:11  steps[0]: unknown key "shout"\n  fix   Use one of: send, expect, advance'],
  ['steps: [{}]', 'a.yaml:1:9  steps[0]: expected a mapping with send, expect or advance; got an empty mapping'],
  ['steps: [3]', 'a.yaml:1:9  steps[0]: expected a mapping; got 3'],
  [
    'steps: [{ send: a, advance: 1s }]',
    'a.yaml:1:20  steps[0]: "advance" cannot stand beside "send"\n  fix   Keep one of them.',
  ],
  [
    'steps: [{ send: { form: bob, text: hi } }]',
    'a.yaml:1:19  steps[0].send: unknown key "form"\n  fix   Did you mean "from"?',
  ],
  ['steps: [{ send: [hi] }]', 'a.yaml:1:17  steps[0].send: expected a text or a mapping; got a list'],
  [
    'steps: [{ expect: { reply: { text: 3 }, within: 5s } }]',
    'a.yaml:1:36  steps[0].expect.reply.text: expected a text; got 3\n  fix   Put it in quotes: "3"',
  ],
  [
    'steps: [{ expect: { within: 5s } }]',
    'a.yaml:1:19  steps[0].expect.reply: reply is missing; expected a text or a mapping',
  ],
  [
    'never: [notcie]',
    'a.yaml:1:9  never[0]: expected one of notice, transfer or a mapping; got "notcie"\n  fix   Did you mean "notice"?',
  ],
  [
    'never: [{ reply: { text: hi, at: [] } }]',
    'a.yaml:1:34  never[0].reply.at: expected at least one entry; got an empty list',
  ],
  [
    'card: { kind: nwes }',
    'a.yaml:1:15  card.kind: expected one of news, music; got "nwes"\n  fix   Did you mean "news"?',
  ],
  ['card: { kind: news, titel: x }', 'a.yaml:1:21  card: unknown key "titel"\n  fix   Did you mean "title"?'],
  ['card: {}', 'a.yaml:1:7  card.kind: kind is missing; expected one of news, music'],
  // YAML itself
  [
    'name: x\nname: y',
    'a.yaml:2:1  this is not valid YAML: the key "name" stands twice in one mapping\n  fix   Keep one of them.',
  ],
  [
    'name: a: b',
    'a.yaml:1:7  this is not valid YAML: Nested mappings are not allowed in compact mappings\n  fix   Indent the line like its neighbours, or put a text that contains ": " in quotes.',
  ],
  [
    'name: @bob',
    'a.yaml:1:7  this is not valid YAML: Plain value cannot start with reserved character @\n  fix   Put a text that contains these characters in quotes.',
  ],
  [
    'limits:\n\tretry: 1',
    'a.yaml:2:1  this is not valid YAML: Tabs are not allowed as indentation\n  fix   Indent with spaces.',
  ],
  [
    'name: "x',
    'a.yaml:1:9  this is not valid YAML: Missing closing "quote\n  fix   Close the quote or bracket that was opened.',
  ],
  [
    'name: x\n---\nname: y',
    'a.yaml:2:1  this is not valid YAML: a second document begins\n  fix   Keep one document in a file, without a line of ---.',
  ],
  [
    '? [a]\n: b',
    'a.yaml:1:3  this is not valid YAML: With stringKeys, all keys must be strings\n  fix   Write a text as key.',
  ],
  ['name: !env HOME', 'a.yaml:1:12  the tag !env is not read\n  fix   Leave the tag out.'],
  ['name: !!binary aGk=', 'a.yaml:1:16  the tag tag:yaml.org,2002:binary is not read\n  fix   Leave the tag out.'],
  ['env: { <<: x }', 'a.yaml:1:8  merge keys are not read\n  fix   Write out the keys it stands for.'],
  [
    'env: { ID: 74231907755119337 }',
    'a.yaml:1:12  74231907755119337 is too large for a number here: its last digits would change\n  fix   Put it in quotes: "74231907755119337"',
  ],
  ['vars: &vars { A: x }\nenv: *vasr', 'a.yaml:2:6  there is no anchor &vasr before this\n  fix   Did you mean *vars?'],
  ['env: &a { X: *a }', 'a.yaml:1:14  *a stands inside what it names\n  fix   Write out what it stands for.'],
])('explains %j', (text, expected) => {
  expect(problems(text)).toEqual([expected])
})

it.each([
  [
    'aliases that multiply',
    bomb,
    'a.yaml:1:1  the aliases of this file multiply\n  fix   Write out what they stand for.',
  ],
  [
    'too many aliases',
    `name: &a x\nnever: [${Array(101).fill('*a').join()}]`,
    'a.yaml:2:309  there are more than 100 aliases in this file\n  fix   Write out what they stand for.',
  ],
  [
    'deep brackets',
    '['.repeat(100_000),
    'a.yaml:1:65  this is nested too deeply\n  fix   Nest fewer lists and mappings.',
  ],
  [
    'deep dashes',
    '- '.repeat(100_000),
    'a.yaml:1:201  this is nested too deeply\n  fix   Nest fewer lists and mappings.',
  ],
  [
    'too much text',
    '#'.repeat(4_194_305),
    'a.yaml:1:1  this file is larger than 4 MB\n  fix   Split it into several files.',
  ],
])('refuses %s', (_what, text, expected) => {
  expect(problems(text)).toEqual([expected])
})

it.each([
  ['a text with brackets and dashes in a block', `name: |\n${'  - [ {\n'.repeat(300)}`],
  ['anchors and aliases', 'env: &a { A: x }\nvars: *a'],
  ['core tags', 'name: !!str 12'],
  ['an empty file', ''],
])('reads %s', (_what, text) => {
  expect(problems(text)).toEqual([])
})

it('gives all problems of a file at once, in order', () => {
  const text = 'step: no\nlimits: { retry: many }\nextra: 1\nnever: [notice, { rpley: {} }]\nname: ok\nenv: { A: !x y }'
  expect(problems(text).map((line) => line.split('  ')[0])).toEqual([
    'a.yaml:1:7',
    'a.yaml:2:18',
    'a.yaml:3:1',
    'a.yaml:4:19',
    'a.yaml:6:14',
  ])
})

it('tells what an alias repeats once, where it is written', () => {
  expect(problems('never: [&r { reply: { txt: x } }, *r]')).toEqual([
    'a.yaml:1:23  never[0].reply: unknown key "txt"\n  fix   Did you mean "text"?',
  ])
})

it('throws one error that lists them', () => {
  try {
    readYaml('step: no\nmode: x', 'b.yaml', schema)
    expect.unreachable()
  } catch (error) {
    expect(isCaipaiError(error) && [error.code, error.message]).toEqual([
      'YAML_INVALID',
      '2 problems in b.yaml\nb.yaml:1:7  step: expected a number; got "no"\nb.yaml:2:7  mode: expected one of plain, secure; got "x"',
    ])
  }
})

it('keeps the files apart when it lists the problems of several', () => {
  const at = (file: string, line: number) => ({ file, line, column: 1, path: '', message: 'odd' })
  expect(yamlError([at('b.yaml', 2), at('a.yaml', 1), at('b.yaml', 1)]).message).toBe(
    '3 problems in 2 files\nb.yaml:1:1  odd\nb.yaml:2:1  odd\na.yaml:1:1  odd',
  )
})

const placed = parseYaml(
  'name: x\nsteps:\n  - send: hi\n    within: 5s\n  - &s\n    expect:\n  - *s\nm: { a.b: 1 }\n',
  'c.yaml',
)
if (Array.isArray(placed)) throw yamlError(placed)

it.each([
  [['steps', 0], 3, 5, undefined],
  [['steps', 0, 'within'], 4, 13, '5s'],
  [['steps', 0, 'missing', 'deeper'], 3, 5, undefined],
  [['steps', 9], 3, 3, undefined],
  [['steps', 2, 'expect'], 6, 12, ''],
  [['m', 'a.b'], 8, 11, '1'],
  [[], 1, 1, undefined],
])('finds the place of %j', (path, line, column, source) => {
  expect(placed.positionOf(path)).toEqual({ line, column })
  if (source !== undefined) expect(placed.sourceOf(path)).toBe(source)
})

it('writes a path so that it can be read', () => {
  expect(problems('env: { "a.b": [], "二": [] }').map((one) => one.split('  ')[1]?.split(':')[0])).toEqual([
    'env["a.b"]',
    'env.二',
  ])
})
