import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { CaipaiError } from '../../emulators/core/errors.ts'
import { packageFolder } from '../package-folder.ts'

/** A scenario file: where it is, and what people call it. */
export interface ScenarioPath {
  readonly path: string
  readonly shownAs: string
}

const isScenario = (name: string): boolean => /\.ya?ml$/.test(name)

/** The library's files, those for each of the platforms and those across. */
export function findLibrary(platforms: readonly string[]): ScenarioPath[] {
  const folder = join(packageFolder(), 'scenarios')
  return [...platforms, 'across']
    .flatMap((platform) => listFiles(join(folder, platform)))
    .map((path) => ({ path, shownAs: show(path, folder) }))
}

/**
 * Files, folders and globs (`*` within a name, `**` across folders), seen from `folder`.
 *
 * @throws CaipaiError `SCENARIO_MISSING` for a name that finds nothing
 */
export function findScenarios(names: readonly string[], folder: string): ScenarioPath[] {
  const found = names.flatMap((name) => {
    const paths = expand(isAbsolute(name) ? name : resolve(folder, name))
    if (paths.length > 0) return paths
    throw new CaipaiError(`${name} finds no scenario`, {
      code: 'SCENARIO_MISSING',
      fix: `Give a YAML file, a folder or a glob, seen from ${folder}`,
    })
  })
  return [...new Set(found)].map((path) => ({ path, shownAs: show(path, folder) }))
}

function show(path: string, folder: string): string {
  const near = relative(folder, path)
  return (near.startsWith('..') ? path : near).split(sep).join('/')
}

function expand(name: string): string[] {
  if (existsSync(name)) return statSync(name).isDirectory() ? listFiles(name) : [name]
  const star = name.indexOf('*')
  if (star < 0) return []
  const base = dirname(name.slice(0, star) + 'x')
  const pattern = new RegExp(
    `^${name
      .split(/(\*\*\/|\*\*|\*)/)
      .map(translate)
      .join('')}$`,
  )
  return existsSync(base) ? listFiles(base).filter((path) => pattern.test(path)) : []
}

function translate(part: string): string {
  if (part === '**/') return '(?:.*/)?'
  if (part === '**') return '.*'
  return part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => isScenario(entry.name) && !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
