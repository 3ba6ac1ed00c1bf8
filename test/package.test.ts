import { readFileSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, normalize } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { importsOf } from './support/imports-of.ts'
import { installInto, packPackage, runIn, type Ended, type Packed } from './support/installed-project.ts'

interface Manifest {
  readonly bin: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
}

let packed: Packed
let manifest: Manifest
let project: string

const read = (path: string): string => readFileSync(join(packed.folder, path), 'utf8')
const install = (): string =>
  installInto(packed, Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }))
const npx = (args: readonly string[], cwd = project): Promise<Ended> =>
  runIn(cwd, 'npx', ['--no-install', '--offline', ...args])

/** All files that are reached from these, and the packages they name. */
function reach(entries: readonly string[], beside: (path: string) => string): { files: string[]; packages: string[] } {
  const files = new Set(entries)
  const packages = new Set<string>()
  for (const file of files) {
    for (const name of importsOf(read(file), file)) {
      if (name.startsWith('.')) files.add(beside(normalize(join(dirname(file), name))))
      else if (!isBuiltin(name)) packages.add(name.split('/', name.startsWith('@') ? 2 : 1).join('/'))
    }
  }
  return { files: [...files].sort(), packages: [...packages].sort() }
}

const targets = (kind: string): string[] =>
  Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === 'string' || entry[kind] === undefined ? [] : [normalize(entry[kind])],
  )

beforeAll(async () => {
  packed = await packPackage()
  manifest = JSON.parse(read('package.json')) as Manifest
  project = install()
}, 120_000)

it('the package holds what its users run and read, and nothing else', () => {
  const strangers = packed.files.filter(
    (path) =>
      !/^(package\.json|LICENSE|README(\.zh-CN)?\.md|scenarios\/.+\.(yaml|json)|docs\/reference\/rows\/.+\.yaml|dist\/types\/.+\.d\.ts|dist\/.+\.js)$/.test(
        path,
      ),
  )
  expect(strangers).toEqual([])
  expect(packed.files.filter((path) => /(^|\/)(test|reference-bot)\/|\.test\.|\.map$/.test(path))).toEqual([])
  expect(packed.files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'scenarios/scenario.schema.json']))
})

it('what is imported is there or declared, and what is there or declared is imported', () => {
  const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  const run = reach([...targets('default'), ...Object.values(manifest.bin)], (path) => path)
  const typed = reach(targets('types'), (path) => path.replace(/\.ts$/, '.d.ts'))
  expect(run.files).toEqual(packed.files.filter((path) => path.endsWith('.js')))
  expect(typed.files).toEqual(packed.files.filter((path) => path.endsWith('.d.ts')))
  expect([...new Set([...run.packages, ...typed.packages])].sort()).toEqual(declared.sort((a, b) => (a < b ? -1 : 1)))
})

it('its types resolve, and are no any', async () => {
  writeFileSync(
    join(project, 'consumer.ts'),
    `import { createWorld, isCaipaiError } from 'caipai'
import { handlersFor } from 'caipai/msw'
import { describeBot, type DescribeBotOptions } from 'caipai/vitest'

const options: DescribeBotOptions = { config: 'caipai.config.yaml', shard: '1/4', tags: ['W-15'] }
await describeBot(options)
const world = await createWorld({ platforms: ['wechat'], clock: { mode: 'virtual' } })
const now: number = world.clock.now()
const handlers: unknown[] = handlersFor(world)
if (isCaipaiError(now)) console.log(handlers)
// @ts-expect-error an option that does not exist
await describeBot({ shrad: '1/4' })
// @ts-expect-error a number is no text
const text: string = world.clock.now()
`,
  )
  const compiler = join(process.cwd(), 'node_modules/typescript/bin/tsc')
  const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node']
  const roots = ['--typeRoots', join(process.cwd(), 'node_modules/@types')]
  const { code, out } = await runIn(project, 'node', [compiler, ...flags, ...roots, 'consumer.ts'])
  expect(out).toBe('')
  expect(code).toBe(0)
}, 60_000)

it('what is explained and listed needs nothing beside the package', async () => {
  const explained = await npx(['caipai', 'explain', 'wechat/answers-in-time', '--lang', 'en'])
  expect(explained.out).toMatch(/^covers {2}W-15 {2}\S/m)
  expect(explained.out).toMatch(/^ +WX-01 {2}The answer takes longer/m)
  const listed = await npx(['caipai', 'list', 'rows', '--platform', 'wechat'])
  expect(listed.out).toMatch(/^W-01 .*\n(?:W-.*\n)+W-58 /m)
  expect([explained.code, listed.code]).toEqual([0, 0])
}, 60_000)

it('vitest plays the bot in three lines, and writes JUnit and a page to look at', async () => {
  const { code, out } = await npx([
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=junit',
    '--reporter=caipai/html-reporter',
    '--outputFile=rehearsal.xml',
  ])
  expect(out).toMatch(/Tests +3 passed \(3\)/)
  expect(code).toBe(0)
  const report = readFileSync(join(project, 'rehearsal.xml'), 'utf8')
  expect(report).toContain('tests="3" failures="0"')
  expect(report).toContain('caipai &gt; scenarios/echo.yaml &gt; A text is echoed at once  [account.kind=service]')
  const page = readFileSync(join(project, 'caipai-report.html'), 'utf8')
  expect(page).toContain('All 3 passed')
  expect(page.match(/class="sequence"/g)).toHaveLength(3)
}, 60_000)

