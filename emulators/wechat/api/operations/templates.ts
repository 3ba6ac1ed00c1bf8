import { z } from 'zod'
import type { User } from '../../account/users.ts'
import { pushEvent } from '../../client/receive.ts'
import { showToUser } from '../../client/show.ts'
import type { Wechat } from '../../wechat.ts'
import { operation, type WechatOperation } from '../dialect.ts'
import { refuse, type ApiError } from '../errors.ts'
import { remark } from '../../remarks.ts'

const TemplateMessage = z.object({
  touser: z.string().optional(),
  template_id: z.string().optional(),
  url: z.string().optional(),
  miniprogram: z.object({ appid: z.string().optional(), pagepath: z.string().optional() }).optional(),
  client_msg_id: z.string().optional(),
  topcolor: z.string().optional(),
  data: z
    .record(z.string(), z.object({ value: z.union([z.string(), z.number()]).optional(), color: z.string().optional() }))
    .optional(),
})
type TemplateMessage = z.output<typeof TemplateMessage>

const LOOP_MS = 60_000
const LOOP_SENDS = 20

function checkData({ data }: TemplateMessage): ApiError | undefined {
  const empty = Object.entries(data ?? {}).find(([, { value = '' }]) => String(value) === '')
  if (empty === undefined) return undefined
  return {
    errcode: 47003,
    says: `argument invalid! data.${empty[0]}.value is empty`,
    why: 'every field of a template needs a value',
  }
}

/**
 * A bot that answers TEMPLATESENDJOBFINISH with a template message never stops. After so many within a minute the loop is
 * cut by sending no more events.
 */
function isLoop(wechat: Wechat, user: User, cause: number): boolean {
  const now = wechat.world.clock.now()
  const recent = wechat.templates.sentAt.filter((at) => now - at < LOOP_MS)
  recent.push(now)
  wechat.templates.sentAt.splice(0, Infinity, ...recent.slice(-100))
  if (recent.length <= LOOP_SENDS) return false
  if (recent.length === LOOP_SENDS + 1) remarkLoop(wechat, user, cause)
  return true
}

function remarkLoop({ world }: Wechat, user: User, cause: number): void {
  const what = {
    en: `More than ${LOOP_SENDS} template messages within a minute: each brings TEMPLATESENDJOBFINISH, and the bot seems to answer it with another. No more events are sent.`,
    zh: `一分钟内发送了超过 ${LOOP_SENDS} 条模板消息：每条都会触发 TEMPLATESENDJOBFINISH，机器人似乎又用模板消息回应。后续事件不再推送。`,
  }
  remark({ world }, 'template-loop', what, { user: user.name, cause })
}

function sendTemplate(wechat: Wechat, user: User, body: TemplateMessage, cause: number): string {
  const { world, settings, templates } = wechat
  templates.lastId += 1n
  const msgId = String(templates.lastId)
  const status = user.muted ? 'failed:user block' : settings.template.status
  if (status === 'success') {
    const text = Object.values(body.data ?? {})
      .map(({ value = '' }) => String(value))
      .join('\n')
    showToUser(
      wechat,
      user,
      { kind: 'template', text, fields: { templateId: body.template_id, url: body.url, data: body.data } },
      'template-message',
      cause,
    )
  }
  if (isLoop(wechat, user, cause)) return msgId
  world.clock.after(settings.template.finishAfterMs, 'the end of a template message to be reported', () => {
    if (world.hasWebhook('wechat')) pushEvent(wechat, user, { event: 'TEMPLATESENDJOBFINISH', msgId, status }, cause)
  })
  return msgId
}

export const templateOperations: readonly WechatOperation[] = [
  operation({
    id: 'wechat.message.template.send',
    verb: 'POST',
    path: '/cgi-bin/message/template/send',
    summary: 'Sends a template message; its end is reported by an event some seconds later.',
    body: TemplateMessage,
    rows: ['W-48'],
    source: 'https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Template_Message_Interface.html',
    certainty: 'official',
    errors: [40003, 40037, 43004, 45009, 47003, 48001],
    permission: 'templates',
    daily: { usual: 100_000 },
    decide(wechat, { body, call }) {
      const user = wechat.users.withOpenid(body.touser ?? '')
      if (user === undefined) return refuse(40003, `touser is ${body.touser ?? 'missing'}`)
      call.entry.user = user.name
      const { templates } = wechat.settings.account
      if (!body.template_id || (templates.length > 0 && !templates.includes(body.template_id)))
        return refuse(40037, `template_id is ${body.template_id ?? 'missing'}`)
      if (!user.subscribed) return refuse(43004, `${user.name} does not follow the account`)
      const refused = checkData(body)
      if (refused !== undefined) return refused
      return () => {
        const msgid = sendTemplate(wechat, user, body, call.entry.seq)
        // The id is a 64-bit number, which JSON.stringify cannot write.
        return { json: { errcode: 0, errmsg: 'ok', msgid }, text: `{"errcode":0,"errmsg":"ok","msgid":${msgid}}` }
      }
    },
  }),
]
