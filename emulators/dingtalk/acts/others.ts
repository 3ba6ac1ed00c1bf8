import { z } from 'zod'
import { CaipaiError } from '../../core/errors.ts'
import { act } from '../../core/platform.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { who } from './who.ts'

const membership = z.union([
  z.string().transform((group) => ({ group, from: 'alice' })),
  z.strictObject({ from: who, group: z.string().min(1).default('ops') }),
])

export const join = act<Dingtalk, typeof membership>({
  summary: 'Somebody enters a group.',
  input: membership,
  summarise: ({ from, group }) => `${from} enters ${group}`,
  run: ({ conversations }, { group, from }) => conversations.join(group, from),
})

export const leave = act<Dingtalk, typeof membership>({
  summary: 'Somebody leaves a group, and cannot be notified there any more.',
  input: membership,
  rows: ['D-18'],
  summarise: ({ from, group }) => `${from} leaves ${group}`,
  run: ({ conversations }, { group, from }) => conversations.leave(group, from),
})

const dissolved = z.union([
  z.string().transform((group) => ({ group })),
  z.strictObject({ group: z.string().min(1).default('ops') }),
])

export const dissolve = act<Dingtalk, typeof dissolved>({
  summary: 'A group is dissolved (解散); nothing can be sent to it any more.',
  input: dissolved,
  summarise: ({ group }) => `${group} is dissolved`,
  run: ({ conversations }, { group }) => conversations.dissolve(group),
})

const nothing = z.union([z.literal(true), z.strictObject({})])

/** The same message, from the bot's side a duplicate: same msgId, signed anew. */
export const redeliver = act<Dingtalk, typeof nothing>({
  summary: 'The newest message is delivered once more, though it was taken: same msgId, new signature.',
  input: nothing,
  rows: ['D-11'],
  summarise: () => 'the newest message is delivered again',
  run({ inbox }, _input, cause) {
    const latest = inbox.latest()
    if (latest !== undefined) {
      latest.again(cause)
      return
    }
    throw new CaipaiError('there is no message that could be delivered again', {
      code: 'NOTHING_TO_REDELIVER',
      fix: 'Let somebody send one first.',
    })
  },
})

export const expireTokens = act<Dingtalk, typeof nothing>({
  summary: 'All access tokens end before their time.',
  input: nothing,
  rows: ['D-29', 'D-30'],
  summarise: () => 'all access tokens end',
  run: ({ tokens }) => tokens.expireAll(),
})
