import { once } from 'node:events'
import { afterEach, expect, it } from 'vitest'
import { openCorp, type Corp } from '../../../test/support/dingtalk-corp.ts'
import { entriesOf } from '../../../test/support/entries.ts'
import { connectStream, ROBOT, type ReceivedFrame, type StreamClient } from '../../../test/support/dingtalk-stream.ts'

/**
 * What the official clients of other languages write, after their sources; the one for Node runs by itself in
 * test/sdk/dingtalk-stream.test.ts.
 *
 * Sources: https://github.com/open-dingtalk/dingtalk-stream-sdk-python (0.24.4b1, dingtalk_stream/stream.py, handlers.py),
 * https://github.com/open-dingtalk/dingtalk-stream-sdk-go (client/client.go, payload/data_frame.go),
 * https://github.com/open-dingtalk/dingtalk-stream-sdk-java (ProtocolResponse.java, DefaultSessionPool.java)
 */
interface Sdk {
  /** Fields of connections/open besides the credentials. */
  readonly open: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
  readonly pong: (ping: ReceivedFrame) => object
  readonly ack: (frame: ReceivedFrame) => object
  readonly eventAck: (frame: ReceivedFrame) => object
  /** What it says to SYSTEM disconnect before it closes; undefined: nothing, and it leaves the closing to DingTalk. */
  readonly bye: ((frame: ReceivedFrame) => object) | undefined
}

const JSON_TYPE = 'application/json'
const WANTED = [
  { type: 'EVENT', topic: '*' },
  { type: 'CALLBACK', topic: ROBOT },
]

const python = ({ headers }: ReceivedFrame, message: string, data: unknown): object => ({
  code: 200,
  headers: {
    contentType: JSON_TYPE,
    ...(headers['messageId'] === undefined ? {} : { messageId: headers['messageId'] }),
  },
  message,
  data: JSON.stringify(data),
})
const go = ({ headers }: ReceivedFrame, message: string, data: string): object => ({
  code: 200,
  headers: { contentType: JSON_TYPE, messageId: headers['messageId'] ?? '' },
  message,
  data,
})
const java = ({ headers }: ReceivedFrame, data: unknown): object => ({
  code: 200,
  data: JSON.stringify(data),
  headers: { contentType: JSON_TYPE, messageId: headers['messageId'], time: '1700000000000' },
  message: 'OK',
})
const said = ({ data }: ReceivedFrame): unknown => JSON.parse(data)

const SDKS: Readonly<Record<'python' | 'go' | 'java', Sdk>> = {
  python: {
    open: { subscriptions: WANTED, ua: 'dingtalk-sdk-python/v0.24.4b1-union', localIp: '' },
    headers: { accept: JSON_TYPE, 'user-agent': 'DingTalkStream/1.0 SDK/0.24.4b1 Python/3.11.2' },
    pong: (ping) => python(ping, 'OK', said(ping)),
    ack: (frame) => python(frame, '', { response: 'OK' }),
    eventAck: (frame) => python(frame, 'OK', said(frame)),
    bye: (frame) => python(frame, 'OK', said(frame)),
  },
  go: {
    open: {
      subscriptions: [{ type: 'SYSTEM', topic: 'disconnect' }, { type: 'SYSTEM', topic: 'ping' }, ...WANTED],
      ua: 'dingtalk-sdk-go/v0.9.2',
      localIp: '',
      extras: null,
    },
    headers: { accept: JSON_TYPE, 'user-agent': 'Go-http-client/1.1' },
    pong: (ping) => go(ping, 'ok', ping.data),
    ack: (frame) => go(frame, '', ''),
    eventAck: (frame) => go(frame, 'ok', '{"status":"SUCCESS","message":"success"}'),
    bye: (frame) => go(frame, '', ''),
  },
  java: {
    open: { subscriptions: WANTED, ua: 'java/1.3.12-union', localIp: '10.0.0.2' },
    headers: { accept: JSON_TYPE, 'user-agent': 'Java/17.0.15' },
    pong: (ping) => java(ping, said(ping)),
    ack: (frame) => java(frame, { response: {} }),
    eventAck: (frame) => java(frame, { message: null, status: 'SUCCESS' }),
    bye: undefined,
  },
}

let corp: Corp
afterEach(() => corp.close())

/** Connects as the client does; it sends its own headers and body. */
const connect = ({ open, headers }: Sdk): Promise<StreamClient> =>
  connectStream({
    post: (url, body) => corp.post(url, { ...(body as object), ...open }, { headers }),
  })

async function lastPush(): Promise<{ outcome: string; attempts: number }> {
  const ended = await corp.world.until(() => entriesOf(corp.world, 'push').at(-1)?.ended, 1_000_000, 'the push')
  return ended!
}

it.each(Object.entries(SDKS))(
  'D-60 D-63 D-64 D-65 D-66 D-67 D-74 understands the %s client without a remark',
  async (_language, sdk) => {
    corp = await openCorp({ 'stream.pingEvery': '5s' }, [])
    const client = await connect(sdk)
    const answer = (by: StreamClient, frame: object): void => by.send(`${JSON.stringify(frame)}\n`)

    for (let round = 0; round < 2; round += 1) {
      await corp.world.clock.advance(7000)
      answer(client, sdk.pong(await client.next('ping')))
    }
    await corp.world.act('dingtalk', 'send', '你好')
    answer(client, sdk.ack(await client.next(ROBOT)))
    expect(await lastPush()).toMatchObject({ outcome: 'acknowledged', attempts: 1 })
    await corp.world.act('dingtalk', 'event', { type: 'user_add_org', data: { userId: ['0101'] } })
    answer(client, sdk.eventAck(await client.next('*')))
    expect(await lastPush()).toMatchObject({ outcome: 'acknowledged', attempts: 1 })

    await corp.world.act('dingtalk', 'disconnect', true)
    const last = await client.next('disconnect')
    if (sdk.bye !== undefined) {
      answer(client, sdk.bye(last))
      client.socket.close()
      await once(client.socket, 'close')
    }
    const again = await connect(sdk)
    await corp.world.act('dingtalk', 'send', '还在吗')
    answer(again, sdk.ack(await again.next(ROBOT)))
    expect(await lastPush()).toMatchObject({ outcome: 'acknowledged', attempts: 1 })
    await corp.world.clock.advance(12_000)
    await client.closed
    answer(again, sdk.pong(await again.next('ping')))
    await corp.world.clock.settle()
    corp.world.finish()
    expect(corp.remarks()).toEqual([])
  },
)

it('D-67 takes a go client that could not handle an event at its word', async () => {
  corp = await openCorp({ 'stream.pingEvery': 0, 'stream.eventRedeliveries': 1 }, [])
  const client = await connect(SDKS.go)
  await corp.world.act('dingtalk', 'event', 'chat_disband')
  const frame = await client.next('*')
  client.send(JSON.stringify({ ...go(frame, 'ok', '{"status":"LATER","message":"later"}'), code: 500 }))
  const second = await corp.world.until(() => client.frames[1], 90_000, 'it again')
  expect(second?.headers['eventId']).toBe(frame.headers['eventId'])
  client.send(JSON.stringify(SDKS.go.eventAck(second!)))
  expect(await lastPush()).toMatchObject({ outcome: 'acknowledged', attempts: 2 })
  expect(corp.remarks()).toEqual([])
})
