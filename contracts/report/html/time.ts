/** `00:05.002`, or `1:00:05.002` from an hour on: ms since the beginning. */
export function formatAt(ms: number): string {
  const part = (value: number, width: number): string => String(Math.floor(value)).padStart(width, '0')
  const rest = `${part((ms / 60_000) % 60, 2)}:${part((ms / 1000) % 60, 2)}.${part(ms % 1000, 3)}`
  return ms < 3_600_000 ? rest : `${part(ms / 3_600_000, 1)}:${rest}`
}
