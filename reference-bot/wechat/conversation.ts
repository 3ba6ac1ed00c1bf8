import { z } from 'zod'
import type { Context } from '../channel.ts'
import type { AcceptedMessages } from '../conversation/accepted.ts'
import { conversationKey } from '../conversation/history.ts'
import { toPlainText } from '../conversation/plain-text.ts'
import { createSerialQueue } from '../conversation/queue.ts'
import { createRecent } from '../conversation/recent.ts'
import { describeError } from '../log.ts'
import { createOutbox } from './outbox.ts'
import { layOut } from './pages.ts'
import { Push, pushKey } from './push.ts'
import { reactionTo } from './reactions.ts'
import { SILENT, textReply, transferReply } from './replies.ts'
import type { ServiceMessages } from './service-messages.ts'
import type { WeChatSettings } from './settings.ts'
import { createTurn } from './turn.ts'
import type { Delivery, Turn, TurnState } from './turn.ts'

/** What the user sees when even the third delivery ends before the answer is there. */
export const THINKING = '还在想，请稍后再问一次，或回复“继续”看答案。'
/** What the user sees when the bot stops and nothing of it remains. */
export const RESTARTING = '服务正在重启，请稍后再问一次。'

/** Only a delivery that is still open can hand over; after it the user has to ask. */
const HOW_TO_REACH_A_PERSON = '需要真人时，请回复“人工”。'

/** The account's side of all its conversations. */
export interface WeChatConversations {
  /** A delivery of a push came in. */
  receive(push: Push, delivery: Delivery): void
  /** Takes up what an earlier process accepted and did not answer. */
  resume(): void
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>
}

const Notes = z.object({
  push: Push,
  deliveries: z.number(),
  told: z.enum(['nothing', 'acknowledged', 'thinking', 'answered']),
  answer: z.string().optional(),
})

/** Turns that a redelivery may still join; a series of deliveries is over after about 15 s. */
const TURNS = { entries: 5000, ageMs: 10 * 60 * 1000 }

interface Running {
  readonly user: string
  readonly turn: Turn
  readonly cancel: AbortController
  readonly done: Promise<void>
}

interface Work {
  readonly key: string
  readonly push: Push
  readonly turn: Turn
  readonly signal: AbortSignal
  /** The answer, when an earlier process already had it. */
  readonly answer?: string | undefined
}

