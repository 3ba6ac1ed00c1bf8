import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { runIn, type Ended } from './support/installed-project.ts'
import { blocksOf, isConfig, isScenario, pages, readPage } from './support/pages.ts'

const folder = mkdtempSync(join(tmpdir(), 'caipai-guides-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const caipai = (...args: string[]): Promise<Ended> => runIn(folder, 'node', [resolve('dist/cli.js'), ...args], {})

it('your first rehearsal goes as its guide says, and so does breaking it', async () => {
  const blocks = blocksOf(readPage('docs/guides/first-rehearsal.md'))
  const config = (blocks.find(isConfig)?.code ?? '').replace('/path/to/caipai', resolve('.'))
  writeFileSync(join(folder, 'first.yaml'), blocks.find(isScenario)?.code ?? '')
  writeFileSync(join(folder, 'caipai.config.yaml'), config)
  const sound = await caipai('run')
  expect(sound.out).toContain('✓ 1 passed, 0 failed')
  expect(sound.code).toBe(0)

  writeFileSync(join(folder, 'caipai.config.yaml'), config.replace('env: {', "env: { DELAY: '6',"))
  const slow = await caipai('run')
  expect(slow.out.match(/✗ +delivery \d \(text\) timeout/g)).toHaveLength(3)
  expect(slow.out).toContain('notice  "该公众号暂时无法提供服务，请稍后再试"')
  expect(slow.out).toContain('wechat/answers-in-time  broken')
  expect(slow.code).toBe(1)
}, 60_000)

it('the reference bot passes every scenario the pages show', async () => {
  const shown = pages
    .filter((page) => !page.endsWith('.zh-CN.md') && !page.endsWith('first-rehearsal.md'))
    .flatMap((page) => blocksOf(readPage(page)).filter(isScenario))
  for (const [at, { code }] of shown.entries()) writeFileSync(join(folder, `shown-${at}.yaml`), code)
  const { code, out } = await caipai('run', 'shown-*.yaml', '--config', resolve('reference-bot/caipai.config.yaml'))
  expect(out).toMatch(/✓ \d+ passed, 0 failed {3}/)
  expect(out).not.toContain('skipped')
  expect(code).toBe(0)
  expect(shown.length).toBeGreaterThan(2)
}, 60_000)
