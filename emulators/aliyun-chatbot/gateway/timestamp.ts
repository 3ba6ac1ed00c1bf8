const SHAPE = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})Z$/

/** Reads `YYYY-MM-DDThh:mm:ssZ` as ms since the epoch; undefined for anything else, milliseconds and offsets included. */
export function parseTimestamp(text: string): number | undefined {
  if (!SHAPE.test(text)) return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 19) !== text.slice(0, 19) ? undefined : ms
}

const HOUR = 3_600_000
const ABOUT_MS = 120_000

/** What a clock that is off by `skewMs` (the stamp minus our time) looks like. */
export function describeSkew(skewMs: number): { readonly en: string; readonly zh: string } {
  const size = Math.abs(skewMs)
  const hours = Math.floor(size / HOUR)
  const minutes = Math.floor((size % HOUR) / 60_000)
  const [en, zh] = skewMs > 0 ? ['ahead of', '快'] : ['behind', '慢']
  const toHour = Math.min(size % HOUR, HOUR - (size % HOUR))
  const isZone = size > HOUR / 2 && toHour <= ABOUT_MS
  const zone = isZone
    ? {
        en: ' A whole number of hours: most likely local time was sent as UTC.',
        zh: '恰好是整小时：多半是把本地时间当作 UTC 发送了。',
      }
    : { en: '', zh: '' }
  return {
    en: `The time stamp is ${hours} h ${String(minutes).padStart(2, '0')} min ${en} our clock.${zone.en}`,
    zh: `时间戳比我们的时钟${zh} ${hours} 小时 ${minutes} 分。${zone.zh}`,
  }
}
