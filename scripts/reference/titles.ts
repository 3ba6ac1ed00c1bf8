import { parseAst } from 'rolldown/parseAst'

/** A title that begins with ids of rows, such as `W-15 W-17 hangs up after 5 s`. */
export interface RowTitle {
  readonly rows: readonly string[]
  /** The rest of it; what is computed shows as `…`. */
  readonly name: string
}

interface AstNode {
  readonly type: string
  readonly [key: string]: unknown
}

const isNode = (value: unknown): value is AstNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'

const childrenOf = (node: AstNode): AstNode[] => Object.values(node).flat().filter(isNode)

const BEGINNERS = new Set(['it', 'test', 'describe'])
const UNPROVEN = new Set(['skip', 'todo', 'skipIf', 'runIf', 'fails'])

/** Splits a text that begins with ids of rows; undefined when it does not. */
export function splitTitle(text: string): RowTitle | undefined {
  const ids = /^(?:[A-Z]-\d\d(?:\s+|$))+/.exec(text)?.[0]
  return ids === undefined ? undefined : { rows: ids.trim().split(/\s+/), name: text.slice(ids.length).trim() }
}

/**
 * Lists the titles of a test file that name rows: of `it`, `test` and `describe`, and of the lines of an `each` whose
 * title is filled from them. What is skipped proves nothing and is left out.
 */
export function listRowTitles(source: string, file: string): RowTitle[] {
  const program = parseAst(source, { lang: 'ts' }, file) as unknown as AstNode
  const constants = new Map<string, AstNode>()
  const calls: AstNode[] = []
  const collect = (node: AstNode): void => {
    const { id, init } = node
    if (node.type === 'VariableDeclarator' && isNode(id) && isNode(init)) constants.set(String(id.name), init)
    if (node.type === 'CallExpression') calls.push(node)
    for (const child of childrenOf(node)) collect(child)
  }
  collect(program)
  return calls.flatMap((call) => {
    const chain = readChain(call.callee)
    if (chain === undefined) return []
    const title = textOf((call.arguments as readonly unknown[])[0])
    if (title === undefined) return []
    const own = splitTitle(title)
    const lines = chain.table === undefined || own !== undefined ? [] : listLines(resolve(chain.table, constants))
    return own === undefined ? lines : [own]
  })
}

/** What is called: `it`, `it.concurrent`, `it.each(table)`; undefined for anything else and for what is skipped. */
function readChain(callee: unknown): { table?: AstNode } | undefined {
  if (!isNode(callee)) return undefined
  if (callee.type === 'Identifier') return BEGINNERS.has(String(callee.name)) ? {} : undefined
  if (callee.type === 'CallExpression') {
    const [table] = callee.arguments as readonly unknown[]
    const inner = readChain(callee.callee)
    return inner !== undefined && isNode(table) ? { ...inner, table } : inner
  }
  if (callee.type !== 'MemberExpression') return undefined
  const { object, property } = callee
  return isNode(property) && UNPROVEN.has(String(property.name)) ? undefined : readChain(object)
}

function resolve(table: AstNode, constants: ReadonlyMap<string, AstNode>): AstNode {
  return (table.type === 'Identifier' ? constants.get(String(table.name)) : undefined) ?? table
}

/** The texts of a table that begin with ids; of a line whose id stands alone, the text beside it is the name. */
function listLines(node: AstNode): RowTitle[] {
  if (node.type === 'ArrayExpression') {
    const [first, second] = node.elements as readonly unknown[]
    const title = splitTitle(textOf(first) ?? '')
    if (title !== undefined) return [title.name === '' ? { ...title, name: textOf(second) ?? '' } : title]
  }
  const title = splitTitle(textOf(node) ?? '')
  return title === undefined ? childrenOf(node).flatMap(listLines) : [title]
}

function textOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined
  if (node.type !== 'TemplateLiteral') return undefined
  const quasis = node.quasis as readonly { readonly value: { readonly cooked: string } }[]
  return quasis.map((quasi) => quasi.value.cooked).join('…')
}
