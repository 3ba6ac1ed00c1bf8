import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const listPages = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join(folder, path))
    .sort()

/** Every page people read, from the root of the project. */
export const pages: readonly string[] = [
  'README.md',
  'README.zh-CN.md',
  'reference-bot/README.md',
  'bench/README.md',
  ...listPages('docs'),
]

export const readPage = (path: string): string => readFileSync(path, 'utf8')

const FENCE = /^( *)```(.*)\n([^]*?)^\1```$/gm

/** A page without its blocks of code. */
export const withoutBlocks = (text: string): string => text.replaceAll(FENCE, '')

/** A block of code: what stands after the fence, the line it begins at, and the code. */
export interface Block {
  readonly kind: string
  readonly line: number
  readonly code: string
}

export const blocksOf = (text: string): Block[] =>
  [...text.matchAll(FENCE)].map((found) => ({
    kind: found[2] ?? '',
    line: text.slice(0, found.index).split('\n').length,
    code: found[3] ?? '',
  }))

/** Whether a block is a whole scenario. */
export const isScenario = ({ kind, code }: Block): boolean => kind.startsWith('yaml') && /^steps:/m.test(code)

/** Whether a block is a config. */
export const isConfig = ({ kind, code }: Block): boolean => kind.startsWith('yaml') && /^bot:/m.test(code)
