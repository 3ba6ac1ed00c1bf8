import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openCorp, type Answer, type Corp } from '../../../test/support/dingtalk-corp.ts'
import { entriesOf } from '../../../test/support/entries.ts'
import { sign } from '../crypto/sign.ts'
import { diagnoseSign } from './sign-diagnosis.ts'

const OK = { errcode: 0, errmsg: 'ok' }
const SECRET = 'SECdemo0000'
const HOUR = 3_600_000
const robot = (accessToken: string, more: object = {}): object => ({ accessToken, group: 'ops', ...more })

let corp: Corp
beforeAll(async () => {
  corp = await openCorp({
    people: { alice: { staffId: '0101', mobile: '13800000001' } },
    customRobots: [
      robot('open', { name: '告警' }),
      robot('word', { keywords: ['告警', '监控'] }),
      robot('signed', { secret: SECRET }),
      robot('near', { ipAllow: ['127.0.0.0/8'] }),
      robot('far', { ipAllow: ['10.0.0.0/8', '192.0.2.7'] }),
      robot('off', { stopped: true }),
    ],
  })
})
afterAll(() => corp.close())
beforeEach(() => corp.world.reset())

const text = (content: string, more: object = {}): object => ({ msgtype: 'text', text: { content }, ...more })
const send = (token: string, body: unknown, query = ''): Promise<Answer> =>
  corp.post(`/robot/send?access_token=${token}${query}`, body)
const signature = (timestamp: number | string, secret = SECRET): string =>
  createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')
const signed = (timestamp: number | string, value = signature(timestamp)): Promise<Answer> =>
  send('signed', text('好'), `&timestamp=${timestamp}&sign=${encodeURIComponent(value)}`)
const variantOf = (): unknown =>
  entriesOf(corp.world, 'remark').findLast(({ code }) => code === 'dingtalk/custom-robot-sign')?.details?.['variant']

describe('token', () => {
  it('D-22 posts into the group of the robot', async () => {
    const body = text('@0101 磁盘满', { at: { atUserIds: ['0101'] } })
    expect(await send('open', body)).toMatchObject({ status: 200, body: OK })
    expect(corp.shown()).toMatchObject([
      { conversation: 'ops', user: 'alice', text: '@alice 磁盘满', via: 'custom-robot', fields: { robot: '告警' } },
    ])
  })

  it('D-12 D-22 takes a form, the access_token in it', async () => {
    const form = { access_token: 'open', msgtype: 'text', text: '{"content":"好"}' }
    expect((await corp.form('/robot/send', form)).body).toEqual(OK)
    expect(corp.shown()).toMatchObject([{ text: '好' }])
  })

  it('D-22 D-25 refuses an unknown token and none', async () => {
    expect(await send('nobody', text('x'))).toMatchObject({
      status: 200,
      body: { errcode: 300005, errmsg: 'token is not exist' },
    })
    const absent = { status: 200, body: { errcode: 40035, errmsg: '缺少参数 access_token' } }
    expect(await send('', text('x'))).toMatchObject(absent)
    expect(await corp.post('/robot/send', text('x'))).toMatchObject(absent)
    expect(corp.remarks()).toEqual(['dingtalk/custom-robot-token-unknown'])
  })

  it.each([
    [300001, 'token is not exist'],
    [400101, 'access_token不存在'],
  ])('D-22 knows the older answer %i', async (errcode, errmsg) => {
    corp.world.patchSettings('dingtalk', { 'customRobot.unknownTokenCode': errcode })
    expect((await send('nobody', text('x'))).body).toEqual({ errcode, errmsg })
  })

  it('D-22 D-74 says that a whole URL stands in the place of the token', async () => {
    const url = encodeURIComponent('https://oapi.dingtalk.com/robot/send?access_token=open')
    expect((await send(url, text('x'))).body).toMatchObject({ errcode: 300005 })
    expect(entriesOf(corp.world, 'remark')).toMatchObject([
      { code: 'dingtalk/custom-robot-token-unknown', details: { isUrl: true } },
    ])
  })

  it('D-17 has the longer words for a missing parameter', async () => {
    const { body } = await send('open', { msgtype: 'markdown', markdown: { text: 'x' } })
    expect(body['errcode']).toBe(400402)
    expect(body['errmsg']).toMatch(
      /^错误描述:参数 markdown --》 title 缺失，或者参数格式不正确; 解决方案:请填充上对应参数;参考链接:https:\/\/\S+;$/,
    )
  })

  it('D-19 D-25 GET, another Content-Type, no JSON', async () => {
    const url = '/robot/send?access_token=open'
    expect((await corp.call(url, { method: 'GET' })).body).toMatchObject({ errcode: 43002 })
    expect((await corp.call(url, { body: '{}', type: 'text/plain' })).body).toMatchObject({ errcode: 43004 })
    expect((await corp.call(url, { body: '{', type: 'application/json' })).body).toMatchObject({ errcode: 40035 })
    expect(corp.remarks()).toEqual(Array(3).fill('dingtalk/webhook-body-unreadable'))
  })

  it('D-25 a disabled robot, a dissolved group', async () => {
    expect((await send('off', text('x'))).body).toEqual({ errcode: 400102, errmsg: '机器人已停用' })
    await corp.world.act('dingtalk', 'dissolve', 'ops')
    expect((await send('open', text('x'))).body).toEqual({ errcode: 400013, errmsg: '群已被解散' })
  })
})

