import { z } from 'zod'
import type { Dingtalk } from '../dingtalk.ts'
import { give, type Outcome } from '../api/operation.ts'
import { gateway, missingField } from '../errors/index.ts'
import { remark } from '../remarks/index.ts'
import { noteGuid, type Card } from './card.ts'
import { remarkDuringTap, takeChange } from './change.ts'

export const streamingShape = z.object({
  outTrackId: z.string().default(''),
  guid: z.string().default(''),
  key: z.string().default(''),
  content: z.string().default(''),
  isFull: z.boolean().nullish(),
  isFinalize: z.boolean().nullish(),
  isError: z.boolean().nullish(),
})
type Streaming = z.output<typeof streamingShape>

const STANDARD_QPS = 20
const READABLE_CHARACTERS = 3000
const MARKDOWN = /\*\*|^#{1,6} |^[-*] |```|\[[^\]]+\]\(|^\|/m

const TAKEN = { success: true, result: true } as const

/**
 * Writes the next words on a card. `isFull` absent means append.
 *
 * Source: https://open.dingtalk.com/document/development/api-streamingupdate
 */
export function streamToCard(dingtalk: Dingtalk, input: Streaming, cause: number): Outcome {
  const { outTrackId, guid, key, content, isFull } = input
  if (outTrackId === '') return missingField('outTrackId')
  if (key === '') return gateway('param.stream.keyEmpty')
  if (content === '') return gateway('param.stream.contentEmpty')
  if (guid === '') return gateway('param.stream.guidEmpty')
  if (isFull === null) return gateway('param.stream.isFull')
  const card = dingtalk.cards.find(outTrackId)
  if (card === undefined) return gateway('param.stream.outTrackId')
  const { template } = card
  if (!template.isOpen && !template.keys.includes(key)) {
    const known = template.keys.length === 0 ? 'none' : template.keys.join(', ')
    remark(
      dingtalk,
      'card-key-unknown',
      {
        en: `Template ${template.id} has no variable ${key} to stream to; it has: ${known}.`,
        zh: `模板 ${template.id} 没有可流式更新的变量 ${key}，现有：${known}。`,
      },
      { cause },
    )
    return gateway('unknownError')
  }
  const before = card.params[key] ?? ''
  const after = isFull === true ? content : before + content
  if (Buffer.byteLength(after) > dingtalk.settings.cards.contentBytes) return gateway('param.stream.content')
  const repeated = card.guids.get(guid)
  if (repeated !== undefined) {
    if (repeated !== content) remarkGuid(dingtalk, card, guid, cause)
    return give(TAKEN)
  }
  remarkStreaming(dingtalk, card, input, before, after, cause)
  noteGuid(card, guid, content)
  card.streamed.add(key)
  card.params = { ...card.params, [key]: after }
  if (input.isError === true) card.flow = 'failed'
  else if (input.isFinalize === true) card.flow = 'finished'
  else if (card.flow !== 'finished' && card.flow !== 'failed') card.flow = 'inputing'
  takeChange(dingtalk, card, cause)
  return give(TAKEN)
}

function remarkGuid(dingtalk: Dingtalk, { outTrackId }: Card, guid: string, cause: number): void {
  remark(
    dingtalk,
    'card-guid-repeated',
    {
      en: `The guid ${guid} came again with another content, which card ${outTrackId} does not show.`,
      zh: `guid ${guid} 重复使用且内容不同，卡片 ${outTrackId} 不会显示这次更新。`,
    },
    { cause },
  )
}

function remarkStreaming(
  dingtalk: Dingtalk,
  card: Card,
  { isFull, isFinalize, isError, content }: Streaming,
  before: string,
  after: string,
  cause: number,
): void {
  const { outTrackId, flow } = card
  const user = card.places[0]?.name
  const now = dingtalk.world.clock.now()
  remarkDuringTap(dingtalk, card, cause)
  if (isFull !== true && before.length > 1 && content.length > before.length && content.startsWith(before))
    remark(
      dingtalk,
      'card-text-doubled',
      {
        en: `Card ${outTrackId} shows its text twice: the whole text was appended to what it had.`,
        zh: `卡片 ${outTrackId} 的文字出现重复：全文被追加到了已有内容之后。`,
      },
      { cause, user },
    )
  else if (isFull !== true && before !== '' && MARKDOWN.test(after))
    remark(
      dingtalk,
      'card-markdown-in-pieces',
      { en: `Card ${outTrackId} gets its Markdown in pieces.`, zh: `卡片 ${outTrackId} 的 Markdown 是分段追加的。` },
      { cause, user },
    )
  if ((flow === 'finished' || flow === 'failed') && isFinalize !== true && isError !== true)
    remark(
      dingtalk,
      'card-update-after-final',
      {
        en: `Card ${outTrackId} was written on after its final update; the older words may stand there now.`,
        zh: `卡片 ${outTrackId} 在最终更新之后又被更新，显示的可能是旧内容。`,
      },
      { cause, user },
    )
  if (after.length > READABLE_CHARACTERS)
    remark(
      dingtalk,
      'card-text-long',
      {
        en: `Card ${outTrackId} has ${after.length} characters; some clients show it blank.`,
        zh: `卡片 ${outTrackId} 已有 ${after.length} 个字符，部分客户端可能显示空白。`,
      },
      { cause, user },
    )
  if (!dingtalk.rate.spend('seen/card.streaming', STANDARD_QPS, 1000, now))
    remark(
      dingtalk,
      'card-updates-too-often',
      {
        en: `More than ${STANDARD_QPS} streaming updates within a second; the standard edition refuses them with 403.`,
        zh: `一秒内的流式更新超过 ${STANDARD_QPS} 次；标准版会以 403 拒绝。`,
      },
      { cause, user },
    )
}
