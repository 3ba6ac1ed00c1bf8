import type { Settings } from '../settings.ts'

/** Custom robots in groups, with what counts against them. */
export interface CustomRobots {
  clear(): void
}

/** The robots of the settings, unused. */
export function createCustomRobots(_settings: Settings): CustomRobots {
  return { clear: () => undefined }
}
