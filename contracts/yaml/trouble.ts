import { isAlias, isCollection, isScalar, visit, type Alias, type Document, type Node } from 'yaml'
import type { Position } from './document.ts'
import { nearestWord } from './nearest.ts'

/** A problem at an offset, in characters from the start of the file. */
export interface PlacedProblem {
  readonly offset: number
  readonly message: string
  readonly fix?: string | undefined
}

const QUOTE = 'Put a text that contains these characters in quotes.'

/** What to do about an error of the parser, by its code. */
const FIXES: Readonly<Record<string, string>> = {
  BAD_INDENT: 'Indent the line like its neighbours.',
  BAD_SCALAR_START: QUOTE,
  BLOCK_AS_IMPLICIT_KEY: 'Indent the line like its neighbours, or put a text that contains ": " in quotes.',
  DUPLICATE_KEY: 'Keep one of them.',
  MISSING_CHAR: 'Close the quote or bracket that was opened.',
  MULTIPLE_DOCS: 'Keep one document in a file, without a line of ---.',
  MULTILINE_IMPLICIT_KEY: 'Indent the line like its neighbours, or write the colon after the key.',
  NON_STRING_KEY: 'Write a text as key.',
  TAB_AS_INDENT: 'Indent with spaces.',
  UNEXPECTED_TOKEN: `Check the indentation and the brackets. ${QUOTE}`,
}

/** What the parser could not read. One problem a line, since the rest of a broken line only echoes the first. */
export function findSyntaxProblems(
  document: Document,
  text: string,
  positionAt: (offset: number) => Position,
): PlacedProblem[] {
  const lines = new Set<number>()
  return document.errors.flatMap(({ code, message, pos: [offset] }) => {
    const { line } = positionAt(offset)
    if (lines.has(line)) return []
    lines.add(line)
    const reason =
      code === 'DUPLICATE_KEY'
        ? `the key ${keyAt(text, offset)} stands twice in one mapping`
        : code === 'MULTIPLE_DOCS'
          ? 'a second document begins'
          : (message.split('\n')[0] ?? code)
    return [{ offset, message: `this is not valid YAML: ${reason}`, fix: FIXES[code] }]
  })
}

const keyAt = (text: string, offset: number): string =>
  JSON.stringify(/^(["']?)(.*?)\1\s*(?::|$)/mu.exec(text.slice(offset, offset + 200))?.[2] ?? '')

/** Aliases that name nothing, stand inside what they name, or are too many. */
export function findAliasProblems(document: Document, most: number): PlacedProblem[] {
  const found: { readonly alias: Alias; readonly above: readonly unknown[] }[] = []
  const anchors: string[] = []
  visit(document, {
    Node(_key, node, above) {
      if (isAlias(node)) found.push({ alias: node, above })
      else if (node.anchor !== undefined) anchors.push(node.anchor)
    },
  })
  const last = found[most]
  if (last !== undefined) {
    const message = `there are more than ${most} aliases in this file`
    return [{ offset: startOf(last.alias), message, fix: 'Write out what they stand for.' }]
  }
  return found.flatMap(({ alias, above }) => {
    const target = alias.resolve(document)
    const offset = startOf(alias)
    if (target === undefined) {
      const near = nearestWord(alias.source, anchors)
      const fix = near === undefined ? QUOTE : `Did you mean *${near}?`
      return [{ offset, message: `there is no anchor &${alias.source} before this`, fix }]
    }
    if (!above.includes(target)) return []
    return [{ offset, message: `*${alias.source} stands inside what it names`, fix: 'Write out what it stands for.' }]
  })
}

const CORE_TAGS = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
)
const WHOLE_NUMBER = /^[-+]?\d+$/

/** What can be read but hardly means what its writer wanted. */
export function findContentProblems(document: Document): PlacedProblem[] {
  const found: PlacedProblem[] = []
  visit(document, {
    Pair(_key, { key }) {
      if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN') {
        found.push({
          offset: startOf(key),
          message: 'merge keys are not read',
          fix: 'Write out the keys it stands for.',
        })
      }
    },
    Node(_key, node) {
      if ((isScalar(node) || isCollection(node)) && node.tag !== undefined && !CORE_TAGS.has(node.tag)) {
        found.push({ offset: startOf(node), message: `the tag ${node.tag} is not read`, fix: 'Leave the tag out.' })
      }
      const source = isScalar(node) && typeof node.value === 'number' ? (node.source ?? '') : ''
      if (WHOLE_NUMBER.test(source) && !Number.isSafeInteger(Number(source))) {
        const message = `${source} is too large for a number here: its last digits would change`
        found.push({ offset: startOf(node as Node), message, fix: `Put it in quotes: "${source}"` })
      }
    },
  })
  return found
}

const startOf = (node: Node): number => node.range?.[0] ?? 0
