import { refuse } from '../errors.ts'
import { list, object, text } from '../fields.ts'
import { done, give, operation, type OperationDraft, type RongOperation } from '../operation.ts'
import type { z } from 'zod'

const SOURCE = 'https://github.com/rongcloud/server-sdk-nodejs'

const groupId = text('groupId', { max: 64 })
const userId = list('userId', { most: 1000, item: { max: 64 } })
const groupName = text('groupName', { min: 0, max: 128 })

const groupOperation = <B extends z.ZodType>(
  draft: Pick<OperationDraft<B>, 'path' | 'summary' | 'body' | 'run'>,
): RongOperation =>
  operation({ ...draft, encoding: 'form', rows: ['R-27', 'R-38'], source: SOURCE, certainty: 'official' })

/** The life of groups. */
export const groupOperations: readonly RongOperation[] = [
  groupOperation({
    path: '/group/create.json',
    summary: 'Makes a group with its first members.',
    body: object('body', { userId, groupId, groupName: groupName.optional() }),
    run(rong, sent) {
      rong.groups.create(sent.groupId, sent.groupName ?? sent.groupId, sent.userId)
      return done
    },
  }),
  groupOperation({
    path: '/group/join.json',
    summary: 'Adds members.',
    body: object('body', { userId, groupId, groupName: groupName.optional() }),
    run(rong, sent) {
      rong.groups.join(sent.groupId, sent.userId)
      return done
    },
  }),
  groupOperation({
    path: '/group/quit.json',
    summary: 'Takes members out.',
    body: object('body', { userId, groupId }),
    run(rong, sent) {
      rong.groups.leave(sent.groupId, sent.userId)
      return done
    },
  }),
  groupOperation({
    path: '/group/dismiss.json',
    summary: 'Ends a group.',
    body: object('body', { userId: text('userId', { max: 64 }), groupId }),
    run(rong, sent) {
      rong.groups.dismiss(sent.groupId)
      return done
    },
  }),
  groupOperation({
    path: '/group/user/query.json',
    summary: 'Lists the members.',
    body: object('body', { groupId }),
    run(rong, sent) {
      const group = rong.groups.find(sent.groupId)
      if (group === undefined) return refuse(1002, `group ${sent.groupId} does not exist.`)
      return give({ users: [...group.members].map((id) => ({ id })) })
    },
  }),
]
