import { z } from 'zod'
import { degrees, headFields, type PushHead } from './messages.ts'
import { bare, group, text, type XmlField } from './xml.ts'

const eventKey = z.string().describe('EventKey')
const menuId = z.string().regex(/^\d+$/).describe('MenuId: the menu the button belongs to, a number')
const jobId = z.string().regex(/^\d+$/).describe('MsgID of the job, a 64-bit number')
const scan = { eventKey, scanType: z.enum(['qrcode', 'barcode']).default('qrcode'), scanResult: z.string() }
const pictures = { eventKey, md5: z.array(z.string()).min(1).describe('PicMd5Sum of each picture') }
const subscriptions = <Name extends string>(event: Name) =>
  z.strictObject({
    event: z.literal(event),
    list: z
      .array(
        z.strictObject({
          templateId: z.string(),
          status: z.enum(['accept', 'reject']),
          popupScene: z.number().int().optional(),
        }),
      )
      .min(1),
  })

/**
 * The events WeChat pushes, spelled and ordered as on the wire. None has a MsgId.
 *
 * Sources: https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_event_pushes.html,
 * https://developers.weixin.qq.com/doc/service/guide/product/menu/Custom_Menu_Push_Events.html,
 * https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Template_Message_Interface.html,
 * https://developers.weixin.qq.com/doc/service/Customer_Service/Session_control.html
 */
export const UserEvent = z.discriminatedUnion('event', [
  z.strictObject({
    event: z.literal('subscribe'),
    scene: z.string().optional().describe('scene of the QR code; goes out as qrscene_…'),
    ticket: z.string().optional(),
  }),
  z.strictObject({ event: z.literal('unsubscribe') }),
  z.strictObject({ event: z.literal('SCAN'), scene: z.string(), ticket: z.string() }),
  z.strictObject({
    event: z.literal('LOCATION'),
    latitude: z.number(),
    longitude: z.number(),
    precision: z.number().default(30),
  }),
  z.strictObject({ event: z.literal('CLICK'), eventKey }),
  z.strictObject({ event: z.enum(['VIEW', 'view_miniprogram']), eventKey, menuId }),
  z.strictObject({ event: z.enum(['scancode_push', 'scancode_waitmsg']), ...scan }),
  z.strictObject({ event: z.enum(['pic_sysphoto', 'pic_photo_or_album', 'pic_weixin']), ...pictures }),
  z.strictObject({
    event: z.literal('location_select'),
    eventKey,
    latitude: z.number(),
    longitude: z.number(),
    scale: z.number().int().default(15),
    label: z.string().default(''),
    poiname: z.string().default(''),
  }),
  z.strictObject({ event: z.literal('TEMPLATESENDJOBFINISH'), msgId: jobId, status: z.string().default('success') }),
  z.strictObject({
    event: z.literal('MASSSENDJOBFINISH'),
    msgId: jobId,
    status: z.string().default('send success').describe('send success, send fail or err(N)'),
    total: z.number().int().default(0),
    filtered: z.number().int().default(0),
    sent: z.number().int().default(0),
    failed: z.number().int().default(0),
    articleUrls: z.array(z.string()).default([]),
  }),
  z.strictObject({ event: z.literal('kf_create_session'), kfAccount: z.string() }),
  z.strictObject({ event: z.literal('kf_close_session'), kfAccount: z.string(), closeType: z.string().optional() }),
  z.strictObject({ event: z.literal('kf_switch_session'), from: z.string(), to: z.string() }),
  subscriptions('subscribe_msg_popup_event'),
  subscriptions('subscribe_msg_change_event'),
  z.strictObject({
    event: z.literal('subscribe_msg_sent_event'),
    templateId: z.string(),
    msgId: jobId,
    errorCode: z.number().int().default(0),
    errorStatus: z.string().default('success'),
  }),
  z.strictObject({
    event: z.enum(['user_info_modified', 'user_authorization_revoke', 'user_authorization_cancellation']),
    openid: z.string(),
    appid: z.string(),
    revokeInfo: z.string().optional(),
  }),
])
export type UserEvent = z.infer<typeof UserEvent>

/** The elements of an event in wire order. */
export function eventFields(head: PushHead, event: UserEvent): XmlField[] {
  return [...headFields(head), text('MsgType', 'event'), text('Event', event.event), ...detailFields(event)]
}

