import type { HeardPush, Hearing } from '../hearing.ts'

/** What the user read as the answer to a push: its passive reply, or else the next service message. */
export function answerTo({ entry }: HeardPush, hearing: Hearing): string | undefined {
  const { lines } = hearing.of('wechat')
  const own = lines.find((line) => line.who === 'bot' && line.cause === entry.seq)
  const sent = lines.find(
    (line) => line.who === 'bot' && line.via === 'service-message' && line.user === entry.user && line.seq > entry.seq,
  )
  return (own ?? sent)?.text
}
