import { afterEach, expect, it } from 'vitest'
import { openCorp, type Corp } from '../../../test/support/dingtalk-corp.ts'
import { entriesOf } from '../../../test/support/entries.ts'
import {
  connectStream,
  openConnection,
  ROBOT,
  shakeHands,
  type StreamClient,
} from '../../../test/support/dingtalk-stream.ts'

let corp: Corp
afterEach(() => corp.close())

/** Without pings unless a test wants them, and without an HTTP callback. */
async function open(settings: Record<string, unknown> = {}): Promise<Corp> {
  corp = await openCorp({ 'stream.pingEvery': 0, ...settings }, [])
  return corp
}

const act = (verb: string, input: unknown = true): Promise<number> => corp.world.act('dingtalk', verb, input)
const tell = (text = '你好'): Promise<number> => act('send', text)

/** How the newest push has ended. */
async function lastPush(): Promise<{ outcome: string; attempts: number; reason?: string | undefined }> {
  const ended = await corp.world.until(() => entriesOf(corp.world, 'push').at(-1)?.ended, 1_000_000, 'the push')
  if (ended === undefined) throw new Error('no push has ended')
  return ended
}

const attempts = () => entriesOf(corp.world, 'attempt')
const dataOf = (frame: { data: string }): Record<string, unknown> => JSON.parse(frame.data) as Record<string, unknown>

it('D-60 gives a ws endpoint with an explicit port and the path /connect, and a ticket that needs no encoding', async () => {
  await open()
  const { status, body } = await openConnection(corp)
  expect(status).toBe(200)
  expect(body['endpoint']).toBe(`${corp.world.baseUrl.replace('http:', 'ws:')}/connect`)
  expect(new URL(String(body['endpoint'])).port).toMatch(/^\d+$/)
  expect(body['ticket']).toMatch(/^[\w-]{20,}$/)
})

it('D-60 D-35 refuses more calls a minute than allowed with capital keys', async () => {
  await open({ 'stream.opensPerMinute': 2 })
  await openConnection(corp)
  await openConnection(corp)
  const { status, body } = await openConnection(corp)
  expect(status).toBe(429)
  expect(Object.keys(body).toSorted()).toEqual(['Code', 'Message'])
  expect(body['Code']).toBe('Throttling')
})

it.each([
  ['the robot is in HTTP mode', { 'robot.mode': 'http' }],
  ['no version is published', { 'robot.published': false }],
  ['the address is not allowed', { 'app.ipAllow': ['10.0.0.0/8'] }],
])('D-60 answers 400 when %s', async (_why, settings) => {
  await open(settings)
  const { status, body } = await openConnection(corp)
  expect(status).toBe(400)
  expect(body).toMatchObject({ code: 'invalidParameter' })
  expect(Object.keys(body).toSorted()).toEqual(['code', 'message', 'requestid'])
})

it('D-60 names a missing field as the gateway does', async () => {
  await open()
  const { status, body } = await openConnection(corp, undefined, { subscriptions: undefined })
  expect(status).toBe(400)
  expect(body['code']).toBe('Missingsubscriptions')
})

it('D-61 a ticket opens one connection', async () => {
  await open()
  const { body } = await openConnection(corp)
  const url = `${String(body['endpoint'])}?ticket=${String(body['ticket'])}`
  const socket = await shakeHands(url)
  await expect(shakeHands(url)).rejects.toThrow('HTTP 401')
  expect(corp.remarks()).toEqual(['dingtalk/ticket-reused'])
  socket.terminate()
})

it('D-61 D-75 a ticket lives for 90 s of the world', async () => {
  await open()
  const first = await openConnection(corp)
  await corp.world.clock.advance(89_000)
  const socket = await shakeHands(`${String(first.body['endpoint'])}?ticket=${String(first.body['ticket'])}`)
  socket.terminate()
  const second = await openConnection(corp)
  await corp.world.clock.advance(90_000)
  await expect(
    shakeHands(`${String(second.body['endpoint'])}?ticket=${String(second.body['ticket'])}`),
  ).rejects.toThrow('HTTP 401')
  expect(corp.remarks()).toContain('dingtalk/ticket-reused')
})