function detailFields(event: UserEvent): XmlField[] {
  switch (event.event) {
    case 'subscribe':
      return [
        text('EventKey', event.scene === undefined ? '' : `qrscene_${event.scene}`),
        ...(event.ticket === undefined ? [] : [text('Ticket', event.ticket)]),
      ]
    case 'unsubscribe':
      return [text('EventKey', '')]
    case 'SCAN':
      return [text('EventKey', event.scene), text('Ticket', event.ticket)]
    case 'LOCATION':
      return [
        bare('Latitude', degrees(event.latitude)),
        bare('Longitude', degrees(event.longitude)),
        bare('Precision', degrees(event.precision)),
      ]
    case 'CLICK':
      return [text('EventKey', event.eventKey)]
    case 'VIEW':
    case 'view_miniprogram':
      return [text('EventKey', event.eventKey), bare('MenuId', event.menuId)]
    case 'scancode_push':
    case 'scancode_waitmsg':
      return [
        text('EventKey', event.eventKey),
        group('ScanCodeInfo', text('ScanType', event.scanType), text('ScanResult', event.scanResult)),
      ]
    case 'pic_sysphoto':
    case 'pic_photo_or_album':
    case 'pic_weixin':
      return [text('EventKey', event.eventKey), pictureFields(event.md5)]
    case 'location_select':
      return [text('EventKey', event.eventKey), placeFields(event)]
    case 'TEMPLATESENDJOBFINISH':
      return [bare('MsgID', event.msgId), text('Status', event.status)]
    case 'MASSSENDJOBFINISH':
      return massFields(event)
    case 'kf_create_session':
      return [text('KfAccount', event.kfAccount)]
    case 'kf_close_session':
      return [
        text('KfAccount', event.kfAccount),
        ...(event.closeType === undefined ? [] : [text('CloseType', event.closeType)]),
      ]
    case 'kf_switch_session':
      return [text('FromKfAccount', event.from), text('ToKfAccount', event.to)]
    case 'subscribe_msg_popup_event':
      return [group('SubscribeMsgPopupEvent', ...event.list.map(subscriptionFields))]
    case 'subscribe_msg_change_event':
      return [group('SubscribeMsgChangeEvent', ...event.list.map(subscriptionFields))]
    case 'subscribe_msg_sent_event':
      return [
        group(
          'SubscribeMsgSentEvent',
          group(
            'List',
            text('TemplateId', event.templateId),
            text('MsgID', event.msgId),
            bare('ErrorCode', event.errorCode),
            text('ErrorStatus', event.errorStatus),
          ),
        ),
      ]
    case 'user_info_modified':
    case 'user_authorization_revoke':
    case 'user_authorization_cancellation':
      return [
        text('OpenID', event.openid),
        text('AppID', event.appid),
        ...(event.revokeInfo === undefined ? [] : [text('RevokeInfo', event.revokeInfo)]),
      ]
  }
}

type EventOf<Name extends UserEvent['event']> = Extract<UserEvent, { event: Name }>

function pictureFields(md5: readonly string[]): XmlField {
  const items = md5.map((sum) => group('item', text('PicMd5Sum', sum)))
  return group('SendPicsInfo', bare('Count', md5.length), group('PicList', ...items))
}

function placeFields(place: EventOf<'location_select'>): XmlField {
  return group(
    'SendLocationInfo',
    text('Location_X', String(place.latitude)),
    text('Location_Y', String(place.longitude)),
    text('Scale', String(place.scale)),
    text('Label', place.label),
    text('Poiname', place.poiname),
  )
}

function massFields(job: EventOf<'MASSSENDJOBFINISH'>): XmlField[] {
  const urls = job.articleUrls.map((url, index) =>
    group('item', bare('ArticleIdx', index + 1), text('ArticleUrl', url)),
  )
  return [
    bare('MsgID', job.msgId),
    text('Status', job.status),
    bare('TotalCount', job.total),
    bare('FilterCount', job.filtered),
    bare('SentCount', job.sent),
    bare('ErrorCount', job.failed),
    group('CopyrightCheckResult', bare('Count', 0), group('ResultList'), bare('CheckState', 0)),
    ...(urls.length === 0 ? [] : [group('ArticleUrlResult', bare('Count', urls.length), group('ResultList', ...urls))]),
  ]
}

function subscriptionFields(entry: EventOf<'subscribe_msg_popup_event'>['list'][number]): XmlField {
  return group(
    'List',
    text('TemplateId', entry.templateId),
    text('SubscribeStatusString', entry.status),
    ...(entry.popupScene === undefined ? [] : [bare('PopupScene', entry.popupScene)]),
  )
}
