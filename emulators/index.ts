import { createWorld as createWorldOf } from './core/create-world.ts'
import type { DirectedWorld, WorldOptions } from './core/world.ts'
import { loadFaces, loadPlatforms } from './platforms.ts'

/** How to make a world; platforms are named. */
export type CreateWorldOptions = Omit<WorldOptions, 'platforms' | 'later'> & {
  /** Which platforms to run; default all. */
  readonly platforms?: readonly string[]
  /** Listens at once and loads the platforms afterwards; calls of the bot wait for them, and so does `world.whole()`. Default: false. */
  readonly lazily?: boolean
}

/**
 * Makes a world with the named platforms and listens on one port.
 *
 * @example
 * const world = await createWorld({ platforms: ['wechat', 'model'], clock: { mode: 'virtual' } })
 * world.connectBot('wechat', 'http://127.0.0.1:3000/wechat')
 * await world.act('wechat', 'send', '你好')
 * @throws CaipaiError `PLATFORM_UNKNOWN`, `PORT_IN_USE`, `HOST_UNPROTECTED`, `SETTINGS_INVALID`
 */
export async function createWorld(options: CreateWorldOptions = {}): Promise<DirectedWorld> {
  const { platforms, lazily = false, ...rest } = options
  if (lazily) return createWorldOf({ ...rest, platforms: [], later: await loadFaces(platforms) })
  return createWorldOf({ ...rest, platforms: await loadPlatforms(platforms) })
}

export { loadPlatforms, platformIds, type PlatformId } from './platforms.ts'
export type { DirectedWorld, World } from './core/world.ts'
export type { Clock, ClockMode, ClockOptions } from './core/clock.ts'
export type * from './core/journal-entries.ts'
export { CaipaiError, describeCaipaiError, isCaipaiError } from './core/errors.ts'
