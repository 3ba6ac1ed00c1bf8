import { z } from 'zod'
import { CaipaiError } from '../../core/errors.ts'
import { act } from '../../core/platform.ts'
import type { User } from '../account/users.ts'
import type { Wechat } from '../wechat.ts'
import { pushEvent } from './receive.ts'

const name = z.string().min(1)
const DeskInput = z.union([
  z.strictObject({
    accept: name.describe('The user whom a desk takes'),
    as: name.optional().describe('Which desk; default the one named in the hand-over, or the first'),
  }),
  z.strictObject({ says: z.string().min(1), to: name }),
  z.strictObject({ switch: name.describe('The user who is passed on'), to: name.describe('To this desk') }),
  z.strictObject({ close: name.describe('The user whose session is closed') }),
])

/** What the human service desk does. Sessions go there by transfer_customer_service. */
export const desk = act<Wechat, typeof DeskInput>({
  summary: 'The human service desk takes a user, speaks, passes them on to another desk, or closes the session.',
  input: DeskInput,
  rows: ['W-28'],
  summarise(input) {
    if ('accept' in input) return `the desk takes ${input.accept}`
    if ('says' in input) return `the desk says ${input.says}`
    return 'switch' in input
      ? `the desk passes ${input.switch} on to ${input.to}`
      : `the desk closes the session of ${input.close}`
  },
  run(wechat, input, cause) {
    if ('accept' in input) accept(wechat, atDesk(wechat, input.accept, 'waiting'), input.as, cause)
    else if ('says' in input) say(wechat, atDesk(wechat, input.to, 'talking'), input.says, cause)
    else if ('switch' in input) passOn(wechat, atDesk(wechat, input.switch, 'talking'), input.to, cause)
    else closeSession(wechat, atDesk(wechat, input.close, 'talking'), cause)
  },
})

function atDesk({ users, world }: Wechat, who: string, state: 'waiting' | 'talking'): User {
  const user = users.named(who, world.clock.now())
  if (user.desk?.state === state) return user
  throw new CaipaiError(`${who} is not ${state === 'waiting' ? 'waiting for' : 'talking to'} the service desk`, {
    code: 'WECHAT_NO_DESK_SESSION',
    fix:
      state === 'waiting'
        ? 'The bot has to hand them over first, with a transfer_customer_service reply'
        : 'Let the desk accept them first: desk: { accept: … }',
  })
}

function checkDesk({ settings }: Wechat, account: string): string {
  if (settings.account.desks.includes(account)) return account
  throw new CaipaiError(`there is no service desk ${account}`, {
    code: 'WECHAT_DESK_UNKNOWN',
    fix: `Use one of: ${settings.account.desks.join(', ')} (setting account.desks)`,
  })
}

function accept(wechat: Wechat, user: User, as: string | undefined, cause: number): void {
  const account = checkDesk(wechat, as ?? user.desk?.account ?? wechat.settings.account.desks[0] ?? '')
  talk(wechat, user, account)
  pushEvent(wechat, user, { event: 'kf_create_session', kfAccount: account }, cause)
}

function say(wechat: Wechat, user: User, text: string, cause: number): void {
  const account = user.desk?.account ?? ''
  wechat.world.transcript.add({
    platform: 'wechat',
    conversation: user.name,
    who: 'agent',
    user: account,
    kind: 'text',
    text,
    via: 'desk',
    cause,
  })
  talk(wechat, user, account)
}

function passOn(wechat: Wechat, user: User, to: string, cause: number): void {
  const from = user.desk?.account ?? ''
  talk(wechat, user, checkDesk(wechat, to))
  pushEvent(wechat, user, { event: 'kf_switch_session', from, to }, cause)
}

function closeSession(wechat: Wechat, user: User, cause: number | undefined): void {
  const account = user.desk?.account ?? ''
  user.desk = undefined
  pushEvent(wechat, user, { event: 'kf_close_session', kfAccount: account }, cause)
}

/** The session is alive from now on; it closes by itself when nothing is said for `desk.idleMs`. */
function talk(wechat: Wechat, user: User, account: string): void {
  const { clock } = wechat.world
  const session = { account, state: 'talking', since: clock.now() } as const
  user.desk = session
  clock.after(wechat.settings.desk.idleMs, `the silent desk session of ${user.name} to end`, () => {
    if (user.desk === session && wechat.world.hasWebhook('wechat')) closeSession(wechat, user, undefined)
  })
}

/** A user at the desk has written: the session stays open. */
export function keepSession(wechat: Wechat, user: User): void {
  if (user.desk?.state === 'talking') talk(wechat, user, user.desk.account ?? '')
}
