import { createRequire } from 'node:module'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openApp, type App } from '../support/rongcloud-app.ts'

type Result = Record<string, unknown>
type Method = (message: Record<string, unknown>) => Promise<Result>

/** What the published client offers, so far as it is used here; it comes without types. */
interface Sdk {
  readonly User: { readonly register: Method; readonly update: Method }
  readonly Message: {
    readonly Private: { readonly send: Method; readonly recall: Method; readonly sendTemplate: Method }
    readonly Group: { readonly send: Method }
    readonly History: { readonly get: Method }
  }
  readonly Group: { readonly create: Method; readonly get: Method }
}
const openSdk = createRequire(import.meta.url)('rongcloud-sdk') as (config: Record<string, unknown>) => Sdk

let app: App
let sdk: Sdk
const connect = (changes: Record<string, unknown> = {}): Sdk =>
  openSdk({ appkey: 'emuAppKey0001', secret: 'emuSecret0001', api: app.world.baseUrl, ...changes })

beforeAll(async () => {
  app = await openApp()
})
afterAll(() => app.close())
beforeEach(() => {
  app.world.reset()
  sdk = connect()
})

const hello = { senderId: 'alice', targetId: 'bob', objectName: 'RC:TxtMsg', content: { content: '你好 *~ &=+' } }

describe('rongcloud-sdk', () => {
  it('R-36 R-23 registers users', async () => {
    const registered = await sdk.User.register({ id: 'alice', name: '爱丽丝', portrait: 'https://x.test/a.png' })
    expect(registered).toMatchObject({ code: 200, userId: 'alice', token: expect.any(String) })
    expect(await sdk.User.update({ id: 'alice', name: '丽丝', portrait: 'https://x.test/b.png' })).toEqual({
      code: 200,
    })
    expect((await app.form('/user/info.json', { userId: 'alice' })).body).toMatchObject({ userName: '丽丝' })
  })

  it('R-36 R-24 R-25 sends to one and to many, byte for byte', async () => {
    await sdk.User.register({ id: 'bob', name: 'Bob', portrait: 'https://x.test/b.png' })
    expect(await sdk.Message.Private.send({ ...hello })).toMatchObject({ code: 200, messageUIDs: [{ userId: 'bob' }] })
    const many = await sdk.Message.Private.send({ ...hello, targetId: ['bob', 'carol'] })
    expect(many).toMatchObject({ code: 200, messageUIDs: [{ userId: 'bob' }, { userId: 'carol' }] })
    expect(app.world.transcript.lines().map((line) => [line.user, line.text])).toEqual([
      ['bob', '你好 *~ &=+'],
      ['bob', '你好 *~ &=+'],
    ])
    expect(app.remarks()).toContain('rongcloud/receiver-unknown')
  })

  it('R-36 R-17 stores the sender’s side with isIncludeSender only', async () => {
    const stored = async (): Promise<unknown[]> =>
      (await app.json('/v3/message/private/query.json', { userId: 'alice', targetId: 'bob' })).body['data'] as unknown[]
    await sdk.Message.Private.send({ ...hello })
    expect(await stored()).toHaveLength(0)
    await sdk.Message.Private.send({ ...hello, isIncludeSender: 1 })
    expect(await stored()).toHaveLength(1)
  })

  it('R-36 R-29 takes a message back', async () => {
    const { messageUIDs } = await sdk.Message.Private.send({ ...hello })
    const [{ messageUID }] = messageUIDs as [{ messageUID: string }]
    const recalled = await sdk.Message.Private.recall({
      senderId: 'alice',
      targetId: 'bob',
      uId: messageUID,
      sentTime: '1741248603000',
    })
    expect(recalled).toEqual({ code: 200 })
    const { body } = await app.json('/v3/message/private/query.json', { userId: 'bob', targetId: 'alice' })
    expect(body['data']).toEqual([])
  })

  it('R-36 R-38 sends a template as JSON', async () => {
    await app.world.act('rongcloud', 'join', { who: 'u1', group: 'g' })
    const content = { u1: { data: { '{d}': '小明' }, push: '推送', pushData: '' } }
    const sent = await sdk.Message.Private.sendTemplate({
      senderId: 'alice',
      objectName: 'RC:TxtMsg',
      template: { content: '{d}好' },
      content,
    })
    expect(sent).toMatchObject({ code: 200 })
    expect(app.world.transcript.lines().map((line) => line.text)).toEqual(['小明好'])
  })

  it('R-36 R-27 makes a group and sends to it', async () => {
    expect(
      await sdk.Group.create({ id: 'team', name: '小队', members: [{ id: 'alice' }, { id: 'bob' }] }),
    ).toMatchObject({ code: 200 })
    await app.form('/user/getToken.json', { userId: 'bob' })
    expect(await sdk.Message.Group.send({ ...hello, targetId: 'team' })).toMatchObject({ code: 200 })
    expect(app.world.transcript.lines()).toMatchObject([{ conversation: 'team', text: '你好 *~ &=+' }])
  })

  it('R-36 reads the archive of an hour', async () => {
    expect(await sdk.Message.History.get({ date: '2018030210' })).toMatchObject({ code: 200, url: '' })
  })

  it('R-36 R-04 a wrong secret resolves with the client’s own code', async () => {
    const wrong = connect({ secret: 'not the secret' })
    expect(await wrong.Message.Private.send({ ...hello })).toMatchObject({ code: '20000' })
    expect(app.remarks()).toContain('rongcloud/signature-mismatch')
  })

  it('R-36 R-09 too many calls resolve with the client’s own code, other refusals with ours', async () => {
    app.world.faults.add({ operation: 'rongcloud.message.private.publish', code: 1008 })
    expect(await sdk.Message.Private.send({ ...hello })).toMatchObject({ code: '20001' })
    expect(await sdk.Message.Private.send({ ...hello, objectName: 'RC:Mine' })).toMatchObject({
      code: 1002,
      url: '/message/private/publish.json',
      msg: expect.stringContaining('objectName'),
    })
  })

  it('R-03 R-36 repeats its nonce and seconds for life, and is let', async () => {
    for (let at = 0; at < 5; at += 1) expect(await sdk.Message.Private.send({ ...hello })).toMatchObject({ code: 200 })
    expect(app.remarks()).toContain('rongcloud/timestamp-in-seconds')
  })

  it('R-36 moves to the backup domain after a failure', async () => {
    const two = connect({ api: ['http://127.0.0.1:1', app.world.baseUrl] })
    await two.User.register({ id: 'alice', name: 'A', portrait: 'https://x.test/a.png' }).catch(() => undefined)
    expect(await two.User.register({ id: 'alice', name: 'A', portrait: 'https://x.test/a.png' })).toMatchObject({
      code: 200,
    })
  })
})
