import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { remarks } from './remarks/index.ts'
import type { RemarkDefinition } from './remarks/kinds.ts'
import { livechatSettings } from './settings.ts'

const page = readFileSync(new URL('../../docs/guides/livechat-rulings.md', import.meta.url), 'utf8')
const tables = page.slice(page.indexOf('\n## '))

/** Every setting as a dotted path; the keys of a record are written `<name>`. */
function pathsOf(schema: z.ZodType, path: string): string[] {
  const { def } = schema as unknown as {
    def: { type: string; innerType?: z.ZodType; shape?: object; valueType?: z.ZodType }
  }
  if (def.innerType !== undefined) return pathsOf(def.innerType, path)
  if (def.shape !== undefined) {
    const under = Object.entries(def.shape as Record<string, z.ZodType>)
    return [path, ...under.flatMap(([key, inner]) => pathsOf(inner, path === '' ? key : `${path}.${key}`))]
  }
  return def.valueType === undefined ? [path] : [path, ...pathsOf(def.valueType, `${path}.<>`)]
}

describe('L-74 the page about rulings', () => {
  const known = new Set(pathsOf(livechatSettings, ''))
  const named = tables
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.includes('---'))
    .flatMap((line) => {
      const last = line.split('|').at(-2) ?? ''
      return [...last.matchAll(/`([^`]+)`/g)].map(([, setting]) => setting ?? '')
    })
    .filter((setting) => !setting.includes(' '))

  it.each([...new Set(named)])('L-74 names a setting there is: %s', (setting) => {
    expect(known).toContain(setting.replace(/<\w+>/, '<>'))
  })

  it('L-74 names many of them', () => {
    expect(named.length).toBeGreaterThan(40)
  })
})

describe('L-74 every remark', () => {
  const all = Object.entries(remarks) as [string, RemarkDefinition][]

  it.each(all)('L-74 %s speaks both languages, with the same facts, and names its rows', (_code, definition) => {
    const factsOf = (text: string): string[] =>
      [...new Set(text.match(/\{[a-z]+\}/g))].toSorted((a, b) => a.localeCompare(b))
    const { what, mend, rows } = definition
    expect(rows.every((row) => /^L-\d\d$/.test(row))).toBe(true)
    expect(rows.length).toBeGreaterThan(0)
    expect(what.zh).toMatch(/[\u4e00-\u9fff]/)
    expect(mend.zh).toMatch(/[\u4e00-\u9fff]/)
    expect(factsOf(what.zh)).toEqual(factsOf(what.en))
    expect(factsOf(mend.zh)).toEqual(factsOf(mend.en))
  })
})

it('L-74 the guide names remarks there are', () => {
  const guide = readFileSync(new URL('../../docs/guides/livechat.md', import.meta.url), 'utf8')
  const codes = [...guide.matchAll(/`livechat\/([a-z-]+)`/g)].map(([, code]) => code ?? '')
  expect(codes.length).toBeGreaterThan(10)
  for (const code of codes) expect(Object.keys(remarks)).toContain(code)
})