it.each(['', '?ticket=', '?ticket=nobody'])('D-61 refuses the handshake of /connect%s with 401', async (query) => {
  await open()
  await expect(shakeHands(`${corp.world.baseUrl.replace('http', 'ws')}/connect${query}`)).rejects.toThrow('HTTP 401')
})

it('D-61 tells whoever comes to /connect without a WebSocket so', async () => {
  await open()
  expect((await corp.call('/connect?ticket=x', { method: 'GET' })).status).toBe(426)
})

it('D-62 answers wrong credentials with 401 authFailed, and says when only a blank is wrong', async () => {
  await open()
  const wrong = await openConnection(corp, undefined, { clientSecret: 'nonsense' })
  expect(wrong.status).toBe(401)
  expect(wrong.body).toMatchObject({ code: 'authFailed', message: '鉴权失败' })
  expect(wrong.body['requestid']).toMatch(/^[0-9A-F-]{36}$/)
  expect(corp.remarks()).toEqual([])
  const padded = await openConnection(corp, undefined, { clientSecret: 'demo-app-secret\n' })
  expect(padded.status).toBe(401)
  expect(corp.remarks()).toEqual(['dingtalk/credentials-padded'])
})

it('D-63 frames carry version 1.0, headers that are all strings, and data that is a JSON string', async () => {
  await open()
  const client = await connectStream(corp)
  await tell()
  const frame = await client.next()
  expect(Object.keys(frame)).toEqual(['specVersion', 'type', 'headers', 'data'])
  expect(frame).toMatchObject({ specVersion: '1.0', type: 'CALLBACK' })
  expect(Object.keys(frame.headers).toSorted()).toEqual([
    'appId',
    'connectionId',
    'contentType',
    'messageId',
    'time',
    'topic',
  ])
  for (const value of Object.values(frame.headers)) expect(typeof value).toBe('string')
  expect(frame.headers).toMatchObject({ topic: ROBOT, contentType: 'application/json' })
  expect(frame.headers['messageId']).toMatch(/^[0-9a-f]+_[0-9a-f]+_[0-9a-f]+_[0-9a-f]+$/)
  expect(dataOf(frame)).toMatchObject({ msgtype: 'text', text: { content: '你好' }, conversationType: '1' })
  client.ack(frame)
  expect(await lastPush()).toMatchObject({ outcome: 'acknowledged', attempts: 1 })
  const [attempt] = attempts()
  expect(attempt?.request).toMatchObject({ method: 'CALLBACK', url: ROBOT, body: frame.data })
  expect(Object.fromEntries(attempt?.request.headers ?? [])).toEqual(frame.headers)
  expect(attempt?.ended).toMatchObject({ status: 200, body: '{"response":null}' })
})

it('D-63 D-05 over Stream the mentioned are known by their opaque ids alone', async () => {
  await open()
  const client = await connectStream(corp)
  await act('send', { group: 'ops', text: '看一下', mentions: ['bob'] })
  const frame = await client.next()
  client.ack(frame)
  const { atUsers, chatbotUserId, conversationTitle, text } = dataOf(frame)
  expect(atUsers).toEqual([{ dingtalkId: chatbotUserId }, { dingtalkId: expect.stringMatching(/^\$:LWCP_v1:\$/) }])
  expect({ conversationTitle, text }).toEqual({ conversationTitle: 'ops', text: { content: ' 看一下' } })
})

async function pinged(settings: Record<string, unknown> = {}): Promise<StreamClient> {
  await open({ 'stream.pingEvery': '5s', ...settings })
  const client = await connectStream(corp)
  await corp.world.clock.advance(7000)
  return client
}

