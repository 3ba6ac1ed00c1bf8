import { z } from 'zod'

/** One setting of a reference page. */
export interface SettingRow {
  readonly path: string
  readonly type: string
  readonly byDefault: string
  readonly about: string
}

interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly description?: string
  readonly default?: unknown
  readonly $ref?: string
}

/** Flattens a schema into its settings, one for each leaf, with defaults and documentation. */
export function listSettings(schema: z.ZodType): SettingRow[] {
  return walk(
    z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonSchema,
    '',
    undefined,
  )
}

function walk(schema: JsonSchema, path: string, inherited: unknown): SettingRow[] {
  const byDefault = schema.default ?? inherited
  const properties = Object.entries(schema.properties ?? {})
  if (properties.length === 0) {
    if (path === '') return []
    return [
      {
        path,
        type: nameType(schema),
        byDefault: byDefault === undefined ? '' : JSON.stringify(byDefault),
        about: schema.description ?? '',
      },
    ]
  }
  return properties.flatMap(([key, inner]) =>
    walk(inner, path === '' ? key : `${path}.${key}`, (byDefault as Record<string, unknown> | undefined)?.[key]),
  )
}

function nameType(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(', ')
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(nameType))].join(' or ')
  if (schema.type === 'array') return `list of ${schema.items === undefined ? 'anything' : nameType(schema.items)}`
  if (schema.type === 'object') return 'mapping'
  return typeof schema.type === 'string' ? schema.type : (schema.type ?? ['anything']).join(' or ')
}
