import { formatDuration } from '../../core/duration.ts'
import type { CallEntry } from '../../core/journal-entries.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { remark } from '../remarks/index.ts'
import { isSpinning, type Card } from './card.ts'
import { parseJson, textOfCard } from './words.ts'

const OPERATIONS: ReadonlySet<string> = new Set([
  'dingtalk.card.streaming',
  'dingtalk.card.update',
  'dingtalk.aiInteraction.reply',
  'dingtalk.aiInteraction.update',
  'dingtalk.aiInteraction.finish',
])
/** So many tries in vain are all that can be asked of a bot. */
const ENOUGH_TRIES = 3

/** Says which cards still look, at the end of a rehearsal, as if they were being written. */
export function remarkUnfinishedCards(dingtalk: Dingtalk): void {
  for (const card of dingtalk.cards.all()) {
    if (card.lines.length > 0 && isSpinning(card.flow)) remarkUnfinished(dingtalk, card)
  }
}

function remarkUnfinished(dingtalk: Dingtalk, card: Card): void {
  const { world } = dingtalk
  for (const line of card.lines) world.transcript.revise(line, { fields: { ...line.fields, state: 'unfinished' } })
  const refused = refusedSince(dingtalk, card)
  const final = refused.findLast(({ input }) => isFinal(input))
  const code = final === undefined ? undefined : (final.ended?.code ?? final.ended?.message)
  const isOnlyFaults = refused.length >= ENOUGH_TRIES && refused.every((call) => wasInjected(dingtalk, call))
  const ago = formatDuration(world.clock.now() - card.changed.at)
  const tail = textOfCard(card).slice(-20)
  const since = {
    en:
      code !== undefined
        ? `its final update was refused with ${code} and not repeated with success`
        : refused.length > 0
          ? `${refused.length} later updates were refused, the last with ${refused.at(-1)?.ended?.code}`
          : 'no final update was sent',
    zh:
      code !== undefined
        ? `最终更新被 ${code} 拒绝，之后没有成功重试`
        : refused.length > 0
          ? `之后有 ${refused.length} 次更新被拒绝，最后一次为 ${refused.at(-1)?.ended?.code}`
          : '没有发送最终更新',
  }
  remark(
    dingtalk,
    isOnlyFaults ? 'card-unfinished-by-faults' : 'card-unfinished',
    {
      en: `Card ${card.outTrackId} still shows that it is being written. Its last update came ${ago} before the end (${tail === '' ? 'it is empty' : `“…${tail}”`}); ${since.en}.`,
      zh: `卡片 ${card.outTrackId} 仍显示正在输入。最后一次更新在结束前 ${ago}（${tail === '' ? '内容为空' : `“…${tail}”`}）；${since.zh}。`,
    },
    { cause: final?.seq ?? card.changed.cause, user: card.places[0]?.name, details: { outTrackId: card.outTrackId } },
  )
}

/** Calls that would have changed this card and were refused. Where the body was never read, it may have been this card's. */
function refusedSince({ world, agent }: Dingtalk, card: Card): CallEntry[] {
  return world.journal.entries(card.changed.cause).filter((entry): entry is CallEntry => {
    if (entry.kind !== 'call' || entry.ended?.ok !== false || !OPERATIONS.has(entry.operation)) return false
    const { outTrackId, conversationToken } = fieldsOf(entry.input)
    if (outTrackId === undefined && conversationToken === undefined) return entry.input === undefined
    return outTrackId === card.outTrackId || agent.withToken(String(conversationToken))?.card === card
  })
}

function isFinal(input: unknown): boolean {
  const { isFinalize, isError, cardData, content, conversationToken } = fieldsOf(input)
  if (isFinalize === true || isError === true) return true
  const status = fieldsOf(fieldsOf(cardData)['cardParamMap'])['flowStatus']
  if (status === '3' || status === '5') return true
  // aiInteraction: finish has a token alone; the others carry the words in a text of JSON.
  if (conversationToken === undefined) return false
  return content === undefined || fieldsOf(fieldsOf(parseJson(String(content)))['cardData'])['isFinalize'] === true
}

function wasInjected({ world }: Dingtalk, { seq }: CallEntry): boolean {
  return world.journal.entries(seq).some(({ kind, cause }) => kind === 'fault' && cause === seq)
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
