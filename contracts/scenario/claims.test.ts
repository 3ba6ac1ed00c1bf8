import { expect, it } from 'vitest'
import { loadPlatforms, platformIds } from '../../emulators/index.ts'
import { claimsOf, needsOf } from './claims.ts'
import { findLibrary } from './find.ts'
import { checkScenario, loadScenario } from './load.ts'
import type { Scenario } from './scenario.ts'

const known = (await loadPlatforms(platformIds)).map((module) => module.info)

it('knows every claim the library asks for', () => {
  const library = findLibrary(platformIds).flatMap(({ path, shownAs }) => loadScenario(path, shownAs, known))
  const legal = claimsOf(known)
  expect(library.flatMap((scenario) => needsOf(scenario, known)).filter((need) => !legal.has(need))).toEqual([])
})

it('asks for encryption where a variant encrypts, and nowhere else', () => {
  const text =
    'name: x\nplatform: wechat\nneeds: [model]\nsteps: [send: hi]\nmatrix: { account.mode: [plain, compatible, secure] }\n'
  const variants = checkScenario(text, 'x.yaml', known) as Scenario[]
  expect(variants.map((variant) => needsOf(variant, known))).toEqual([
    ['model', 'plain'],
    ['model', 'encryption'],
    ['model', 'encryption'],
  ])
})

it('asks a bot on one platform for nothing that only another knows, and gives it no settings of another', () => {
  const text =
    'name: x\nplatforms: [wechat, rongcloud]\nneeds: [service-messages, model, telepathy]\ngiven: { rongcloud: { suggestions: [{ says: [] }] } }\nsteps: [send: hi]\n'
  const [wechat, rongcloud] = checkScenario(text, 'x.yaml', known) as Scenario[]
  expect(needsOf(wechat!, known)).toEqual(['service-messages', 'model', 'telepathy'])
  expect(needsOf(rongcloud!, known)).toEqual(['model', 'telepathy'])
  expect(wechat!.given).toEqual({})
  expect(rongcloud!.given).toHaveProperty('rongcloud')
})
