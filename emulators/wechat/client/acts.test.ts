import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { elementOf, rehearse, textReply, type Rehearsal } from '../../../test/support/wechat-rehearsal.ts'

let stage: Rehearsal
beforeEach(async () => {
  stage = await rehearse()
})
afterEach(() => stage.close())

/** What the newest push says under these names. */
const latest = (...names: string[]): string[] => names.map((name) => elementOf(stage.received.at(-1)?.body ?? '', name))
const NOTICE = 'platform notice 该公众号暂时无法提供服务，请稍后再试'

async function api(path: string, body: object): Promise<Record<string, unknown>> {
  return stage.call(`${path}?access_token=${await stage.token()}`, { body })
}

describe('messages', () => {
  it.each([
    [{ text: 'hi' }, 'text', 'hi'],
    [{ image: 'cat.png' }, 'image', 'cat.png'],
    [{ voice: 'hello.amr' }, 'voice', 'hello.amr'],
    [{ video: 'clip.mp4' }, 'video', 'clip.mp4'],
    [{ shortvideo: 'sight.mp4' }, 'shortvideo', 'sight.mp4'],
    [{ location: { latitude: 31.2, longitude: 121.5, label: '上海' } }, 'location', '上海'],
    [{ link: { title: '营业时间', url: 'https://bot.example/h' } }, 'link', '营业时间'],
  ])('W-08 %j is pushed as %s', async (input, type, shown) => {
    await stage.act('send', input)
    expect((await stage.settled()).what).toBe(type)
    expect(latest('MsgType')).toEqual([type])
    expect(stage.lines('user')).toEqual([`user ${type} ${shown}`])
  })

  it.each([{ file: 'a.pdf' }, { card: 'Bob' }, { miniprogram: 'shop' }, { sticker: 'wave' }])(
    'W-09 %j arrives as the placeholder, or not at all',
    async (input) => {
      await stage.act('send', input)
      await stage.settled()
      expect(latest('MsgType', 'Content')).toEqual(['text', '【收到不支持的消息类型，暂无法显示】'])
      stage.world.patchSettings('wechat', { unsupported: 'silent' })
      await stage.act('send', input)
      expect(stage.received).toHaveLength(1)
    },
  )

  it.each([
    [{ voice: 'a.amr' }, false, ''],
    [{ voice: { recognition: '今天几点开门' } }, true, '今天几点开门'],
  ])('W-08 recognition of %j', async (input, present, heard) => {
    await stage.act('send', input)
    await stage.settled()
    expect(stage.received[0]?.body.includes('<Recognition>')).toBe(present)
    expect(latest('Recognition')).toEqual([heard])
  })

  it('W-08 with recognition switched on, what was not understood is empty', async () => {
    stage.world.patchSettings('wechat', { 'account.speechRecognition': true })
    await stage.act('send', { voice: 'mumble.amr' })
    await stage.settled()
    expect(stage.received[0]?.body).toContain('<Recognition><![CDATA[]]></Recognition>')
  })

  it('W-08 an article the user writes from', async () => {
    await stage.act('send', { text: 'hi', article: { msgDataId: '2247483651_1', idx: 2 } })
    await stage.settled()
    expect(latest('MsgDataId', 'Idx')).toEqual(['2247483651_1', '2'])
  })

  it.each([{}, { text: 'a', image: 'b' }, { text: 'a', colour: 'red' }])('refuses %j', async (input) => {
    await expect(stage.act('send', input)).rejects.toMatchObject({ code: 'SETTINGS_INVALID' })
    expect(stage.received).toEqual([])
  })
})

