import { refuse } from '../errors.ts'
import { flag, list, number, object, pairs, text } from '../fields.ts'
import {
  content,
  fromUserId,
  modify,
  objectName,
  publishFields,
  publishOne,
  publishPrivately,
  publishToGroups,
  recall,
  receivers,
} from '../messages/publish.ts'
import { CONVERSATION } from '../messages/store.ts'
import { fillTemplate } from '../messages/template.ts'
import { done, give, operation, type RongOperation } from '../operation.ts'
import { z } from 'zod'

const PRIVATE = 'https://docs.rongcloud.cn/platform-chat-api/message/send-private'
const GROUP = 'https://docs.rongcloud.cn/platform-chat-api/message/send-group'
const SDK = 'https://github.com/rongcloud/server-sdk-java'
const NODE_SDK = 'https://github.com/rongcloud/server-sdk-nodejs'

const targetId = text('targetId', { max: 64 })
const ms = number('sentTime', { min: 0 })

/** `1` one-to-one, `3` group; other conversations do not exist here. */
const conversationType = number('conversationType').refine((value) => value === 1 || value === 3, {
  error: 'conversationType must be 1 or 3.',
})

const modifyFields = { fromUserId, msgUID: text('msgUID'), objectName: objectName.optional(), content }

/** Sending, taking back and changing messages. */
export const messageOperations: readonly RongOperation[] = [
  operation({
    path: '/message/private/publish.json',
    summary: 'Sends a message to up to 1000 users.',
    encoding: 'form',
    body: object('body', {
      ...publishFields,
      toUserId: receivers,
      verifyBlacklist: flag('verifyBlacklist').default(false),
    }),
    rows: ['R-17', 'R-24', 'R-25', 'R-26', 'R-36'],
    source: PRIVATE,
    certainty: 'official',
    run: publishPrivately,
  }),
  operation({
    path: '/message/private/publish_template.json',
    summary: 'Sends one text to many users with values of their own in it.',
    encoding: 'json',
    body: object('body', {
      ...publishFields,
      toUserId: list('toUserId', { most: 500, item: { max: 64 } }),
      values: z.array(pairs('values', { most: 100, key: 128, value: 4096 }), { error: 'values must be a list.' }),
      pushContent: z.array(z.unknown()).optional(),
      pushData: z.array(z.unknown()).optional(),
      verifyBlacklist: flag('verifyBlacklist').default(false),
    }),
    rows: ['R-24', 'R-38'],
    source: PRIVATE,
    certainty: 'official',
    run(rong, sent, call) {
      if (sent.values.length !== sent.toUserId.length)
        return refuse(1002, 'values and toUserId must have the same length.')
      const messageUIDs = sent.toUserId.map((userId, at) => {
        const filled = fillTemplate(sent.content, sent.values[at] ?? {})
        const to = { conversationType: CONVERSATION.private, targetId: userId } as const
        return { userId, messageUID: publishOne(rong, { ...sent, content: filled }, to, call) }
      })
      return give({ messageUIDs })
    },
  }),
  operation({
    path: '/statusmessage/private/publish.json',
    summary: 'Sends a message that nobody keeps to users who are online.',
    encoding: 'form',
    body: object('body', {
      fromUserId,
      toUserId: receivers,
      objectName,
      content,
      verifyBlacklist: flag('verifyBlacklist').default(false),
      isIncludeSender: flag('isIncludeSender').default(false),
    }),
    rows: ['R-17'],
    source: PRIVATE,
    certainty: 'official',
    run(rong, sent, call) {
      for (const userId of sent.toUserId)
        publishOne(rong, sent, { conversationType: CONVERSATION.private, targetId: userId, isStatus: true }, call)
      return done
    },
  }),
  operation({
    path: '/message/group/publish.json',
    summary: 'Sends a message to up to three groups, or to some members of one.',
    encoding: 'form',
    body: object('body', {
      ...publishFields,
      toGroupId: list('toGroupId', { most: 3, item: { max: 64 } }),
      toUserId: receivers.optional(),
      isMentioned: flag('isMentioned').default(false),
    }),
    rows: ['R-25', 'R-27'],
    source: GROUP,
    certainty: 'official',
    run: publishToGroups,
  }),
  operation({
    path: '/message/recall.json',
    summary: 'Takes a message back from everybody.',
    encoding: 'form',
    body: object('body', {
      fromUserId,
      conversationType,
      targetId,
      messageUID: text('messageUID'),
      sentTime: ms.optional(),
      isAdmin: flag('isAdmin').default(false),
      isDelete: flag('isDelete').default(false),
      disablePush: flag('disablePush').default(false),
      extra: text('extra', { min: 0 }).optional(),
    }),
    rows: ['R-29'],
    source: NODE_SDK,
    certainty: 'official',
    run: (rong, sent) => recall(rong, sent.messageUID),
  }),
  operation({
    path: '/message/private/modify.json',
    summary: 'Changes a private message for everybody.',
    encoding: 'form',
    body: object('body', { ...modifyFields, targetId }),
    rows: ['R-29'],
    source: SDK,
    certainty: 'sdk',
    run: (rong, sent) => modify(rong, sent.msgUID, sent.fromUserId, sent),
  }),
  operation({
    path: '/message/group/modify.json',
    summary: 'Changes a group message for everybody.',
    encoding: 'form',
    body: object('body', { ...modifyFields, groupId: text('groupId', { max: 64 }) }),
    rows: ['R-29'],
    source: SDK,
    certainty: 'sdk',
    run: (rong, sent) => modify(rong, sent.msgUID, sent.fromUserId, sent),
  }),
  operation({
    path: '/conversation/message/history/clean.json',
    summary: 'Empties the view one user has of a chat, up to a time.',
    encoding: 'form',
    body: object('body', {
      conversationType,
      fromUserId,
      targetId,
      msgTimestamp: number('msgTimestamp', { min: 0 }).optional(),
    }),
    rows: ['R-29'],
    source: NODE_SDK,
    certainty: 'official',
    run(rong, sent) {
      const type = sent.conversationType === CONVERSATION.group ? CONVERSATION.group : CONVERSATION.private
      const view = { conversationType: type, userId: sent.fromUserId, peerId: sent.targetId }
      rong.messages.clean(view, sent.msgTimestamp ?? rong.world.clock.now())
      return done
    },
  }),
]
