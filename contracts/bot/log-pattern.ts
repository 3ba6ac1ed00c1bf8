const REGULAR = /^\/(.*)\/([dgimsuvy]*)$/s

/**
 * Reads what `bot.ready.log` says: a text that a line has to contain, or a regular expression between slashes.
 *
 * @throws SyntaxError when the expression is none
 */
export function readLogPattern(wanted: string): (line: string) => boolean {
  const [, source, flags = ''] = REGULAR.exec(wanted) ?? []
  if (source === undefined) return (line) => line.includes(wanted)
  // A sticky or global expression would remember the line before.
  const pattern = new RegExp(source, flags.replaceAll(/[gy]/g, ''))
  return (line) => pattern.test(line)
}
