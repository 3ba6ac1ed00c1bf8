import { CaipaiError } from './core/errors.ts'
import type { LazyPlatform, PlatformFace, PlatformModule } from './core/platform.ts'

interface Source {
  readonly face: () => Promise<{ readonly face: PlatformFace }>
  readonly whole: () => Promise<{ readonly platform: PlatformModule }>
}

/** Every platform there is, loaded when somebody asks for it. A new platform is a folder and a line here. */
const sources = {
  wechat: { face: () => import('./wechat/face.ts'), whole: () => import('./wechat/index.ts') },
  dingtalk: { face: () => import('./dingtalk/face.ts'), whole: () => import('./dingtalk/index.ts') },
  rongcloud: { face: () => import('./rongcloud/face.ts'), whole: () => import('./rongcloud/index.ts') },
  livechat: { face: () => import('./livechat/face.ts'), whole: () => import('./livechat/index.ts') },
  'aliyun-chatbot': {
    face: () => import('./aliyun-chatbot/face.ts'),
    whole: () => import('./aliyun-chatbot/index.ts'),
  },
  model: { face: () => import('./model/face.ts'), whole: () => import('./model/index.ts') },
} as const satisfies Record<string, Source>

/** The name of a platform. */
export type PlatformId = keyof typeof sources

export const platformIds: readonly string[] = Object.keys(sources)

function sourceOf(id: string): Source {
  const source = (sources as Record<string, Source | undefined>)[id]
  if (source !== undefined) return source
  throw new CaipaiError(`there is no platform ${JSON.stringify(id)}`, {
    code: 'PLATFORM_UNKNOWN',
    fix: `Use one of: ${platformIds.join(', ')}`,
  })
}

/**
 * Loads platforms by name, in the given order.
 *
 * @throws CaipaiError `PLATFORM_UNKNOWN`
 */
export async function loadPlatforms(ids: readonly string[] = platformIds): Promise<PlatformModule[]> {
  return Promise.all(ids.map(sourceOf).map(async ({ whole }) => (await whole()).platform))
}

/**
 * Loads no more of platforms than what their settings and connections need.
 *
 * @throws CaipaiError `PLATFORM_UNKNOWN`
 */
export async function loadFaces(ids: readonly string[] = platformIds): Promise<LazyPlatform[]> {
  return Promise.all(
    ids.map(sourceOf).map(async (source) => ({
      face: (await source.face()).face,
      load: async () => (await source.whole()).platform,
    })),
  )
}
