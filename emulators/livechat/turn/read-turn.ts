import type { Reader, Verdict } from '../../core/delivery/push.ts'
import type { Timer } from '../../core/timers.ts'
import { createBubbles } from '../desk/view.ts'
import type { Livechat } from '../livechat.ts'
import type { RemarkCode } from '../remarks/index.ts'
import { createJudge, type Fact, type Noted } from '../remarks/judge.ts'
import { conclude } from './answer-head.ts'
import { createBlockingReader, type ReadingGround } from './read-blocking.ts'
import { createStreamingReader } from './read-streaming.ts'
import type { Turn, TurnValue } from './turn.ts'

type Decide = (verdict: Verdict<TurnValue>) => void

/** The reading of one answer: the reader the engine feeds, and what is known beside the bytes. */
export interface Reading {
  readonly reader: Reader<TurnValue>
  readonly noted: readonly Noted[]
  readonly headSeen: boolean
  /** Ends the reading by a mistake that does not show in the bytes. */
  fail(code: RemarkCode, facts: Readonly<Record<string, Fact>>): Verdict<TurnValue>
}

/** Begins to read the answer to a turn. `known` is the conversation id that was pushed. */
export function readTurn(livechat: Livechat, turn: Turn, known: string | undefined, decide: Decide): Reading {
  const { settings, world } = livechat
  const { mode, session, robot } = turn
  const judge = createJudge(settings, mode === 'streaming' ? 'stream_protocol' : 'bad_envelope')
  const ground: ReadingGround = {
    settings,
    judge,
    conversation: {
      known,
      turn: session.turns + 1,
      field: mode === 'streaming' ? 'conversation_id' : 'conversationId',
    },
    url: robot.url,
    now: world.clock.now,
    sentAt: world.clock.now(),
  }
  const timers = new Set<Timer>()
  let headSeen = false
  let valueSoFar = (): TurnValue => ({ messages: [] })

  const fail: Reading['fail'] = (code, facts) => {
    judge.note(code, {}, facts)
    return conclude(judge, valueSoFar())
  }
  const abort = (): void => decide({ outcome: 'aborted', reason: 'a disturbance: the gateway closed the connection' })
  const { closeAfter } = turn.disturbance ?? {}
  if (closeAfter !== undefined)
    timers.add(world.clock.after(closeAfter, 'the gateway closes the connection, as it was asked to', abort))

  function stream(): Reader<TurnValue> {
    const streaming = createLiveStream(livechat, turn, ground, { decide, abort, fail })
    valueSoFar = streaming.value
    return streaming.reader
  }

  const inner = mode === 'streaming' ? stream() : createBlockingReader(ground)
  return {
    reader: {
      ...inner,
      head(head) {
        headSeen = true
        return inner.head?.(head)
      },
      close() {
        for (const timer of timers) timer.cancel()
        inner.close?.()
      },
    },
    noted: judge.noted,
    get headSeen() {
      return headSeen
    },
    fail,
  }
}

interface Ends {
  readonly decide: Decide
  readonly abort: () => void
  readonly fail: Reading['fail']
}

/** A stream as it runs: its pieces go to the visitor, its silences have limits. */
function createLiveStream(
  livechat: Livechat,
  turn: Turn,
  ground: ReadingGround,
  { decide, abort, fail }: Ends,
): { reader: Reader<TurnValue>; value: () => TurnValue } {
  const { world, settings } = livechat
  const { stream } = settings
  const { session, batch, cause, disturbance } = turn
  const bubbles = createBubbles(livechat, session, batch.sender.name, stream.contentMode === 'cumulative', cause)
  let signs = 0
  let waiting: Timer | undefined

  function awaitSign(ms: number, code: 'timeout-first-byte' | 'timeout-idle'): void {
    waiting?.cancel()
    const what = code === 'timeout-idle' ? 'the stream has been silent for too long' : 'no event has come in time'
    waiting = ms > 0 ? world.clock.after(ms, what, () => decide(fail(code, { ms }))) : undefined
  }

  const reader = createStreamingReader({
    ...ground,
    queueVariables: settings.route.queueVariables,
    show(pieces) {
      for (const piece of pieces) bubbles.add(piece)
    },
    alive(count) {
      awaitSign(stream.idleTimeoutMs, 'timeout-idle')
      signs += count
      if (disturbance?.closeAfterEvents !== undefined && signs >= disturbance.closeAfterEvents) abort()
    },
    over() {
      bubbles.close()
      waiting?.cancel()
      waiting = world.clock.after(stream.closeGraceMs, 'the gateway closes a stream that is over', () =>
        decide(reader.end(Buffer.alloc(0), { status: 200, headers: [] })),
      )
    },
  })
  awaitSign(stream.firstEventTimeoutMs, 'timeout-first-byte')
  return {
    value: reader.value,
    reader: {
      ...reader,
      close() {
        waiting?.cancel()
        bubbles.close()
      },
    },
  }
}
