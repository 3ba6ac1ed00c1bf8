import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { openApp, settledPushes, signedHeaders, type App } from '../../../test/support/rongcloud-app.ts'
import { entriesOf } from '../../../test/support/entries.ts'

let app: App
afterEach(() => app.close())

const formOf = (body: string): Record<string, string> => Object.fromEntries(new URLSearchParams(body))
const send = (text: string, more: object = {}): Promise<number> =>
  app.world.act('rongcloud', 'send', { from: 'alice', text, ...more })
const contentOf = (at: number): string =>
  (JSON.parse(formOf(app.received[at]!.body)['content']!) as { content: string }).content

describe('signature', () => {
  it('R-31 stands in the query beside what the URL has already, good for both generations of receivers', async () => {
    app = await openApp({}, ['bot'])
    await send('你好')
    expect(await settledPushes(app.world, 1)).toEqual(['answered'])
    const { url } = app.received[0]!
    const query = Object.fromEntries(url.searchParams)
    expect(Object.keys(query)).toEqual(['own', 'appKey', 'nonce', 'timestamp', 'signTimestamp', 'signature'])
    expect(query['appKey']).toBe('emuAppKey0001')
    expect(query['signTimestamp']).toBe(query['timestamp'])
    expect(query['timestamp']).toMatch(/^\d{13}$/)
    expect(Math.abs(Date.now() - Number(query['timestamp']))).toBeLessThan(5000)
    const expected = createHash('sha1').update(`emuSecret0001${query['nonce']}${query['timestamp']}`).digest('hex')
    expect(query['signature']).toBe(expected)
  })

  it('R-31 uses the new secret after a rotation', async () => {
    app = await openApp({}, ['bot'])
    await app.world.act('rongcloud', 'rotate-secret', 'emuSecret0002')
    await send('你好')
    await settledPushes(app.world, 1)
    const { nonce, timestamp, signature } = Object.fromEntries(app.received[0]!.url.searchParams)
    expect(signedHeaders('emuSecret0002', nonce, timestamp)['Signature']).toBe(signature)
  })
})