describe('following and scanning', () => {
  it('W-10 W-20 follow, write, leave; nobody who has left can write', async () => {
    stage.bot = ({ body }, response) => void response.end(textReply(body, '欢迎'))
    await stage.act('follow', 'bob')
    await stage.settled()
    expect(latest('Event', 'EventKey', 'MsgId')).toEqual(['subscribe', '', ''])
    expect(stage.lines('bot')).toEqual(['bot text 欢迎'])
    await expect(stage.act('follow', 'bob')).rejects.toMatchObject({ code: 'WECHAT_FOLLOWING' })
    await stage.act('unfollow', 'bob')
    await stage.settled()
    expect(latest('Event')).toEqual(['unsubscribe'])
    expect(stage.lines('bot')).toHaveLength(1)
    await expect(stage.act('send', { from: 'bob', text: 'hi' })).rejects.toMatchObject({ code: 'WECHAT_NOT_FOLLOWING' })
  })

  it('W-11 one event for a stranger with qrscene_, SCAN without it for a follower', async () => {
    await stage.act('scan', { from: 'carol', scene: '4711' })
    await stage.settled()
    const [event, key, ticket] = latest('Event', 'EventKey', 'Ticket')
    expect([event, key]).toEqual(['subscribe', 'qrscene_4711'])
    expect(ticket).toMatch(/^gQ\w{92}==$/)
    await stage.act('scan', { from: 'carol', scene: '4711' })
    await stage.settled()
    expect(latest('Event', 'EventKey', 'Ticket')).toEqual(['SCAN', '4711', ticket])
    expect(stage.received).toHaveLength(2)
  })

  it('W-49 W-11 a code made by the bot is shown, scanned by its ticket, and expires', async () => {
    const created = await api('/cgi-bin/qrcode/create', {
      expire_seconds: 120,
      action_name: 'QR_STR_SCENE',
      action_info: { scene: { scene_str: 'table-7' } },
    })
    expect(created).toEqual({
      ticket: expect.any(String),
      expire_seconds: 120,
      url: expect.stringMatching(/^http:\/\/weixin\.qq\.com\/q\/02/),
    })
    const picture = await fetch(
      `${stage.world.baseUrl}/cgi-bin/showqrcode?ticket=${encodeURIComponent(String(created['ticket']))}`,
    )
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpg'])
    expect((await fetch(`${stage.world.baseUrl}/cgi-bin/showqrcode?ticket=nothing`)).status).toBe(404)
    await stage.act('scan', { from: 'dave', ticket: created['ticket'] })
    await stage.settled()
    expect(latest('EventKey')).toEqual(['qrscene_table-7'])
    await stage.world.clock.advance(121_000)
    await expect(stage.act('scan', { from: 'dave', ticket: created['ticket'] })).rejects.toMatchObject({
      code: 'WECHAT_QR_EXPIRED',
    })
    await expect(stage.act('scan', { ticket: 'nothing' })).rejects.toMatchObject({ code: 'WECHAT_QR_UNKNOWN' })
  })

  it('W-58 a test account has a hundred followers', async () => {
    stage.world.patchSettings('wechat', { 'account.kind': 'test' })
    await stage.act('send', { crowd: 100, text: 'hi' })
    await expect(stage.act('follow', 'one-too-many')).rejects.toMatchObject({ code: 'WECHAT_FOLLOWERS_FULL' })
  })

  it('W-39 W-48 somebody who has switched messages off is refused with 48002, and a template fails', async () => {
    await stage.act('send', 'hi')
    await stage.settled()
    await stage.act('mute', 'alice')
    const touser = stage.openid()
    expect(
      await api('/cgi-bin/message/custom/send', { touser, msgtype: 'text', text: { content: 'x' } }),
    ).toMatchObject({ errcode: 48002 })
    expect(await api('/cgi-bin/message/template/send', { touser, template_id: 'T', data: {} })).toMatchObject({
      errcode: 0,
    })
    await stage.settled()
    expect(latest('Event', 'Status')).toEqual(['TEMPLATESENDJOBFINISH', 'failed:user block'])
  })
})

