import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answer, answering, rehearse, text, type Rehearsal } from '../../../test/support/livechat-rehearsal.ts'

let stage: Rehearsal
beforeEach(async () => {
  stage = await rehearse()
})
afterEach(() => stage.close())

const REGISTER = '/livechat/third_part_bot_register'
const KEY = { id: 'caipaiAccessKeyId0001', secret: 'caipaiAccessKeySecret01' }
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

interface Sent {
  readonly method?: string
  readonly path?: string
  readonly query?: Record<string, string>
  /** Changes the query after signing. */
  readonly after?: (query: string) => string
  readonly body?: unknown
  readonly raw?: string | FormData
  readonly headers?: Record<string, string>
  readonly secret?: string
  /** Appended to the path on the wire, not to what is signed. */
  readonly slash?: string
  /** Signed in place of the host and port. */
  readonly host?: string
}

interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Record<string, unknown> & { readonly error?: { readonly code: string; readonly message: string } }
}

const stampOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`

const registration = (): object => ({
  name: 'demo bot',
  domain: new URL(stage.botUrl).origin,
  authEnabled: true,
  authentication: { type: 'TOKEN', token: 'tk-demo-1' },
  pushConfigList: [{ type: 'Message', uri: '/hooks/chat', httpMethod: 'POST' }],
  platform: 'Default',
})

/** Calls the API as a client with its own signing code does. */
async function call(sent: Sent = {}): Promise<Answered> {
  const { method = 'POST', path = REGISTER, body, raw, headers = {}, slash = '' } = sent
  const query = { AccessKeyId: KEY.id, Expires: '60', Timestamp: stampOf(stage.world.clock.wall()), ...sent.query }
  const host = sent.host ?? new URL(stage.world.baseUrl).host
  const canonical = Object.entries(query)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  const signature = createHmac('sha1', sent.secret ?? KEY.secret)
    .update(`${method}${host}${path}?${canonical}`)
    .digest('base64')
  const signed = `${canonical}&Signature=${encodeURIComponent(signature)}`
  const content = raw ?? (method === 'GET' ? undefined : JSON.stringify(body ?? registration()))
  const response = await fetch(`${stage.world.baseUrl}${path}${slash}?${sent.after?.(signed) ?? signed}`, {
    method,
    headers: { ...(raw instanceof FormData ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(content === undefined ? {} : { body: content }),
  })
  const answered = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text: answered,
    json: JSON.parse(answered) as Answered['json'],
  }
}

const drop =
  (name: string) =>
  (query: string): string =>
    query
      .split('&')
      .filter((part) => !part.startsWith(`${name}=`))
      .join('&')

describe('the registration call', () => {
  it('L-01 L-02 L-03 L-16 L-78 answers compact JSON with requestId and robotId, and no CORS headers', async () => {
    const { status, headers, text: body, json } = await call({ headers: { origin: 'https://page.example' } })
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/json;charset=UTF-8')
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    expect(body).toBe(JSON.stringify(json))
    expect(Object.keys(json)).toEqual(['requestId', 'robotId'])
    expect(json['requestId']).toMatch(UUID)
    expect(json['robotId']).toMatch(UUID)
    expect((await call()).json['requestId']).not.toBe(json['requestId'])
  })

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('L-01 L-78 refuses %s with 405', async (method) => {
    const response = await fetch(`${stage.world.baseUrl}${REGISTER}`, { method })
    expect(response.status).toBe(405)
    expect(await response.json()).toMatchObject({ error: { code: 'HttpRequestMethodNotSupported' } })
  })

  it.each(['/livechat/third_part_bot_list', '/livechat/', '/livechat/third_part_bot_register/x'])(
    'L-01 L-77 there is no %s',
    async (path) => {
      const { status, json } = await call({ path })
      expect([status, json.error?.code]).toEqual([404, 'ResourceNotFound'])
      expect(json['requestId']).toMatch(UUID)
    },
  )

  it.each<[string, Sent]>([
    ['a trailing slash', { slash: '/' }],
    ['the official host signed', { host: 'api-bj.clink.cn' }],
    ['the host without its port signed', { host: '127.0.0.1' }],
    ['another order on the wire', { after: (query) => query.split('&').toReversed().join('&') }],
    ['an extra parameter, signed', { query: { remark: '你好 ~*' } }],
  ])('L-04 L-05 does not mind %s', async (_what, sent) => {
    expect((await call(sent)).status).toBe(200)
  })

  it('L-01 a call with a trailing slash is known as the same operation', async () => {
    await call({ slash: '/' })
    expect(stage.world.journal.entries().find((entry) => entry.kind === 'call')).toMatchObject({
      operation: 'livechat.robot.register',
    })
  })

  it.each<[string, string, number, Sent]>([
    ['L-06 no key', 'MissingAuthenticationToken', 400, { after: drop('AccessKeyId') }],
    ['L-06 an unknown key', 'AuthFailure', 401, { query: { AccessKeyId: 'nobody' } }],
    ['L-06 a wrong secret', 'AuthFailure', 401, { secret: 'another' }],
    ['L-06 a parameter added after signing', 'AuthFailure', 401, { after: (query) => `${query}&extra=1` }],
    ['L-07 no Expires', 'MissingParameter', 400, { after: drop('Expires') }],
    ['L-07 no Timestamp', 'MissingParameter', 400, { after: drop('Timestamp') }],
    ['L-07 no Signature', 'MissingParameter', 400, { after: drop('Signature') }],
    ['L-07 Expires 0', 'InvalidParameter', 400, { query: { Expires: '0' } }],
    ['L-07 Expires 86401', 'InvalidParameter', 400, { query: { Expires: '86401' } }],
    ['L-07 Expires 1.5', 'InvalidParameter', 400, { query: { Expires: '1.5' } }],
    ['L-07 a Timestamp with ms', 'InvalidParameter', 400, { query: { Timestamp: '2026-01-02T03:04:05.000Z' } }],
    ['L-07 a Timestamp with an offset', 'InvalidParameter', 400, { query: { Timestamp: '2026-01-02T03:04:05+08:00' } }],
    ['L-07 a month 13', 'InvalidParameter', 400, { query: { Timestamp: '2026-13-02T03:04:05Z' } }],
    ['L-08 an old signature', 'SignaturesExpired', 403, { query: { Timestamp: '2026-01-02T03:04:05Z' } }],
    ['L-11 no content type', 'HttpMediaTypeNotSupported', 400, { headers: { 'content-type': 'text/plain' } }],
    [
      'L-11 a form',
      'HttpMediaTypeNotSupported',
      400,
      { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ],
    ['L-11 no body', 'MissingRequestBody', 400, { raw: '' }],
    ['L-11 a blank body', 'MissingRequestBody', 400, { raw: ' \n' }],
    ['L-11 not JSON', 'InvalidParameter', 400, { raw: 'name=x' }],
    ['L-11 JSON with comments', 'InvalidParameter', 400, { raw: '{"name": "x" // 名称\n}' }],
    ['L-11 a list', 'InvalidParameter', 400, { raw: '[]' }],
    ['L-12 no name', 'MissingParameter', 400, { body: {} }],
  ])('%s: %s %i', async (_what, code, status, sent) => {
    const { json, ...answered } = await call(sent)
    expect([answered.status, json.error?.code]).toEqual([status, code])
    expect(json['requestId']).toMatch(UUID)
  })

  it('L-08 a clock 8 h ahead is refused, and the message says how far; 300 s are allowed', async () => {
    const wall = stage.world.clock.wall()
    const ahead = await call({ query: { Timestamp: stampOf(wall + 8 * 3_600_000) } })
    expect([ahead.status, ahead.json.error?.code]).toEqual([403, 'SignaturesExpired'])
    expect(ahead.json.error?.message).toMatch(/2880\d s ahead|28799 s ahead/)
    expect((await call({ query: { Timestamp: stampOf(wall + 290_000) } })).status).toBe(200)
  })

  it("L-08 by setting the world's clock counts", async () => {
    await stage.world.clock.advance(3_600_000)
    expect((await call()).status).toBe(200)
    stage.world.patchSettings('livechat', { 'signing.useVirtualClock': true })
    expect((await call()).json.error?.code).toBe('SignaturesExpired')
  })

  it('L-06 the style of the front gateway', async () => {
    stage.world.patchSettings('livechat', { missingKeyStyle: 'apisix' })
    for (const sent of [{ after: drop('AccessKeyId') }, { query: { AccessKeyId: 'nobody' } }]) {
      const { status, text: body } = await call(sent)
      expect([status, body]).toEqual([401, '{"message":"Missing API key found in request"}'])
    }
    expect((await call({ secret: 'another' })).json.error?.code).toBe('AuthFailure')
  })

  it('L-09 a key without permission, and an address off the list', async () => {
    const keys = [{ ...KEY, operations: ['chat_*'] }]
    stage.world.patchSettings('livechat', { keys })
    expect((await call()).json.error?.code).toBe('UnauthorizedOperation')
    stage.world.patchSettings('livechat', { keys: [{ ...KEY, allowIps: ['10.*.*.*'] }] })
    expect((await call()).status).toBe(403)
    stage.world.patchSettings('livechat', { keys: [{ ...KEY, allowIps: ['10.1.1.1', '127.0.*.*'] }] })
    expect((await call()).status).toBe(200)
  })

  it('L-10 over the limit: 429, and a minute later again', async () => {
    stage.world.patchSettings('livechat', { rateLimitPerMinute: 2 })
    await call()
    await call()
    const third = await call()
    expect([third.status, third.json.error?.code]).toEqual([429, 'TooManyRequests'])
    await stage.world.clock.advance(61_000)
    expect((await call()).status).toBe(200)
  })

  it('L-10 a fault answers with any error of the table', async () => {
    stage.world.faults.add({ operation: 'livechat.robot.*', code: 'InternalError' })
    expect((await call()).json.error?.code).toBe('InternalError')
  })

  it('L-11 says how the header is spelt', async () => {
    const { json } = await call({ headers: { 'content-type': 'text/plain', ContentType: 'application/json' } })
    expect(json.error?.message).toContain('Content-Type, with a hyphen')
  })

  it('L-17 the journal has the string to sign, the answer has not, and nobody sees the secret', async () => {
    const { text: body } = await call({ secret: 'another' })
    const [remark] = stage.remarks()
    expect(remark).toMatchObject({ code: 'livechat/signature-wrong', severity: 'broken' })
    expect(remark?.what.en).toContain(`POST${new URL(stage.world.baseUrl).host}${REGISTER}?AccessKeyId=`)
    expect(body).not.toContain('POST')
    expect(JSON.stringify(stage.world.journal.entries())).not.toContain(KEY.secret)
  })

  it('L-17 knows a signature that was encoded twice', async () => {
    const { json } = await call({
      after: (query) =>
        query.replace(/Signature=(.*)$/, (_all, value: string) => `Signature=${encodeURIComponent(value)}`),
    })
    expect(json.error?.message).toContain('URL-encoded twice')
  })

  it('L-03 by setting a wrong signature is only remarked on', async () => {
    stage.world.patchSettings('livechat', { 'signing.required': false })
    const response = await fetch(`${stage.world.baseUrl}${REGISTER}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(registration()),
    })
    expect(response.status).toBe(200)
    expect(stage.codes()).toEqual(['signature-not-required'])
  })

  it('L-16 the same name twice makes two robots, with a remark; strict refuses', async () => {
    const first = await call()
    const second = await call()
    expect(second.json['robotId']).not.toBe(first.json['robotId'])
    expect(stage.remarks()[0]?.what.en).toContain('2 robots')
    stage.world.patchSettings('livechat', { profile: 'strict' })
    expect((await call()).json.error?.code).toBe('InvalidParameter')
  })
})

