import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import { WebSocket } from 'ws'
import { afterEach, expect, it } from 'vitest'
import { CLIENT_ID, CLIENT_SECRET, openCorp, type Corp } from '../../test/support/dingtalk-corp.ts'

let corp: Corp
afterEach(() => corp.close())

/** A call with a Host header of its own, which `fetch` does not send. */
async function callAs(host: string, method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const sent = request(`${corp.world.baseUrl}${path}`, {
    method,
    headers: { host, 'content-type': 'application/json' },
  })
  sent.end(body === undefined ? '' : JSON.stringify(body))
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  return (await json(response)) as Record<string, unknown>
}

it.each(['oapi.dingtalk.com', 'api.dingtalk.com', 'api.dingtalk.io', 'localhost', 'bot.example:8443'])(
  'D-01 one listener answers for both hosts when the Host header says %s',
  async (host) => {
    corp = await openCorp()
    const old = await callAs(host, 'GET', `/gettoken?appkey=${CLIENT_ID}&appsecret=${CLIENT_SECRET}`)
    expect(old).toMatchObject({ errcode: 0 })
    const keys = { appKey: CLIENT_ID, appSecret: CLIENT_SECRET }
    const now = await callAs(host, 'POST', '/v1.0/oauth2/accessToken', keys)
    expect(now['accessToken']).toBe(old['access_token'])
    expect(await callAs(host, 'POST', '/robot/send?access_token=nobody', {})).toMatchObject({ errcode: 300005 })
    expect(await callAs(host, 'POST', '/media/upload', {})).toMatchObject({ errcode: 88 })
    expect(await callAs(host, 'POST', '/agent/send?session=aswh_x', { contentType: 'ai_card' })).toMatchObject({
      code: 'invalid.session',
    })
    const open = { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, subscriptions: [] }
    const { endpoint, ticket } = await callAs(host, 'POST', '/v1.0/gateway/connections/open', open)
    const socket = new WebSocket(`${String(endpoint)}?ticket=${String(ticket)}`, { headers: { host } })
    await once(socket, 'open')
    socket.terminate()
  },
)

it('D-01 the two styles of errors do not mix: an errcode with HTTP 200 there, a code with a status here', async () => {
  corp = await openCorp()
  const old = await corp.post('/robot/send?access_token=nobody', { msgtype: 'text', text: { content: 'x' } })
  expect(old).toMatchObject({ status: 200, body: { errcode: 300005 } })
  expect(old.body).not.toHaveProperty('code')
  const now = await corp.post('/v1.0/oauth2/accessToken', { appKey: 'x', appSecret: 'y' })
  expect(now).toMatchObject({ status: 400, body: { code: 'invalidClientIdOrSecret' } })
  expect(now.body).not.toHaveProperty('errcode')
})

it.each([
  ['legacy200', 200],
  ['404', 404],
])('D-72 an unknown path is answered as %s', async (unknownPath, status) => {
  corp = await openCorp({ unknownPath })
  expect(await corp.api('GET', '/v1.0/nope')).toMatchObject({
    status,
    body: { errcode: 404, errmsg: '请求的URI地址不存在' },
  })
})

it('D-73 what went in and out, and who was notified, can be read and awaited through the control API', async () => {
  corp = await openCorp()
  const { sessionWebhook, senderStaffId } = await corp.say({ group: 'ops', text: '在吗' })
  await corp.token()
  await corp.post(sessionWebhook, {
    msgtype: 'text',
    text: { content: `@${senderStaffId} 在` },
    at: { atUserIds: [senderStaffId] },
  })
  const read = async (path: string): Promise<unknown> => (await corp.call(`/_caipai${path}`, { method: 'GET' })).body
  expect(await read('/transcript')).toMatchObject({
    lines: [
      { who: 'user', user: 'alice', conversation: 'ops', text: '在吗' },
      { who: 'bot', conversation: 'ops', via: 'session-webhook', fields: { notified: ['alice'] } },
    ],
  })
  const journal = (await read('/journal')) as { entries: { kind: string; operation?: string }[] }
  const calls = journal.entries.flatMap(({ kind, operation }) => (kind === 'call' ? [operation] : []))
  expect(calls).toContain('dingtalk.robot.sendBySession')
  expect(calls.some((operation) => /token/i.test(operation ?? ''))).toBe(true)
  // The session is the credential of its webhook.
  expect(JSON.stringify(journal)).not.toContain(sessionWebhook.split('session=')[1])
})
