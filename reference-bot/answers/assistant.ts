import type { History } from '../conversation/history.ts'
import { cleanText } from '../conversation/text.ts'
import type { Log } from '../log.ts'
import { describeError } from '../log.ts'
import type { AnswerSource } from './source.ts'

/** What a person is told when the answer source failed or had nothing to say. */
export const FALLBACK = '抱歉，我暂时答不上来，请稍后再试。'

/** One question of one person. */
export interface Asked {
  /** See `conversationKey`. */
  readonly conversation: string
  readonly text: string
  /** Stops the work: the asker hung up, a person took over, or the bot shuts down. */
  readonly signal: AbortSignal
  /** Called when a person should take over after this answer; `group` names their skill group, where the source knows one. */
  readonly onHandOver?: (group?: string) => void
}

/** Answers questions, remembers what was said, and always has something to say. */
export interface Assistant {
  /**
   * The answer, never empty, free of characters that XML cannot carry.
   *
   * @throws only the signal's reason, when the work was stopped
   */
  answer(asked: Asked): Promise<string>
  /**
   * The answer in pieces while it is made. After a failure the last piece is the fallback text.
   *
   * @throws only the signal's reason, when the work was stopped
   */
  stream(asked: Asked): AsyncGenerator<string, void>
  /** Forgets what was said in a conversation. */
  forget(conversation: string): void
}

export function createAssistant(source: AnswerSource, history: History, log: Log): Assistant {
  const questionFor = (asked: Asked) => ({ ...asked, history: history.of(asked.conversation) })

  const remember = (asked: Asked, answer: string) => {
    if (answer.trim() === '') log('warn', 'the answer source had nothing to say')
    else history.add(asked.conversation, { question: asked.text, answer })
  }

  const accountFor = (asked: Asked, error: unknown) => {
    asked.signal.throwIfAborted()
    log('error', 'the answer source failed', { error: describeError(error) })
  }

  return {
    async answer(asked) {
      asked.signal.throwIfAborted()
      try {
        const answer = cleanText(await source.ask(questionFor(asked)))
        remember(asked, answer)
        return answer.trim() === '' ? FALLBACK : answer
      } catch (error) {
        accountFor(asked, error)
        return FALLBACK
      }
    },
    async *stream(asked) {
      asked.signal.throwIfAborted()
      let answer = ''
      try {
        for await (const piece of wholeCharacters(source.stream(questionFor(asked)))) {
          answer += piece
          yield piece
        }
        remember(asked, answer)
      } catch (error) {
        accountFor(asked, error)
        yield answer === '' ? FALLBACK : `\n\n${FALLBACK}`
        return
      }
      if (answer.trim() === '') yield FALLBACK
    },
    forget: (conversation) => history.forget(conversation),
  }
}

/** The same text in pieces that never end between the two halves of an emoji, cleaned like `cleanText`. */
async function* wholeCharacters(pieces: AsyncIterable<string>): AsyncGenerator<string, void> {
  let half = ''
  for await (const piece of pieces) {
    const text = half + piece
    half = /[\uD800-\uDBFF]$/.test(text) ? text.slice(-1) : ''
    const whole = cleanText(half === '' ? text : text.slice(0, -1))
    if (whole !== '') yield whole
  }
  if (half !== '') yield cleanText(half)
}
