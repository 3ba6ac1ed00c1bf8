import type { Slip } from './slip.ts'

/** Slips in the head of a stream: `by` takes and gives the header lines. */
export const headSlips: readonly Slip[] = [
  {
    rule: 'livechat/stream-content-type-missing',
    by: `({ 'content-type': _, ...head }) => head`,
    says: 'Content-Type is absent, but the first bytes are an event stream.',
  },
  {
    rule: 'livechat/stream-charset',
    by: `(head) => ({ ...head, 'content-type': 'text/event-stream; charset=gbk' })`,
    says: 'The charset is "gbk"; an event stream is always UTF-8.',
  },
  {
    rule: 'livechat/answer-encoding-unreadable',
    by: `(head) => ({ ...head, 'content-encoding': 'lzma' })`,
    says: 'Content-Encoding "lzma" cannot be decoded.',
  },
]
