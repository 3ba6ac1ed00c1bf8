/**
 * Keeps a map that grows with traffic within bounds: above `most` entries the oldest eighth goes at once. One at a time would
 * walk over the holes that the ones before have left.
 */
export function trimMap(map: Map<unknown, unknown>, most: number): void {
  if (map.size <= most) return
  let surplus = map.size - most + (most >> 3)
  for (const key of map.keys()) {
    if (surplus <= 0) return
    map.delete(key)
    surplus -= 1
  }
}
