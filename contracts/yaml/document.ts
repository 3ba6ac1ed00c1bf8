import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml'
import { findTooDeep } from './depth.ts'
import type { YamlProblem } from './problem.ts'
import { findAliasProblems, findContentProblems, findSyntaxProblems, type PlacedProblem } from './trouble.ts'

/** Where something stands in a file, from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** A YAML file that has been parsed, with the place of everything in it. */
export interface YamlDocument {
  readonly file: string
  readonly value: unknown
  /** What is wrong with the file whatever its schema: doubtful numbers, tags. The value can be read all the same. */
  readonly problems: readonly YamlProblem[]
  /** The place of the value at `path`, or of the nearest thing around it that exists. */
  positionOf(path: readonly PropertyKey[]): Position
  /** The place of a key of the mapping at `path`. */
  positionOfKey(path: readonly PropertyKey[], key: string): Position
  /** What stands at `path` as it was written: `0012` for a number that reads as 12. Undefined when nothing does. */
  sourceOf(path: readonly PropertyKey[]): string | undefined
}

/** 4 MB of text; recorded conversations are far smaller. */
const MOST_CHARACTERS = 4 * 1024 * 1024
const MOST_ALIASES = 100

/**
 * Parses one YAML 1.2 document (https://yaml.org/spec/1.2.2/) with the core schema. Custom tags, merge keys, duplicate
 * keys, keys that are no text, numbers that would lose digits, and aliases that multiply are problems.
 */
export function parseYaml(text: string, file: string): YamlDocument | YamlProblem[] {
  const alone = (message: string, fix: string, offset = 0): YamlProblem[] => [
    { file, ...place(text.slice(0, offset)), path: '', message, fix },
  ]
  if (text.length > MOST_CHARACTERS) return alone('this file is larger than 4 MB', 'Split it into several files.')
  const tooDeep = findTooDeep(text)
  if (tooDeep !== undefined) return alone('this is nested too deeply', 'Nest fewer lists and mappings.', tooDeep)

  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    stringKeys: true,
    merge: false,
    prettyErrors: false,
    resolveKnownTags: false,
    version: '1.2',
  })
  const positionAt = (offset: number | undefined): Position => {
    const { line, col } = lines.linePos(offset ?? 0)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const placed = (found: readonly PlacedProblem[]): YamlProblem[] =>
    found.map(({ offset, ...problem }) => ({ file, ...positionAt(offset), path: '', ...problem }))

  const fatal = [...findSyntaxProblems(document, text, positionAt), ...findAliasProblems(document, MOST_ALIASES)]
  if (fatal.length > 0) return placed(fatal)
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: MOST_ALIASES })
  } catch (error) {
    // All that is left to go wrong: aliases that multiply.
    if (error instanceof ReferenceError)
      return alone('the aliases of this file multiply', 'Write out what they stand for.')
    throw error
  }
  return {
    file,
    value,
    problems: placed(findContentProblems(document)),
    positionOf: (path) => positionAt(nodeAt(document, path).nearest?.range?.[0]),
    positionOfKey(path, key) {
      const node = nodeAt(document, path).nearest
      const pair = isMap(node)
        ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
        : undefined
      return positionAt((pair?.key as Node | undefined)?.range?.[0] ?? node?.range?.[0])
    },
    sourceOf(path) {
      const range = nodeAt(document, path).exact?.range
      return range === undefined || range === null ? undefined : text.slice(range[0], range[1])
    },
  }
}

/** The node at a path, and the innermost one on the way to it when there is none. Aliases are followed. */
function nodeAt(document: Document, path: readonly PropertyKey[]): { exact?: Node; nearest?: Node } {
  let node = follow(document, document.contents)
  if (node === undefined) return {}
  for (const key of path) {
    const inner: unknown = isMap(node) ? node.get(String(key), true) : isSeq(node) ? node.get(Number(key), true) : null
    const next = follow(document, inner)
    if (next === undefined) return { nearest: node }
    node = next
  }
  return { exact: node, nearest: node }
}

function follow(document: Document, node: unknown): Node | undefined {
  const target = isAlias(node) ? node.resolve(document) : node
  return isNode(target) ? target : undefined
}

function place(before: string): Position {
  const lines = before.split('\n')
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}
