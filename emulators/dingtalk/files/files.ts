import { createExpiringMap } from '../../core/expiring-map.ts'
import { ALPHANUMERIC } from '../../core/random.ts'
import type { World } from '../../core/world.ts'
import type { Settings } from '../settings.ts'

/** A file people sent to the robot, or the bot uploaded. */
export interface StoredFile {
  readonly name: string
  readonly contentType: string
  readonly bytes: Buffer
}

/** Files by the three sorts of names they have. */
export interface Files {
  /** A file in a message: the downloadCode that stands for it. */
  receive(file: StoredFile): string
  withDownloadCode(downloadCode: string): StoredFile | undefined
  /** A temporary path on this host, and the file behind it. */
  publish(file: StoredFile): string
  withKey(key: string): StoredFile | undefined
  /** An upload of the bot: the media_id that stands for it. */
  upload(file: StoredFile): string
  withMediaId(mediaId: string): StoredFile | undefined
  clear(): void
}

const MOST_FILES = 200
const UPLOAD_LIFE_MS = 30 * 86_400_000

/** No file yet. At most two hundred of each sort are held. */
export function createFiles(world: Pick<World, 'random' | 'clock'>, settings: Settings): Files {
  const received = createExpiringMap<StoredFile>(MOST_FILES)
  const published = createExpiringMap<StoredFile>(MOST_FILES)
  const uploaded = createExpiringMap<StoredFile>(MOST_FILES)
  const now = (): number => world.clock.now()
  return {
    receive(file) {
      const code = `${world.random.text(60, ALPHANUMERIC)}==`
      received.set(code, file, now() + settings.files.codeTtl)
      return code
    },
    withDownloadCode: (code) => received.get(code, now()),
    publish(file) {
      const key = world.random.text(40, ALPHANUMERIC)
      published.set(key, file, now() + settings.files.urlTtl)
      return `/media/download/${key}`
    },
    withKey: (key) => published.get(key, now()),
    upload(file) {
      const mediaId = `@${world.random.text(32, ALPHANUMERIC)}`
      uploaded.set(mediaId, file, now() + UPLOAD_LIFE_MS)
      return mediaId
    },
    withMediaId: (mediaId) => uploaded.get(mediaId, now()),
    clear() {
      for (const part of [received, published, uploaded]) part.clear()
    },
  }
}
