import { z } from 'zod'
import type { Conversation } from '../corp/conversations.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { gateway } from '../errors/index.ts'
import type { GatewayRefusal, Refusal } from '../errors/refusal.ts'
import { remark } from '../remarks/index.ts'
import type { Card } from './card.ts'

const anything = z.unknown().optional()

/** Where a card is delivered to. */
export const deliverFields = {
  openSpaceId: z.string().default(''),
  userIdType: z.int().optional(),
  imGroupOpenDeliverModel: z
    .object({
      robotCode: z.string().optional(),
      atUserIds: z.record(z.string(), z.string()).optional(),
      recipients: z.array(z.string()).optional(),
      extension: anything,
    })
    .optional(),
  imRobotOpenDeliverModel: z
    .object({ spaceType: z.string().optional(), robotCode: z.string().optional(), extension: anything })
    .optional(),
  imSingleOpenDeliverModel: anything,
  topOpenDeliverModel: anything,
  coFeedOpenDeliverModel: anything,
  docOpenDeliverModel: anything,
}
const deliverShape = z.object(deliverFields)
export type DeliverInput = z.output<typeof deliverShape>

interface Space {
  readonly type: string
  readonly id: string
}

const PREFIX = 'dtv1.card//'
const TYPES: ReadonlySet<string> = new Set(['IM_GROUP', 'IM_ROBOT', 'IM_SINGLE', 'ONE_BOX', 'CO_FEED', 'DOC'])

/** Reads `dtv1.card//IM_GROUP.<id>;IM_ROBOT.<id>`; the type is written in either case. Undefined when it is something else. */
export function parseSpaces(openSpaceId: string): Space[] | undefined {
  if (!openSpaceId.startsWith(PREFIX)) return undefined
  const spaces: Space[] = []
  for (const part of openSpaceId.slice(PREFIX.length).split(';')) {
    const dot = part.indexOf('.')
    const [type, id] = [part.slice(0, Math.max(dot, 0)).toUpperCase(), part.slice(dot + 1)]
    if (!TYPES.has(type) || id === '') return undefined
    spaces.push({ type, id })
  }
  return spaces
}

/** A space that was understood; without a conversation nobody is there, and `why` says so. */
export interface Target {
  readonly space: Space
  readonly conversation: Conversation | undefined
  readonly robotCode: string
  readonly why: string
}

/** Judges all that can be said before anything is shown: the whole call is refused for it. */
export function findTargets(
  dingtalk: Dingtalk,
  card: Pick<Card, 'outTrackId' | 'userIdType'>,
  input: DeliverInput,
  cause: number,
): Target[] | Refusal {
  if (input.openSpaceId === '') return gateway('param.openSpaceIdEmpty')
  const spaces = parseSpaces(input.openSpaceId)
  if (spaces === undefined) return gateway('param.openSpaceIdInvalid')
  const { imGroupOpenDeliverModel, imRobotOpenDeliverModel, imSingleOpenDeliverModel, topOpenDeliverModel } = input
  const others = [
    imSingleOpenDeliverModel,
    topOpenDeliverModel,
    input.coFeedOpenDeliverModel,
    input.docOpenDeliverModel,
  ]
  if ([imGroupOpenDeliverModel, imRobotOpenDeliverModel, ...others].every((model) => model === undefined))
    return gateway('param.openDeliverModelEmpty')
  const targets: Target[] = []
  for (const space of spaces) {
    const target = targetOf(dingtalk, card, input, space, cause)
    if ('ok' in target) return target
    targets.push(target)
  }
  return targets
}

function targetOf(
  dingtalk: Dingtalk,
  card: Pick<Card, 'outTrackId' | 'userIdType'>,
  input: DeliverInput,
  space: Space,
  cause: number,
): Target | Refusal {
  const { conversations, people } = dingtalk
  const wrong = (why: { en: string; zh: string }, refusal: GatewayRefusal): GatewayRefusal => {
    remark(dingtalk, 'card-wrong-space', why, { cause })
    return refusal
  }
  if (space.type === 'IM_GROUP') {
    const model = input.imGroupOpenDeliverModel
    if (model?.robotCode === undefined || model.robotCode === '')
      return wrong(
        {
          en: `Card ${card.outTrackId} goes to a group without imGroupOpenDeliverModel.robotCode.`,
          zh: `卡片 ${card.outTrackId} 投放到群聊，但没有 imGroupOpenDeliverModel.robotCode。`,
        },
        gateway('param.openDeliverModelError'),
      )
    const conversation = conversations.withId(space.id)
    if (conversation?.kind === 'group')
      return {
        space,
        robotCode: model.robotCode,
        ...(conversation.isDissolved ? lost('group.disbanded') : { conversation, why: '' }),
      }
    if (conversation?.kind === 'single')
      remark(
        dingtalk,
        'card-wrong-space',
        {
          en: `Card ${card.outTrackId} goes to IM_GROUP, but ${space.id} is a single chat.`,
          zh: `卡片 ${card.outTrackId} 的场域为 IM_GROUP，但 ${space.id} 是单聊会话。`,
        },
        { cause },
      )
    return { space, robotCode: model.robotCode, ...lost('invalid openConversationId') }
  }
  if (space.type === 'IM_ROBOT') {
    const model = input.imRobotOpenDeliverModel
    if (model === undefined || (model.spaceType ?? 'IM_ROBOT') !== 'IM_ROBOT')
      return wrong(
        {
          en: `Card ${card.outTrackId} goes to a single chat without imRobotOpenDeliverModel of spaceType IM_ROBOT.`,
          zh: `卡片 ${card.outTrackId} 投放到单聊，但没有 spaceType 为 IM_ROBOT 的 imRobotOpenDeliverModel。`,
        },
        gateway('param.openDeliverModelError'),
      )
    const byUnionId = (input.userIdType ?? card.userIdType) === 2
    const person = byUnionId ? people.withUnionId(space.id) : people.withStaffId(space.id)
    if (person !== undefined)
      return { space, conversation: conversations.single(person.name), robotCode: model.robotCode ?? '', why: '' }
    return conversations.withId(space.id) === undefined
      ? gateway('param.userIdNotExist')
      : wrong(
          {
            en: `Card ${card.outTrackId} goes to IM_ROBOT with a conversation id; a userId belongs there.`,
            zh: `卡片 ${card.outTrackId} 的 IM_ROBOT 场域填了会话 ID，应填 userId。`,
          },
          gateway('param.userIdNotExist'),
        )
  }
  return { space, robotCode: '', ...lost(`caipai does not show cards in ${space.type}`) }
}

const lost = (why: string): { conversation: undefined; why: string } => ({ conversation: undefined, why })
