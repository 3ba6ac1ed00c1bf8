import { afterEach, expect, it, vi } from 'vitest'
import { openCorp, type Corp } from '../../../test/support/dingtalk-corp.ts'
import { entriesOf } from '../../../test/support/entries.ts'
import {
  CARD,
  connectStream,
  openConnection,
  ROBOT_ONLY,
  shakeHands,
  type StreamClient,
} from '../../../test/support/dingtalk-stream.ts'

let corp: Corp
afterEach(async () => {
  vi.restoreAllMocks()
  await corp.close()
})

async function open(settings: Record<string, unknown> = {}): Promise<Corp> {
  corp = await openCorp({ 'stream.pingEvery': 0, ...settings }, [])
  return corp
}

const act = (verb: string, input: unknown = true): Promise<number> => corp.world.act('dingtalk', verb, input)
const lastPush = () => corp.world.until(() => entriesOf(corp.world, 'push').at(-1)?.ended, 1_000_000, 'the push')
const autoAck = (client: StreamClient) => client.socket.on('message', () => client.ack(client.frames.at(-1)!))

/** The world as it sees connections. */
const connects = () => entriesOf(corp.world, 'call').filter(({ operation }) => operation === 'dingtalk.gateway.connect')

it('D-73 the journal shows handshakes, and until when a connection stood', async () => {
  await open()
  const client = await connectStream(corp)
  expect(connects()[0]?.ended).toMatchObject({
    status: 101,
    ok: true,
    output: { open: true, subscriptions: ROBOT_ONLY },
  })
  client.socket.close(4000)
  await corp.world.until(() => (connects()[0]?.ended?.message === undefined ? undefined : true), 1000, 'the end')
  expect(connects()[0]?.ended?.output).toMatchObject({ open: false, endedBy: 'bot', code: 4000 })
  expect(entriesOf(corp.world, 'call').map(({ operation }) => operation)).toEqual([
    'dingtalk.gateway.connections.open',
    'dingtalk.gateway.connect',
  ])
})

it('D-65 D-73 drop-connections resets the socket, and nobody is blamed', async () => {
  await open()
  const client = await connectStream(corp)
  await act('drop-connections')
  expect(await client.closed).toBe(1006)
  await corp.world.clock.advance(60_000)
  corp.world.finish()
  expect(connects()[0]?.ended?.output).toMatchObject({ open: false, endedBy: 'platform' })
  expect(corp.remarks()).toEqual([])
})

it('D-70 half-open answers no pings and sends nothing; the message comes by another connection after 60 s', async () => {
  await open()
  const zombie = await connectStream(corp)
  await act('half-open')
  let pongs = 0
  zombie.socket.on('pong', () => (pongs += 1))
  zombie.socket.ping()
  await act('send', '有人吗')
  const other = await connectStream(corp)
  autoAck(other)
  expect(await lastPush()).toMatchObject({ outcome: 'acknowledged', attempts: 2 })
  expect(pongs).toBe(0)
  expect(zombie.frames).toEqual([])
  expect(corp.remarks()).toEqual([])
})

it('D-70 after a reset of the world a half-open connection works again', async () => {
  await open()
  const client = await connectStream(corp)
  autoAck(client)
  await act('half-open')
  corp.world.reset()
  corp.world.patchSettings('dingtalk', { 'stream.pingEvery': 0 })
  await act('send', '回来了吗')
  expect(await lastPush()).toMatchObject({ outcome: 'acknowledged' })
})

it.each([
  [3, 429],
  [{ times: 3, with: 'authFailed' }, 401],
  [{ times: 3, with: 'invalidParameter' }, 400],
  [{ times: 3, with: 'system.error' }, 500],
])('D-35 D-60 refuse-connections %j answers connections/open with HTTP %i', async (input, status) => {
  await open()
  await act('refuse-connections', input)
  const statuses = []
  for (let call = 0; call < 4; call += 1) statuses.push((await openConnection(corp)).status)
  expect(statuses).toEqual([status, status, status, 200])
})

it.each([
  ['refuse-connections', async () => void (await act('refuse-connections', { at: 'handshake' })), 'HTTP 401'],
  [
    'a fault with a status',
    async () => corp.world.faults.add({ operation: 'dingtalk.gateway.connect', status: 503 }),
    'HTTP 503',
  ],
  [
    'a fault that resets',
    async () => corp.world.faults.add({ operation: 'dingtalk.gateway.connect', reset: true }),
    'socket hang up',
  ],
])('D-35 D-61 %s strikes one handshake', async (_what, arm, error) => {
  await open()
  await arm()
  const { body } = await openConnection(corp)
  const url = `${String(body['endpoint'])}?ticket=${String(body['ticket'])}`
  await expect(shakeHands(url)).rejects.toThrow(error)
  const socket = await shakeHands(url)
  socket.terminate()
})

it.each(['disconnect', 'drop-connections', 'half-open'])('D-73 %s needs somebody who is connected', async (verb) => {
  await open()
  await expect(act(verb)).rejects.toMatchObject({ code: 'NOBODY_CONNECTED' })
})

it('D-65 disconnect can concern the oldest or the newest connection alone', async () => {
  await open()
  const [first, second] = [await connectStream(corp), await connectStream(corp)]
  await act('disconnect', { which: 'newest' })
  await second.next()
  await corp.world.clock.advance(10_000)
  await second.closed
  expect(first.frames).toEqual([])
  expect(corp.remarks()).toEqual([])
})

it('D-74 names a connection that never answers and still gets its share', async () => {
  await open()
  const ghost = await connectStream(corp)
  autoAck(await connectStream(corp))
  await act('send', '一')
  expect(await lastPush()).toMatchObject({ outcome: 'acknowledged', attempts: 2 })
  expect(ghost.frames).toHaveLength(1)
  expect(corp.remarks()).toEqual(['dingtalk/ghost-connection'])
  expect(entriesOf(corp.world, 'remark')[0]?.what.en).toContain('2 connections')
})