export function createWeChatConversations(
  context: Context,
  settings: WeChatSettings,
  accepted: AcceptedMessages,
  service: ServiceMessages | undefined,
): WeChatConversations {
  const { log, assistant, stopping } = context
  const turns = createRecent<Turn>(TURNS)
  const outbox = createOutbox()
  const inOrder = createSerialQueue()
  const running = new Set<Running>()

  const begin = (key: string, push: Push, state: TurnState, answer?: string): Turn => {
    const user = push.FromUserName
    const cancel = new AbortController()
    let finished = false
    const turn = createTurn(state, {
      serviceMessages: service !== undefined,
      holdMs: settings.holdMs,
      onChange: () => {
        if (!finished) accepted.note(key, { deliveries: state.deliveries, told: state.told })
      },
      onLate: () => {
        if (!stopping.aborted) service?.showTyping(user)
      },
      sayThinking: (answerOpen) => showWhatThereIs(key, push, answerOpen),
    })
    accepted.note(key, { push, deliveries: state.deliveries, told: state.told })
    turns.set(key, turn)
    service?.allowances.grant(push)
    const work = { key, push, turn, answer, signal: AbortSignal.any([stopping, cancel.signal]) }
    const done = perform(work).finally(() => {
      finished = true
      running.delete(entry)
    })
    const entry: Running = { user, turn, cancel, done }
    running.add(entry)
    return turn
  }

  /** Never rejects: whatever goes wrong is logged here. */
  const perform = async (work: Work): Promise<void> => {
    try {
      if (reactionTo(work.push).kind === 'transfer') await transfer(work)
      else await inOrder(work.push.FromUserName, () => respond(work))
    } catch (error) {
      log('error', 'wechat turn failed', { key: work.key, error: describeError(error) })
      work.turn.acknowledge()
    }
  }

  /** A person takes over at once; the bot drops what it was about to say. */
  const transfer = async ({ key, push, turn }: Work) => {
    for (const other of running) {
      if (other.user === push.FromUserName && other.turn !== turn)
        other.cancel.abort(new Error('a person has taken over'))
    }
    const outcome = await turn.handOver(transferReply(push))
    log('info', 'handed over to the service desk', { key, outcome })
    accepted.done(key)
  }

  const respond = async (work: Work) => {
    const { key, push, turn, signal } = work
    try {
      let isHandedOver = false
      const text = work.answer ?? (await think(work, () => void (isHandedOver = true)))
      accepted.note(key, { answer: text })
      if (isHandedOver && (await turn.handOver(transferReply(push))) === 'read') accepted.done(key)
      else await show(work, isHandedOver ? `${text}\n\n${HOW_TO_REACH_A_PERSON}` : text)
    } catch (error) {
      if (!signal.aborted) throw error
      if (!stopping.aborted) {
        turn.acknowledge()
        accepted.done(key)
      } else if (accepted.durable) turn.giveUpWaiting()
      else await show(work, RESTARTING)
      log('info', 'wechat turn was stopped', { key, user: push.FromUserName })
    }
  }

  /** The text for a push. Empty when the user only asks for what is being held for them. */
  const think = async ({ push, signal }: Work, onHandOver: () => void): Promise<string> => {
    signal.throwIfAborted()
    const reaction = reactionTo(push)
    if (reaction.kind === 'say') return reaction.text
    if (reaction.kind !== 'ask' || outbox.isAskedFor(push.FromUserName, reaction.text)) return ''
    const conversation = conversationKey('wechat', settings.appId, push.ToUserName, push.FromUserName)
    // WeChat shows Markdown as it stands.
    return toPlainText(await assistant.answer({ conversation, text: reaction.text, signal, onHandOver }))
  }

  /** Shows a text, after what was held back for this user, in the best way that is left. */
  const show = async ({ key, push, turn }: Work, answer: string) => {
    const user = push.FromUserName
    const held = outbox.take(user)
    const text = [held?.text, answer].filter((part) => part !== undefined && part !== '').join('\n\n')
    if (held !== undefined) accepted.done(held.key)
    const keep = (rest: string) => {
      if (rest === '') return accepted.done(key)
      outbox.put(user, { text: rest, question: questionOf(push), key })
      accepted.note(key, { answer: rest, told: 'thinking' })
    }
    if (held !== undefined) accepted.note(key, { answer: text })
    if (text === '') {
      turn.acknowledge()
      return keep('')
    }

    const { pages, rest } = layOut(text, 1)
    // Several pages go one way only: a passive reply and a service message could overtake each other.
    if (service !== undefined && rest !== '' && service.allowances.left(user) > 1) turn.acknowledge()
    const outcome = await turn.handOver(textReply(push, pages[0] ?? ''))
    if (outcome === 'read') {
      log('info', 'answered', { key, via: 'passive reply', held: rest !== '' })
      return keep(rest)
    }
    if (service === undefined || outcome === 'thinking') return keep(text)
    keep(await service.send(user, text, (left) => accepted.note(key, { answer: left })))
  }

  const showWhatThereIs = async (key: string, push: Push, answerOpen: (body: string) => Promise<boolean>) => {
    const user = push.FromUserName
    const held = outbox.take(user)
    const { pages, rest } = layOut(held?.text ?? THINKING, 1)
    const read = await answerOpen(textReply(push, pages[0] ?? THINKING))
    log('info', 'the answer is late', {
      key,
      showed: held === undefined ? 'a request to wait' : 'an earlier answer',
      read,
    })
    if (held === undefined) return
    const left = read ? rest : held.text
    if (left === '') accepted.done(held.key)
    else outbox.put(user, { ...held, text: left })
  }

  return {
    receive(push, delivery) {
      const key = pushKey(push)
      if (push.Event === 'unsubscribe')
        assistant.forget(conversationKey('wechat', settings.appId, push.ToUserName, push.FromUserName))
      if (reactionTo(push).kind === 'silence') {
        log('info', 'received, nothing to say', { key, type: push.Event ?? push.MsgType })
        void delivery.answer(SILENT)
        return
      }
      const known = turns.get(key)
      log('info', 'received', { key, type: push.Event ?? push.MsgType, again: known !== undefined })
      if (known === undefined && accepted.wasAnswered(key)) void delivery.answer(SILENT)
      else (known ?? begin(key, push, { deliveries: 0, told: 'nothing' })).join(delivery)
    },

    resume() {
      for (const { key, notes } of accepted.unfinished()) {
        const known = Notes.safeParse(notes)
        if (!known.success) {
          log('error', 'a note of an earlier process is not readable', { key })
          accepted.done(key)
          continue
        }
        const { push, answer, ...state } = known.data
        log('info', 'taking up a message of an earlier process', { key, told: state.told })
        if (state.told === 'answered') accepted.done(key)
        else if (state.told === 'thinking' && answer !== undefined)
          outbox.put(push.FromUserName, { text: answer, question: questionOf(push), key })
        else begin(key, push, state, answer)
      }
    },

    async settled() {
      await Promise.all([...running].map(({ done }) => done))
    },
  }
}

function questionOf(push: Push): string {
  const reaction = reactionTo(push)
  return reaction.kind === 'ask' ? reaction.text : ''
}
