import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml'
import type { YamlProblem } from './problem.ts'

/** Where something stands in a file, from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** A YAML file that has been parsed, with the place of everything in it. */
export interface YamlDocument {
  readonly file: string
  readonly value: unknown
  /** The place of the value at `path`, or of the nearest thing around it that exists. */
  positionOf(path: readonly PropertyKey[]): Position
  /** The place of a key of the mapping at `path`. */
  positionOfKey(path: readonly PropertyKey[], key: string): Position
}

const MOST_ALIASES = 100

/** Parses YAML 1.2 without custom tags; duplicate keys and more than 100 aliases are problems. */
export function parseYaml(text: string, file: string): YamlDocument | YamlProblem[] {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    merge: false,
    prettyErrors: false,
    version: '1.2',
  })

  function place(offset: number | undefined): Position {
    const { line, col } = lines.linePos(offset ?? 0)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }

  if (document.errors.length > 0) {
    return document.errors.map((error) => ({
      file,
      ...place(error.pos[0]),
      path: '',
      message: `this is not valid YAML: ${error.message.split('\n')[0] ?? error.code}`,
    }))
  }
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: MOST_ALIASES })
  } catch (error) {
    return [{ file, line: 1, column: 1, path: '', message: `this YAML cannot be read: ${(error as Error).message}` }]
  }
  return {
    file,
    value,
    positionOf: (path) => place(nodeAt(document, path)?.range?.[0]),
    positionOfKey(path, key) {
      const node = nodeAt(document, path)
      const pair = isMap(node)
        ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
        : undefined
      return place((pair?.key as Node | undefined)?.range?.[0] ?? node?.range?.[0])
    },
  }
}

function nodeAt(document: Document, path: readonly PropertyKey[]): Node | null | undefined {
  let node = document.contents as Node | null
  for (const key of path) {
    const inner: unknown = isMap(node)
      ? node.get(String(key), true)
      : isSeq(node)
        ? node.get(Number(key), true)
        : undefined
    if (inner === undefined || inner === null) return node
    node = inner as Node
  }
  return node
}