it('D-74 names a storm of connections/open once', async () => {
  await open()
  for (let call = 0; call < 20; call += 1) await openConnection(corp)
  expect(corp.remarks()).toEqual([])
  await openConnection(corp)
  await openConnection(corp)
  expect(corp.remarks()).toEqual(['dingtalk/reconnect-storm'])
})

it('D-74 connections that DingTalk ends are no storm of the bot', async () => {
  await open()
  for (let round = 0; round < 25; round += 1) {
    const client = await connectStream(corp)
    await act('drop-connections')
    await client.closed
  }
  expect(corp.remarks()).toEqual([])
})

it('D-74 says when a bot that was connected has not come back', async () => {
  await open()
  const client = await connectStream(corp)
  client.socket.close()
  await client.closed
  await corp.world.clock.settle()
  const { wall } = corp.world.clock
  const later = vi.spyOn(corp.world.clock, 'wall')
  for (const afterMs of [0, 17_000]) {
    later.mockImplementation(() => wall() + afterMs)
    await act('send', '在吗')
    await lastPush()
    expect(corp.remarks()).toEqual([])
  }
  later.mockImplementation(() => wall() + 21_000)
  await act('send', '还在吗')
  await lastPush()
  expect(corp.remarks()).toEqual(['dingtalk/not-reconnected'])
  corp.world.finish()
  expect(corp.remarks()).toEqual(['dingtalk/not-reconnected', 'dingtalk/not-reconnected'])
})

it('D-74 a bot whose attempts to come back are refused is not blamed for being away', async () => {
  await open()
  const client = await connectStream(corp)
  await act('drop-connections')
  await client.closed
  await corp.world.clock.settle()
  await act('refuse-connections', 5)
  await openConnection(corp)
  const { wall } = corp.world.clock
  vi.spyOn(corp.world.clock, 'wall').mockImplementation(() => wall() + 60_000)
  corp.world.finish()
  expect(corp.remarks()).toEqual([])
})

it('D-74 says when connections/open is called without Accept: application/json', async () => {
  await open()
  await openConnection({ post: (url, body) => corp.post(url, body, { headers: { accept: '*/*' } }) })
  expect(corp.remarks()).toEqual(['dingtalk/accept-missing'])
})

it.each([
  ['text', 'hello', 'dingtalk/frame-unreadable'],
  ['a list', '[]', 'dingtalk/frame-unreadable'],
  ['an answer without a messageId', '{"code":200}', 'dingtalk/ack-unknown'],
  ['an answer to nothing', '{"code":200,"headers":{"messageId":"x"}}', 'dingtalk/ack-unknown'],
])('D-74 %s on the socket is remarked on', async (_what, text, code) => {
  await open()
  const client = await connectStream(corp)
  client.send(text)
  await corp.world.clock.settle()
  expect(corp.remarks()).toEqual([code])
})

it.each([
  ['without a code', { message: 'OK', data: '{"response":null}' }, []],
  ['with a code as text', { code: '200', data: '{"response":null}' }, []],
  ['without data', { code: 200, message: 'OK' }, []],
  ['with data that is no string', { code: 200, data: { response: null } }, ['dingtalk/ack-data-unencoded']],
  [
    'with a reply inside',
    { code: 200, data: '{"response":{"msgtype":"text","text":{"content":"hi"}}}' },
    ['dingtalk/reply-in-ack'],
  ],
])('D-64 D-74 takes an ACK %s', async (_what, answer, remarks) => {
  await open()
  const client = await connectStream(corp)
  await act('send', '你好')
  const frame = await client.next()
  client.send(JSON.stringify({ headers: frame.headers, ...answer }))
  expect(await lastPush()).toMatchObject({ outcome: 'acknowledged' })
  expect(corp.remarks()).toEqual(remarks)
})

it('D-66 a second ACK of the same frame is of no interest', async () => {
  await open()
  const client = await connectStream(corp)
  await act('send', '你好')
  const frame = await client.next()
  client.ack(frame)
  client.ack(frame)
  await lastPush()
  await corp.world.clock.settle()
  expect(corp.remarks()).toEqual([])
})

it('D-60 connections and tickets outlive a reset of the world; what was under way does not', async () => {
  await open()
  const client = await connectStream(corp)
  const { body } = await openConnection(corp)
  await act('send', '旧')
  const old = await client.next()
  corp.world.reset()
  corp.world.patchSettings('dingtalk', { 'stream.pingEvery': 0 })
  client.ack(old)
  await act('send', '新')
  client.ack(await client.next())
  expect(await lastPush()).toMatchObject({ outcome: 'acknowledged' })
  expect(entriesOf(corp.world, 'push')).toHaveLength(1)
  expect(corp.remarks()).toEqual([])
  const socket = await shakeHands(`${String(body['endpoint'])}?ticket=${String(body['ticket'])}`)
  socket.terminate()
})

it('D-65 a connection that was told to go goes at a reset', async () => {
  await open()
  const client = await connectStream(corp)
  await act('disconnect')
  corp.world.reset()
  expect(await client.closed).toBe(1006)
  expect(corp.remarks()).toEqual([])
})

it('D-68 CALLBACK topics do not cover each other', async () => {
  await open({ 'robot.mode': 'stream' })
  const cards = await connectStream(corp, [{ type: 'CALLBACK', topic: CARD }])
  await connectStream(corp, [{ type: 'EVENT', topic: '*' }])
  await act('send', '你好')
  expect(await lastPush()).toMatchObject({ outcome: 'unsubscribed' })
  expect(cards.frames).toEqual([])
})