describe('robots and the route', () => {
  it('L-18 a registered robot that no node uses gets nothing', async () => {
    await call()
    stage.world.patchSettings('livechat', { 'route.robot': 'none' })
    await stage.act('send', '你好')
    await stage.world.clock.settle()
    expect(stage.received).toEqual([])
    expect(stage.codes()).toEqual(['robot-missing'])
  })

  it('L-16 L-18 L-21 the newest robot in the route gets its own id and token; it survives a reset', async () => {
    const { json } = await call()
    await stage.act('route', 'newest')
    await stage.ask()
    expect(stage.received[0]).toMatchObject({
      url: '/hooks/chat',
      headers: { authorization: 'Bearer tk-demo-1' },
      body: { robotId: json['robotId'] },
    })
    stage.world.reset()
    await stage.act('route', String(json['robotId']))
    await stage.ask()
    expect(stage.received[1]?.body.robotId).toBe(json['robotId'])
  })

  it('L-18 two robots in one session have a conversation each', async () => {
    await call()
    await stage.ask()
    await stage.act('route', 'newest')
    stage.bot = answering(answer([text('好')], 'c-2'))
    await stage.ask()
    await stage.act('route', 'connected')
    await stage.ask()
    expect(stage.received.map(({ body }) => body.conversationId)).toEqual([undefined, undefined, 'c-1'])
  })

  it('L-18 says what is missing when the route is given a robot nobody registered', async () => {
    await expect(stage.act('route', 'nobody')).rejects.toMatchObject({ code: 'LIVECHAT_ROBOT_UNKNOWN' })
  })
})

