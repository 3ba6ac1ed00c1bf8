import type { z } from 'zod'

type Schema = z.core.$ZodType

interface Def {
  readonly type: string
  readonly innerType?: Schema
  readonly in?: Schema
  readonly out?: Schema
  readonly element?: Schema
  readonly valueType?: Schema
  readonly options?: readonly Schema[]
  readonly shape?: Readonly<Record<string, Schema>>
  readonly getter?: () => Schema
}

const defOf = (schema: Schema): Def => schema._zod.def as unknown as Def

/** The keys a schema allows in the mapping at `path`; all of them when several branches could stand there. */
export function legalKeys(schema: Schema, path: readonly PropertyKey[]): string[] {
  const keys = reach(schema, path).flatMap((reached) => Object.keys(defOf(reached).shape ?? {}))
  return [...new Set(keys)]
}

/** The object schemas that can stand at `path`. */
function reach(schema: Schema, path: readonly PropertyKey[]): Schema[] {
  const def = defOf(schema)
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
    case 'catch':
    case 'nonoptional':
      return def.innerType === undefined ? [] : reach(def.innerType, path)
    case 'pipe':
      return [def.in, def.out].flatMap((side) => (side === undefined ? [] : reach(side, path)))
    case 'lazy':
      return def.getter === undefined ? [] : reach(def.getter(), path)
    case 'union':
      return (def.options ?? []).flatMap((option) => reach(option, path))
    case 'array':
      return def.element === undefined || path.length === 0 ? [] : reach(def.element, path.slice(1))
    case 'record':
      return def.valueType === undefined || path.length === 0 ? [] : reach(def.valueType, path.slice(1))
    case 'object': {
      const [key, ...rest] = path
      if (key === undefined) return [schema]
      const inner = def.shape?.[String(key)]
      return inner === undefined ? [] : reach(inner, rest)
    }
    default:
      return []
  }
}
