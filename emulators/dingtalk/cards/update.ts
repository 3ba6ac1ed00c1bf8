import { z } from 'zod'
import { give, type Outcome } from '../api/operation.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { gateway } from '../errors/index.ts'
import { remarkDuringTap, takeChange } from './change.ts'
import { cardDataShape } from './create.ts'
import { changeParams, changePrivateParams, readParams, readPrivateData } from './params.ts'

export const updateShape = z.object({
  outTrackId: z.string().default(''),
  cardData: cardDataShape.optional(),
  privateData: z.record(z.string(), cardDataShape).optional(),
  cardUpdateOptions: z
    .object({ updateCardDataByKey: z.boolean().optional(), updatePrivateDataByKey: z.boolean().optional() })
    .optional(),
  userIdType: z.int().optional(),
})

/**
 * Changes variables of a card; without `cardUpdateOptions` all that it had are replaced.
 *
 * Source: https://open.dingtalk.com/document/development/interactive-card-update-interface
 */
export function updateCard(dingtalk: Dingtalk, input: z.output<typeof updateShape>, cause: number): Outcome {
  const { outTrackId, cardData, privateData, cardUpdateOptions } = input
  if (outTrackId === '') return gateway('param.outTrackIdEmpty')
  if (cardData === undefined && privateData === undefined) return gateway('param.cardDataAndPrivateDataBothEmpty')
  const card = dingtalk.cards.find(outTrackId)
  if (card === undefined) return gateway('param.cardNotExist')
  const read = readParams(dingtalk, cardData?.cardParamMap, cause)
  if (!read.ok) return read.refusal
  const privately = readPrivateData(dingtalk, privateData ?? {}, input.userIdType === 2 ? 2 : 1, cause)
  if (!privately.ok) return privately.refusal
  remarkDuringTap(dingtalk, card, cause)
  if (cardData !== undefined) changeParams(card, read.params, cardUpdateOptions?.updateCardDataByKey === true)
  changePrivateParams(card, privately.people, cardUpdateOptions?.updatePrivateDataByKey === true)
  takeChange(dingtalk, card, cause)
  return give({ success: true, result: true })
}
