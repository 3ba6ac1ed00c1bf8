import axios from 'axios'
import { DWClient, type DWClientDownStream, EventAck, TOPIC_ROBOT } from 'dingtalk-stream'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { CLIENT_ID, CLIENT_SECRET, openCorp, type Corp } from '../support/dingtalk-corp.ts'
import { entriesOf } from '../support/entries.ts'

let corp: Corp
let rewrite: number
const clients: DWClient[] = []

beforeAll(() => {
  // The client tells the console whatever it does.
  for (const method of ['info', 'warn', 'error'] as const) vi.spyOn(console, method).mockImplementation(() => undefined)
  rewrite = axios.interceptors.request.use((config) => {
    config.url = (config.url ?? '').replace(/^https:\/\/o?api\.dingtalk\.com/, corp.world.baseUrl)
    return config
  })
})
afterAll(() => {
  axios.interceptors.request.eject(rewrite)
  vi.restoreAllMocks()
})
beforeEach(async () => {
  corp = await openCorp({ 'stream.pingEvery': 0 }, [])
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect()
  await corp.close()
})

const act = (verb: string, input: unknown = true): Promise<number> => corp.world.act('dingtalk', verb, input)

/** The client with a list of subscriptions of its own: the default one is shared by all clients of a process. */
function makeClient(type: typeof DWClient = DWClient): DWClient {
  const options = {
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    keepAlive: true,
    subscriptions: [{ type: 'EVENT', topic: '*' }],
  }
  const client = new type(options)
  clients.push(client)
  return client
}

/** Hears robot messages, and acknowledges them when it is told to. */
function hearRobot(client: DWClient, isAcknowledged: (count: number) => boolean = () => true): DWClientDownStream[] {
  const heard: DWClientDownStream[] = []
  client.registerCallbackListener(TOPIC_ROBOT, (frame) => {
    heard.push(frame)
    if (isAcknowledged(heard.length)) client.socketCallBackResponse(frame.headers.messageId, { errcode: 0 })
  })
  return heard
}

/** How the newest push has ended. */
async function lastPush() {
  return corp.world.until(() => entriesOf(corp.world, 'push').at(-1)?.ended, 300_000, 'the push')
}

const connections = () =>
  entriesOf(corp.world, 'call').filter(({ operation }) => operation === 'dingtalk.gateway.connect')

describe('dingtalk-stream 2.1.5', () => {
  it('D-71 D-60 D-63 connects through a rewritten URL, hears the robot and is heard', async () => {
    const client = makeClient()
    const heard = hearRobot(client)
    await client.connect()
    expect(client.connected).toBe(true)
    await act('send', { group: 'ops', text: '你好' })
    expect(await lastPush()).toMatchObject({ outcome: 'acknowledged', attempts: 1 })
    expect(JSON.parse(heard[0]!.data)).toMatchObject({ text: { content: ' 你好' }, conversationType: '2' })
    expect(entriesOf(corp.world, 'attempt')[0]?.ended?.body).toBe('{"response":{"errcode":0}}')
    expect(corp.remarks()).toEqual([])
  })

  it('D-71 takes the address from a subclass', async () => {
    class Local extends DWClient {
      override async getEndpoint(): Promise<this> {
        const { clientId, clientSecret, subscriptions } = this.config
        const url = `${corp.world.baseUrl}/v1.0/gateway/connections/open`
        const { data } = await axios.post<{ endpoint: string; ticket: string }>(url, {
          clientId,
          clientSecret,
          subscriptions,
        })
        Object.assign(this, { dw_url: `${data.endpoint}?ticket=${data.ticket}` })
        return this
      }
    }
    const client = makeClient(Local)
    hearRobot(client)
    await client.connect()
    await act('send', '你好')
    expect(await lastPush()).toMatchObject({ outcome: 'acknowledged' })
  })

  it('D-71 D-26 gets an access token from /gettoken', async () => {
    const token = await makeClient().getAccessToken()
    expect(token).toBe(await corp.token())
  })

  it('D-71 D-64 echoes a ping with all its headers, and that will do', async () => {
    corp.world.patchSettings('dingtalk', { 'stream.pingEvery': '5s' })
    const client = makeClient()
    await client.connect()
    await corp.world.clock.advance(7000)
    await corp.world.clock.advance(7000)
    await corp.world.clock.settle()
    expect(corp.remarks()).toEqual([])
  })

  it('D-71 D-67 hears events; LATER brings them again with the same eventId', async () => {
    const client = makeClient()
    const heard: DWClientDownStream[] = []
    client.registerAllEventListener((frame) => {
      heard.push(frame)
      return { status: heard.length < 3 ? EventAck.LATER : EventAck.SUCCESS }
    })
    await client.connect()
    await act('event', { type: 'user_add_org', data: { userId: ['0101'] } })
    expect(await lastPush()).toMatchObject({ outcome: 'acknowledged', attempts: 3 })
    expect(heard.map(({ headers }) => headers.eventType)).toEqual(Array(3).fill('user_add_org'))
    expect(new Set(heard.map(({ headers }) => headers.eventId)).size).toBe(1)
    expect(JSON.parse(heard[0]!.data)).toEqual({ userId: ['0101'] })
  })

  it('D-71 D-66 gets the same message again when it does not acknowledge', async () => {
    const client = makeClient()
    const heard = hearRobot(client, (count) => count === 2)
    await client.connect()
    await act('send', '你好')
    expect(await lastPush()).toMatchObject({ outcome: 'acknowledged', attempts: 2 })
    expect(heard[1]!.data).toBe(heard[0]!.data)
    expect(heard[1]!.headers.messageId).not.toBe(heard[0]!.headers.messageId)
  })

  it('D-71 D-65 D-74 does nothing on disconnect until the connection is closed, and then comes back by itself', async () => {
    const client = makeClient()
    const heard = hearRobot(client)
    await client.connect()
    await act('disconnect')
    await corp.world.clock.advance(10_000)
    await vi.waitFor(() => expect(connections()).toHaveLength(2), { timeout: 5000 })
    expect(corp.remarks()).toEqual(['dingtalk/disconnect-ignored'])
    await vi.waitFor(() => expect(client.connected).toBe(true))
    await act('send', '还在吗')
    expect(await lastPush()).toMatchObject({ outcome: 'acknowledged' })
    expect(heard).toHaveLength(1)
  })

  it('D-71 D-62 tries again after a refusal', async () => {
    await act('refuse-connections', { times: 1, with: 'authFailed' })
    const client = makeClient()
    hearRobot(client)
    await client.connect()
    expect(client.connected).toBe(false)
    await vi.waitFor(() => expect(client.connected).toBe(true), { timeout: 5000 })
    await act('send', '你好')
    expect(await lastPush()).toMatchObject({ outcome: 'acknowledged' })
  })
})
