import type { z } from 'zod'

export type Schema = z.core.$ZodType

interface Def {
  readonly type: string
  readonly innerType?: Schema
  readonly in?: Schema
  readonly out?: Schema
  readonly left?: Schema
  readonly right?: Schema
  readonly element?: Schema
  readonly keyType?: Schema
  readonly valueType?: Schema
  readonly items?: readonly Schema[]
  readonly options?: readonly Schema[]
  readonly shape?: Readonly<Record<string, Schema>>
  readonly getter?: () => Schema
}

const defOf = (schema: Schema): Def => schema._zod.def as unknown as Def

/**
 * The schemas that judge what stands at `path`: without their wrappers (optional, default, pipe …), unions left whole.
 * `value` is what the file holds, so that of the branches of a union on the way only those count whose tag it bears.
 */
export function schemasAt(schema: Schema, path: readonly PropertyKey[], value: unknown): Schema[] {
  const [key, ...rest] = path
  const bare = unwrap(schema)
  if (key === undefined) return bare
  const inner = (value as Record<PropertyKey, unknown> | null | undefined)?.[key]
  return bare.flatMap((one): Schema[] => {
    const def = defOf(one)
    if (def.type === 'union') return branchesFor(one, value).flatMap((branch) => schemasAt(branch, path, value))
    const next =
      def.type === 'array'
        ? def.element
        : def.type === 'record'
          ? def.valueType
          : def.type === 'tuple'
            ? def.items?.[Number(key)]
            : def.shape?.[String(key)]
    return next === undefined ? [] : schemasAt(next, rest, inner)
  })
}

/** The branches of a union; undefined for any other schema. */
export const optionsOf = (schema: Schema): readonly Schema[] | undefined => defOf(schema).options

/** The keys that the mapping `value` may have; of a union, those of all branches it can belong to. */
export function legalKeys(schemas: readonly Schema[], value: unknown): string[] {
  const keys = schemas.flatMap(unwrap).flatMap((schema): string[] => {
    const def = defOf(schema)
    if (def.type === 'union') return legalKeys(branchesFor(schema, value), value)
    if (def.type === 'record' && def.keyType !== undefined) return [...(def.keyType._zod.values ?? [])].map(String)
    return Object.keys(def.shape ?? {})
  })
  return [...new Set(keys)]
}

/** The branches whose literal keys (`kind: news`) the value bears; all of them when it bears none. */
function branchesFor(union: Schema, value: unknown): readonly Schema[] {
  const options = optionsOf(union) ?? []
  const fitting = options.filter((option) =>
    Object.entries(option._zod.propValues ?? {}).every(([key, legal]) =>
      legal.has((value as Record<string, never> | null | undefined)?.[key]),
    ),
  )
  return fitting.length === 0 ? options : fitting
}

function unwrap(schema: Schema): Schema[] {
  const def = defOf(schema)
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
    case 'catch':
    case 'nonoptional':
      return def.innerType === undefined ? [] : unwrap(def.innerType)
    case 'pipe': {
      // What is written in the file meets the first half, unless that only prepares it for the second.
      const judge = def.in !== undefined && defOf(def.in).type !== 'transform' ? def.in : def.out
      return judge === undefined ? [] : unwrap(judge)
    }
    case 'lazy':
      return def.getter === undefined ? [] : unwrap(def.getter())
    case 'intersection':
      return [def.left, def.right].flatMap((side) => (side === undefined ? [] : unwrap(side)))
    default:
      return [schema]
  }
}
