import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ERRORS } from './errors.ts'
import { openApp, signedHeaders, type App } from '../../test/support/rongcloud-app.ts'

const V1 = '97e3b9126fc6b3f1cd21674db2a37a530c90ab57'

let app: App
beforeEach(async () => {
  app = await openApp()
})
afterEach(() => app.close())

const suggestBody = { agentId: 'reply_helper', provider: { type: 'chatHistory', userId: 'u_1', targetId: 'u_2' } }
const raw = (path: string, headers: Record<string, string>, body = JSON.stringify(suggestBody)): Promise<Response> =>
  fetch(`${app.world.baseUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
const v1 = { 'App-Key': 'emuAppKey0001', Nonce: '1068826355', Timestamp: '1741248603', Signature: V1 }

describe('signature', () => {
  it.each([
    ['short names', v1],
    [
      'RC- names',
      { 'RC-App-Key': 'emuAppKey0001', 'RC-Nonce': '1068826355', 'RC-Timestamp': '1741248603', 'RC-Signature': V1 },
    ],
    [
      'mixed names in odd letter case',
      { 'APP-KEY': 'emuAppKey0001', 'rc-nonce': '1068826355', tImEsTaMp: '1741248603', 'Rc-Signature': V1 },
    ],
    ['milliseconds', { ...v1, Timestamp: '1741248603000', Signature: '1c74d05fba7bf13b84d84fd7fadfbc736da4b464' }],
    ['a fractional nonce', { ...v1, Nonce: '0.5731', Signature: '8f48aa6cf1d49a15a99f00392198a77b9edece2c' }],
  ])('R-01 R-02 R-03 is accepted with %s', async (_what, headers) => {
    expect((await raw('/v3/chat/suggest.json', headers)).status).toBe(200)
  })

  it('R-03 R-08 the same triple is good twice, on another path and with another body', async () => {
    const answers = [
      await raw('/v3/chat/suggest.json', v1),
      await raw('/v3/chat/suggest.json', v1),
      await raw('/v3/agent/get.json', v1, '{"agentId":"reply_helper"}'),
    ]
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200])
  })

  it.each([
    ['the wrong order', { Signature: '69e31dac04d5e36fdaf72a7098b4df53ac6972e2' }],
    ['a blank behind the secret', { Signature: '5a116b8eab20a3ba4d1f40b2b4bfdcb2866fe62c' }],
    ['another secret', { Signature: 'ffe65ac88c5ba7d8be10d626932ac2234fb3a048' }],
    ['upper case', { Signature: V1.toUpperCase() }],
    ['no signature', { Signature: '' }],
    ['no nonce', { Nonce: '' }],
    ['no timestamp', { Timestamp: '' }],
  ])('R-04 is refused with %s', async (_what, changes) => {
    const answer = await raw('/v3/chat/suggest.json', { ...v1, ...changes })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toEqual({ url: '/v3/chat/suggest.json', code: 1004, errorMessage: '签名错误,请检查。' })
    expect(app.remarks()).toContain('rongcloud/signature-mismatch')
  })

  it('R-02 takes upper case where the settings say so', async () => {
    app.world.patchSettings('rongcloud', { signing: { anyCase: true } })
    expect((await raw('/v3/chat/suggest.json', { ...v1, Signature: V1.toUpperCase() })).status).toBe(200)
  })

  it('R-03 judges the clock and repeated nonces where the settings say so', async () => {
    app.world.patchSettings('rongcloud', { signing: { window: '5m', refuseRepeatedNonce: true } })
    const now = Date.now()
    const statuses = async (nonce: string, timestamp: number): Promise<number> =>
      (
        await app.json('/v3/chat/suggest.json', suggestBody, {
          headers: signedHeaders('emuSecret0001', nonce, String(timestamp)),
        })
      ).status
    expect(await statuses('1', now)).toBe(200)
    expect(await statuses('2', Math.floor(now / 1000))).toBe(200)
    expect(await statuses('3', now - 600_000)).toBe(401)
    expect(await statuses('4', now + 600_000)).toBe(401)
    expect(await statuses('1', now)).toBe(401)
  })

  it('R-03 remarks seconds and long nonces once each', async () => {
    await raw('/v3/chat/suggest.json', v1)
    await raw('/v3/chat/suggest.json', v1)
    await app.json('/v3/chat/suggest.json', suggestBody, {
      headers: signedHeaders('emuSecret0001', '573120.4112345678901'),
    })
    expect(app.remarks()).toEqual(['rongcloud/timestamp-in-seconds', 'rongcloud/nonce-too-long'])
  })
})

describe('order of checks', () => {
  it.each([
    ['R-05 no App-Key', { headers: { 'App-Key': '' } }, 400, 1002, 'invalid App-Key.'],
    ['R-05 an unknown App-Key', { headers: { 'App-Key': 'nobody', Signature: 'x' } }, 400, 1002, 'invalid App-Key.'],
    ['R-38 no body', { body: '' }, 400, 1003, 'no POST data.'],
    [
      'R-38 a form for JSON',
      { type: 'application/x-www-form-urlencoded', body: 'a=1' },
      400,
      1002,
      'Content-Type must be application/json.',
    ],
    ['R-38 no content type', { body: '{}', type: 'text/plain' }, 400, 1002, 'Content-Type must be application/json.'],
    ['R-38 broken JSON', { body: '{' }, 400, 1002, 'the body is not JSON.'],
    ['R-38 JSON that is no object', { body: '7' }, 400, 1002, 'the body is not JSON.'],
  ])('%s', async (_what, options, status, code, errorMessage) => {
    const answer = await app.call('/v3/chat/suggest.json', {
      type: 'application/json',
      body: JSON.stringify(suggestBody),
      ...options,
    })
    expect([answer.status, answer.body]).toEqual([status, { url: '/v3/chat/suggest.json', code, errorMessage }])
  })

  it('R-38 takes no JSON where a form is wanted, and ignores charsets', async () => {
    const body = { userId: 'u1' }
    expect((await app.json('/user/getToken.json', body)).body).toMatchObject({ code: 1002 })
    expect(app.remarks()).toContain('rongcloud/wrong-encoding')
    const form = { type: 'Application/X-WWW-Form-Urlencoded; charset=UTF-8', body: 'userId=u1' }
    expect((await app.call('/user/getToken.json', form)).body).toMatchObject({ code: 200, userId: 'u1' })
  })

  it.each([
    ['/v3/nothing.json', 'POST', 404, 404],
    ['/user/getToken.xml', 'POST', 404, 404],
    ['/v3/chat/suggest.json', 'GET', 405, 405],
    ['/user/getToken.json', 'PUT', 405, 405],
  ])('R-06 %s by %s', async (path, method, status, code) => {
    const answer = await app.call(path, { method })
    expect([answer.status, answer.body]).toMatchObject([status, { code, url: path }])
  })

  it('R-09 a locked app, and too many calls', async () => {
    app.world.patchSettings('rongcloud', { locked: true })
    expect(await app.json('/v3/agent/query.json', {})).toMatchObject({ status: 401, body: { code: 1006 } })
    app.world.patchSettings('rongcloud', { locked: false, limits: { callsPerSecond: 2 } })
    const codes = []
    for (let at = 0; at < 3; at += 1) codes.push((await app.json('/v3/agent/query.json', {})).body['code'])
    expect(codes).toEqual([200, 200, 1008])
    await app.world.clock.advance(1000)
    expect((await app.json('/v3/agent/query.json', {})).status).toBe(200)
  })

  it.each([...ERRORS.values()].map((row) => [row.code, row.status]))(
    'R-09 a fault gives code %i with HTTP %i',
    async (code, status) => {
      app.world.faults.add({ operation: 'rongcloud.v3.chat.suggest', code })
      const faulted = await app.json('/v3/chat/suggest.json', suggestBody)
      expect([faulted.status, faulted.body['code']]).toEqual([status, code])
      expect((await app.json('/v3/chat/suggest.json', suggestBody)).status).toBe(200)
    },
  )
})

describe('answers', () => {
  it('R-07 are JSON in UTF-8 and carry an X-Request-ID', async () => {
    const own = await app.json('/v3/chat/suggest.json', suggestBody, {
      headers: { 'X-Request-ID': '7d0a2c1e-0d0e-4b53-9b8e-5f0f6d2b7a11' },
    })
    expect(own.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(own.headers.get('x-request-id')).toBe('7d0a2c1e-0d0e-4b53-9b8e-5f0f6d2b7a11')
    const long = await app.json('/v3/nothing.json', {}, { headers: { 'X-Request-ID': 'x'.repeat(50) } })
    expect(long.headers.get('x-request-id')).toBe('x'.repeat(36))
    const none = await app.json('/v3/chat/suggest.json', suggestBody)
    expect(none.headers.get('x-request-id')).toMatch(/^[A-Z0-9]{28}$/)
  })

  it('names fields nobody reads', async () => {
    await app.json('/v3/bot/query.json', { page: 1, size: 5 })
    const remark = app.world.journal.entries().find((entry) => entry.kind === 'remark')
    expect(remark).toMatchObject({
      code: 'rongcloud/unread-fields',
      what: { en: '/v3/bot/query.json does not know: size.' },
    })
  })

  it('R-37 keeps secrets out of what people read', async () => {
    await app.world.act('rongcloud', 'rotate-secret', 'aNewSecret0002')
    const shown = JSON.stringify(
      app.world.redact.value({ url: '/?signature=abcdefghijkl', text: 'aNewSecret0002 emuSecret0001' }),
    )
    expect(shown).not.toMatch(/aNewSecret0002|emuSecret0001|abcdefghijkl/)
  })
})

describe('secret', () => {
  it('R-04 is refused after a rotation, and the diagnosis says why', async () => {
    await app.world.act('rongcloud', 'rotate-secret', 'emuSecret0002')
    expect((await app.json('/v3/agent/query.json', {})).status).toBe(401)
    const remark = app.world.journal.entries().find((entry) => entry.kind === 'remark')
    expect(remark).toMatchObject({ what: { en: expect.stringContaining('before the last rotation') } })
    expect((await app.json('/v3/agent/query.json', {}, { headers: signedHeaders('emuSecret0002') })).status).toBe(200)
    app.world.reset()
    expect((await app.json('/v3/agent/query.json', {})).status).toBe(200)
  })
})
