/** Masks secrets in whatever people will read: the control API, reports, recordings. */
export interface Redactor {
  text(text: string): string
  /** A deep copy with secrets masked; plain data only. */
  value(value: unknown): unknown
}

const mask = (secret: string): string => (secret.length <= 8 ? '****' : `${secret.slice(0, 4)}****`)

const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/**
 * @param fields names of query parameters, headers and fields whose values are secret, in any letter case
 * @param values the secret values themselves, read at each use
 */
export function createRedactor(fields: readonly string[], values: () => readonly string[]): Redactor {
  const secretFields = new Set(fields.map((field) => field.toLowerCase()))
  const inQuery =
    fields.length === 0 ? undefined : new RegExp(`([?&](?:${fields.map(escapePattern).join('|')})=)([^&#\\s"]+)`, 'gi')

  function text(given: string): string {
    let out = given
    for (const secret of values())
      if (secret.length >= 4 && out.includes(secret)) out = out.replaceAll(secret, mask(secret))
    return inQuery === undefined
      ? out
      : out.replace(inQuery, (_all, name: string, secret: string) => name + mask(secret))
  }

  function value(given: unknown, field = ''): unknown {
    if (typeof given === 'string') return secretFields.has(field.toLowerCase()) ? mask(given) : text(given)
    if (Array.isArray(given)) {
      const [name, held] = given as readonly unknown[]
      const isHeader = given.length === 2 && typeof name === 'string' && typeof held === 'string'
      if (isHeader && secretFields.has(name.toLowerCase())) return [name, mask(held)]
      return given.map((item) => value(item, field))
    }
    if (typeof given !== 'object' || given === null) return given
    return Object.fromEntries(Object.entries(given).map(([key, held]) => [key, value(held, key)]))
  }

  return { text, value: (given) => value(given) }
}
