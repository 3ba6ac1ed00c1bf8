import { z } from 'zod'
import { act } from '../../core/platform.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { who } from './who.ts'

const ReadInput = z.union([
  z.literal(true).transform(() => ({ from: 'alice', group: undefined })),
  z.strictObject({
    from: who,
    group: z.string().min(1).optional().describe('Only what stands in this group; default: everything'),
  }),
])

/** A person reads what the robot has sent through the OpenAPI; other messages have no read status. */
export const read = act<Dingtalk, typeof ReadInput>({
  summary: 'A person reads what the robot has sent to them.',
  input: ReadInput,
  rows: ['D-57'],
  summarise: ({ from, group }) => `${from} reads ${group ?? 'everything'}`,
  run({ sent, conversations }, { from, group }) {
    const only = group === undefined ? undefined : conversations.group(group)?.conversationId
    for (const message of sent.to(from))
      if (group === undefined || message.openConversationId === only) message.readBy.add(from)
  },
})
