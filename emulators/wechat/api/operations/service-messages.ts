import { z } from 'zod'
import { describeAccount, permissionsOf } from '../../account/permissions.ts'
import { startTyping } from '../../account/typing.ts'
import { rememberMenuLines, type User } from '../../account/users.ts'
import { ALLOWANCES, spend, windowState } from '../../account/window.ts'
import { showToUser, type Shown } from '../../client/show.ts'
import { remarkLints } from '../../reply/remark.ts'
import { lintText } from '../../reply/text-lints.ts'
import type { Wechat } from '../../wechat.ts'
import { checkContent } from '../custom-content.ts'
import { CustomMessage, MESSAGE_TYPES, type MessageType } from '../custom-message.ts'
import { OK, operation, type ApiRequest, type WechatOperation } from '../dialect.ts'
import { refuse, type ApiError } from '../errors.ts'
import { remark } from '../../remarks.ts'

const isMessageType = (type: string | undefined): type is MessageType => MESSAGE_TYPES.some((known) => known === type)

const mayServe = ({ settings }: Wechat): boolean => permissionsOf(settings.account).includes('service-messages')

/** Says whether a service message may go to the user now. */
function checkWindow({ settings, world }: Wechat, user: User): ApiError | undefined {
  if (user.muted) return refuse(48002)
  if (!user.subscribed) return refuse(45015, `${user.name} does not follow the account`)
  const now = world.clock.now()
  switch (windowState(user.window, now)) {
    case 'open':
      return undefined
    case 'spent':
      return refuse(
        45047,
        `the messages of this window are used up (rules of ${settings.quota.profile}: ${ALLOWANCES[settings.quota.profile].message.count} after a message, ${ALLOWANCES[settings.quota.profile].menu.count} after a tap, follow or scan)`,
      )
    case 'closed':
      return refuse(
        45015,
        user.window === undefined
          ? `${user.name} has done nothing that opens a window`
          : `the window of ${user.name} closed ${Math.round((now - user.window.until) / 1000)} s ago`,
      )
  }
}

function showMessage(
  wechat: Wechat,
  user: User,
  shown: Shown,
  { call, body }: ApiRequest & { readonly body: CustomMessage },
): void {
  if (user.window !== undefined) user.window = spend(user.window)
  const desk = body.customservice?.kf_account
  const fields = {
    ...shown.fields,
    ...(desk === undefined ? {} : { desk }),
    ...(body.aimsgcontext?.is_ai_msg === 1 ? { ai: true } : {}),
  }
  showToUser(wechat, user, { ...shown, fields }, 'service-message', call.entry.seq)
  if (shown.kind === 'menu') rememberMenuLines(user, body.msgmenu?.list ?? [])
  if (shown.kind === 'text') remarkLints(wechat, lintText(shown.text), user.name, call.entry.seq)
}

function remarkEscapes({ settings, world }: Wechat, user: User, cause: number): void {
  const literal = settings.json.unicodeEscapes === 'literal'
  const what = {
    en: `The JSON has \\u escapes instead of UTF-8; ${literal ? 'the user reads the escapes as they stand' : 'they were decoded here, but have been shown as they stand'}.`,
    zh: `JSON 用 \\u 转义代替了 UTF-8；${literal ? '用户会看到转义字符本身' : '这里已解码，但曾有用户看到转义字符本身'}。`,
  }
  remark({ world }, 'unicode-escapes', what, { severity: literal ? 'risky' : 'hint', user: user.name, cause })
}

const TypingRequest = z.object({
  touser: z.string().optional(),
  command: z.string().optional(),
  businessid: z.union([z.string(), z.number()]).optional(),
})

export const serviceMessageOperations: readonly WechatOperation[] = [
  operation({
    id: 'wechat.message.custom.send',
    verb: 'POST',
    path: '/cgi-bin/message/custom/send',
    summary: 'Sends a service message (客服消息) to a user who did something within the window.',
    body: CustomMessage,
    rows: ['W-37', 'W-38', 'W-39', 'W-40', 'W-41'],
    source: 'https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage',
    certainty: 'official',
    errors: [
      40003, 40007, 40008, 40200, 44003, 44004, 45002, 45003, 45004, 45005, 45006, 45008, 45009, 45015, 45047, 45162,
      47001, 48001, 48002, 61451, 61452, 65400,
    ],
    daily: { usual: 500_000, test: 50_000 },
    decide(wechat, request) {
      const { body, literal, call, escapes } = request
      const type = body.msgtype
      if (!isMessageType(type)) return refuse(40008, `msgtype is ${type ?? 'missing'}`)
      const user = wechat.users.withOpenid(body.touser ?? '')
      if (user === undefined) return refuse(40003, `touser is ${body.touser ?? 'missing'}`)
      call.entry.user = user.name
      if (!mayServe(wechat)) return refuse(48001, `${describeAccount(wechat.settings.account)} has no service messages`)
      const refused = checkWindow(wechat, user) ?? checkDesk(wechat, body)
      if (refused !== undefined) return refused
      const shown = checkContent(wechat, type, body, literal)
      if ('errcode' in shown) return shown
      return () => {
        showMessage(wechat, user, shown, request)
        if (escapes) remarkEscapes(wechat, user, call.entry.seq)
        return OK
      }
    },
  }),
  operation({
    id: 'wechat.message.custom.typing',
    verb: 'POST',
    path: '/cgi-bin/message/custom/typing',
    summary: 'Shows the user that an answer is being typed, for 15 s.',
    body: TypingRequest,
    rows: ['W-42'],
    source: 'https://developers.weixin.qq.com/doc/service/api/customer/message/api_typing',
    certainty: 'official',
    errors: [40003, 40200, 45072, 45080, 45081],
    decide(wechat, { body, call }) {
      if (body.command !== 'Typing' && body.command !== 'CancelTyping')
        return refuse(45072, `command is ${body.command ?? 'missing'}`)
      const user = wechat.users.withOpenid(body.touser ?? '')
      if (user === undefined) return refuse(40003, `touser is ${body.touser ?? 'missing'}`)
      call.entry.user = user.name
      if (!mayServe(wechat)) return refuse(40200, `${describeAccount(wechat.settings.account)} has no service messages`)
      if (body.command === 'CancelTyping') {
        return () => {
          if (user.typing.exchangedAt !== undefined) user.typing = { exchangedAt: user.typing.exchangedAt }
          return OK
        }
      }
      const now = wechat.world.clock.now()
      if (windowState(user.window, now) === 'closed') return refuse(45080, 'no window is open for this user')
      const next = startTyping(user.typing, now)
      if ('refused' in next) return refuse(next.refused)
      return () => {
        user.typing = next
        wechat.world.transcript.add({
          platform: 'wechat',
          conversation: user.name,
          who: 'bot',
          user: user.name,
          kind: 'typing',
          via: 'typing',
          cause: call.entry.seq,
        })
        return OK
      }
    },
  }),
]

function checkDesk({ settings }: Wechat, { customservice }: CustomMessage): ApiError | undefined {
  const desk = customservice?.kf_account
  if (customservice === undefined) return undefined
  if (!settings.account.deskEnabled) return refuse(65400)
  if (desk === undefined || !desk.includes('@')) return refuse(61451, `kf_account is ${desk ?? 'missing'}`)
  return settings.account.desks.includes(desk)
    ? undefined
    : refuse(61452, `${desk} is none of ${settings.account.desks.join(', ')}`)
}