describe('the neighbouring calls', () => {
  const path = (name: string): string => `/livechat/${name}`
  const open = async (): Promise<string> => {
    const body = { appId: 'web', visitorId: 'v-1', visitorName: '张三', visitorExtraInfo: { level: 'gold' } }
    const { json } = await call({ path: path('chat_visitor_open_session'), body })
    return String(json['sessionId'])
  }
  const say = (sessionId: string, more: object = { messageType: 1, content: '你好' }): Promise<Answered> =>
    call({ path: path('chat_message_to_client'), body: { sessionId, ...more } })

  it('L-19 a visitor opens a session and speaks; the robot gets it with the visitor’s fields', async () => {
    const sessionId = await open()
    expect(sessionId).toMatch(/^[0-9a-f-]{36}\.\d{10}$/)
    expect((await say(sessionId)).json).toMatchObject({
      sessionId,
      sendStatus: 1,
      messageId: expect.stringMatching(UUID),
    })
    await stage.settled()
    expect(stage.received[0]?.body).toMatchObject({
      visitorId: 'v-1',
      inputs: { uniqueId: sessionId, visitorName: '张三', user_level: 'gold' },
    })
  })

  it('L-19 a picture by link, and by multipart', async () => {
    const sessionId = await open()
    await say(sessionId, { messageType: 2, fileUrl: 'https://a.example/1.png', fileName: '1.png' })
    await stage.settled()
    const form = new FormData()
    form.set('sessionId', sessionId)
    form.set('messageType', '2')
    form.set('file', new Blob([Buffer.from([1, 13, 10, 2])], { type: 'image/png' }), '图.png')
    expect((await call({ path: path('chat_message_to_client'), raw: form })).status).toBe(200)
    await stage.settled()
    const [link, file] = stage.received.map(({ body }) => body.data[0]?.message)
    expect(link).toEqual({ fileUrl: 'https://a.example/1.png', fileName: '1.png' })
    expect(file?.['fileName']).toBe('图.png')
    const fetched = await fetch(file?.['fileUrl'] ?? '')
    expect([...new Uint8Array(await fetched.arrayBuffer())]).toEqual([1, 13, 10, 2])
  })

  it('L-19 other kinds of messages are not pushed', async () => {
    const sessionId = await open()
    expect((await say(sessionId, { messageType: 7, content: 'x' })).status).toBe(200)
    await stage.world.clock.settle()
    expect(stage.received).toEqual([])
  })

  it('L-19 transfer, queue status, agent, and back', async () => {
    stage.world.patchSettings('livechat', { 'transfer.result': 'queue:1' })
    const sessionId = await open()
    await call({ path: path('chat_client_login'), body: { cno: '2001' } })
    await call({ path: path('chat_client_status_change'), body: { cno: '2001', status: 2 } })
    expect((await call({ path: path('chat_robot_transfer'), body: { sessionId } })).status).toBe(200)
    const status = await call({ path: path('chat_queue_status'), method: 'GET', query: { qnos: '6001' } })
    expect(status.json['data']).toEqual([
      { qno: '6001', name: '客服', idle: 0, login: 1, total: 1, queuedCount: 1, clients: [{ cno: '2001', status: 2 }] },
    ])
    const taken = await call({ path: path('chat_client_open_session'), body: { cno: '2001', sessionId } })
    expect(taken.json).toMatchObject({ sessionId, visitorId: 'v-1' })
    const body = { sessionId, cno: '2001', senderType: 1, messageType: 1, content: '您好' }
    expect((await call({ path: path('chat_message_to_visitor'), body })).json).toMatchObject({ sendStatus: 1 })
    await call({ path: path('chat_client_close_session'), body: { sessionId } })
    await call({ path: path('chat_submit_investigation'), body: { sessionId, options: [], remark: '满意' } })
    await call({ path: path('chat_client_logout'), body: { cno: '2001' } })
    expect(stage.lines().slice(2)).toEqual([
      'platform transfer 客服',
      'platform chatLocation 1',
      'platform chatBridge 2001',
      'agent text 您好',
      'platform chatClose',
      'platform chatInvestigation 满意',
    ])
  })

  it('L-19 L-69 quitting the queue and closing the chat', async () => {
    stage.world.patchSettings('livechat', { 'transfer.result': 'queue:1' })
    const sessionId = await open()
    await call({ path: path('chat_robot_transfer'), body: { sessionId } })
    expect((await call({ path: path('chat_quit_queue'), body: { sessionId } })).status).toBe(200)
    expect((await call({ path: path('chat_quit_queue'), body: { sessionId } })).status).toBe(400)
    expect((await call({ path: path('chat_visitor_close_session'), body: { sessionId } })).status).toBe(200)
    expect((await say(sessionId)).json.error?.code).toBe('ResourceNotFound')
  })

  it('L-77 a message of the robot by itself is shown, with a remark; strict refuses it', async () => {
    const sessionId = await open()
    const body = { sessionId, senderType: 3, messageType: 1, content: '还在吗' }
    expect((await call({ path: path('chat_message_to_visitor'), body })).status).toBe(200)
    expect(stage.lines('bot')).toEqual(['bot text 还在吗'])
    expect(stage.codes()).toEqual(['robot-message-unsolicited'])
    stage.world.patchSettings('livechat', { profile: 'strict' })
    expect((await call({ path: path('chat_message_to_visitor'), body })).status).toBe(400)
  })

  it.each<[string, object]>([
    ['chat_visitor_open_session', {}],
    ['chat_message_to_client', {}],
    ['chat_message_to_client', { sessionId: 'x' }],
    ['chat_robot_transfer', {}],
    ['chat_quit_queue', {}],
    ['chat_visitor_close_session', {}],
    ['chat_submit_investigation', {}],
    ['chat_client_login', {}],
    ['chat_client_logout', {}],
    ['chat_client_status_change', { cno: '1' }],
    ['chat_client_open_session', { cno: '1' }],
    ['chat_client_close_session', {}],
    ['chat_message_to_visitor', { sessionId: 'x' }],
  ])('L-19 %s names what is missing in %j', async (name, body) => {
    const { status, json } = await call({ path: path(name), body })
    expect(status).toBe(400)
    expect(json.error?.message).toMatch(/^\w+ is required$|^status: /)
  })

  it.each<[string, object]>([
    ['chat_robot_transfer', { sessionId: 'x' }],
    ['chat_client_logout', { cno: '9' }],
    ['chat_client_status_change', { cno: '9', status: 1 }],
    ['chat_submit_investigation', { sessionId: 'x' }],
  ])('L-19 %s knows nothing of %j', async (name, body) => {
    expect((await call({ path: path(name), body })).json.error?.code).toBe('ResourceNotFound')
  })

  it('L-03 L-19 they are signed, too', async () => {
    expect((await call({ path: path('chat_robot_transfer'), secret: 'another', body: {} })).status).toBe(401)
  })

  it('L-28 a picture nobody has sent', async () => {
    const response = await fetch(`${stage.world.baseUrl}/livechat-files/0/x.png`)
    expect([response.status, await response.json()]).toMatchObject([404, { error: { code: 'ResourceNotFound' } }])
  })
})
