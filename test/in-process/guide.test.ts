import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

it('every test of docs/guides/in-process.md passes in a project of a user', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'caipai-guide-'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(resolve('.'), join(folder, 'node_modules/caipai'))
  for (const name of ['msw', 'vitest']) symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const guide = readFileSync('docs/guides/in-process.md', 'utf8')
  const snippets = [...guide.matchAll(/^```ts (\S+)\n([^]*?)^```$/gm)]
  for (const [, name = '', text = ''] of snippets) writeFileSync(join(folder, name), text)

  const vitest = resolve('node_modules/vitest/vitest.mjs')
  const run = spawnSync(process.execPath, [vitest, 'run', '--root', folder], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', CI: '1' },
  })
  rmSync(folder, { recursive: true, force: true })
  expect(run.stdout + run.stderr).toMatch(/Tests {2}4 passed \(4\)/)
  expect(snippets).toHaveLength([...guide.matchAll(/^```ts/gm)].length)
})
