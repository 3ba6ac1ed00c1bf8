import { z } from 'zod'
import { act } from '../../core/platform.ts'
import { pushToBot } from '../push/deliver.ts'
import { UserEvent } from '../push/events.ts'
import { headFields } from '../push/messages.ts'
import { bare, text, type XmlField } from '../push/xml.ts'
import { nextMsgId, type Wechat } from '../wechat.ts'
import { headOf, pushEvent } from './receive.ts'
import { userWhoWrites, who } from './send.ts'

const [first, ...others] = UserEvent.options.map((option) => (option as z.ZodObject).extend({ from: who }))
const EventInput = z.union([first!, ...others]) as unknown as z.ZodType<
  UserEvent & { from: string },
  UserEvent & { from?: string }
>

/** Mass sending is reported by a helper account, not by a follower. */
const SYSTEM_SENDER = 'mphelper'

export const event = act<Wechat, typeof EventInput>({
  summary: 'Pushes any event of the documents, as it stands there: { event: CLICK, eventKey: K1 }.',
  input: EventInput,
  rows: ['W-10', 'W-12'],
  summarise: ({ from, event: name }) => `${from}: event ${name}`,
  run(wechat, { from, ...given }, cause) {
    const user = userWhoWrites(wechat, from)
    pushEvent(
      wechat,
      user,
      given as UserEvent,
      cause,
      given.event === 'MASSSENDJOBFINISH' ? SYSTEM_SENDER : user.openid,
    )
  },
})

const LocationInput = z.strictObject({
  from: who,
  latitude: z.number().min(-90).max(90).default(31.230416),
  longitude: z.number().min(-180).max(180).default(121.473701),
  precision: z.number().positive().default(30).describe('In metres'),
})

export const reportLocation = act<Wechat, typeof LocationInput>({
  summary: 'A user who has agreed to it opens the chat, and WeChat reports where they are.',
  input: LocationInput,
  rows: ['W-10'],
  summarise: ({ from, latitude, longitude }) => `${from} is at ${latitude}, ${longitude}`,
  run(wechat, { from, ...place }, cause) {
    pushEvent(wechat, userWhoWrites(wechat, from), { event: 'LOCATION', ...place }, cause)
  },
})

const value = z.union([z.string(), z.number()])
const InjectInput = z.union([
  z.strictObject({
    from: who,
    xml: z.string().describe('A body to push byte for byte; {{to}}, {{from}}, {{time}} and {{msgId}} are filled in'),
  }),
  z.strictObject({
    from: who,
    event: z.string().describe('The name of an event that no document knows'),
    fields: z.record(z.string(), value).default({}).describe('Its elements: texts go into CDATA, numbers stand bare'),
  }),
  z.strictObject({
    from: who,
    msgType: z.string().describe('The name of a message type that no document knows'),
    fields: z.record(z.string(), value).default({}),
  }),
])

export const inject = act<Wechat, typeof InjectInput>({
  summary: 'Pushes something no document knows: an event or message type of the future, or any XML.',
  input: InjectInput,
  rows: ['W-14'],
  summarise: (input) =>
    `${input.from}: ${'xml' in input ? 'XML as it stands' : 'event' in input ? `event ${input.event}` : input.msgType}`,
  run(wechat, input, cause) {
    const user = userWhoWrites(wechat, input.from)
    const head = headOf(wechat, user)
    const msgId = nextMsgId(wechat)
    const event = 'event' in input
    const filled = { to: head.to, from: head.from, time: String(head.createTime), msgId }
    const content =
      'xml' in input
        ? input.xml.replace(/\{\{(to|from|time|msgId)\}\}/g, (_whole, name: keyof typeof filled) => filled[name])
        : [
            ...headFields(head),
            text('MsgType', event ? 'event' : input.msgType),
            ...(event ? [text('Event', input.event)] : []),
            ...Object.entries(input.fields).map(fieldOf),
            ...(event ? [] : [bare('MsgId', msgId)]),
          ]
    pushToBot(wechat, {
      what: 'xml' in input ? 'injected XML' : event ? `event ${input.event}` : input.msgType,
      user,
      content,
      ids: event || 'xml' in input ? {} : { MsgId: msgId },
      event: event || ('xml' in input && /<MsgType>(?:<!\[CDATA\[)?event\b/.test(input.xml)),
      notifies: !event,
      cause,
    })
  },
})

function fieldOf([name, given]: [string, string | number]): XmlField {
  return typeof given === 'number' ? bare(name, given) : text(name, given)
}
