import { z } from 'zod'
import { createCard, createFields } from '../../cards/create.ts'
import { deliverCard } from '../../cards/deliver.ts'
import { deliverFields, findTargets } from '../../cards/spaces.ts'
import { streamingShape, streamToCard } from '../../cards/streaming.ts'
import { updateCard, updateShape } from '../../cards/update.ts'
import { gateway } from '../../errors/index.ts'
import { give, operation, type DingtalkOperation } from '../operation.ts'

const CREATE = 'https://open.dingtalk.com/document/development/create-and-deliver-cards'
const REGISTER = 'https://open.dingtalk.com/document/development/register-card-callback-address'
const WRITE = 'Card.Instance.Write'

const anything = z.unknown().optional()
const createErrors = [
  'param.outTrackIdEmpty',
  'param.cardTemplateIdEmpty',
  'param.cardPublicDataEmpty',
  'param.templateNotExist',
  'param.templateUnpublished',
  'param.userIdNotExist',
  'param.invalid',
  'param.cardAlreadyExist',
]
const deliverErrors = [
  'param.openSpaceIdEmpty',
  'param.openSpaceIdInvalid',
  'param.openDeliverModelEmpty',
  'param.openDeliverModelError',
  'param.userIdNotExist',
]

export const cardOperations: readonly DingtalkOperation[] = [
  operation({
    id: 'card.create',
    method: 'POST',
    path: '/v1.0/card/instances',
    summary: 'Makes a card that is not shown anywhere yet.',
    style: 'gateway',
    scope: WRITE,
    reads: 'json',
    input: z.object(createFields),
    rows: ['D-58'],
    source: 'https://open.dingtalk.com/document/development/interface-for-creating-a-card-instance',
    certainty: 'official',
    errors: createErrors,
    run(dingtalk, input, call) {
      const made = createCard(dingtalk, input, call.entry.seq)
      if (!('card' in made)) return made
      dingtalk.cards.add(made.card)
      return give({ success: true, result: made.card.outTrackId })
    },
  }),
  operation({
    id: 'card.deliver',
    method: 'POST',
    path: '/v1.0/card/instances/deliver',
    summary: 'Shows a card that exists in groups and single chats.',
    style: 'gateway',
    scope: WRITE,
    reads: 'json',
    input: z.object({ outTrackId: z.string().default(''), ...deliverFields }),
    rows: ['D-58'],
    source: 'https://open.dingtalk.com/document/development/delivery-card-interface',
    certainty: 'official',
    errors: ['param.outTrackIdEmpty', 'param.cardNotExist', ...deliverErrors],
    run(dingtalk, input, call) {
      if (input.outTrackId === '') return gateway('param.outTrackIdEmpty')
      const card = dingtalk.cards.find(input.outTrackId)
      if (card === undefined) return gateway('param.cardNotExist')
      const targets = findTargets(dingtalk, card, input, call.entry.seq)
      if ('ok' in targets) return targets
      return give({ success: true, result: deliverCard(dingtalk, card, input, targets, call.entry.seq) })
    },
  }),
  operation({
    id: 'card.createAndDeliver',
    method: 'POST',
    path: '/v1.0/card/instances/createAndDeliver',
    summary: 'Makes a card and shows it in groups and single chats.',
    style: 'gateway',
    scope: WRITE,
    reads: 'json',
    input: z.object({ ...createFields, ...deliverFields }),
    rows: ['D-58'],
    source: CREATE,
    certainty: 'official',
    errors: [...createErrors, ...deliverErrors],
    run(dingtalk, input, call) {
      const cause = call.entry.seq
      const made = createCard(dingtalk, input, cause)
      if (!('card' in made)) return made
      const { card } = made
      const targets = findTargets(dingtalk, card, input, cause)
      if ('ok' in targets) return targets
      dingtalk.cards.add(card)
      const deliverResults = deliverCard(dingtalk, card, input, targets, cause)
      return give({ success: true, result: { outTrackId: card.outTrackId, deliverResults } })
    },
  }),
  operation({
    id: 'card.update',
    method: 'PUT',
    path: '/v1.0/card/instances',
    summary: 'Changes the variables of a card.',
    style: 'gateway',
    scope: WRITE,
    reads: 'json',
    input: updateShape,
    rows: ['D-58'],
    source: 'https://open.dingtalk.com/document/development/interactive-card-update-interface',
    certainty: 'official',
    errors: ['param.outTrackIdEmpty', 'param.cardDataAndPrivateDataBothEmpty', 'param.cardNotExist', 'param.invalid'],
    run: (dingtalk, input, call) => updateCard(dingtalk, input, call.entry.seq),
  }),
  operation({
    id: 'card.streaming',
    method: 'PUT',
    path: '/v1.0/card/streaming',
    summary: 'Writes the next words on a card (typewriter effect).',
    style: 'gateway',
    scope: 'Card.Streaming.Write',
    reads: 'json',
    input: streamingShape,
    rows: ['D-58'],
    source: 'https://open.dingtalk.com/document/development/api-streamingupdate',
    certainty: 'official',
    errors: [
      'param.stream.keyEmpty',
      'param.stream.contentEmpty',
      'param.stream.guidEmpty',
      'param.stream.outTrackId',
      'param.stream.isFull',
      'param.stream.content',
      'unknownError',
    ],
    run: (dingtalk, input, call) => streamToCard(dingtalk, input, call.entry.seq),
  }),
  operation({
    id: 'card.spaces',
    method: 'PUT',
    path: '/v1.0/card/instances/spaces',
    summary: 'Says how a card looks in further spaces; it is not shown there before it is delivered.',
    style: 'gateway',
    scope: WRITE,
    reads: 'json',
    input: z.object({
      outTrackId: z.string().default(''),
      imGroupOpenSpaceModel: anything,
      imRobotOpenSpaceModel: anything,
      coFeedOpenSpaceModel: anything,
      topOpenSpaceModel: anything,
    }),
    rows: ['D-58'],
    source: 'https://open.dingtalk.com/document/development/increase-the-card-delivery-field-interface',
    certainty: 'sdk',
    errors: ['param.outTrackIdEmpty', 'param.cardNotExist'],
    run({ cards }, { outTrackId }) {
      if (outTrackId === '') return gateway('param.outTrackIdEmpty')
      return cards.find(outTrackId) === undefined
        ? gateway('param.cardNotExist')
        : give({ success: true, result: true })
    },
  }),
  operation({
    id: 'card.callbacks.register',
    method: 'POST',
    path: '/v1.0/card/callbacks/register',
    summary: 'Registers the URL to which taps on cards of callbackType HTTP go.',
    style: 'gateway',
    scope: WRITE,
    reads: 'json',
    input: z.object({
      callbackUrl: z.string(),
      callbackRouteKey: z.string().default('default'),
      apiSecret: z.string().optional(),
      forceUpdate: z.boolean().default(false),
    }),
    rows: ['D-59'],
    source: REGISTER,
    certainty: 'official',
    run({ cards }, { callbackUrl, callbackRouteKey, apiSecret, forceUpdate }) {
      const known = cards.route(callbackRouteKey)
      const route = known === undefined || forceUpdate ? { callbackUrl, apiSecret } : known
      cards.setRoute(callbackRouteKey, route)
      const { callbackUrl: url, apiSecret: secret } = route
      return give({
        success: true,
        result: { callbackUrl: url, ...(secret === undefined ? {} : { apiSecret: secret }) },
      })
    },
  }),
]
