import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, normalize } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { checkPlatforms } from '../contracts/bot/check-platforms.ts'
import { loadConfig } from '../contracts/bot/config.ts'
import { overrides } from '../contracts/bot/overrides.ts'
import { lintScenario } from '../contracts/scenario/load.ts'
import { loadPlatforms } from '../emulators/index.ts'
import { blocksOf, isConfig, isScenario, pages, readPage, withoutBlocks } from './support/pages.ts'

const withoutCode = (text: string): string => withoutBlocks(text).replaceAll(/`[^`\n]*`/g, '``')

/** What GitHub makes of a heading. */
const anchorsOf = (path: string): string[] => {
  const text = withoutBlocks(readPage(path))
  const headings = [...text.matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-'),
  )
  return [...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)]
}

it.each(pages)('links of %s lead somewhere', (page) => {
  const links = [...withoutCode(readPage(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  const dead = [...new Set(links)].filter((link) => {
    if (/^[a-z]+:/.test(link)) return !URL.canParse(link)
    const [path = '', anchor] = link.split('#')
    const target = path === '' ? page : normalize(join(dirname(page), decodeURI(path)))
    if (!existsSync(target)) return true
    return anchor !== undefined && !(statSync(target).isFile() && anchorsOf(target).includes(decodeURI(anchor)))
  })
  expect(dead).toEqual([])
})

it('docs/README.md leads to every page of docs', () => {
  const index = readPage('docs/README.md')
  const missing = pages.filter(
    (page) => page !== 'docs/README.md' && page.startsWith('docs/') && !index.includes(`](${page.slice(5)})`),
  )
  expect(missing).toEqual([])
})

it('pages that the code names exist', () => {
  const sources = ['cli', 'contracts', 'emulators'].flatMap((part) =>
    readdirSync(part, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => join(part, path)),
  )
  const named = sources.flatMap(
    (path) => readPage(path).match(/\bdocs\/(?:guides|reference|decisions)\/[\w./-]+\.md\b/g) ?? [],
  )
  expect([...new Set(named)].filter((path) => !existsSync(path))).toEqual([])
  expect(named.length).toBeGreaterThan(0)
})

const help = (...args: string[]): string => {
  const { stdout, stderr } = spawnSync(process.execPath, ['dist/cli.js', ...args], { encoding: 'utf8' })
  return stdout + stderr
}
const commands = [...help('--help').matchAll(/^ {2}([a-z]+) \[options\]/gm)].map(([, name = '']) => name)
const flagsOf = (text: string): string[] => text.match(/(?<![\w-])(?:--[a-z][\w-]*|-[a-z](?![\w-]))/g) ?? []
const known = new Map(commands.map((name) => [name, new Set(flagsOf(help(name, '--help')))]))
const variables = new Set([
  ...overrides.map(({ variable }) => variable),
  ...commands.flatMap((name) => help(name, '--help').match(/CAIPAI_[A-Z_]+/g) ?? []),
])

/** Flags of other people's commands that stand alone in code. */
const FOREIGN = new Set(['--outputFile', '--save-dev'])

it('the command line is what this test takes it for', () => {
  expect(commands).toEqual(expect.arrayContaining(['run', 'up', 'send', 'init', 'lint', 'record', 'replay']))
  expect(known.get('run')).toContain('--shard')
})

it.each(pages)('commands, flags and variables of %s exist', (page) => {
  const text = readPage(page)
  const inline = [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
  const lines = [...inline, ...blocksOf(text).flatMap(({ code }) => code.split('\n'))].map((line) =>
    line.replace(/ #.*$/, '').replace(/\bnode \S*dist\/cli\.js/, 'caipai'),
  )
  const strangers = lines.flatMap((line) => {
    const [, command, rest = ''] =
      /^\s*(?:- )?(?:run: )?(?:[A-Z_]+=\S+ )*(?:npx )?caipai ([a-z]+)\b(.*)$/.exec(line) ?? []
    if (command !== undefined) {
      const flags = known.get(command)
      return flags === undefined
        ? [line]
        : flagsOf(rest)
            .filter((flag) => !flags.has(flag))
            .map((flag) => `${line}: ${flag}`)
    }
    if (!line.startsWith('--')) return []
    return flagsOf(line).filter((flag) => !FOREIGN.has(flag) && ![...known.values()].some((flags) => flags.has(flag)))
  })
  expect(strangers).toEqual([])
  const named = text.match(/\bCAIPAI_[A-Z_]+\b/g) ?? []
  expect(named.filter((name) => !variables.has(name) && name !== 'CAIPAI_SET_')).toEqual([])
})

const folder = mkdtempSync(join(tmpdir(), 'caipai-prose-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const infos = (await loadPlatforms()).map((module) => module.info)

const files = pages.flatMap((page) =>
  blocksOf(readPage(page)).flatMap((block) =>
    isScenario(block) || isConfig(block) ? [[`${page}:${block.line}`, block] as const] : [],
  ),
)

it.each(files)('the file at %s is sound', (place, block) => {
  const path = join(folder, 'file.yaml')
  writeFileSync(path, block.code)
  const problems = isScenario(block)
    ? lintScenario(path, place, infos)
    : checkPlatforms(loadConfig(path, process.cwd(), {}), infos)
  expect(problems).toEqual([])
})

const translated = pages.filter((page) => page.endsWith('.zh-CN.md') && page !== 'README.zh-CN.md')
const shapeOf = (page: string): string[] => {
  const text = readPage(page)
  const headings = [...withoutBlocks(text).matchAll(/^#+(?= )/gm)].map(([marks]) => marks)
  // Words inside code may be translated; what kinds of code there are, may not.
  return [...headings, ...blocksOf(text).map(({ kind }) => kind)]
}

it.each(translated)('%s has the headings and the code of its original, and both name each other', (page) => {
  const original = page.replace('.zh-CN.md', '.md')
  expect(shapeOf(page)).toEqual(shapeOf(original))
  const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
  expect(readPage(page)).toContain(`[English](${nameOf(original)})`)
  expect(readPage(original)).toContain(`[简体中文](${nameOf(page)})`)
})
