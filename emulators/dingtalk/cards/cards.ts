import type { Settings } from '../settings.ts'

/** Interactive cards (互动卡片). */
export interface Cards {
  clear(): void
}

/** No card yet. */
export function createCards(_settings: Settings): Cards {
  return { clear: () => undefined }
}
