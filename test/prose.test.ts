import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, normalize } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { checkPlatforms } from '../contracts/bot/check-platforms.ts'
import { loadConfig } from '../contracts/bot/config.ts'
import { overrides } from '../contracts/bot/overrides.ts'
import { lintScenario } from '../contracts/scenario/load.ts'
import { loadPlatforms } from '../emulators/index.ts'

const list = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join(folder, path))

const pages = ['README.md', 'README.zh-CN.md', 'reference-bot/README.md', 'bench/README.md', ...list('docs')]
const read = (path: string): string => readFileSync(path, 'utf8')

const FENCE = /^( *)```(.*)\n([^]*?)^\1```$/gm
const withoutCode = (text: string): string => text.replaceAll(FENCE, '').replaceAll(/`[^`\n]*`/g, '``')

/** The code of a page, block by block, with the first line of each. */
const blocksOf = (text: string): { kind: string; line: number; code: string }[] =>
  [...text.matchAll(FENCE)].map((found) => ({
    kind: found[2] ?? '',
    line: text.slice(0, found.index).split('\n').length,
    code: found[3] ?? '',
  }))

/** What GitHub makes of a heading. */
const anchorsOf = (path: string): string[] =>
  [
    ...read(path)
      .replaceAll(FENCE, '')
      .matchAll(/^#+ +(.+)$/gm),
  ].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-'),
  )

it.each(pages)('links of %s lead somewhere', (page) => {
  const links = [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  const dead = [...new Set(links)].filter((link) => {
    if (/^[a-z]+:/.test(link)) return !URL.canParse(link)
    const [path = '', anchor] = link.split('#')
    const target = path === '' ? page : normalize(join(dirname(page), decodeURI(path)))
    if (!existsSync(target)) return true
    return anchor !== undefined && !(statSync(target).isFile() && anchorsOf(target).includes(decodeURI(anchor)))
  })
  expect(dead).toEqual([])
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
  const text = read(page)
  const inline = [...text.replaceAll(FENCE, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
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
  blocksOf(read(page))
    .filter(({ kind, code }) => kind.startsWith('yaml') && /^(?:steps|bot):/m.test(code))
    .map(({ line, code }) => [`${page}:${line}`, code] as const),
)

it.each(files)('the file at %s is sound', (place, code) => {
  const path = join(folder, 'file.yaml')
  writeFileSync(path, code)
  const problems = code.includes('\nsteps:')
    ? lintScenario(path, place, infos)
    : checkPlatforms(loadConfig(path, process.cwd(), {}), infos)
  expect(problems).toEqual([])
})

const translated = pages.filter((page) => page.endsWith('.zh-CN.md') && page !== 'README.zh-CN.md')
const shapeOf = (page: string): string[] => {
  const text = read(page)
  const headings = [...text.replaceAll(FENCE, '').matchAll(/^#+(?= )/gm)].map(([marks]) => marks)
  // Words inside code may be translated; what kinds of code there are, may not.
  return [...headings, ...blocksOf(text).map(({ kind }) => kind)]
}

it.each(translated)('%s has the headings and the code of its original, and both name each other', (page) => {
  const original = page.replace('.zh-CN.md', '.md')
  expect(shapeOf(page)).toEqual(shapeOf(original))
  const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
  expect(read(page)).toContain(`[English](${nameOf(original)})`)
  expect(read(original)).toContain(`[简体中文](${nameOf(page)})`)
})
