import type { RecalledAct } from '../../core/recall.ts'
import { UserEvent } from '../push/events.ts'
import { valueOf } from '../reply/content.ts'
import { child, type XmlElement } from '../reply/xml-reader.ts'
import { leaves } from './leaves.ts'

/**
 * What somebody did to cause an event.
 *
 * Source: https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_event_pushes.html
 */
export function recallEvent(root: XmlElement, from: string): RecalledAct {
  const value = (name: string): string => valueOf(root, name) ?? ''
  const name = value('Event')
  const key = value('EventKey')
  switch (name) {
    case 'subscribe':
      return key.startsWith('qrscene_')
        ? { act: 'scan', input: { from, scene: key.slice('qrscene_'.length) } }
        : { act: 'follow', input: from }
    case 'unsubscribe':
      return { act: 'unfollow', input: from }
    case 'SCAN':
      return { act: 'scan', input: { from, scene: key } }
    case 'LOCATION':
      return {
        act: 'report-location',
        input: {
          from,
          latitude: Number(value('Latitude')),
          longitude: Number(value('Longitude')),
          precision: Number(value('Precision')),
        },
      }
    default: {
      const read = UserEvent.safeParse({ event: name, ...details(name, root) })
      return read.success
        ? { act: 'event', input: { ...read.data, from } }
        : { act: 'inject', input: { from, event: name, fields: leaves(root) } }
    }
  }
}

/** The fields of an event as {@link UserEvent} names them; nothing for one it does not know. */
function details(name: string, root: XmlElement): Record<string, unknown> {
  const value = (of: string): string => valueOf(root, of) ?? ''
  const inside = (outer: string, inner: string): string => {
    const element = child(root, outer)
    return element === undefined ? '' : (valueOf(element, inner) ?? '')
  }
  const eventKey = value('EventKey')
  switch (name) {
    case 'CLICK':
      return { eventKey }
    case 'VIEW':
    case 'view_miniprogram':
      return { eventKey, menuId: value('MenuId') || '0' }
    case 'scancode_push':
    case 'scancode_waitmsg':
      return {
        eventKey,
        scanType: inside('ScanCodeInfo', 'ScanType') || 'qrcode',
        scanResult: inside('ScanCodeInfo', 'ScanResult'),
      }
    case 'pic_sysphoto':
    case 'pic_photo_or_album':
    case 'pic_weixin': {
      const list = child(root, 'SendPicsInfo')
      const pictures = list === undefined ? undefined : child(list, 'PicList')
      return { eventKey, md5: (pictures?.children ?? []).map((item) => valueOf(item, 'PicMd5Sum') ?? '') }
    }
    case 'location_select':
      return {
        eventKey,
        latitude: Number(inside('SendLocationInfo', 'Location_X')),
        longitude: Number(inside('SendLocationInfo', 'Location_Y')),
        scale: Number(inside('SendLocationInfo', 'Scale')) || 15,
        label: inside('SendLocationInfo', 'Label'),
        poiname: inside('SendLocationInfo', 'Poiname'),
      }
    case 'TEMPLATESENDJOBFINISH':
      return { msgId: value('MsgID'), status: value('Status') }
    case 'MASSSENDJOBFINISH':
      return {
        msgId: value('MsgID'),
        status: value('Status'),
        total: Number(value('TotalCount')),
        filtered: Number(value('FilterCount')),
        sent: Number(value('SentCount')),
        failed: Number(value('ErrorCount')),
      }
    case 'kf_create_session':
      return { kfAccount: value('KfAccount') }
    case 'kf_close_session':
      return { kfAccount: value('KfAccount') }
    case 'kf_switch_session':
      return { from: value('FromKfAccount'), to: value('ToKfAccount') }
    default:
      return {}
  }
}
