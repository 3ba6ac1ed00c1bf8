import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * Compares a signature or token with the right one in a time that tells nothing about where they differ, nor how long the right
 * one is.
 */
export function sameSecret(given: string | undefined, right: string): boolean {
  if (given === undefined) return false
  return timingSafeEqual(sha256(given), sha256(right))
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest()
}
