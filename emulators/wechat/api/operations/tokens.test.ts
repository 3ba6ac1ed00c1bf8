import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rehearse, type Rehearsal } from '../../../../test/support/wechat-rehearsal.ts'

let stage: Rehearsal
let query: string
let credentials: { appid: string; secret: string }
beforeEach(async () => {
  stage = await rehearse()
  const { appId = '', appSecret = '' } = stage.world.connections()['wechat'] ?? {}
  credentials = { appid: appId, secret: appSecret }
  query = `grant_type=client_credential&appid=${appId}&secret=${appSecret}`
})
afterEach(() => stage.close())

const RID = / rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/

describe('GET /cgi-bin/token', () => {
  it('W-32 W-34 grants a token; errors are HTTP 200 with a code, a text and a rid', async () => {
    expect(await stage.call(`/cgi-bin/token?${query}`)).toEqual({
      access_token: expect.stringMatching(/^[\w-]{100,512}$/),
      expires_in: 7200,
    })
    const answer = await fetch(`${stage.world.baseUrl}/cgi-bin/token`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/json; encoding=utf-8')
    expect(await answer.json()).toEqual({ errcode: 41002, errmsg: expect.stringMatching(RID) })
  })

  it('W-34 the first group of the rid is the time of the call', async () => {
    const { errmsg } = await stage.call('/cgi-bin/token')
    const seconds = Number.parseInt(/rid: ([0-9a-f]{8})/.exec(String(errmsg))?.[1] ?? '', 16)
    expect(Math.abs(seconds * 1000 - stage.world.clock.now())).toBeLessThan(5000)
  })

  it.each([
    ['no appid', () => '', 41002],
    ['an unknown appid, even without grant_type', () => 'appid=wx0000000000000000', 40013],
    ['no grant_type', () => `appid=${credentials.appid}&secret=${credentials.secret}`, 40002],
    ['no secret', () => `grant_type=client_credential&appid=${credentials.appid}`, 41004],
    ['a wrong secret', () => `grant_type=client_credential&appid=${credentials.appid}&secret=0`, 40125],
  ])('W-35 %s', async (_, given, errcode) => {
    expect(await stage.call(`/cgi-bin/token?${given()}`)).toMatchObject({ errcode })
  })

  it.each([
    [['10.0.0.7'], 40164],
    [['127.0.0.0/8'], undefined],
    [['127.0.0.1'], undefined],
  ])('W-36 whitelist %j', async (ipWhitelist, errcode) => {
    stage.world.patchSettings('wechat', { account: { ipWhitelist } })
    const answer = await stage.call(`/cgi-bin/token?${query}`)
    expect(answer['errcode']).toBe(errcode)
    if (errcode !== undefined)
      expect(answer['errmsg']).toMatch(/^invalid ip 127\.0\.0\.1 ipv6 ::ffff:127\.0\.0\.1, not in whitelist rid: /)
  })

  it('W-35 40243 for a frozen secret', async () => {
    stage.world.patchSettings('wechat', { 'account.secretFrozen': true })
    expect(await stage.call(`/cgi-bin/token?${query}`)).toMatchObject({ errcode: 40243 })
  })

  it('W-32 W-55 more than ten requests within a minute are remarked, refused ones as well', async () => {
    for (let count = 0; count < 10; count += 1) await stage.call('/cgi-bin/token?appid=wx0')
    expect(stage.remarks()).toEqual([])
    for (let count = 0; count < 5; count += 1) await stage.call(`/cgi-bin/token?${query}`)
    expect(stage.remarks().map(({ code }) => code)).toEqual(['wechat/token-storm'])
  })

  it('W-32 W-58 2000 tokens a day, 200 for a test account', async () => {
    stage.world.patchSettings('wechat', { 'account.kind': 'test' })
    for (let count = 0; count < 200; count += 1) await stage.call(`/cgi-bin/token?${query}`)
    expect(await stage.call(`/cgi-bin/token?${query}`)).toMatchObject({ errcode: 45009 })
    stage.world.patchSettings('wechat', { 'account.kind': 'service' })
    expect(await stage.call(`/cgi-bin/token?${query}`)).toHaveProperty('access_token')
    await stage.world.clock.advance(24 * 3_600_000)
    stage.world.patchSettings('wechat', { 'account.kind': 'test' })
    expect(await stage.call(`/cgi-bin/token?${query}`)).toHaveProperty('access_token')
  })
})

describe('POST /cgi-bin/stable_token', () => {
  it('W-33 gives the same token to all, and a new one when forced', async () => {
    const ask = (force_refresh = false) =>
      stage.call('/cgi-bin/stable_token', { body: { grant_type: 'client_credential', ...credentials, force_refresh } })
    const first = await ask()
    expect(first).toEqual({ access_token: expect.any(String), expires_in: 7200 })
    expect((await ask())['access_token']).toBe(first['access_token'])
    await stage.world.clock.advance(31_000)
    const forced = await ask(true)
    expect(forced['access_token']).not.toBe(first['access_token'])
    expect(await stage.call(`/cgi-bin/menu_of_nothing?access_token=${String(first['access_token'])}`)).toMatchObject({
      errcode: 40066,
    })
    expect(
      await stage.call(`/cgi-bin/message/custom/send?access_token=${String(first['access_token'])}`, { body: {} }),
    ).toMatchObject({ errcode: 40001 })
    expect(stage.calls().at(-1)?.ended?.message).toMatch(/ and replaced at \S+ by a fetch of /)
  })

  it.each([
    ['GET', { method: 'GET' }, 43002],
    ['an empty body', { method: 'POST' }, 44002],
    ['no JSON', { raw: 'appid=1&secret=2' }, 47001],
    ['a field of the wrong type', { raw: '{"appid":1}' }, 47001],
    ['no appid', { raw: '{}' }, 41002],
  ])('W-33 W-35 %s', async (_, init, errcode) => {
    expect(await stage.call('/cgi-bin/stable_token', init)).toMatchObject({ errcode })
  })
})

describe('every other call', () => {
  it('W-52 an unknown path is 40066, before anything else', async () => {
    expect(await stage.call('/cgi-bin/no/such/path')).toEqual({
      errcode: 40066,
      errmsg: expect.stringMatching(/^invalid url rid: /),
    })
  })

  it('W-35 token, then method, then body', async () => {
    const path = '/cgi-bin/message/custom/send'
    const access_token = await stage.token()
    expect(await stage.call(path)).toMatchObject({
      errcode: 41001,
      errmsg: expect.stringMatching(/^access_token missing/),
    })
    expect(await stage.call(`${path}?access_token=`)).toMatchObject({ errcode: 40014 })
    expect(await stage.call(`${path}?access_token=${'x'.repeat(40)}`)).toMatchObject({ errcode: 40001 })
    expect(await stage.call(`${path}?access_token=${access_token}`)).toMatchObject({ errcode: 43002 })
    expect(await stage.call(`${path}?access_token=${access_token}`, { method: 'POST' })).toMatchObject({
      errcode: 44002,
    })
    expect(await stage.call(`${path}?access_token=${access_token}`, { raw: 'text=hi' })).toMatchObject({
      errcode: 47001,
    })
    expect(await stage.call(`${path}?access_token=${access_token}`, { raw: '[]' })).toMatchObject({ errcode: 47001 })
  })

  it('W-23 W-32 42001 when the clock has passed the two hours', async () => {
    const access_token = await stage.token()
    await stage.world.clock.advance(7_201_000)
    expect(await stage.call(`/cgi-bin/message/custom/send?access_token=${access_token}`, { body: {} })).toMatchObject({
      errcode: 42001,
      errmsg: expect.stringMatching(/^access_token expired/),
    })
    expect(stage.calls().at(-1)?.ended?.message).toContain('it lived until')
  })

  it.each([
    ['hint', / hint: \[[0-9a-f]{6}\]$/],
    ['none', /missing$/],
  ])('W-34 errmsg.tail %s', async (tail, pattern) => {
    stage.world.patchSettings('wechat', { errmsg: { tail } })
    expect((await stage.call('/cgi-bin/message/custom/send'))['errmsg']).toMatch(pattern)
  })

  it.each([-1, 45009, 45011, 40001, 50004])('W-56 a fault answers %d once', async (code) => {
    stage.world.faults.add({ operation: 'wechat.token', code })
    expect(await stage.call(`/cgi-bin/token?${query}`)).toMatchObject({
      errcode: code,
      errmsg: expect.stringMatching(RID),
    })
    expect(await stage.call(`/cgi-bin/token?${query}`)).toHaveProperty('access_token')
  })

  it('W-56 a fault answers late, or resets the connection', async () => {
    stage.world.faults.add({ operation: 'wechat.token', delayMs: 20_000 })
    const began = stage.world.clock.now()
    const release = stage.world.clock.wait('the slow answer')
    expect(await stage.call(`/cgi-bin/token?${query}`)).toHaveProperty('access_token')
    release()
    expect(stage.world.clock.now() - began).toBeGreaterThanOrEqual(20_000)

    stage.world.faults.add({ operation: 'wechat.token', reset: true })
    const { hostname, port } = new URL(stage.world.baseUrl)
    const ended = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () =>
        socket.write(`GET /cgi-bin/token?${query} HTTP/1.1\r\nHost: x\r\n\r\n`),
      )
      socket.on('data', () => resolve('answered'))
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
      socket.on('close', () => resolve('closed'))
    })
    expect(ended).toBe('ECONNRESET')
  })
})