describe('menus', () => {
  const menu = {
    button: [
      { type: 'click', name: '今日', key: 'K1' },
      {
        name: '更多',
        sub_button: [
          { type: 'view', name: '网页', url: 'https://bot.example/' },
          { type: 'miniprogram', name: '小程序', url: 'https://bot.example/', appid: 'wx1', pagepath: 'pages/i' },
          { type: 'scancode_waitmsg', name: '扫码', key: 'S' },
          { type: 'pic_sysphoto', name: '拍照', key: 'P' },
          { type: 'location_select', name: '位置', key: 'L' },
        ],
      },
    ],
  }

  it.each([
    ['今日', ['CLICK', 'K1']],
    ['K1', ['CLICK', 'K1']],
    ['网页', ['VIEW', 'https://bot.example/']],
    ['小程序', ['view_miniprogram', 'pages/i']],
    ['扫码', ['scancode_waitmsg', 'S']],
  ])('W-46 a tap on %s pushes %j', async (on, expected) => {
    expect(await api('/cgi-bin/menu/create', menu)).toEqual({ errcode: 0, errmsg: 'ok' })
    await stage.act('tap', on)
    await stage.settled()
    expect(latest('Event', 'EventKey')).toEqual(expected)
  })

  it('W-12 pictures and places come as an event and as messages', async () => {
    await api('/cgi-bin/menu/create', menu)
    await stage.act('tap', { on: '拍照', pictures: 2 })
    for (let push = 0; push < 3; push += 1) await stage.settled()
    const types = stage.received.map(({ body }) => elementOf(body, 'Event') || elementOf(body, 'MsgType'))
    expect(types.sort()).toEqual(['image', 'image', 'pic_sysphoto'])
    await stage.act('tap', '位置')
    const two = [(await stage.settled()).what, (await stage.settled()).what]
    expect(two.sort()).toEqual(['event location_select', 'location'])
  })

  it('W-40 a line of a message menu, and a link that acts like one, push bizmsgmenuid and count as a tap', async () => {
    await stage.act('send', 'hi')
    await stage.settled()
    const touser = stage.openid()
    await api('/cgi-bin/message/custom/send', {
      touser,
      msgtype: 'msgmenu',
      msgmenu: { list: [{ id: '101', content: '满意' }] },
    })
    await api('/cgi-bin/message/custom/send', {
      touser,
      msgtype: 'text',
      text: {
        content: '<a href="weixin://bizmsgmenu?msgmenucontent=%E4%B8%8D%E6%BB%A1%E6%84%8F&msgmenuid=102">不满意</a>',
      },
    })
    for (const [on, id] of [
      ['满意', '101'],
      ['不满意', '102'],
      ['满意', '101'],
    ]) {
      await stage.act('tap', on)
      await stage.settled()
      expect(latest('MsgType', 'Content', 'bizmsgmenuid')).toEqual(['text', on, id])
    }
    const ids = stage.received.map(({ body }) => elementOf(body, 'MsgId'))
    expect(new Set(ids).size).toBe(4)
    // The window of the first message is over after 48 h; a tap opens one of a minute.
    await stage.world.clock.advance(49 * 3_600_000)
    await stage.act('tap', '满意')
    await stage.settled()
    await stage.world.clock.advance(61_000)
    expect(
      await api('/cgi-bin/message/custom/send', { touser, msgtype: 'text', text: { content: 'x' } }),
    ).toMatchObject({ errcode: 45015 })
  })

  it('W-38 a click opens a window of one minute for three messages', async () => {
    await stage.act('event', { event: 'CLICK', eventKey: 'K1' })
    await stage.settled()
    const touser = stage.openid()
    const codes: unknown[] = []
    // The menu counts only when nothing larger is open, so alice must not have written before.
    for (let count = 0; count < 4; count += 1)
      codes.push(
        (await api('/cgi-bin/message/custom/send', { touser, msgtype: 'text', text: { content: 'x' } }))['errcode'],
      )
    expect(codes).toEqual([0, 0, 0, 45047])
  })

  it('says what can be tapped', async () => {
    await expect(stage.act('tap', 'nothing')).rejects.toMatchObject({
      code: 'WECHAT_NOTHING_TO_TAP',
      fix: expect.stringContaining('event: CLICK'),
    })
    await api('/cgi-bin/menu/create', menu)
    await expect(stage.act('tap', 'nothing')).rejects.toMatchObject({
      fix: 'Tap one of: 今日, 网页, 小程序, 扫码, 拍照, 位置',
    })
  })
})

describe('events and what no document knows', () => {
  it('W-10 the position of a user, and a mass send that is reported by a helper', async () => {
    await stage.act('report-location', {})
    await stage.settled()
    expect(latest('Event', 'Latitude')).toEqual(['LOCATION', '31.230416'])
    await stage.act('event', { event: 'MASSSENDJOBFINISH', msgId: '1000000001' })
    await stage.settled()
    expect(latest('FromUserName')).toEqual(['mphelper'])
    expect(stage.received.at(-1)?.query.get('openid')).toBe('mphelper')
  })

  it.each([
    ['event', { event: 'subscribe' }, true],
    ['event', { event: 'CLICK', eventKey: 'K' }, true],
    ['event', { event: 'SCAN', scene: '1', ticket: 'T' }, true],
    ['event', { event: 'scancode_waitmsg', eventKey: 'K', scanResult: 'x' }, true],
    ['event', { event: 'VIEW', eventKey: 'u', menuId: '1' }, false],
    ['event', { event: 'LOCATION', latitude: 1, longitude: 2 }, false],
    ['event', { event: 'TEMPLATESENDJOBFINISH', msgId: '1' }, false],
    ['event', { event: 'kf_create_session', kfAccount: 'desk1@caipai' }, false],
    ['unfollow', 'alice', false],
    ['inject', { event: 'x_future_event' }, false],
    ['inject', { msgType: 'x_future_type' }, true],
  ])('W-20 a failed %s %j shows the notice: %s', async (verb, input, notified) => {
    stage.bot = (_request, response) => void response.writeHead(500).end()
    await stage.act(verb, input)
    expect((await stage.settled()).ended).toMatchObject({ outcome: 'bad-status', attempts: 4 })
    expect(stage.lines('platform')).toEqual(notified ? [NOTICE] : [])
  })

  it('W-14 any event, message type or XML', async () => {
    await stage.act('inject', { event: 'X_Future', fields: { EventKey: 'a', Count: 3 } })
    await stage.settled()
    expect(stage.received.at(-1)?.body).toMatch(
      /<Event><!\[CDATA\[X_Future\]\]><\/Event>\n<EventKey><!\[CDATA\[a\]\]><\/EventKey>\n<Count>3<\/Count>\n<\/xml>$/,
    )
    await stage.act('inject', { msgType: 'hologram', fields: {} })
    await stage.settled()
    expect(latest('MsgType', 'MsgId')).toEqual(['hologram', expect.stringMatching(/^\d{17}$/)])
    await stage.act('inject', {
      xml: '<xml><ToUserName>{{to}}</ToUserName><FromUserName>{{from}}</FromUserName><CreateTime>{{time}}</CreateTime><MsgType>event</MsgType></xml>',
    })
    await stage.settled()
    expect(stage.received.at(-1)?.body).toMatch(
      /^<xml><ToUserName>gh_c0ffee0ca1fa<\/ToUserName><FromUserName>o[\w-]{27}<\/FromUserName><CreateTime>\d{10}<\/CreateTime><MsgType>event<\/MsgType><\/xml>$/,
    )
  })
})