describe('routing', () => {
  it('R-32 carries a client’s message as a form', async () => {
    app = await openApp({}, ['routing'])
    await send('你好', { to: 'bob', source: 'Android' })
    expect(await settledPushes(app.world, 1)).toEqual(['answered'])
    const [callback] = app.received
    expect(callback!.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(callback!.url.pathname).toBe('/routing')
    expect(formOf(callback!.body)).toEqual({
      fromUserId: 'alice',
      toUserId: 'bob',
      objectName: 'RC:TxtMsg',
      content: '{"content":"你好"}',
      channelType: 'PERSON',
      msgTimestamp: expect.stringMatching(/^\d{13}$/),
      msgUID: expect.stringMatching(/^[A-Z0-9]{4}(-[A-Z0-9]{4}){3}$/),
      sensitiveType: '0',
      source: 'Android',
    })
  })

  it('R-32 R-27 names the group, and the receivers of a directed message', async () => {
    app = await openApp({ groups: { team: ['alice', 'bob', 'carol'] } }, ['routing'])
    await send('大家好', { to: 'team', only: ['bob', 'carol'] })
    await settledPushes(app.world, 1)
    const form = new URLSearchParams(app.received[0]!.body)
    expect([form.get('toUserId'), form.get('channelType'), form.getAll('groupUserIds')]).toEqual([
      'team',
      'GROUP',
      ['bob', 'carol'],
    ])
  })

  it('R-32 leaves out what the server API sent, unless it is switched on', async () => {
    app = await openApp({ users: ['alice'] }, ['routing'])
    const publish = () =>
      app.form('/message/private/publish.json', {
        fromUserId: 'bot_1',
        toUserId: 'alice',
        objectName: 'RC:TxtMsg',
        content: '{"content":"hi"}',
      })
    await publish()
    expect(entriesOf(app.world, 'push')).toHaveLength(0)
    app.world.patchSettings('rongcloud', { routing: { serverMessages: true } })
    await publish()
    await settledPushes(app.world, 1)
    expect(formOf(app.received[0]!.body)).toMatchObject({ source: 'Server', fromUserId: 'bot_1' })
  })

  it('R-32 a blocked message is neither delivered nor routed, a replaced one is routed as replaced', async () => {
    app = await openApp({ words: { block: ['违禁'], replace: { 坏: '*' } } }, ['routing'])
    await send('违禁品', { to: 'bob' })
    await send('坏消息', { to: 'bob' })
    await settledPushes(app.world, 1)
    expect(app.received).toHaveLength(1)
    expect(formOf(app.received[0]!.body)).toMatchObject({ sensitiveType: '2', content: '{"content":"*消息"}' })
    const { body } = await app.json('/v3/message/private/query.json', { userId: 'bob', targetId: 'alice' })
    expect(body['data']).toMatchObject([{ content: '{"content":"*消息"}' }])
    app.world.patchSettings('rongcloud', { routing: { blockedMessages: true } })
    await send('违禁品', { to: 'bob' })
    await settledPushes(app.world, 2)
    expect(formOf(app.received[1]!.body)).toMatchObject({ sensitiveType: '1', content: '{"content":"违禁品"}' })
  })

  it('R-33 is given up after 5 s, once, and says that the message is lost', async () => {
    app = await openApp({}, ['routing'])
    app.answer = () => {}
    const start = app.world.clock.now()
    await send('你好', { to: 'bob' })
    expect(await settledPushes(app.world, 1)).toEqual(['timeout'])
    expect(app.world.clock.now() - start).toBeGreaterThanOrEqual(5000)
    expect(app.received).toHaveLength(1)
    expect(app.remarks()).toEqual(['rongcloud/callback-lost'])
  })

  it('R-33 goes out again where the settings say so: same body, fresh signature', async () => {
    app = await openApp({ routing: { attempts: 3, pause: '2s' } }, ['routing'])
    app.answer = (_request, response) => {
      response.statusCode = app.received.length < 3 ? 500 : 200
      response.end()
    }
    await send('你好', { to: 'bob' })
    expect(await settledPushes(app.world, 1)).toEqual(['answered'])
    expect(new Set(app.received.map((callback) => callback.body)).size).toBe(1)
    expect(new Set(app.received.map((callback) => callback.url.searchParams.get('nonce'))).size).toBe(3)
    expect(new Set(app.received.map((callback) => callback.url.searchParams.get('signature'))).size).toBe(3)
  })

  it('R-32 keeps the order of a conversation, and a failure does not hold up the next', async () => {
    app = await openApp({}, ['routing'])
    app.answer = (_request, response) => {
      if (app.received.length === 1) response.destroy()
      else response.end()
    }
    for (const text of ['一', '二', '三']) await send(text, { to: 'bob' })
    expect(await settledPushes(app.world, 3)).toEqual(['connect-fail', 'answered', 'answered'])
    expect([contentOf(0), contentOf(1), contentOf(2)]).toEqual(['一', '二', '三'])
  })

  it('R-33 can be made to come twice, and out of order', async () => {
    app = await openApp({}, ['routing'])
    await send('一', { to: 'bob' })
    await send('二', { to: 'bob' })
    await settledPushes(app.world, 2)
    await app.world.act('rongcloud', 'route', { last: 2, order: 'reversed' })
    await app.world.act('rongcloud', 'route', 'again')
    await settledPushes(app.world, 5)
    expect(app.received.map((_callback, at) => contentOf(at))).toEqual(['一', '二', '二', '一', '二'])
    const uids = app.received.map((callback) => formOf(callback.body)['msgUID'])
    expect(uids[2]).toBe(uids[1])
  })
})

describe('pre-send', () => {
  const history = async (): Promise<unknown[]> =>
    (await app.json('/v3/message/private/query.json', { userId: 'bob', targetId: 'alice' })).body['data'] as unknown[]

  it('R-35 asks once, with the documented form, and delivers what passes', async () => {
    app = await openApp({}, ['pre-send'])
    app.answer = (_request, response) => void response.end('{"pass":1}')
    await send('你好', { to: 'bob' })
    expect(await settledPushes(app.world, 1)).toEqual(['passed'])
    expect(formOf(app.received[0]!.body)).toEqual({
      appKey: 'emuAppKey0001',
      fromUserId: 'alice',
      targetId: 'bob',
      msgType: 'RC:TxtMsg',
      content: '{"content":"你好"}',
      channelType: 'PERSON',
      msgTimeStamp: expect.stringMatching(/^\d{13}$/),
      messageId: expect.any(String),
      os: 'iOS',
    })
    expect(await history()).toHaveLength(1)
  })

  it('R-35 holds back what does not pass', async () => {
    app = await openApp({}, ['pre-send', 'routing'])
    app.answer = (_request, response) => void response.end('{"pass":0}')
    await send('你好', { to: 'bob' })
    expect(await settledPushes(app.world, 1)).toEqual(['dropped'])
    expect(await history()).toHaveLength(0)
    expect(app.received).toHaveLength(1)
    expect(app.world.transcript.lines()[0]?.fields).toMatchObject({ dropped: true })
  })

  it('R-35 delivers after 3 s without an answer, and says so', async () => {
    app = await openApp({}, ['pre-send'])
    app.answer = () => {}
    const start = app.world.clock.now()
    await send('你好', { to: 'bob' })
    expect(await settledPushes(app.world, 1)).toEqual(['timeout'])
    const took = app.world.clock.now() - start
    expect(took).toBeGreaterThanOrEqual(3000)
    expect(took).toBeLessThan(4500)
    expect(await history()).toHaveLength(1)
    expect(app.received).toHaveLength(1)
    expect(app.remarks()).toEqual(['rongcloud/pre-send-fails-open'])
  })

  it.each([
    ['an error', 500, ''],
    ['no JSON', 200, 'ok'],
    ['no verdict', 200, '{"pass":"maybe"}'],
  ])('R-35 delivers after %s', async (_what, status, body) => {
    app = await openApp({}, ['pre-send'])
    app.answer = (_request, response) => {
      response.statusCode = status
      response.end(body)
    }
    await send('你好', { to: 'bob' })
    await settledPushes(app.world, 1)
    expect(await history()).toHaveLength(1)
  })

  it('R-35 does not ask about messages of the server API', async () => {
    app = await openApp({ users: ['bob'] }, ['pre-send'])
    await app.form('/message/private/publish.json', {
      fromUserId: 'alice',
      toUserId: 'bob',
      objectName: 'RC:TxtMsg',
      content: '{"content":"hi"}',
    })
    expect(entriesOf(app.world, 'push')).toHaveLength(0)
    expect(await history()).toHaveLength(1)
  })
})

describe('bot webhook', () => {
  it('R-34 is JSON whose content is a string', async () => {
    app = await openApp({ bots: [{ userId: 'bot_9', name: 'Helper', metadata: { a: 'b' } }] }, ['bot'])
    await app.world.act('rongcloud', 'send', '你好')
    expect(await settledPushes(app.world, 1)).toEqual(['answered'])
    expect(app.received[0]!.headers['content-type']).toBe('application/json')
    const sent = JSON.parse(app.received[0]!.body) as { data: { content: unknown; msgUID: string } }
    expect(sent).toEqual({
      type: 'message:private',
      timestamp: expect.any(Number),
      bot: { userId: 'bot_9', name: 'Helper', profileUrl: expect.any(String), type: 'helper', metadata: { a: 'b' } },
      data: {
        fromUserId: 'alice',
        toUserId: 'bot_9',
        objectName: 'RC:TxtMsg',
        content: '{"content":"你好"}',
        channelType: 'PERSON',
        msgTimestamp: expect.any(Number),
        msgUID: expect.any(String),
        source: 'iOS',
      },
    })
  })

  it('R-34 comes for server messages to the bot, too, and not for the bot’s own', async () => {
    app = await openApp({ users: ['alice'] }, ['bot'])
    const publish = (from: string, to: string) =>
      app.form('/message/private/publish.json', {
        fromUserId: from,
        toUserId: to,
        objectName: 'RC:TxtMsg',
        content: '{"content":"hi"}',
      })
    await publish('alice', 'bot_1')
    await publish('bot_1', 'bot_1')
    await publish('bot_1', 'alice')
    await settledPushes(app.world, 1)
    expect(entriesOf(app.world, 'push')).toHaveLength(1)
    await app.form('/statusmessage/private/publish.json', {
      fromUserId: 'alice',
      toUserId: 'bot_1',
      objectName: 'RC:TxtMsg',
      content: '{"content":"hi"}',
    })
    expect(entriesOf(app.world, 'push')).toHaveLength(1)
  })

  it.each<[string, object]>([
    ['switched off', { enabled: false }],
    ['for other types', { objectNames: ['RC:ImgMsg'] }],
    ['for other events', { events: ['message:group'] }],
  ])('R-34 does not come when %s', async (_what, changes) => {
    app = await openApp({ bots: [{ userId: 'bot_1', ...changes }] }, ['bot'])
    await send('你好')
    expect(entriesOf(app.world, 'push')).toHaveLength(0)
  })

  it('R-34 ignores what the bot answers, and says so when it was asked to read it', async () => {
    app = await openApp({ bots: [{ userId: 'bot_1', handleResponse: true }] }, ['bot'])
    app.answer = (_request, response) => void response.end('{"reply":"hi"}')
    await send('你好')
    expect(await settledPushes(app.world, 1)).toEqual(['answered'])
    expect(app.remarks()).toEqual(['rongcloud/response-ignored'])
  })

  it('R-34 answers reach the person through publish', async () => {
    app = await openApp({}, ['bot'])
    app.answer = (request, response) => {
      const { data } = JSON.parse(request.body) as { data: { fromUserId: string; toUserId: string } }
      response.end()
      void app.form('/message/private/publish.json', {
        fromUserId: data.toUserId,
        toUserId: data.fromUserId,
        objectName: 'RC:TxtMsg',
        content: '{"content":"您好"}',
      })
    }
    await send('你好')
    const reply = await app.world.until(
      () => app.world.transcript.lines().find((line) => line.who === 'bot'),
      10_000,
      'a reply',
    )
    expect(reply).toMatchObject({
      conversation: 'alice',
      user: 'alice',
      text: '您好',
      via: 'private-message',
      fields: { from: 'bot_1' },
    })
  })

  it('R-33 an address off this machine is not called', async () => {
    app = await openApp({ bots: [{ userId: 'bot_1', callbackUrl: 'https://bots.example/hook' }] })
    await send('你好')
    expect(await settledPushes(app.world, 1)).toEqual(['unsendable'])
  })

  it('R-30 a built-in agent answers by itself, stored on both sides', async () => {
    app = await openApp({
      bots: [{ userId: 'bot_1', agent: 'reply_helper' }],
      answers: [{ when: '你好', says: '您好，{{query}}' }],
    })
    await send('你好')
    expect(app.world.transcript.lines().at(-1)).toMatchObject({
      who: 'platform',
      text: '您好，你好',
      via: 'built-in-agent',
    })
    const count = async (userId: string, targetId: string) =>
      ((await app.json('/v3/message/private/query.json', { userId, targetId })).body['data'] as unknown[]).length
    expect([await count('alice', 'bot_1'), await count('bot_1', 'alice')]).toEqual([2, 2])
  })
})
