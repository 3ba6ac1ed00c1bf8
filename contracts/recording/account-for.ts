import type { RecordedAccount } from './config.ts'

/** The account a path belongs to: the longest prefix knows best. */
export function accountFor(accounts: readonly RecordedAccount[], path: string): RecordedAccount | undefined {
  const fits = accounts.flatMap((account) => {
    const named = account.info.operations.map((operation) => operation.path).filter((known) => known === path)
    const prefixes = account.info.prefixes.filter((prefix) => path.startsWith(prefix))
    return [...named, ...prefixes].map((matched) => ({ account, length: matched.length }))
  })
  return fits.sort((a, b) => b.length - a.length)[0]?.account
}
