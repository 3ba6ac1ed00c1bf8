import { refuse } from '../errors.ts'
import { flag, number, object, text } from '../fields.ts'
import { CONVERSATION, type ConversationType } from '../messages/store.ts'
import { done, give, operation, type RongOperation } from '../operation.ts'

const HISTORY = 'https://github.com/rongcloud/server-sdk-nodejs'

/** `yyyyMMddHH` in Beijing time. */
const date = text('date', { pattern: /^\d{10}$/ })

/** Queries of the cloud storage, and the hourly archives. */
export const historyOperations: readonly RongOperation[] = [
  query('private', CONVERSATION.private, 'Reads the view a user has of a private chat.'),
  query('group', CONVERSATION.group, 'Reads the view a user has of a group.'),
  operation({
    path: '/message/history.json',
    summary: 'Gives the address of the archive of an hour; empty, as nothing is archived here.',
    encoding: 'form',
    body: object('body', { date }),
    rows: ['R-38'],
    source: HISTORY,
    certainty: 'assumed',
    run: (_rong, sent) => give({ url: '', date: sent.date }),
  }),
  operation({
    path: '/message/history/delete.json',
    summary: 'Deletes the archive of an hour.',
    encoding: 'form',
    body: object('body', { date }),
    rows: ['R-38'],
    source: HISTORY,
    certainty: 'official',
    run: () => done,
  }),
]

function query(name: 'private' | 'group', conversationType: ConversationType, summary: string): RongOperation {
  return operation({
    path: `/v3/message/${name}/query.json`,
    summary,
    encoding: 'json',
    body: object('body', {
      userId: text('userId', { max: 64 }),
      targetId: text('targetId', { max: 64 }),
      busChannel: text('busChannel', { min: 0 }).optional(),
      startTime: number('startTime', { min: 0 }).default(0),
      endTime: number('endTime', { min: 0 }).optional(),
      pageSize: number('pageSize', { min: 1, max: 100 }).default(10),
      includeStart: flag('includeStart').default(false),
    }),
    rows: ['R-28'],
    source: 'https://github.com/rongcloud/server-sdk-go',
    certainty: 'sdk',
    errors: [1009],
    run(rong, sent) {
      if (!rong.settings.history.enabled) return refuse(1009)
      const now = rong.world.clock.now()
      const { startTime, endTime, pageSize, includeStart } = sent
      // 0 stands for "no end" in what the SDKs send.
      const range = {
        startTime,
        endTime: endTime === undefined || endTime === 0 ? now : endTime,
        pageSize,
        includeStart,
      }
      const view = { conversationType, userId: sent.userId, peerId: sent.targetId }
      const data = rong.messages.query(view, range, now).map((message) => ({
        targetId: sent.targetId,
        fromUserId: message.fromUserId,
        busChannel: '',
        messageUID: message.messageUID,
        msgTime: message.sentTime,
        objectName: message.objectName,
        content: message.content,
        expansion: message.extraContent !== undefined,
        extraContent: message.extraContent ?? '',
      }))
      return give({ data })
    },
  })
}