it('the four machines of the CI guide leave blobs, and its last job merges them into JUnit', async () => {
  const [share = '', merge = ''] = guide().filter((command) => /shard=|merge-reports/.test(command))
  const parted = install()
  for (const n of [1, 2, 3, 4]) {
    const file = n === 1 ? 'rehearsal.test.js' : `rehearsal-${n}.test.js`
    writeFileSync(
      join(parted, file),
      `import { describeBot } from 'caipai/vitest'\n\nawait describeBot({ shard: '${n}/4' })\n`,
    )
  }
  for (const n of [1, 2, 3, 4]) {
    const { code, out } = await shell(share.replace('${{ matrix.shard }}', String(n)), parted)
    expect(code, out).toBe(0)
  }
  const { code, out } = await shell(merge, parted)
  // Three scenarios for four machines.
  expect(out).toMatch(/Tests +3 passed \| 1 skipped \(4\)/)
  expect(code).toBe(0)
  const report = readFileSync(join(parted, 'rehearsal.xml'), 'utf8')
  expect(report).toContain('tests="4" failures="0"')
  expect(report).toContain('caipai &gt; there are fewer scenarios than parts, and part 4/4 holds none')
}, 120_000)

/** What the workflows of the CI guide run with npx, in their order. */
const guide = (): string[] =>
  [...readFileSync('docs/guides/ci.md', 'utf8').matchAll(/^ +- (?:run: )?npx (.+)$/gm)].map(
    ([, command = '']) => command,
  )
const shell = (command: string, cwd = project): Promise<Ended> => npx(command.split(' '), cwd)

it('caipai run plays it too, a shard at a time, and writes JUnit', async () => {
  const [onGithub = '', onGitlab = ''] = guide().filter((command) => command.startsWith('caipai run'))
  const whole = await shell(onGithub)
  expect(whole.out).toContain('✓ 3 passed, 0 failed')
  expect(whole.code).toBe(0)
  const shard = await shell(onGitlab.replace('$CI_NODE_INDEX/$CI_NODE_TOTAL', '2/2'))
  expect(shard.out).toContain('✓ 1 passed, 0 failed')
  expect(shard.code).toBe(0)
  expect(readFileSync(join(project, 'rehearsal.xml'), 'utf8')).toContain('tests="1" failures="0"')
  const empty = await npx(['caipai', 'run', '--shard', '4/4'])
  expect(empty.out).toContain('- 1 skipped: there are fewer scenarios than parts, and part 4/4 holds none')
  expect(empty.code).toBe(0)
}, 60_000)

it('a failing bot shows the transcript, what was expected and came instead, the nearest candidate and the finding', async () => {
  const broken = install()
  rewrite(join(broken, 'bot.js'), '<MsgType><![CDATA[text]]></MsgType>', '<MsgTyp>text</MsgTyp>')
  rewrite(join(broken, 'scenarios/echo.yaml'), '  - expect: { delivery: answered, attempts: 1, within: 5s }\n', '')
  const { code, out } = await shell(
    'vitest run --reporter=default --reporter=github-actions --reporter=junit --outputFile.junit=failed.xml',
    broken,
  )
  expect(code).toBe(1)
  expect(out).toMatch(/Tests +3 failed \(3\)/)
  // The transcript.
  expect(out).toMatch(/00:00:00\.\d{3} {2}alice +你好\n/)
  expect(out).toMatch(/push +delivery 1 \(text\) to the bot +MsgId \d{17}\n/)
  expect(out).toMatch(/✗ +delivery 1 \(text\) bad-body: msg-type-missing: got .*MsgTyp/)
  // What was expected, and the nearest candidate.
  expect(out).toContain('expected  a reply saying "你说的是：你好" by passive-reply   scenarios/echo.yaml:7:5\n')
  expect(out).toContain('got       no reply; what was shown is a notice: "该公众号')
  // The finding, in two languages, with its source.
  expect(out).toMatch(
    /wechat\/reply-msg-type-missing {2}broken\n[^]*缺少 MsgType[^]*mend {2}Name the type of the reply/,
  )
  expect(out).toContain('https://developers.weixin.qq.com/doc/subscription/guide/product/message/')
  // The places: the step, and the user's own test file, which GitHub shows the annotation beside.
  expect(out).toMatch(/❯ scenarios\/echo\.yaml:7:5\n ❯ rehearsal\.test\.js:3:7\n/)
  expect(out).toMatch(/::error file=.*rehearsal\.test\.js,.*line=3.*::Rehearsal failed: expected a reply saying/)
  expect(out).not.toContain('node_modules/caipai/dist')
  // The same for programs.
  const report = readFileSync(join(broken, 'failed.xml'), 'utf8')
  expect(report).toContain('tests="3" failures="3"')
  expect(report).toMatch(
    /<failure message="expected a reply saying &quot;你说的是：你好&quot;[^]*type="Rehearsal failed">/,
  )
  expect(report).toMatch(/✗ +delivery 1 \(text\) bad-body[^]*got +no reply[^]*mend +Name the type of the reply/)
}, 60_000)

it('annotations of caipai run stand beside the step', async () => {
  const broken = install()
  rewrite(join(broken, 'bot.js'), '你说的是：', '你说：')
  const { code, out } = await npx(['caipai', 'run', '--reporter=github-actions', '--grep=service'], broken)
  expect(out).toMatch(/::error file=.*scenarios\/echo\.yaml,line=8,col=5,title=expected a reply.*::A text is echoed/)
  expect(out).toContain('%0Agot       "你说：你好" differs from character 3 on: "：你好" instead of "的是：你好"')
  expect(code).toBe(1)
}, 60_000)

function rewrite(path: string, from: string, to: string): void {
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  writeFileSync(
    path,
    text.replace(from, () => to),
  )
}
