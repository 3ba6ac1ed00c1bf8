import type { OperationInfo } from '../../emulators/core/operation.ts'
import type { SeenRequest } from '../../emulators/core/recall.ts'

const patterns = new WeakMap<OperationInfo, RegExp>()

/** The operation a request is for, by method and path: the most literal path wins. Undefined when none fits. */
export function findOperation(
  operations: readonly OperationInfo[],
  { method, url }: Pick<SeenRequest, 'method' | 'url'>,
): string | undefined {
  const path = url.split('?', 1)[0] ?? url
  const fits = operations.filter(
    (operation) => (operation.method === '*' || operation.method === method) && patternOf(operation).test(path),
  )
  return (fits.find((operation) => operation.path === path) ?? fits[0])?.id
}

/** Whether a path is an operation's. */
export const isAt = (operation: OperationInfo, path: string): boolean => patternOf(operation).test(path)

/** `/v1.0/robot/:id` fits any one part in place of `:id`; a path may end in a slash. */
function patternOf(operation: OperationInfo): RegExp {
  const known = patterns.get(operation)
  if (known !== undefined) return known
  const source = operation.path
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/:[A-Za-z]\w*/g, '[^/]+')
    .replaceAll('*', '.*')
  const pattern = new RegExp(`^${source}/?$`)
  patterns.set(operation, pattern)
  return pattern
}