it('D-64 pings, and takes the echo of all headers or of the messageId alone', async () => {
  const client = await pinged()
  const first = await client.next('ping')
  expect(first.type).toBe('SYSTEM')
  expect(Object.keys(dataOf(first))).toEqual(['opaque'])
  client.send(JSON.stringify({ code: 200, headers: first.headers, message: 'OK', data: first.data }))
  await corp.world.clock.advance(7000)
  const second = await client.next('ping')
  expect(second.headers['messageId']).not.toBe(first.headers['messageId'])
  client.ack(second, dataOf(second))
  await corp.world.clock.advance(7000)
  await client.next('ping')
  expect(corp.remarks()).toEqual([])
})

it('D-64 remarks on a ping that has no answer, or the wrong one', async () => {
  const client = await pinged()
  const ping = await client.next('ping')
  client.ack(ping, { opaque: 'something else' })
  await corp.world.clock.settle()
  expect(corp.remarks()).toEqual(['dingtalk/ping-unanswered'])
})

it('D-64 D-75 never jumps to a ping, and a jump past many is one ping', async () => {
  await open({ 'stream.pingEvery': '60s' })
  const client = await connectStream(corp)
  await corp.world.clock.advance(5_400_000)
  await client.next('ping')
  expect(client.frames).toHaveLength(1)
  expect(entriesOf(corp.world, 'clock')).toHaveLength(1)
})

it('D-64 sends no pings when they are switched off', async () => {
  const client = await pinged({ 'stream.pingEvery': 0 })
  await corp.world.clock.advance(600_000)
  expect(client.frames).toEqual([])
})

it('D-65 says disconnect without a messageId, is silent, and closes after 10 s', async () => {
  await open()
  const client = await connectStream(corp)
  const since = corp.world.clock.now()
  await act('disconnect')
  const frame = await client.next()
  expect(frame).toMatchObject({ type: 'SYSTEM', headers: { topic: 'disconnect' } })
  expect(frame.headers).not.toHaveProperty('messageId')
  expect(dataOf(frame)).toEqual({ reason: 'connection is expired' })
  await tell('谁来听')
  expect(await lastPush()).toMatchObject({ outcome: 'unsubscribed' })
  await corp.world.clock.advance(10_000)
  expect(await client.closed).toBe(1006)
  expect(corp.world.clock.now() - since).toBeGreaterThanOrEqual(10_000)
  expect(client.frames).toHaveLength(1)
  expect(corp.remarks()).toEqual(['dingtalk/disconnect-ignored'])
})

it('D-65 a bot that comes back at once loses nothing and hears no reproach', async () => {
  await open()
  const first = await connectStream(corp)
  await act('disconnect', { reason: 'moved' })
  const frame = await first.next()
  expect(dataOf(frame)).toEqual({ reason: 'moved' })
  first.send(JSON.stringify({ code: 200, headers: { contentType: 'application/json' }, message: 'OK', data: '{}' }))
  const second = await connectStream(corp)
  first.socket.close()
  await tell()
  second.ack(await second.next())
  expect(await lastPush()).toMatchObject({ outcome: 'acknowledged', attempts: 1 })
  await corp.world.clock.advance(20_000)
  expect(corp.remarks()).toEqual([])
})

it('D-66 without an ACK the same data comes once more after 60 s, with a new messageId', async () => {
  await open()
  const client = await connectStream(corp)
  await tell()
  expect(await lastPush()).toMatchObject({ outcome: 'timeout', attempts: 2 })
  const [first, second] = [await client.next(), await client.next()]
  expect(client.frames).toHaveLength(2)
  expect(second.data).toBe(first.data)
  expect(second.headers['messageId']).not.toBe(first.headers['messageId'])
  const [one, two] = attempts()
  expect(two!.at - one!.at).toBeGreaterThanOrEqual(59_990)
  expect(two!.at - one!.at).toBeLessThan(61_000)
  expect(corp.remarks()).toEqual(['dingtalk/ack-missing'])
})

