import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { elementOf, rehearse, type Rehearsal } from '../../../../test/support/wechat-rehearsal.ts'
import { operations } from './index.ts'
import { ERRORS } from '../errors.ts'

let stage: Rehearsal
let access_token: string
beforeEach(async () => {
  stage = await rehearse()
  access_token = await stage.token()
})
afterEach(() => stage.close())

const OK = { errcode: 0, errmsg: 'ok' }
const post = (path: string, body: object, raw?: string) =>
  stage.call(`${path}?access_token=${access_token}`, raw === undefined ? { body } : { raw })
const get = (path: string, query = '') => stage.call(`${path}?access_token=${access_token}${query}`)

async function meet(name = 'alice'): Promise<string> {
  await stage.act('send', { from: name, text: 'hi' })
  await stage.settled()
  return elementOf(stage.received.at(-1)?.body ?? '', 'FromUserName')
}

describe('the menu', () => {
  const create = (button: unknown) => post('/cgi-bin/menu/create', { button } as object)
  const click = { type: 'click', name: '今日', key: 'K1' }

  it('W-46 is created, told in both shapes, and deleted', async () => {
    expect(await get('/cgi-bin/menu/get')).toMatchObject({ errcode: 46003 })
    expect(
      await create([
        click,
        { name: '更多', sub_button: [{ type: 'view', name: '网页', url: 'https://bot.example/' }] },
      ]),
    ).toEqual(OK)
    expect(await get('/cgi-bin/menu/get')).toEqual({
      menu: {
        button: [
          { ...click, sub_button: [] },
          { name: '更多', sub_button: [{ type: 'view', name: '网页', url: 'https://bot.example/', sub_button: [] }] },
        ],
      },
    })
    expect(await get('/cgi-bin/get_current_selfmenu_info')).toEqual({
      is_menu_open: 1,
      selfmenu_info: {
        button: [
          click,
          { name: '更多', sub_button: { list: [{ type: 'view', name: '网页', url: 'https://bot.example/' }] } },
        ],
      },
    })
    expect(await get('/cgi-bin/menu/delete')).toEqual(OK)
    expect(await get('/cgi-bin/get_current_selfmenu_info')).toEqual({ is_menu_open: 0, selfmenu_info: { button: [] } })
  })

  it.each([
    [[], 40016],
    [[click, click, click, click], 40016],
    [[{ name: 'a', type: 'dance' }], 40017],
    [[{ ...click, name: '' }], 40018],
    [[{ ...click, name: '一二三四五六' }], 40018],
    [[{ ...click, key: '' }], 40019],
    [[{ ...click, key: 'k'.repeat(129) }], 40019],
    [[{ type: 'view', name: 'a' }], 40020],
    [[{ type: 'view', name: 'a', url: `https://a/${'u'.repeat(1024)}` }], 40020],
    [[{ type: 'view', name: 'a', url: 'javascript:alert(1)' }], 65317],
    [[{ type: 'media_id', name: 'a' }], 40007],
    [[{ name: 'a', sub_button: [click, click, click, click, click, click] }], 40023],
    [[{ name: 'a', sub_button: [{ name: 'b' }] }], 40024],
    [[{ name: 'a', sub_button: [{ ...click, name: '字'.repeat(21) }] }], 40025],
    [[{ name: 'a', sub_button: [{ type: 'click', name: 'b' }] }], 40026],
    [[{ name: 'a', sub_button: [{ type: 'view', name: 'b' }] }], 40027],
  ])('W-46 %# is refused with %d', async (button, errcode) => {
    expect(await create(button)).toMatchObject({ errcode })
  })

  it('W-46 links to listed domains only, when a list is set', async () => {
    stage.world.patchSettings('wechat', { 'account.contentDomains': ['good.example'] })
    const view = (host: string) => ({ type: 'view', name: 'a', url: `https://${host}/` })
    expect(await create([view('good.example')])).toEqual(OK)
    expect(await create([view('bad.example')])).toMatchObject({ errcode: 40055 })
    expect(await create([{ name: 'a', sub_button: [view('bad.example')] }])).toMatchObject({ errcode: 40054 })
  })

  it('W-41 40033 for \\u escapes, by a switch', async () => {
    const raw = '{"button":[{"type":"click","name":"\\u4eca\\u65e5","key":"K1"}]}'
    expect(await post('/cgi-bin/menu/create', {}, raw)).toMatchObject({ errcode: 40033 })
    stage.world.patchSettings('wechat', { 'json.unicodeEscapes': 'decode' })
    expect(await post('/cgi-bin/menu/create', {}, raw)).toEqual(OK)
    await stage.act('tap', '今日')
  })

  it('W-58 100 menus a day for a test account', async () => {
    stage.world.patchSettings('wechat', { 'account.kind': 'test' })
    for (let count = 0; count < 100; count += 1) await create([click])
    expect(await create([click])).toMatchObject({ errcode: 45009 })
  })
})

