import { z } from 'zod'
import { CaipaiError } from '../../core/errors.ts'
import { act } from '../../core/platform.ts'
import type { QrCode } from '../account/qrcodes.ts'
import { follow as becomeFollower, unfollow as leave, type User } from '../account/users.ts'
import type { Wechat } from '../wechat.ts'
import { pushEvent } from './receive.ts'
import { userWhoWrites, who } from './send.ts'

const MOST_FOLLOWERS_OF_A_TEST_ACCOUNT = 100

const byName = z.union([
  z
    .string()
    .min(1)
    .transform((from) => ({ from })),
  z.strictObject({ from: who }),
])

function addFollower({ users, settings, world }: Wechat, user: User, code?: QrCode): void {
  if (settings.account.kind === 'test' && users.followers().length >= MOST_FOLLOWERS_OF_A_TEST_ACCOUNT) {
    throw new CaipaiError(`a test account has at most ${MOST_FOLLOWERS_OF_A_TEST_ACCOUNT} followers`, {
      code: 'WECHAT_FOLLOWERS_FULL',
      fix: 'Let somebody leave first, or set account.kind to service or subscription',
    })
  }
  const scene = code === undefined ? undefined : { subscribeScene: 'ADD_SCENE_QR_CODE', qrScene: code.scene }
  becomeFollower(user, world.clock.now(), scene)
}

export const follow = act<Wechat, typeof byName>({
  summary: 'Somebody who does not follow the account yet, or has left, follows it.',
  input: byName,
  rows: ['W-10'],
  summarise: ({ from }) => `${from} follows`,
  run(wechat, { from }, cause) {
    const user = wechat.users.stranger(from)
    if (user.subscribed) {
      throw new CaipaiError(`${from} follows the account already`, {
        code: 'WECHAT_FOLLOWING',
        fix: 'People follow from their first act on; let another name follow, or let this one unfollow first',
      })
    }
    addFollower(wechat, user)
    pushEvent(wechat, user, { event: 'subscribe' }, cause)
  },
})

export const unfollow = act<Wechat, typeof byName>({
  summary: 'A follower leaves the account; nothing can be sent to them any more.',
  input: byName,
  rows: ['W-10'],
  summarise: ({ from }) => `${from} unfollows`,
  run(wechat, { from }, cause) {
    const user = userWhoWrites(wechat, from)
    leave(user)
    pushEvent(wechat, user, { event: 'unsubscribe' }, cause)
  },
})

export const mute = act<Wechat, typeof byName>({
  summary: 'A follower switches the messages of the account off; service messages are refused with 48002.',
  input: byName,
  rows: ['W-39'],
  summarise: ({ from }) => `${from} switches messages off`,
  run(wechat, { from }) {
    userWhoWrites(wechat, from).muted = true
  },
})

const ScanInput = z.union([
  z
    .string()
    .min(1)
    .transform((scene) => ({ from: 'alice', scene, ticket: undefined })),
  z.strictObject({
    from: who,
    scene: z
      .string()
      .min(1)
      .optional()
      .describe('The scene of the code; one that the bot has created, or else one that was printed long ago'),
    ticket: z.string().optional().describe('Or its ticket'),
  }),
])

export const scan = act<Wechat, typeof ScanInput>({
  summary: 'Somebody scans a parametric QR code; whoever has done nothing before is a stranger and follows by it.',
  input: ScanInput,
  rows: ['W-11', 'W-49'],
  summarise: ({ from, scene, ticket }) => `${from} scans ${scene ?? ticket ?? 'nothing'}`,
  run(wechat, input, cause) {
    const user = wechat.users.stranger(input.from)
    const code = codeFor(wechat, input)
    if (user.subscribed) {
      pushEvent(wechat, user, { event: 'SCAN', scene: code.scene, ticket: code.ticket }, cause)
      return
    }
    addFollower(wechat, user, code)
    pushEvent(wechat, user, { event: 'subscribe', scene: code.scene, ticket: code.ticket }, cause)
  },
})

function codeFor({ qrcodes, world }: Wechat, { scene, ticket }: z.output<typeof ScanInput>): QrCode {
  const now = world.clock.now()
  const known = ticket === undefined ? qrcodes.withScene(scene ?? '') : qrcodes.withTicket(ticket)
  if (known !== undefined && now < known.expiresAt) return known
  if (known !== undefined) {
    throw new CaipaiError(`the QR code with the scene ${known.scene} has expired`, {
      code: 'WECHAT_QR_EXPIRED',
      fix: 'Let the bot create another, or scan it earlier',
    })
  }
  if (scene !== undefined) return qrcodes.create(scene, undefined, now)
  throw new CaipaiError('there is no QR code with this ticket', {
    code: 'WECHAT_QR_UNKNOWN',
    fix: 'Give the scene of the code instead, or the ticket that qrcode/create has answered',
  })
}