it('D-19 D-20 D-21 D-22 D-23 judges method, token, security, rate, body and size in this order', async () => {
  corp.world.patchSettings('dingtalk', {
    'customRobot.perMinute': 1,
    customRobots: [robot('word', { keywords: ['告警'] }), robot('open')],
  })
  const codeOf = async (token: string, body: string, method = 'POST'): Promise<unknown> => {
    const sent = method === 'GET' ? {} : { body, type: 'application/json' }
    return (await corp.call(`/robot/send?access_token=${token}`, { method, ...sent })).body['errcode']
  }
  expect(await codeOf('', '{', 'GET')).toBe(43002)
  expect(await codeOf('', '{')).toBe(40035)
  expect(await codeOf('nobody', '{')).toBe(300005)
  expect(await codeOf('word', '{"msgtype":"voice"}')).toBe(310000)
  expect(await codeOf('word', JSON.stringify(text('告警')))).toBe(0)
  expect(await codeOf('word', '{"msgtype":"voice"}')).toBe(310000)
  expect(await codeOf('word', JSON.stringify({ msgtype: 'voice', voice: '告警', text: { content: '告警' } }))).toBe(
    130101,
  )
  expect(await codeOf('open', JSON.stringify(text('x'.repeat(20_000))))).toBe(460101)
})

