import { splitText } from '../conversation/text.ts'
import type { Log } from '../log.ts'
import { describeError } from '../log.ts'

/** Where an answer appears: a conversation with the robot, or one with the AI assistant. */
export interface Surface {
  /**
   * Shows a text as one message or several, in order.
   *
   * @param onProgress called after each message with what is left
   * @throws when it could not be shown in any way
   */
  say(text: string, onProgress: (left: string) => void): Promise<void>
  /**
   * Opens a card to write on, or goes on with one that an earlier process opened. `undefined` when there can be none here.
   *
   * @throws when DingTalk refuses
   */
  openCard(openedBefore: string | undefined): Promise<Card | undefined>
}

/** A card that an answer grows on. Each write replaces the whole text. */
export interface Card {
  readonly id: string
  /** One write among many: it may be lost. */
  update(text: string): Promise<void>
  /** The last write. Without it the card shows for ever that it is being written. */
  finish(text: string): Promise<void>
}

/** What outlives the process that answers. */
export interface Progress {
  readonly card?: string | undefined
  readonly answer?: string | undefined
}

/** From how many characters on an answer is worth a card. */
const LONG = 300
/** What a card shows well, in bytes: about 2,800 Chinese characters. */
const CARD_BYTES = 8400
const CONTINUED = '\n\n（未完，见下条消息）'

/**
 * Shows an answer while it is made. Short ones appear as a message when they are whole; long ones grow on a card, a few writes a
 * second, and end as messages when the card fails or is full.
 *
 * @param note is told what to remember, should the process end before the answer is shown
 * @throws whatever `pieces` throws; an open card is then left for the next process
 */
export async function showAnswer(
  pieces: AsyncIterable<string>,
  surface: Surface,
  options: { paceMs: number; before: Progress; note: (progress: Progress) => void; log: Log },
): Promise<void> {
  const { paceMs, before, note, log } = options
  let text = ''
  let card: Card | undefined
  let isDecided = false
  let updatedAt = 0

  const decide = async () => {
    isDecided = true
    try {
      card = await surface.openCard(before.card)
      if (card !== undefined) note({ card: card.id })
    } catch (error) {
      log('error', 'a card could not be opened', { error: describeError(error) })
    }
  }

  const update = async () => {
    updatedAt = Date.now()
    try {
      await card?.update(onCard(text).shown)
    } catch (error) {
      // The next write carries this one's text as well.
      log('warn', 'a write to a card was lost', { error: describeError(error) })
    }
  }

  for await (const piece of pieces) {
    text += piece
    if (!isDecided && (text.length > LONG || before.card !== undefined)) await decide()
    if (card !== undefined && Date.now() - updatedAt >= paceMs) await update()
  }
  note({ answer: text })

  const left = (rest: string) => note({ answer: rest, card: undefined })
  if (card === undefined) return surface.say(text, left)
  const { shown, rest } = onCard(text)
  try {
    await card.finish(shown)
  } catch (error) {
    log('error', 'a card could not be finished, the answer goes out as a message', { error: describeError(error) })
    return surface.say(text, left)
  }
  left(rest)
  if (rest !== '') await surface.say(rest, left)
}

function onCard(text: string): { shown: string; rest: string } {
  const [first = '', ...others] = splitText(text, CARD_BYTES)
  return others.length === 0 ? { shown: first, rest: '' } : { shown: first + CONTINUED, rest: others.join('') }
}