describe('users', () => {
  it('W-47 a follower without name and picture, somebody who has left, and nobody', async () => {
    await stage.act('scan', { from: 'bob', scene: '4711' })
    await stage.settled()
    const openid = elementOf(stage.received[0]?.body ?? '', 'FromUserName')
    expect(await get('/cgi-bin/user/info', `&openid=${openid}&lang=en`)).toEqual({
      subscribe: 1,
      openid,
      nickname: '',
      sex: 0,
      language: 'en',
      city: '',
      province: '',
      country: '',
      headimgurl: '',
      subscribe_time: expect.any(Number),
      remark: '',
      groupid: 0,
      tagid_list: [],
      subscribe_scene: 'ADD_SCENE_QR_CODE',
      qr_scene: 4711,
      qr_scene_str: '',
    })
    stage.world.patchSettings('wechat', { 'account.openPlatform': true })
    expect(await get('/cgi-bin/user/info', `&openid=${openid}`)).toMatchObject({
      unionid: expect.stringMatching(/^o/),
      language: 'zh_CN',
    })
    await stage.act('unfollow', 'bob')
    expect(await get('/cgi-bin/user/info', `&openid=${openid}`)).toEqual({ subscribe: 0, openid, tagid_list: [] })
    expect(await get('/cgi-bin/user/info', '&openid=nobody')).toMatchObject({ errcode: 40003 })
  })

  it('W-47 batches of up to a hundred', async () => {
    const openid = await meet()
    const batch = (list: unknown) => post('/cgi-bin/user/info/batchget', { user_list: list } as object)
    expect(await batch([{ openid }])).toMatchObject({ user_info_list: [{ openid, subscribe: 1 }] })
    expect(await batch([])).toMatchObject({ errcode: 40032 })
    expect(await batch(Array.from({ length: 101 }, () => ({ openid })))).toMatchObject({ errcode: 40032 })
    expect(await batch([{ openid: 'nobody' }])).toMatchObject({ errcode: 40003 })
  })

  it('W-47 pages of followers, the last one empty', async () => {
    const [first, second] = [await meet('alice'), await meet('bob')]
    expect(await get('/cgi-bin/user/get')).toEqual({
      total: 2,
      count: 2,
      data: { openid: [first, second] },
      next_openid: second,
    })
    expect(await get('/cgi-bin/user/get', `&next_openid=${first}`)).toMatchObject({
      total: 2,
      count: 1,
      data: { openid: [second] },
    })
    expect(await get('/cgi-bin/user/get', `&next_openid=${second}`)).toEqual({ total: 2, count: 0, next_openid: '' })
    expect(await get('/cgi-bin/user/get', '&next_openid=nobody')).toMatchObject({ errcode: 40003 })
  })
})