describe('security', () => {
  const links = [{ title: '监控日报', messageURL: 'https://example.com', picURL: 'https://example.com/a.png' }]
  it.each([
    ['text', text('磁盘告警')],
    ['title', { msgtype: 'markdown', markdown: { title: '告警', text: '磁盘满' } }],
    ['button', { msgtype: 'actionCard', actionCard: { title: 't', text: 'x', singleTitle: '看监控', singleURL: 'u' } }],
    ['link', { msgtype: 'feedCard', feedCard: { links } }],
  ])('D-21 finds a keyword in the %s', async (_where, body) => {
    expect((await send('word', body)).body).toEqual(OK)
  })

  it.each([
    ['nowhere', text('磁盘满')],
    ['in a URL', { msgtype: 'link', link: { title: 't', text: 'x', messageUrl: 'https://example.com/告警' } }],
    ['beside the message', text('磁盘满', { msgUuid: '告警' })],
  ])('D-21 D-25 refuses a message with the keyword %s', async (_where, body) => {
    const answer = await send('word', body)
    expect(answer).toMatchObject({ status: 200, body: { errcode: 310000 } })
    expect(answer.body['errmsg']).toMatch(/^description:关键词不匹配;solution:[^;]+;link:https:\/\/[^;]+;$/)
    expect(corp.shown()).toEqual([])
    expect(corp.remarks()).toEqual(['dingtalk/custom-robot-keyword'])
  })

  it('D-21 wants the address on the list', async () => {
    expect((await send('near', text('x'))).body).toEqual(OK)
    const { body } = await send('far', text('x'))
    expect(body).toMatchObject({ errcode: 310000, errmsg: expect.stringContaining('ip 127.0.0.1 not in whitelist') })
    expect(corp.remarks()).toEqual(['dingtalk/custom-robot-address'])
  })

  it('D-21 takes 500 signatures of as many moments, whatever characters are in them', async () => {
    corp.world.patchSettings('dingtalk', { 'customRobot.perMinute': 0 })
    const now = corp.world.clock.wall()
    const moments = Array.from({ length: 500 }, (_, at) => now - at * 7001)
    const values = moments.map((at) => signature(at)).join('')
    for (const character of '+/=') expect(values).toContain(character)
    for (const at of moments) expect((await signed(at)).body).toEqual(OK)
    expect(corp.remarks()).toEqual([])
  })

  it.each([
    ['stale', -HOUR - 1000],
    ['ahead', HOUR + 60_000],
  ])('D-21 D-75 refuses a timestamp that is %s', async (variant, offset) => {
    const { body } = await signed(corp.world.clock.wall() + offset)
    expect(body).toMatchObject({ errcode: 310000, errmsg: expect.stringContaining('invalid timestamp') })
    expect(variantOf()).toBe(variant)
  })

  it('D-21 takes a timestamp just within the hour', async () => {
    expect((await signed(corp.world.clock.wall() - HOUR + 5000)).body).toEqual(OK)
  })

  it.each([
    ['seconds', (now: number) => `&timestamp=${Math.floor(now / 1000)}&sign=x`],
    ['not-a-number', () => '&timestamp=now&sign=x'],
    ['appended-again', () => '&timestamp=1&sign=x&timestamp=2&sign=y'],
    ['absent', (now: number) => `&timestamp=${now}`],
    ['absent', () => ''],
  ])('D-21 D-74 names what is wrong with the parameters: %s', async (variant, query) => {
    const { body } = await send('signed', text('x'), query(corp.world.clock.wall()))
    expect(body).toMatchObject({ errcode: 310000 })
    expect(variantOf()).toBe(variant)
  })

  it('D-21 D-74 names signatures sent as headers', async () => {
    const now = String(corp.world.clock.wall())
    const headers = { timestamp: now, sign: signature(now) }
    const { body } = await corp.post('/robot/send?access_token=signed', text('x'), { headers })
    expect(body['errmsg']).toMatch(/^description:机器人发送签名不匹配;solution:[^;]+;link:[^;]+;$/)
    const [remark] = entriesOf(corp.world, 'remark')
    expect(remark).toMatchObject({ code: 'dingtalk/custom-robot-sign', severity: 'broken' })
    expect(remark!.what.en).toContain('as a header')
  })

  it('D-21 D-74 names a signature that was not encoded, encoded twice, or used again', async () => {
    const now = corp.world.clock.wall()
    const at = Array.from({ length: 1000 }, (_, back) => now - back).find((moment) => signature(moment).includes('+'))!
    const raw = signature(at)
    await send('signed', text('x'), `&timestamp=${at}&sign=${raw}`)
    expect(variantOf()).toBe('plus-as-space')
    await signed(at, encodeURIComponent(raw))
    expect(variantOf()).toBe('encoded-twice')
    expect((await signed(at, raw)).body).toEqual(OK)
    expect((await signed(now + 1, raw)).body).toMatchObject({ errcode: 310000 })
    expect(variantOf()).toBe('reused')
    await signed(now, signature(now, 'SECother'))
    expect(variantOf()).toBe('unknown')
  })
})

