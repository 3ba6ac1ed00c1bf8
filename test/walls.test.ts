import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const BREACHES: readonly (readonly [what: string, folder: string, text: string, message: string])[] = [
  [
    'a platform imports another',
    'emulators/model',
    `import '../../wechat/index.ts'`,
    'a platform never imports another platform',
  ],
  [
    'a platform imports one lazily',
    'emulators/model',
    `export const x = () => import('../../wechat/index.ts')`,
    'a platform never imports another platform',
  ],
  [
    'a platform imports the contracts',
    'emulators/model',
    `import '../../../contracts/stage.ts'`,
    'a platform stands on emulators/core alone',
  ],
  ['the core imports a platform', 'emulators/core', `import '../../model/index.ts'`, 'the core knows no platform'],
  [
    'contracts look inside a platform',
    'contracts/report',
    `import '../../../emulators/model/script.ts'`,
    'never from inside',
  ],
  [
    'contracts import the command line',
    'contracts/report',
    `import '../../../cli/paint.ts'`,
    'know nothing of the command line',
  ],
  [
    'the reference bot imports ours',
    'reference-bot/wechat',
    `import '../../../emulators/index.ts'`,
    'independent witness',
  ],
  ['Date.now', 'emulators/model', 'export const x = Date.now()', 'world.clock.now()'],
  ['new Date()', 'emulators/model', 'export const x = new Date()', 'new Date(world.clock.now())'],
  ['performance.now', 'emulators/model', 'export const x = performance.now()', 'world.clock.now()'],
  ['setTimeout', 'emulators/model', 'export const x = setTimeout(() => {}, 1)', 'world.clock.after'],
  ['Math.random', 'contracts/scenario', 'export const x = Math.random()', 'world.random'],
  [
    'randomUUID',
    'emulators/model',
    `import { randomUUID } from 'node:crypto'\nexport const x = randomUUID()`,
    'world.random',
  ],
  ['fetch', 'emulators/model', `export const x = fetch('http://127.0.0.1')`, 'world.deliver'],
  [
    'nothing wrong',
    'emulators/model',
    `import type { World } from '../../core/world.ts'\nexport const x = (world: World) => world.clock.now()`,
    '',
  ],
]

const INSIDE = 'walls-under-test'
const folders = [...new Set(BREACHES.map(([, folder]) => join(folder, INSIDE)))]
const fileOf = (folder: string, at: number): string => join(folder, INSIDE, `breach-${at}.ts`)
let report = ''

beforeAll(() => {
  for (const folder of folders) mkdirSync(folder, { recursive: true })
  for (const [at, [, folder, text]] of BREACHES.entries()) writeFileSync(fileOf(folder, at), `${text}\n`)
  report = spawnSync('node_modules/.bin/oxlint', ['--format=unix', ...folders], { encoding: 'utf8' }).stdout
})

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

it.each(BREACHES.map((breach, at) => [breach[0], at] as const))('the lint sees: %s', (_what, at) => {
  const [, folder, , message] = BREACHES[at]!
  const found = report.split('\n').filter((line) => line.includes(fileOf(folder, at)) && line.includes('caipai'))
  if (message === '') expect(found).toEqual([])
  else expect(found.join('\n')).toContain(message)
})