describe('the human service desk', () => {
  const transfer = (body: string, desk = ''): string =>
    textReply(body, 'x')
      .replace('[text]', '[transfer_customer_service]')
      .replace(/<Content>.*<\/Content>/, desk)

  async function handOver(desk = ''): Promise<void> {
    stage.bot = ({ body }, response) =>
      void response.end(elementOf(body, 'Content') === '人工' ? transfer(body, desk) : 'success')
    await stage.act('send', '人工')
    await stage.settled()
  }

  it('W-28 takes over: messages bypass the bot while it talks, kf_ events report it', async () => {
    await handOver()
    expect(stage.world.transcript.lines().at(-1)).toMatchObject({ kind: 'transfer', via: 'passive-reply' })
    await stage.act('send', '还在等')
    expect((await stage.settled()).what).toBe('text')
    await stage.act('desk', { accept: 'alice' })
    await stage.settled()
    expect(latest('Event', 'KfAccount')).toEqual(['kf_create_session', 'desk1@caipai'])
    const before = stage.received.length
    await stage.act('send', '您好')
    await stage.act('desk', { says: '请讲', to: 'alice' })
    expect(stage.received).toHaveLength(before)
    expect(stage.lines().slice(-2)).toEqual(['user text 您好', 'agent text 请讲'])
    await stage.act('desk', { switch: 'alice', to: 'desk2@caipai' })
    await stage.settled()
    expect(latest('Event', 'FromKfAccount', 'ToKfAccount')).toEqual([
      'kf_switch_session',
      'desk1@caipai',
      'desk2@caipai',
    ])
    await stage.act('desk', { close: 'alice' })
    await stage.settled()
    expect(latest('Event', 'KfAccount')).toEqual(['kf_close_session', 'desk2@caipai'])
    await stage.act('send', '回来了')
    expect((await stage.settled()).what).toBe('text')
  })

  it('W-28 a silent session ends after 30 minutes, a lively one does not', async () => {
    await handOver('<TransInfo><KfAccount>desk2@caipai</KfAccount></TransInfo>')
    await stage.act('desk', { accept: 'alice' })
    await stage.settled()
    expect(latest('KfAccount')).toEqual(['desk2@caipai'])
    await stage.world.clock.advance(20 * 60_000)
    await stage.act('send', '还在')
    await stage.world.clock.advance(20 * 60_000)
    expect(latest('Event')).toEqual(['kf_create_session'])
    await stage.world.clock.advance(11 * 60_000)
    await stage.settled()
    expect(latest('Event')).toEqual(['kf_close_session'])
  })

  it('W-28 says what is missing', async () => {
    await expect(stage.act('desk', { accept: 'alice' })).rejects.toMatchObject({ code: 'WECHAT_NO_DESK_SESSION' })
    await handOver()
    await expect(stage.act('desk', { accept: 'alice', as: 'no@one' })).rejects.toMatchObject({
      code: 'WECHAT_DESK_UNKNOWN',
    })
    await expect(stage.act('desk', { says: 'x', to: 'alice' })).rejects.toMatchObject({
      fix: expect.stringContaining('accept'),
    })
  })
})
