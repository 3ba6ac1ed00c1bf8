/** The head of what runtimes write about an error nobody caught: `TypeError: …`, `panic: …`, `Traceback (most …`. */
const ERROR =
  /^\s{0,4}(?:Uncaught |Unhandled )?(?:(?:[\w$]+\.)*(?:[A-Z][\w$]*)?(?:Error|Exception): \S|panic: |Traceback |fatal error: )/

/**
 * The last lines of a log, and before them the line that names the latest error when a dump has pushed it out of sight.
 * `lines` are oldest first.
 */
export function tellingLines(lines: readonly string[], count: number): string[] {
  const last = lines.slice(-count)
  if (last.some((line) => ERROR.test(line))) return last
  const error = lines.slice(0, -count).findLast((line) => ERROR.test(line))
  return error === undefined ? last : [error, '…', ...last]
}
