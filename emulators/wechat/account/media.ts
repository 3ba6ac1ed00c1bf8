import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BASE64URL, type Random } from '../../core/random.ts'

/** A kind of media as the platform files it. */
export type MediaType = 'image' | 'voice' | 'video' | 'thumb'

/** A file the account holds. Times in ms since the epoch; a permanent one has no end. */
export interface Media {
  readonly id: string
  readonly type: MediaType
  readonly permanent: boolean
  readonly fileName: string
  readonly contentType: string
  readonly bytes: number
  createdAt: number
  expiresAt: number
  readonly title?: string
  readonly introduction?: string
}

/** What is filed: the bytes and what was said about them. */
export interface MediaDraft {
  readonly type: MediaType
  readonly permanent: boolean
  readonly fileName: string
  readonly contentType: string
  readonly data: Buffer
  readonly title?: string
  readonly introduction?: string
}

/** The files of one account, kept in a temporary folder of bounded size. */
export interface MediaStore {
  add(draft: MediaDraft, now: number): Media
  get(id: string): Media | undefined
  read(media: Media): Buffer
  remove(id: string): void
  permanent(type?: MediaType): Media[]
  /** Keeps what the bot has uploaded and may still use; its ages start anew at `now` where they lie in the future. */
  reset(now: number): void
  close(): void
}

const LIFE_MS = 3 * 86_400_000
const MOST_FILES = 10_000

/** An empty store. `keepBytes` is read at each use; what is beyond it goes, oldest first. */
export function createMediaStore(random: Random, keepBytes: () => number): MediaStore {
  const files = new Map<string, Media>()
  let folder: string | undefined
  let total = 0

  function fileOf(id: string): string {
    folder ??= mkdtempSync(join(tmpdir(), 'caipai-wechat-'))
    return join(folder, id)
  }

  function remove(id: string): void {
    const media = files.get(id)
    if (media === undefined) return
    files.delete(id)
    total -= media.bytes
    rmSync(fileOf(id), { force: true })
  }

  return {
    add({ data, ...draft }, now) {
      const id = random.text(64, BASE64URL)
      // Only the owner of this process may read what a bot under test has uploaded.
      const file = openSync(fileOf(id), 'wx', 0o600)
      try {
        for (let at = 0; at < data.length;) at += writeSync(file, data, at)
      } finally {
        closeSync(file)
      }
      const media: Media = {
        ...draft,
        id,
        bytes: data.length,
        createdAt: now,
        expiresAt: draft.permanent ? Infinity : now + LIFE_MS,
      }
      files.set(id, media)
      total += data.length
      for (const oldest of files.keys()) {
        if (oldest === id || (total <= keepBytes() && files.size <= MOST_FILES)) break
        remove(oldest)
      }
      return media
    },
    get: (id) => files.get(id),
    read: (media) => readFileSync(fileOf(media.id)),
    remove,
    permanent: (type) =>
      [...files.values()].filter((media) => media.permanent && (type === undefined || media.type === type)),
    reset(now) {
      for (const media of files.values()) {
        if (media.permanent) continue
        if (now >= media.expiresAt) remove(media.id)
        else if (media.createdAt > now) {
          media.createdAt = now
          media.expiresAt = now + LIFE_MS
        }
      }
    },
    close() {
      files.clear()
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
      folder = undefined
    },
  }
}
