import { describe, expect, it } from 'vitest'
import { eventFields, UserEvent } from '../../emulators/wechat/push/events.ts'
import { messageFields, UserMessage } from '../../emulators/wechat/push/messages.ts'
import { text, writeIndentedXml, writePlainXml } from '../../emulators/wechat/push/xml.ts'

const head = { to: 'gh_0a1b2c3d4e5f', from: 'oEmu0000000000000000000000A1', createTime: 1767225600 }
const TOP = `<xml><ToUserName><![CDATA[gh_0a1b2c3d4e5f]]></ToUserName>
<FromUserName><![CDATA[oEmu0000000000000000000000A1]]></FromUserName>
<CreateTime>1767225600</CreateTime>
`

const message = (given: unknown, msgId: string): string =>
  writePlainXml(messageFields(head, UserMessage.parse(given), msgId))
const event = (given: unknown): string => writePlainXml(eventFields(head, UserEvent.parse(given)))

/** The pages of the documentation with our ids in them; line breaks as in captured bodies. */
describe('W-07 W-08 ordinary messages, byte for byte', () => {
  it.each([
    [
      'text',
      { type: 'text', content: 'hello' },
      '24871234567890123',
      `<MsgType><![CDATA[text]]></MsgType>
<Content><![CDATA[hello]]></Content>
<MsgId>24871234567890123</MsgId>`,
    ],
    [
      'text from a message menu',
      { type: 'text', content: 'good', menuId: '101' },
      '24871234567890125',
      `<MsgType><![CDATA[text]]></MsgType>
<Content><![CDATA[good]]></Content>
<MsgId>24871234567890125</MsgId>
<bizmsgmenuid><![CDATA[101]]></bizmsgmenuid>`,
    ],
    [
      'text from an article',
      { type: 'text', content: 'hi', msgDataId: '2247483651_1', idx: 1 },
      '1',
      `<MsgType><![CDATA[text]]></MsgType>
<Content><![CDATA[hi]]></Content>
<MsgId>1</MsgId>
<MsgDataId><![CDATA[2247483651_1]]></MsgDataId>
<Idx>1</Idx>`,
    ],
    [
      'image',
      { type: 'image', picUrl: 'http://mmbiz.qpic.cn/mmbiz_jpg/EMUpicture01/0', mediaId: 'EMU_image_1' },
      '24871234567890127',
      `<MsgType><![CDATA[image]]></MsgType>
<PicUrl><![CDATA[http://mmbiz.qpic.cn/mmbiz_jpg/EMUpicture01/0]]></PicUrl>
<MsgId>24871234567890127</MsgId>
<MediaId><![CDATA[EMU_image_1]]></MediaId>`,
    ],
    [
      'voice that was understood',
      { type: 'voice', mediaId: 'EMU_voice_1', recognition: '今天几点开门' },
      '24871234567890129',
      `<MsgType><![CDATA[voice]]></MsgType>
<MediaId><![CDATA[EMU_voice_1]]></MediaId>
<Format><![CDATA[amr]]></Format>
<MsgId>24871234567890129</MsgId>
<Recognition><![CDATA[今天几点开门]]></Recognition>`,
    ],
    [
      'voice without recognition',
      { type: 'voice', mediaId: 'V', format: 'speex', mediaId16K: 'V16' },
      '1',
      `<MsgType><![CDATA[voice]]></MsgType>
<MediaId><![CDATA[V]]></MediaId>
<Format><![CDATA[speex]]></Format>
<MsgId>1</MsgId>
<MediaId16K><![CDATA[V16]]></MediaId16K>`,
    ],
    [
      'video',
      { type: 'video', mediaId: 'EMU_video_1', thumbMediaId: 'EMU_thumb_1' },
      '24871234567890131',
      `<MsgType><![CDATA[video]]></MsgType>
<MediaId><![CDATA[EMU_video_1]]></MediaId>
<ThumbMediaId><![CDATA[EMU_thumb_1]]></ThumbMediaId>
<MsgId>24871234567890131</MsgId>`,
    ],
    [
      'shortvideo',
      { type: 'shortvideo', mediaId: 'S', thumbMediaId: 'T' },
      '1',
      `<MsgType><![CDATA[shortvideo]]></MsgType>
<MediaId><![CDATA[S]]></MediaId>
<ThumbMediaId><![CDATA[T]]></ThumbMediaId>
<MsgId>1</MsgId>`,
    ],
    [
      'location: X is the latitude',
      { type: 'location', latitude: 31.230416, longitude: 121.473701, label: '上海市黄浦区' },
      '24871234567890133',
      `<MsgType><![CDATA[location]]></MsgType>
<Location_X>31.230416</Location_X>
<Location_Y>121.473701</Location_Y>
<Scale>15</Scale>
<Label><![CDATA[上海市黄浦区]]></Label>
<MsgId>24871234567890133</MsgId>`,
    ],
    [
      'link',
      { type: 'link', title: 'Opening hours', description: 'All branches', url: 'https://bot.example/hours' },
      '24871234567890135',
      `<MsgType><![CDATA[link]]></MsgType>
<Title><![CDATA[Opening hours]]></Title>
<Description><![CDATA[All branches]]></Description>
<Url><![CDATA[https://bot.example/hours]]></Url>
<MsgId>24871234567890135</MsgId>`,
    ],
  ])('%s', (_, given, msgId, rest) => {
    expect(message(given, msgId)).toBe(`${TOP}${rest}\n</xml>`)
  })
})

