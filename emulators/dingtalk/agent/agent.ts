import type { World } from '../../core/world.ts'
import type { Settings } from '../settings.ts'

/** The AI assistant (AI 助理): its webhooks and conversation tokens. */
export interface Agent {
  clear(): void
}

/** Nobody has asked it. */
export function createAgent(_world: World, _settings: Settings): Agent {
  return { clear: () => undefined }
}
