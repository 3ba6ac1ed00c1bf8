/**
 * Writes one event as one line of JSON.
 *
 * @param event what happened, in a few plain words, always the same words for the same thing
 * @param fields whatever helps to understand it; values that hold a secret are masked
 */
export type Log = (level: 'info' | 'warn' | 'error', event: string, fields?: Record<string, unknown>) => void

const TOKENS_IN_URLS = /((?:access_token|session|signature|sign|ticket)=)[^&\s"\\]+/gi

/**
 * A log that writes to `write` (standard output in production) and never shows a secret: neither the configured ones nor a
 * token in a URL.
 *
 * @param secrets the values to mask, wherever they turn up in a line
 */
export function createLog(
  secrets: readonly string[],
  write: (line: string) => void = (line) => void process.stdout.write(line),
): Log {
  const known = secrets.filter((secret) => secret.length >= 4)
  return (level, event, fields = {}) => {
    let line = JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })
    for (const secret of known) line = line.replaceAll(secret, '***')
    write(`${line.replace(TOKENS_IN_URLS, '$1***')}\n`)
  }
}

/** What a caught value says about itself, with the cause behind it (`fetch failed` alone helps nobody). */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? ` (${error.cause.message || error.cause.name})` : ''
  return `${error.name}: ${error.message}${cause}`
}