describe('template messages', () => {
  const send = (touser: string, more: object = {}) =>
    post('/cgi-bin/message/template/send', { touser, template_id: 'T', data: { thing1: { value: '到货' } }, ...more })

  it('W-48 answers a 64-bit number and reports the end two seconds later', async () => {
    const touser = await meet()
    const answer = await fetch(`${stage.world.baseUrl}/cgi-bin/message/template/send?access_token=${access_token}`, {
      method: 'POST',
      body: JSON.stringify({ touser, template_id: 'T', data: { thing1: { value: '到货' } } }),
    })
    const msgid = /^\{"errcode":0,"errmsg":"ok","msgid":(\d{19})\}$/.exec(await answer.text())?.[1]
    expect(msgid).toBeDefined()
    expect(stage.lines('bot')).toEqual(['bot template 到货'])
    const sentAt = stage.world.clock.now()
    const push = await stage.settled()
    expect(push.at - sentAt).toBeGreaterThan(1500)
    expect(['Event', 'MsgID', 'Status'].map((name) => elementOf(stage.received.at(-1)?.body ?? '', name))).toEqual([
      'TEMPLATESENDJOBFINISH',
      msgid,
      'success',
    ])
  })

  it('W-48 the status is a setting; what failed is not shown', async () => {
    stage.world.patchSettings('wechat', { template: { status: 'failed: system failed', finishAfterMs: 100 } })
    await send(await meet())
    await stage.settled()
    expect(elementOf(stage.received.at(-1)?.body ?? '', 'Status')).toBe('failed: system failed')
    expect(stage.lines('bot')).toEqual([])
  })

  it('W-48 refuses what is not there', async () => {
    stage.world.patchSettings('wechat', { 'account.templates': ['T'] })
    const touser = await meet()
    expect(await send('nobody')).toMatchObject({ errcode: 40003 })
    expect(await send(touser, { template_id: 'U' })).toMatchObject({ errcode: 40037 })
    expect(await send(touser, { data: { thing1: { value: '' } } })).toMatchObject({
      errcode: 47003,
      errmsg: expect.stringContaining('data.thing1.value'),
    })
    await stage.act('unfollow', 'alice')
    expect(await send(touser)).toMatchObject({ errcode: 43004, errmsg: expect.stringMatching(/^require subscribe/) })
    stage.world.patchSettings('wechat', { 'account.kind': 'subscription' })
    expect(await send(touser)).toMatchObject({ errcode: 48001 })
  })

  it('W-48 W-55 cuts the loop of a bot that answers each end with another template', async () => {
    const touser = await meet()
    stage.bot = ({ body }, response) => {
      if (body.includes('TEMPLATESENDJOBFINISH')) void send(touser)
      response.end('success')
    }
    await send(touser)
    await stage.world.until(
      () => stage.remarks().find(({ code }) => code === 'wechat/template-loop'),
      120_000,
      'the loop to be noticed',
    )
    expect(stage.remarks().map(({ code, severity }) => [code, severity])).toContainEqual([
      'wechat/template-loop',
      'broken',
    ])
    const sent = stage.calls().filter(({ operation }) => operation === 'wechat.message.template.send').length
    expect(sent).toBe(21)
  })
})

describe('QR codes', () => {
  const create = (body: object) => post('/cgi-bin/qrcode/create', body)
  const scene = (scene: object) => ({ action_info: { scene } })

  it.each([
    [{ action_name: 'QR_SCENE', ...scene({ scene_id: 4711 }) }, 60],
    [{ action_name: 'QR_SCENE', expire_seconds: 2_592_000, ...scene({ scene_id: '4711' }) }, 2_592_000],
    [{ action_name: 'QR_STR_SCENE', expire_seconds: 30, ...scene({ scene_str: 'a' }) }, 30],
    [{ action_name: 'QR_LIMIT_SCENE', ...scene({ scene_id: 100_000 }) }, undefined],
    [{ action_name: 'QR_LIMIT_STR_SCENE', ...scene({ scene_str: 'x'.repeat(64) }) }, undefined],
  ])('W-49 %j lives %s s', async (body, seconds) => {
    expect((await create(body))['expire_seconds']).toBe(seconds)
  })

  it.each([
    {},
    { action_name: 'QR_SCENE' },
    { action_name: 'QR_DANCE', ...scene({ scene_id: 1 }) },
    { action_name: 'QR_SCENE', ...scene({ scene_id: 0 }) },
    { action_name: 'QR_LIMIT_SCENE', ...scene({ scene_id: 100_001 }) },
    { action_name: 'QR_LIMIT_STR_SCENE', ...scene({ scene_str: 'x'.repeat(65) }) },
    { action_name: 'QR_SCENE', expire_seconds: 2_592_001, ...scene({ scene_id: 1 }) },
  ])('W-49 40053 for %j', async (body) => {
    expect(await create(body)).toMatchObject({ errcode: 40053 })
  })
})

