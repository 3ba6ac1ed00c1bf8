import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, it, vi } from 'vitest'
import { lookUp } from '../contracts/explaining/look-up.ts'
import { listErrors, listFindings } from '../contracts/explaining/topics.ts'
import { readRows } from '../contracts/requirement-rows.ts'
import { readFieldFailures } from '../contracts/rules/field-failures.ts'
import { rules } from '../contracts/rules/index.ts'
import { loadPlatforms } from '../emulators/index.ts'

// A process is started in most of these.
vi.setConfig({ testTimeout: 30_000 })

const infos = (await loadPlatforms()).map((module) => module.info)

function caipai(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { readonly code: number | null; readonly out: string; readonly err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [resolve('dist/cli.js'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: '', LC_MESSAGES: '', LANG: 'C', NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
  })
  return { code: status, out: stdout, err: stderr }
}

it('explains a rule: what a sound bot does, why, what to change, where to read on, and what it covers', () => {
  const { code, out } = caipai(['explain', 'wechat/answers-in-time'])
  expect(out).toMatch(
    /^wechat\/answers-in-time {2}broken {2}rule\nOne of the deliveries of a push is answered within 5 s\.\n\n/,
  )
  expect(out).toMatch(/^why {5}WeChat closes the connection after 5 s/m)
  expect(out).toMatch(/^mend {4}Answer success/m)
  expect(out).toMatch(/^see {5}https:\/\/developers\.weixin\.qq\.com\/\S+$/m)
  expect(out).toMatch(/^covers {2}W-15 {2}\S/m)
  expect(out).toMatch(/^ {8}WX-01 {2}The answer takes longer than 5 seconds {2}https:\/\/github\.com\//m)
  expect(code).toBe(0)
})

it.each([
  ['--lang zh', ['--lang', 'zh'], {}],
  ['a Chinese terminal', [], { LANG: 'zh_CN.UTF-8' }],
])('explains in Chinese with %s', (_how, args, env) => {
  const { code, out } = caipai(['explain', 'wechat/token-storm', ...args], env)
  expect(out).toContain('wechat/token-storm  broken  提示\n机器人反复请求 access_token。\n')
  expect(out).toMatch(/^修改 {4}同一时刻只刷新一次/m)
  expect(code).toBe(0)
})

it.each([
  ['40001', [/^wechat 40001 {2}error\ninvalid credential/, /^mend {4}Drop the token/m, /^found {3}wechat\//m]],
  ['wechat 40001', [/^wechat 40001 {2}error/]],
  ['WeChat/45047', [/^from {4}wechat\.message\.custom\.send$/m]],
  ['InvalidAccessKeyId.NotFound', [/^aliyun-chatbot InvalidAccessKeyId\.NotFound {2}error/]],
  ['1004', [/^rongcloud 1004 {2}error/, /^see {5}https?:/m]],
  ['-1', [/^wechat -1 {2}error\nsystem error/]],
])('explains the error %s', (words, expected) => {
  // What begins with a dash is a flag, unless it stands behind two of them.
  const { code, out } = caipai(['explain', '--', ...words.split(' ')])
  for (const pattern of expected) expect(out).toMatch(pattern)
  expect(code).toBe(0)
})

it.each([
  ['W-15', [/^W-15 {2}wechat {2}requirement\n\S/, /^see {5}https:\/\//m, /^found {3}wechat\/answers-in-time$/m]],
  ['w-37', [/^from {4}wechat\.message\.custom\.send$/m]],
  ['WX-01', [/^WX-01 {2}failure seen in the field\nThe answer takes longer/, /^ {8}wechat\/knows-a-retry$/m]],
])('explains %s, which findings and scenarios name', (id, expected) => {
  const { code, out } = caipai(['explain', id])
  for (const pattern of expected) expect(out).toMatch(pattern)
  expect(code).toBe(0)
})

it('explains all that has a name when the platform is left out', () => {
  const { found } = lookUp('sends-in-order', infos)
  expect(found.map(({ id }) => id)).toEqual(['wechat/sends-in-order', 'across/sends-in-order'])
})

it.each([
  ['wechat/answer-in-time', /Did you mean wechat\/answers-in-time/],
  ['anwsers-in-time', /Did you mean wechat\/answers-in-time/],
  ['wechat 40010', /^wechat 40010/],
  [
    'verification',
    /Did you mean wechat\/verification-failed, wechat\/verification-chunked, wechat\/verification-blind/,
  ],
  ['qqqqqqqqqqqqqqqqqqqqqq', /Give the id of a rule or remark, an error code/],
])('names what comes near %s', (words, expected) => {
  const { code, out, err } = caipai(['explain', ...words.split(' ')])
  expect(out + err).toMatch(expected)
  expect(err).not.toMatch(/\n +at /)
  expect(code).toBe(words === 'wechat 40010' ? 0 : 2)
})

it('refuses a language it does not speak', () => {
  const { code, err } = caipai(['explain', '40001', '--lang', 'fr'])
  expect(err).toContain('--lang  "fr" is no language caipai speaks')
  expect(code).toBe(2)
})

it.each([
  ['rules', /^wechat\/answers-in-time +rule +broken +One of the deliveries/m, 'id'],
  ['operations', /^wechat\.message\.custom\.send +any \/cgi-bin\/message\/custom\/send +official +\S/m, 'route'],
  ['rows', /^W-15 +official, field +\S/m, 'subject'],
  ['scenarios', /^wechat\/slow-model\.yaml +5 +service-messages.* However slow the model/m, 'file'],
])('lists %s as a table and as JSON', (what, line, key) => {
  const { code, out } = caipai(['list', what])
  expect(out).toMatch(line)
  expect(code).toBe(0)
  const listed = JSON.parse(caipai(['list', what, '--json']).out) as Record<string, unknown>[]
  expect(out.trimEnd().split('\n')).toHaveLength(listed.length)
  for (const one of listed) expect(one[key]).toMatch(/\S/)
})

it('lists one platform alone', () => {
  const { out } = caipai(['list', 'operations', '--platform', 'rongcloud'])
  expect(
    new Set(
      out
        .trimEnd()
        .split('\n')
        .map((line) => line.split('.')[0]),
    ),
  ).toEqual(new Set(['rongcloud']))
})

it.each([
  [['list', 'rulse'], /there is no list of "rulse"\n {2}fix {3}Did you mean rules\?/],
  [['list', 'constructor'], /there is no list of "constructor"/],
  [['list', 'rules', '-p', 'wechta'], /there is no platform "wechta"/],
  [['list', 'rules', '--jsno'], /unknown option '--jsno'/],
])('explains what is wrong with caipai %j', (args, expected) => {
  const { code, out, err } = caipai(args)
  expect(out + err).toMatch(expected)
  expect(code).toBe(2)
})

it('no two findings share an id, and nothing is shown without its words', () => {
  const findings = listFindings(infos)
  expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length)
  const texts = findings.flatMap(({ id, title, mend, why }) =>
    [title, mend, ...(why === undefined ? [] : [why])].map(({ en, zh }) => ({ id, en, zh })),
  )
  for (const { id, en, zh } of texts) {
    expect(en, id).toMatch(/\S/)
    expect(zh, id).toMatch(/\S/)
  }
})

it('what rules and remarks cover are rows of the tables or kinds of failures with a report', () => {
  const known = new Set([
    ...infos.flatMap(({ id }) => readRows(id)).map(({ id }) => id),
    ...readFieldFailures().map(({ id }) => id),
  ])
  const strangers = listFindings(infos).flatMap(({ id, covers }) =>
    covers.filter((one) => !known.has(one)).map((one) => `${id}: ${one}`),
  )
  expect(strangers).toEqual([])
})

/** What neither a wire nor a transcript shows. */
const OUT_OF_SIGHT = [
  // Certificates and proxies on the way to DingTalk.
  'DT-15',
  'DT-19',
  // A client that waits for ever looks like one that is patient.
  'RC-01',
  // Memory that grows; an address that cannot be changed keeps a bot out of any rehearsal.
  'X-08',
  'X-09',
]

it('every kind of failure that can be seen has a rule or a remark', () => {
  const covered = new Set(listFindings(infos).flatMap(({ covers }) => covers))
  const missing = readFieldFailures().filter(({ id }) => !covered.has(id))
  expect(missing.map(({ id }) => id)).toEqual(OUT_OF_SIGHT)
})

it('what findings imply are other findings', () => {
  const known = new Set(listFindings(infos).map(({ id }) => id))
  const declared = [
    ...rules.map(({ id, implies = [] }) => ({ id, implies })),
    ...infos.flatMap(({ id: platform, remarks = {} }) =>
      Object.entries(remarks).map(([code, { implies = [] }]) => ({ id: `${platform}/${code}`, implies })),
    ),
  ]
  const strangers = declared.flatMap(({ id, implies }) =>
    implies.filter((one) => one === id || !known.has(one)).map((one) => `${id}: ${one}`),
  )
  expect(strangers).toEqual([])
})

it('every error says what it means, and what to do about it', () => {
  for (const { id, error } of listErrors(infos)) {
    expect(error.when, id).toMatch(/\S/)
    expect(error.mend?.en, id).toMatch(/\S/)
    expect(error.mend?.zh, id).toMatch(/\p{Script=Han}/u)
  }
})
