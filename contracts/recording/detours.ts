/** A file on a host nobody records, fetched by way of the recorder so that its bytes are known. */
export interface Detour {
  readonly platform: string
  /** Where it really is. */
  readonly url: URL
}

/** Addresses of files that were exchanged for the recorder's. */
export interface Detours {
  /** Exchanges what stands in these fields of JSON, at any depth; `isOwn` addresses come to the recorder anyway. */
  exchange(body: Buffer, platform: string, fields: readonly string[], isOwn: (url: URL) => boolean): Buffer
  find(path: string): Detour | undefined
}

const MOST_DETOURS = 1000
const PREFIX = '/_record/file/'

/** @param base how the bot reaches the recorder */
export function createDetours(base: string): Detours {
  const known = new Map<string, Detour>()
  let count = 0

  function pathTo(platform: string, url: URL): string {
    count += 1
    // Bots look at the end of an address for the sort of a file.
    const path = `${PREFIX}${count}/${url.pathname.split('/').at(-1) ?? ''}`
    known.set(path, { platform, url })
    if (known.size > MOST_DETOURS) known.delete(known.keys().next().value ?? '')
    return path
  }

  return {
    exchange(body, platform, fields, isOwn) {
      if (fields.length === 0) return body
      const text = body.toString('utf8')
      const pattern = new RegExp(`("(?:${fields.join('|')})"\\s*:\\s*)("https?:[^"]+")`, 'g')
      const changed = text.replace(pattern, (whole: string, before: string, written: string) => {
        const address = JSON.parse(written) as string
        if (!URL.canParse(address) || isOwn(new URL(address))) return whole
        return before + JSON.stringify(base + pathTo(platform, new URL(address)))
      })
      return changed === text ? body : Buffer.from(changed)
    },
    find: (path) => known.get(path),
  }
}