describe('diagnosis of signatures', () => {
  const at = '1700000000000'
  const hmac = (key: string, message: string): string => createHmac('sha256', key).update(message).digest('base64')
  it.each([
    ['key-and-message-swapped', hmac(`${at}\n${SECRET}`, SECRET)],
    ['empty-message', hmac(`${at}\n${SECRET}`, '')],
    ['timestamp-alone', hmac(SECRET, at)],
    ['no-line-break', hmac(SECRET, at + SECRET)],
    ['backslash-n', hmac(SECRET, `${at}\\n${SECRET}`)],
    ['trailing-line-break', hmac(SECRET, `${at}\n${SECRET}\n`)],
    ['secret-with-line-break', hmac(`${SECRET}\n`, `${at}\n${SECRET}\n`)],
    ['secret-without-sec', hmac('demo0000', `${at}\ndemo0000`)],
    ['seconds', hmac(SECRET, `1700000000\n${SECRET}`)],
    ['hex', Buffer.from(sign(SECRET, at), 'base64').toString('hex')],
    ['base64url', Buffer.from(sign(SECRET, at), 'base64').toString('base64url')],
    ['unknown', 'nonsense'],
    ['unknown', '%E0%A4%A'],
  ])('D-21 D-74 names %s', (variant, sent) => {
    const found = diagnoseSign(sent, at, SECRET)
    expect(found.variant).toBe(variant)
    expect(found.what.zh).not.toBe('')
  })
})

describe('rate', () => {
  it('D-23 D-75 the 21st message within a minute is refused, and all others for ten minutes', async () => {
    const times = async (count: number): Promise<unknown[]> => {
      const codes: unknown[] = []
      for (let at = 0; at < count; at += 1) codes.push((await send('open', text(`第${at}条`))).body['errcode'])
      return codes
    }
    expect(await times(19)).toEqual(Array(19).fill(0))
    await corp.world.clock.advance(59_000)
    expect(await times(3)).toEqual([0, 130101, 130101])
    expect((await send('open', text('x'))).body['errmsg']).toBe('send too fast, exceed 20 times per minute')
    expect((await send('word', text('告警'))).body).toEqual(OK)
    await corp.world.clock.advance(598_000)
    expect(await times(1)).toEqual([130101])
    await corp.world.clock.advance(3000)
    expect(await times(20)).toEqual(Array(20).fill(0))
    expect(corp.remarks()).toEqual(['dingtalk/custom-robot-too-fast'])
  })

  it('D-23 counts any minute, not only those that begin with the first message', async () => {
    await send('open', text('一'))
    await corp.world.clock.advance(50_000)
    for (let at = 0; at < 19; at += 1) await send('open', text('二'))
    await corp.world.clock.advance(20_000)
    expect((await send('open', text('三'))).body).toEqual(OK)
    expect((await send('open', text('四'))).body).toMatchObject({ errcode: 130101 })
  })

  it.each([
    [410100, '发送速度太快而限流'],
    [660026, 'sending too many messages per minute'],
  ])('D-23 knows the other answer %i', async (errcode, errmsg) => {
    corp.world.patchSettings('dingtalk', { 'customRobot.rateCode': errcode, 'customRobot.perMinute': 1 })
    await send('open', text('x'))
    expect((await send('open', text('x'))).body).toEqual({ errcode, errmsg })
  })
})

it('D-24 D-75 posts nothing for a msgUuid that came before, for a day', async () => {
  const once = text('一次', { msgUuid: 'u1' })
  expect((await send('open', { msgtype: 'text', text: {}, msgUuid: 'u1' })).body).toMatchObject({ errcode: 400202 })
  expect((await send('open', once)).body).toEqual(OK)
  expect((await send('open', once)).body).toEqual(OK)
  expect((await send('word', text('告警', { msgUuid: 'u1' }))).body).toEqual(OK)
  expect(corp.shown().map((line) => line.text)).toEqual(['一次', '告警'])
  await corp.world.clock.advance(24 * HOUR)
  expect((await send('open', once)).body).toEqual(OK)
  expect(corp.shown()).toHaveLength(3)
})
