import { z } from 'zod'
import type { Dingtalk } from '../dingtalk.ts'
import { gateway } from '../errors/index.ts'
import type { Refusal } from '../errors/refusal.ts'
import { blankCard, flowOf, type Card, type TapRoute } from './card.ts'
import { readParams, readPrivateData } from './params.ts'
import { findTemplate } from './templates.ts'

const anything = z.unknown().optional()

/** `{ cardParamMap }`; its values are judged later, so that the refusal can be DingTalk's own. */
export const cardDataShape = z.object({ cardParamMap: z.record(z.string(), z.unknown()).optional() })

/** What a card is made of. Spaces say how it may be shown there, which nobody here sees. */
export const createFields = {
  outTrackId: z.string().default(''),
  cardTemplateId: z.string().default(''),
  callbackType: z.string().optional(),
  callbackRouteKey: z.string().optional(),
  cardData: cardDataShape.optional(),
  privateData: z.record(z.string(), cardDataShape).optional(),
  userId: z.string().optional(),
  userIdType: z.int().optional(),
  cardAtUserIds: z.array(z.string()).optional(),
  openDynamicDataConfig: anything,
  imSingleOpenSpaceModel: anything,
  imGroupOpenSpaceModel: anything,
  imRobotOpenSpaceModel: anything,
  coFeedOpenSpaceModel: anything,
  topOpenSpaceModel: anything,
}
const createShape = z.object(createFields)
export type CreateInput = z.output<typeof createShape>

/**
 * Makes a card that is not shown anywhere yet.
 *
 * Source: https://open.dingtalk.com/document/development/create-and-deliver-cards
 */
export function createCard(
  dingtalk: Dingtalk,
  input: CreateInput,
  cause: number,
): { readonly ok: true; readonly card: Card } | Refusal {
  const { cards, settings, world } = dingtalk
  const { outTrackId, cardTemplateId, cardData, callbackType } = input
  if (outTrackId === '') return gateway('param.outTrackIdEmpty')
  if (cardTemplateId === '') return gateway('param.cardTemplateIdEmpty')
  if (cardData === undefined) return gateway('param.cardPublicDataEmpty')
  const template = findTemplate(settings, cardTemplateId)
  if (template === undefined) return gateway('param.templateNotExist')
  if (!template.published) return gateway('param.templateUnpublished')
  const userIdType = input.userIdType ?? 1
  if (userIdType !== 1 && userIdType !== 2) return gateway('param.invalid')
  if (callbackType !== undefined && callbackType !== 'STREAM' && callbackType !== 'HTTP')
    return gateway('param.invalid')
  const read = readParams(dingtalk, cardData.cardParamMap, cause)
  if (!read.ok) return read.refusal
  const privately = readPrivateData(dingtalk, input.privateData ?? {}, userIdType, cause)
  if (!privately.ok) return privately.refusal
  if (cards.find(outTrackId) !== undefined) return gateway('param.cardAlreadyExist')

  const { params } = read
  const isBlank = template.keys.length > 0 && template.keys.every((key) => (params[key] ?? '') === '')
  const card = blankCard({
    outTrackId,
    template,
    via: 'card',
    taps: tapsOf(callbackType, input.callbackRouteKey),
    userIdType,
    params,
    privateParams: privately.people,
    flow: flowOf(params['flowStatus']) ?? (isBlank ? 'processing' : undefined),
    changed: { at: world.clock.now(), cause },
  })
  return { ok: true, card }
}

function tapsOf(callbackType: 'STREAM' | 'HTTP' | undefined, routeKey: string | undefined): TapRoute {
  if (callbackType === 'STREAM') return { kind: 'stream' }
  return callbackType === 'HTTP' ? { kind: 'http', routeKey } : { kind: 'none' }
}