describe('the platform itself', () => {
  it.each([
    [
      { action: 'all' },
      { dns: [{ ip: '127.0.0.1', real_operator: 'DEFAULT' }], ping: [expect.objectContaining({ package_loss: '0%' })] },
    ],
    [{ action: 'dns', check_operator: 'CAP' }, { dns: [{ ip: '127.0.0.1', real_operator: 'CAP' }] }],
    [{ action: 'ping' }, { ping: [expect.objectContaining({ ip: '127.0.0.1' })] }],
    [{ action: 'dance' }, expect.objectContaining({ errcode: 40202 })],
    [{ action: 'all', check_operator: 'NASA' }, expect.objectContaining({ errcode: 40203 })],
  ])('W-50 callback/check %j', async (body, expected) => {
    expect(await post('/cgi-bin/callback/check', body)).toEqual(expected)
  })

  it.each(['getcallbackip', 'get_api_domain_ip'])('W-50 %s tells the loopback', async (path) => {
    expect(await get(`/cgi-bin/${path}`)).toEqual({ ip_list: ['127.0.0.1'] })
    expect(await post(`/cgi-bin/${path}`, {})).toMatchObject({ errcode: 43001 })
  })

  it('W-51 quotas are counted, told, and cleared ten times a month', async () => {
    const path = '/cgi-bin/menu/get'
    await get(path)
    const quota = async () => (await post('/cgi-bin/openapi/quota/get', { cgi_path: path }))['quota']
    expect(await quota()).toEqual({ daily_limit: 10_000, used: 1, remain: 9999 })
    await post('/cgi-bin/menu/create', { button: [{ type: 'click', name: 'a', key: 'k' }] })
    await get(path)
    expect(await quota()).toEqual({ daily_limit: 10_000, used: 2, remain: 9998 })
    expect(await post('/cgi-bin/openapi/quota/get', { cgi_path: '/no' })).toMatchObject({ errcode: 76021 })
    const { appId: appid = '', appSecret: appsecret = '' } = stage.world.connections()['wechat'] ?? {}
    expect(await post('/cgi-bin/clear_quota', { appid: 'wx0' })).toMatchObject({ errcode: 40013 })
    expect(await post('/cgi-bin/clear_quota', { appid })).toEqual(OK)
    expect(await quota()).toMatchObject({ used: 0 })
    for (let count = 1; count < 10; count += 1)
      expect(await stage.call('/cgi-bin/clear_quota/v2', { body: { appid, appsecret } })).toEqual(OK)
    expect(await stage.call('/cgi-bin/clear_quota/v2', { body: { appid, appsecret } })).toMatchObject({
      errcode: 48006,
    })
    expect(await stage.call('/cgi-bin/clear_quota/v2', { body: {} })).toMatchObject({ errcode: 41002 })
    expect(await stage.call('/cgi-bin/clear_quota/v2', { body: { appid: 'wx0' } })).toMatchObject({ errcode: 40013 })
    expect(await stage.call('/cgi-bin/clear_quota/v2', { body: { appid } })).toMatchObject({ errcode: 41004 })
    expect(await stage.call('/cgi-bin/clear_quota/v2', { body: { appid, appsecret: 'x' } })).toMatchObject({
      errcode: 40125,
    })
  })

  it('W-51 a rid tells the request it belongs to, for seven days', async () => {
    const { errmsg } = await post('/cgi-bin/message/custom/send', { msgtype: 'nothing' })
    const rid = / rid: (.*)$/.exec(String(errmsg))?.[1]
    expect(await post('/cgi-bin/openapi/rid/get', { rid })).toEqual({
      ...OK,
      request: {
        invoke_time: expect.any(Number),
        cost_in_ms: expect.any(Number),
        request_url: `access_token=${access_token}`,
        request_body: '{"msgtype":"nothing"}',
        response_body: expect.stringContaining('40008'),
        client_ip: '127.0.0.1',
      },
    })
    expect(await post('/cgi-bin/openapi/rid/get', { rid: 'none' })).toMatchObject({ errcode: 76002 })
    expect(await post('/cgi-bin/openapi/rid/get', { rid: '00000000-00000000-00000000' })).toMatchObject({
      errcode: 76001,
    })
    await stage.world.clock.advance(7 * 86_400_000 + 1000)
    access_token = await stage.token()
    expect(await post('/cgi-bin/openapi/rid/get', { rid })).toMatchObject({ errcode: 76001 })
  })

  it('W-35 every operation names codes that stand in the table, and a row', () => {
    for (const operation of operations) {
      expect(operation.rows.length, operation.id).toBeGreaterThan(0)
      for (const code of operation.errors ?? []) expect(ERRORS, `${operation.id} ${code}`).toHaveProperty(String(code))
    }
  })

  it('W-52 a reset brings back the beginning, but not the end of the newest token', async () => {
    await post('/cgi-bin/menu/create', { button: [{ type: 'click', name: 'a', key: 'k' }] })
    await stage.world.clock.advance(3 * 3_600_000)
    access_token = await stage.token()
    stage.world.reset()
    expect(await get('/cgi-bin/menu/get')).toMatchObject({ errcode: 46003 })
  })
})
