import { CaipaiError } from './core/errors.ts'
import type { PlatformModule } from './core/platform.ts'

/** Every platform there is, loaded when somebody asks for it. A new platform is a folder and a line here. */
const loaders = {
  wechat: () => import('./wechat/index.ts'),
  dingtalk: () => import('./dingtalk/index.ts'),
  rongcloud: () => import('./rongcloud/index.ts'),
  livechat: () => import('./livechat/index.ts'),
  'aliyun-chatbot': () => import('./aliyun-chatbot/index.ts'),
  model: () => import('./model/index.ts'),
} as const satisfies Record<string, () => Promise<{ platform: PlatformModule }>>

/** The name of a platform. */
export type PlatformId = keyof typeof loaders

export const platformIds: readonly string[] = Object.keys(loaders)

/**
 * Loads platforms by name, in the given order.
 *
 * @throws CaipaiError `PLATFORM_UNKNOWN`
 */
export async function loadPlatforms(ids: readonly string[] = platformIds): Promise<PlatformModule[]> {
  const modules = ids.map(async (id) => {
    const load = (loaders as Record<string, (() => Promise<{ platform: PlatformModule }>) | undefined>)[id]
    if (load === undefined) {
      throw new CaipaiError(`there is no platform ${JSON.stringify(id)}`, {
        code: 'PLATFORM_UNKNOWN',
        fix: `Use one of: ${platformIds.join(', ')}`,
      })
    }
    return (await load()).platform
  })
  return Promise.all(modules)
}