describe('W-10 W-11 events, byte for byte', () => {
  it.each([
    ['subscribe', { event: 'subscribe' }, '<EventKey><![CDATA[]]></EventKey>'],
    [
      'subscribe',
      { event: 'subscribe', scene: '4711', ticket: 'gQH5' },
      '<EventKey><![CDATA[qrscene_4711]]></EventKey>\n<Ticket><![CDATA[gQH5]]></Ticket>',
    ],
    ['unsubscribe', { event: 'unsubscribe' }, '<EventKey><![CDATA[]]></EventKey>'],
    [
      'SCAN',
      { event: 'SCAN', scene: '4711', ticket: 'gQH5' },
      '<EventKey><![CDATA[4711]]></EventKey>\n<Ticket><![CDATA[gQH5]]></Ticket>',
    ],
    [
      'LOCATION',
      { event: 'LOCATION', latitude: 31.230416, longitude: 121.473701, precision: 30 },
      '<Latitude>31.230416</Latitude>\n<Longitude>121.473701</Longitude>\n<Precision>30.000000</Precision>',
    ],
    ['CLICK', { event: 'CLICK', eventKey: 'K1' }, '<EventKey><![CDATA[K1]]></EventKey>'],
    [
      'VIEW',
      { event: 'VIEW', eventKey: 'https://bot.example/', menuId: '430000001' },
      '<EventKey><![CDATA[https://bot.example/]]></EventKey>\n<MenuId>430000001</MenuId>',
    ],
    [
      'view_miniprogram',
      { event: 'view_miniprogram', eventKey: 'pages/i', menuId: '430000001' },
      '<EventKey><![CDATA[pages/i]]></EventKey>\n<MenuId>430000001</MenuId>',
    ],
    [
      'scancode_waitmsg',
      { event: 'scancode_waitmsg', eventKey: 'MENU_SCAN', scanResult: 'https://bot.example/i/7' },
      `<EventKey><![CDATA[MENU_SCAN]]></EventKey>
<ScanCodeInfo><ScanType><![CDATA[qrcode]]></ScanType>
<ScanResult><![CDATA[https://bot.example/i/7]]></ScanResult>
</ScanCodeInfo>`,
    ],
    [
      'scancode_push',
      { event: 'scancode_push', eventKey: 'S', scanType: 'barcode', scanResult: 'EAN_13,6901234567892' },
      `<EventKey><![CDATA[S]]></EventKey>
<ScanCodeInfo><ScanType><![CDATA[barcode]]></ScanType>
<ScanResult><![CDATA[EAN_13,6901234567892]]></ScanResult>
</ScanCodeInfo>`,
    ],
    [
      'pic_photo_or_album',
      { event: 'pic_photo_or_album', eventKey: 'MENU_PIC', md5: ['5a75aaca956d97be686719218f275c6b'] },
      `<EventKey><![CDATA[MENU_PIC]]></EventKey>
<SendPicsInfo><Count>1</Count>
<PicList><item><PicMd5Sum><![CDATA[5a75aaca956d97be686719218f275c6b]]></PicMd5Sum>
</item>
</PicList>
</SendPicsInfo>`,
    ],
    [
      'location_select',
      { event: 'location_select', eventKey: 'MENU_LOC', latitude: 31, longitude: 121, label: '上海市黄浦区' },
      `<EventKey><![CDATA[MENU_LOC]]></EventKey>
<SendLocationInfo><Location_X><![CDATA[31]]></Location_X>
<Location_Y><![CDATA[121]]></Location_Y>
<Scale><![CDATA[15]]></Scale>
<Label><![CDATA[上海市黄浦区]]></Label>
<Poiname><![CDATA[]]></Poiname>
</SendLocationInfo>`,
    ],
    [
      'TEMPLATESENDJOBFINISH',
      { event: 'TEMPLATESENDJOBFINISH', msgId: '3000000000000000001' },
      '<MsgID>3000000000000000001</MsgID>\n<Status><![CDATA[success]]></Status>',
    ],
    [
      'MASSSENDJOBFINISH',
      { event: 'MASSSENDJOBFINISH', msgId: '1000000001', total: 100, filtered: 80, sent: 75, failed: 5 },
      `<MsgID>1000000001</MsgID>
<Status><![CDATA[send success]]></Status>
<TotalCount>100</TotalCount>
<FilterCount>80</FilterCount>
<SentCount>75</SentCount>
<ErrorCount>5</ErrorCount>
<CopyrightCheckResult><Count>0</Count>
<ResultList></ResultList>
<CheckState>0</CheckState>
</CopyrightCheckResult>`,
    ],
    [
      'kf_create_session',
      { event: 'kf_create_session', kfAccount: 'desk1@mybot' },
      '<KfAccount><![CDATA[desk1@mybot]]></KfAccount>',
    ],
    [
      'kf_close_session',
      { event: 'kf_close_session', kfAccount: 'desk1@mybot', closeType: 'KF' },
      '<KfAccount><![CDATA[desk1@mybot]]></KfAccount>\n<CloseType><![CDATA[KF]]></CloseType>',
    ],
    [
      'kf_switch_session',
      { event: 'kf_switch_session', from: 'desk1@mybot', to: 'desk2@mybot' },
      '<FromKfAccount><![CDATA[desk1@mybot]]></FromKfAccount>\n<ToKfAccount><![CDATA[desk2@mybot]]></ToKfAccount>',
    ],
    [
      'subscribe_msg_popup_event',
      { event: 'subscribe_msg_popup_event', list: [{ templateId: 'T', status: 'accept', popupScene: 2 }] },
      `<SubscribeMsgPopupEvent><List><TemplateId><![CDATA[T]]></TemplateId>
<SubscribeStatusString><![CDATA[accept]]></SubscribeStatusString>
<PopupScene>2</PopupScene>
</List>
</SubscribeMsgPopupEvent>`,
    ],
    [
      'subscribe_msg_change_event',
      { event: 'subscribe_msg_change_event', list: [{ templateId: 'T', status: 'reject' }] },
      `<SubscribeMsgChangeEvent><List><TemplateId><![CDATA[T]]></TemplateId>
<SubscribeStatusString><![CDATA[reject]]></SubscribeStatusString>
</List>
</SubscribeMsgChangeEvent>`,
    ],
    [
      'subscribe_msg_sent_event',
      { event: 'subscribe_msg_sent_event', templateId: 'T', msgId: '7' },
      `<SubscribeMsgSentEvent><List><TemplateId><![CDATA[T]]></TemplateId>
<MsgID><![CDATA[7]]></MsgID>
<ErrorCode>0</ErrorCode>
<ErrorStatus><![CDATA[success]]></ErrorStatus>
</List>
</SubscribeMsgSentEvent>`,
    ],
    [
      'user_authorization_revoke',
      { event: 'user_authorization_revoke', openid: 'o1', appid: 'wx1', revokeInfo: '1' },
      '<OpenID><![CDATA[o1]]></OpenID>\n<AppID><![CDATA[wx1]]></AppID>\n<RevokeInfo><![CDATA[1]]></RevokeInfo>',
    ],
  ])('%s %j', (name, given, rest) => {
    const written = event(given)
    expect(written).toBe(
      `${TOP}<MsgType><![CDATA[event]]></MsgType>\n<Event><![CDATA[${name}]]></Event>\n${rest}\n</xml>`,
    )
    expect(written).not.toContain('<MsgId>')
  })

  it('article addresses of a mass send stand in an element of their own', () => {
    expect(event({ event: 'MASSSENDJOBFINISH', msgId: '1', articleUrls: ['https://a/1'] }))
      .toContain(`<ArticleUrlResult><Count>1</Count>
<ResultList><item><ArticleIdx>1</ArticleIdx>
<ArticleUrl><![CDATA[https://a/1]]></ArticleUrl>
</item>
</ResultList>
</ArticleUrlResult>`)
  })
})

describe('W-07 the envelope and CDATA', () => {
  it('is indented by four spaces and ends in a newline', () => {
    expect(writeIndentedXml([text('ToUserName', 'gh_0a1b2c3d4e5f'), text('Encrypt', 'abc==')])).toBe(`<xml>
    <ToUserName><![CDATA[gh_0a1b2c3d4e5f]]></ToUserName>
    <Encrypt><![CDATA[abc==]]></Encrypt>
</xml>
`)
  })

  it('splits ]]> and leaves everything else as the user typed it', () => {
    expect(writePlainXml([text('Content', 'a]]>b\n<c>&\u0002')])).toBe(
      '<xml><Content><![CDATA[a]]]]><![CDATA[>b\n<c>&\u0002]]></Content>\n</xml>',
    )
  })
})
