import { parseAst } from 'rolldown/parseAst'

interface AstNode {
  readonly type: string
  readonly [key: string]: unknown
}

const isNode = (value: unknown): value is AstNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'

const IMPORTING = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
])

/** The names a module imports from, `import()` of types and modules among them; computed ones are not seen. */
export function importsOf(source: string, file: string): string[] {
  const program = parseAst(source, { lang: file.endsWith('.d.ts') ? 'dts' : 'js' }, file) as unknown as AstNode
  const names = new Set<string>()
  const open: AstNode[] = [program]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const from = node['source'] ?? node['argument']
    if (IMPORTING.has(node.type) && isNode(from)) {
      const literal = from.type === 'TSLiteralType' && isNode(from['literal']) ? from['literal'] : from
      if (typeof literal['value'] === 'string') names.add(literal['value'])
    }
    open.push(...Object.values(node).flat().filter(isNode))
  }
  return [...names]
}
