import type { RecordedAccount } from './config.ts'
import { isAt } from './find-operation.ts'

/** The account a path belongs to: the longest prefix knows best. */
export function accountFor(accounts: readonly RecordedAccount[], path: string): RecordedAccount | undefined {
  const fits = accounts.flatMap((account) => {
    const named = account.info.operations
      .filter((operation) => isAt(operation, path))
      .map((operation) => operation.path.replace(/:.*/, ''))
    const prefixes = account.info.prefixes.filter((prefix) => path.startsWith(prefix))
    return [...named, ...prefixes].map((matched) => ({ account, length: matched.length }))
  })
  return fits.sort((a, b) => b.length - a.length)[0]?.account
}