it('D-66 redeliveries 0 is what one page of the documents says: never again', async () => {
  await open({ 'stream.redeliveries': 0 })
  const client = await connectStream(corp)
  await tell()
  expect(await lastPush()).toMatchObject({ outcome: 'timeout', attempts: 1 })
  expect(client.frames).toHaveLength(1)
})

it('D-66 pause and number of repeats are settings', async () => {
  await open({ 'stream.redeliverAfter': '16s', 'stream.redeliveries': 2 })
  await connectStream(corp)
  await tell()
  expect(await lastPush()).toMatchObject({ outcome: 'timeout', attempts: 3 })
  const times = attempts().map(({ at }) => at)
  for (const pause of [times[1]! - times[0]!, times[2]! - times[1]!]) {
    expect(pause).toBeGreaterThanOrEqual(16_000)
    expect(pause).toBeLessThan(17_000)
  }
})

it('D-66 a late ACK is shown and remarked on', async () => {
  await open()
  const client = await connectStream(corp)
  await tell()
  const [first, second] = [await client.next(), await corp.world.until(() => client.frames[1], 90_000, 'it again')]
  client.ack(first, { response: 'late' })
  client.ack(second!)
  expect(await lastPush()).toMatchObject({ outcome: 'acknowledged', attempts: 2 })
  expect(attempts()[0]?.late).toMatchObject({ status: 200, body: '{"response":"late"}' })
  expect(corp.remarks()).toEqual(['dingtalk/ack-late'])
})

it('D-66 an ACK with another code counts as received', async () => {
  await open()
  const client = await connectStream(corp)
  await tell()
  client.ack(await client.next(), {}, 500)
  expect(await lastPush()).toMatchObject({ outcome: 'refused', attempts: 1, reason: 'code 500 OK' })
  expect(corp.remarks()).toEqual(['dingtalk/ack-refused'])
})

it('D-66 a connection that breaks before the ACK is no ACK: the message comes again 60 s after the first', async () => {
  await open()
  const first = await connectStream(corp)
  await tell()
  const lost = await first.next()
  first.socket.terminate()
  await first.closed
  const second = await connectStream(corp)
  const again = await corp.world.until(() => second.frames[0], 90_000, 'it again')
  expect(again?.data).toBe(lost.data)
  second.ack(again!)
  expect(await lastPush()).toMatchObject({ outcome: 'acknowledged', attempts: 2 })
  const [one, two] = attempts()
  expect(one?.ended?.outcome).toBe('connect-fail')
  expect(two!.at - one!.at).toBeGreaterThanOrEqual(59_990)
})

const EVENTS = [{ type: 'EVENT', topic: '*' }]

it('D-67 an event has headers of its own and topic *', async () => {
  await open()
  const client = await connectStream(corp, EVENTS)
  await act('event', { type: 'user_add_org', data: { userId: ['0101'] } })
  const frame = await client.next()
  expect(frame).toMatchObject({ type: 'EVENT', headers: { topic: '*', eventType: 'user_add_org' } })
  expect(Object.keys(frame.headers)).toEqual(
    expect.arrayContaining(['eventId', 'eventCorpId', 'eventBornTime', 'eventUnifiedAppId']),
  )
  for (const value of Object.values(frame.headers)) expect(typeof value).toBe('string')
  expect(frame.headers['eventId']).toMatch(/^[0-9a-f]{32}$/)
  client.ack(frame, { status: 'SUCCESS', message: 'ok' })
  expect(await lastPush()).toMatchObject({ outcome: 'acknowledged', attempts: 1 })
})

