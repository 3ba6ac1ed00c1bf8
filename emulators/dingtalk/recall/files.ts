import type { RecallGround, SeenAnswer } from '../../core/recall.ts'
import { textIn, type Fields } from './ids.ts'

/** Files of messages, which the bot fetches in two steps: a downloadCode gives an address, the address gives the bytes. */
export interface SeenFiles {
  /** An exchange of a downloadCode. */
  learn(sent: Fields, told: Fields): void
  /** Keeps what came from such an address; false for any other. */
  keep(url: string, answer: SeenAnswer): boolean
}

const MOST_ADDRESSES = 1000

/** No file has passed. */
export function createSeenFiles(ground: RecallGround): SeenFiles {
  const codes = new Map<string, string>()
  return {
    learn(sent, told) {
      const [code, address] = [textIn(sent, 'downloadCode'), textIn(told, 'downloadUrl')]
      if (code === '' || !URL.canParse(address)) return
      const { pathname, search } = new URL(address)
      ground.hide(search)
      codes.set(pathname + search, code)
      if (codes.size > MOST_ADDRESSES) codes.delete(codes.keys().next().value ?? '')
    },
    keep(url, { status, body, headers }) {
      const code = codes.get(url)
      if (code === undefined) return false
      if (status === 200) ground.keep(code, body, headers.find(([name]) => /^content-type$/i.test(name))?.[1])
      return true
    },
  }
}