it.each([
  ['LATER', { status: 'LATER' }, 200, 'later'],
  ['code 500', {}, 500, 'refused'],
  ['no ACK', undefined, 0, 'timeout'],
])(
  'D-67 %s brings an event again every 60 s, three times, with the same eventId',
  async (_what, data, code, outcome) => {
    await open()
    const client = await connectStream(corp, EVENTS)
    if (data !== undefined) client.socket.on('message', () => client.ack(client.frames.at(-1)!, data, code))
    await act('event', 'chat_disband')
    expect(await lastPush()).toMatchObject({ outcome, attempts: 4 })
    expect(new Set(client.frames.map(({ headers }) => headers['eventId'])).size).toBe(1)
    expect(new Set(client.frames.map(({ headers }) => headers['messageId'])).size).toBe(4)
    const [one, two] = attempts()
    expect(two!.at - one!.at).toBeGreaterThanOrEqual(59_990)
  },
)

it('D-67 pause and number of repeats of events are settings', async () => {
  await open({ 'stream.eventRedeliverAfter': '10s', 'stream.eventRedeliveries': 1 })
  await connectStream(corp, EVENTS)
  await act('event', 'chat_disband')
  expect(await lastPush()).toMatchObject({ outcome: 'timeout', attempts: 2 })
  const [one, two] = attempts()
  expect(two!.at - one!.at).toBeLessThan(11_000)
})

it('D-68 pushes only what is subscribed, to one connection each, in turn', async () => {
  await open()
  const events = await connectStream(corp, EVENTS)
  const robots = [await connectStream(corp), await connectStream(corp)]
  for (const client of robots) client.socket.on('message', () => client.ack(client.frames.at(-1)!))
  for (const text of ['一', '二', '三', '四']) {
    await tell(text)
    await lastPush()
  }
  expect(robots.map(({ frames }) => frames.length)).toEqual([2, 2])
  expect(events.frames).toEqual([])
})

it('D-68 random routing follows from the seed', async () => {
  const shares = []
  for (let run = 0; run < 2; run += 1) {
    await open({ 'stream.routing': 'random' })
    const clients = [await connectStream(corp), await connectStream(corp)]
    for (const client of clients) client.socket.on('message', () => client.ack(client.frames.at(-1)!))
    for (let count = 0; count < 12; count += 1) {
      await tell()
      await lastPush()
    }
    shares.push(clients.map(({ frames }) => frames.length))
    if (run === 0) await corp.close()
  }
  expect(shares[0]).toEqual(shares[1])
  expect(Math.min(...shares[0]!)).toBeGreaterThan(0)
})

it('D-68 D-74 says so when the bot is connected and subscribes to something else', async () => {
  await open({ 'robot.mode': 'stream' })
  await connectStream(corp, EVENTS)
  await tell()
  expect(await lastPush()).toMatchObject({ outcome: 'unsubscribed', attempts: 1 })
  expect(corp.remarks()).toEqual(['dingtalk/no-subscriber'])
  expect(entriesOf(corp.world, 'remark')[0]?.what.en).toContain('EVENT *')
})

it('D-69 drops what nobody is connected for', async () => {
  await open()
  await tell()
  expect(await lastPush()).toMatchObject({ outcome: 'unsubscribed', reason: 'no connection subscribes to it' })
  const client = await connectStream(corp)
  await corp.world.clock.settle()
  expect(client.frames).toEqual([])
  expect(corp.remarks()).toEqual([])
})

it('D-69 with a backlog it comes when somebody connects', async () => {
  await open({ 'stream.backlog': true })
  await tell('早')
  const client = await connectStream(corp)
  const frame = await client.next()
  expect(dataOf(frame)).toMatchObject({ text: { content: '早' } })
  client.ack(frame)
  expect(await lastPush()).toMatchObject({ outcome: 'acknowledged' })
})

it('D-70 answers the pings of the protocol', async () => {
  await open()
  const client = await connectStream(corp)
  const pong = new Promise<string>((resolve) => client.socket.once('pong', (data) => resolve(String(data))))
  client.socket.ping('hi')
  expect(await pong).toBe('hi')
})
