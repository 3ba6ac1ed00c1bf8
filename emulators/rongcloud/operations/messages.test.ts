import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openApp, type Answer, type App } from '../../../test/support/rongcloud-app.ts'

let app: App
beforeEach(async () => {
  app = await openApp({ users: ['u1', 'u2', 'u3'] })
})
afterEach(() => app.close())

const text = (content: string): string => JSON.stringify({ content })
const message = { fromUserId: 'u1', toUserId: 'u2', objectName: 'RC:TxtMsg', content: text('hi') }
const publish = (changes: Record<string, string | readonly string[]> = {}): Promise<Answer> =>
  app.form('/message/private/publish.json', { ...message, ...changes })
const history = async (userId: string, targetId: string, more: object = {}, kind = 'private'): Promise<string[]> => {
  const { body } = await app.json(`/v3/message/${kind}/query.json`, { userId, targetId, ...more })
  return (body['data'] as { content: string }[]).map((one) => (JSON.parse(one.content) as { content: string }).content)
}
const uidsOf = (answer: Answer): string[] =>
  (answer.body['messageUIDs'] as { messageUID: string }[]).map((one) => one.messageUID)

describe('private messages', () => {
  it('R-24 R-25 reach each receiver, with a UID for each', async () => {
    const answer = await publish({ toUserId: ['u2', 'u3'] })
    expect(answer.body).toEqual({
      code: 200,
      messageUIDs: [
        { userId: 'u2', messageUID: expect.stringMatching(/^[A-Z0-9]{4}(-[A-Z0-9]{4}){3}$/) },
        { userId: 'u3', messageUID: expect.stringMatching(/^[A-Z0-9]{4}(-[A-Z0-9]{4}){3}$/) },
      ],
    })
    expect(app.world.transcript.lines().map((line) => [line.user, line.kind, line.text, line.via])).toEqual([
      ['u2', 'text', 'hi', 'private-message'],
      ['u3', 'text', 'hi', 'private-message'],
    ])
  })

  it.each<[string, Record<string, string | readonly string[]>, number, string]>([
    ['no sender', { fromUserId: '' }, 1002, 'fromUserId is required.'],
    ['no receiver', { toUserId: [] }, 1002, 'toUserId is required.'],
    [
      '1001 receivers',
      { toUserId: Array.from({ length: 1001 }, (_, at) => `u${at}`) },
      1002,
      'toUserId takes at most 1000 values.',
    ],
    ['a long objectName', { objectName: 'x'.repeat(33) }, 1005, 'objectName is too long, at most 32 characters.'],
    [
      'a reserved objectName',
      { objectName: 'RC:Mine' },
      1002,
      'objectName must not begin with RC: unless it is a built-in type.',
    ],
    ['no content', { content: '' }, 1002, 'content is required.'],
    ['content over 128 KB', { content: '中'.repeat(43_691) }, 1005, 'content is too long, at most 131072 bytes.'],
    ['an odd switch', { isPersisted: '2' }, 1002, 'isPersisted must be 0 or 1.'],
  ])('R-24 are refused for %s', async (_what, changes, code, errorMessage) => {
    expect(await publish(changes)).toMatchObject({ status: 400, body: { code, errorMessage } })
  })

  it.each<[string, Record<string, string | readonly string[]>]>([
    ['1000 receivers', { toUserId: Array.from({ length: 1000 }, (_, at) => `u${at}`) }],
    ['an own type', { objectName: 'app:card', content: 'anything' }],
    ['content of 128 KB', { objectName: 'app:big', content: 'x'.repeat(131_072) }],
  ])('R-24 are accepted with %s', async (_what, changes) => {
    expect(await publish(changes)).toMatchObject({ status: 200, body: { code: 200 } })
  })

  it('R-24 are accepted though nobody gets them, and caipai says why', async () => {
    for (const changes of [
      { toUserId: 'stranger' },
      { toUserId: 'u2,u3' },
      { content: 'hi' },
      { content: '{"text":"hi"}' },
    ])
      expect((await publish(changes)).body).toMatchObject({ code: 200 })
    expect(app.remarks()).toEqual([
      'rongcloud/receiver-unknown',
      'rongcloud/receivers-joined',
      'rongcloud/content-not-shown',
      'rongcloud/content-not-shown',
    ])
    expect(app.world.transcript.lines()).toEqual([])
    app.world.patchSettings('rongcloud', { strictContent: true })
    expect(await publish({ content: 'hi' })).toMatchObject({ status: 400, body: { code: 1002 } })
  })

  it('R-26 a repeated msgRandom gives the same answer and no second message, for a minute', async () => {
    const first = await publish({ msgRandom: '77' })
    const second = await publish({ msgRandom: '77', content: text('other') })
    expect(second.body).toEqual(first.body)
    expect(await history('u2', 'u1')).toEqual(['hi'])
    expect((await publish({ msgRandom: '77', fromUserId: 'u3' })).body).not.toEqual(first.body)
    await app.world.clock.advance(60_001)
    expect((await publish({ msgRandom: '77', content: text('later') })).body).not.toEqual(first.body)
    expect(await history('u2', 'u1')).toEqual(['hi', 'later'])
  })

  it('R-09 too many messages in a minute, counted per receiver', async () => {
    app.world.patchSettings('rongcloud', { limits: { messagesPerMinute: 3 } })
    expect((await publish({ toUserId: ['u2', 'u3'] })).status).toBe(200)
    expect(await publish({ toUserId: ['u2', 'u3'] })).toMatchObject({ status: 429, body: { code: 1008 } })
    expect((await publish()).status).toBe(200)
    await app.world.clock.advance(60_000)
    expect((await publish({ toUserId: ['u2', 'u3'] })).status).toBe(200)
  })

  it('R-24 fills a template for each receiver', async () => {
    const answer = await app.json('/message/private/publish_template.json', {
      fromUserId: 'u1',
      toUserId: ['u2', 'u3'],
      objectName: 'RC:TxtMsg',
      content: text('{d} 的分数是 {c}'),
      values: [
        { '{d}': '小"明', '{c}': '90' },
        { '{d}': '小红', '{c}': '99' },
      ],
    })
    expect(answer.status).toBe(200)
    expect(app.world.transcript.lines().map((line) => line.text)).toEqual(['小"明 的分数是 90', '小红 的分数是 99'])
  })

  it('R-24 commands are not shown, other types are', async () => {
    for (const objectName of ['RC:CmdMsg', 'RC:ImgMsg', 'app:card', 'RC:TypSts'])
      await publish({ objectName, content: '{}' })
    expect(app.world.transcript.lines().map((line) => line.kind)).toEqual(['image', 'custom', 'typing'])
  })
})

describe('history', () => {
  it('R-28 is a view per user, coerces texts, and pages', async () => {
    for (const word of ['a', 'b', 'c']) await publish({ content: text(word), isIncludeSender: '1' })
    expect(await history('u1', 'u2')).toEqual(['a', 'b', 'c'])
    expect(await history('u2', 'u1', { pageSize: '2', includeStart: 'true', startTime: '0', endTime: '0' })).toEqual([
      'a',
      'b',
    ])
    expect(await history('u3', 'u1')).toEqual([])
    const { body } = await app.json('/v3/message/private/query.json', { userId: 'u2', targetId: 'u1', pageSize: 1 })
    expect(body['data']).toEqual([
      {
        targetId: 'u1',
        fromUserId: 'u1',
        busChannel: '',
        messageUID: expect.any(String),
        msgTime: expect.any(Number),
        objectName: 'RC:TxtMsg',
        content: '{"content":"a"}',
        expansion: false,
        extraContent: '',
      },
    ])
  })

  it.each([0, 101, '0', 'x'])('R-28 refuses a pageSize of %s', async (pageSize) => {
    const answer = await app.json('/v3/message/private/query.json', { userId: 'u1', targetId: 'u2', pageSize })
    expect(answer).toMatchObject({ status: 400, body: { code: 1002 } })
  })

  it('R-29 forgets a recalled message on both sides, and so do people', async () => {
    const [uid] = uidsOf(await publish({ isIncludeSender: '1' }))
    const recalled = { fromUserId: 'u1', conversationType: '1', targetId: 'u2', messageUID: uid!, sentTime: '0' }
    expect((await app.form('/message/recall.json', recalled)).body).toEqual({ code: 200 })
    expect([await history('u1', 'u2'), await history('u2', 'u1')]).toEqual([[], []])
    expect(app.world.transcript.lines()).toMatchObject([{ kind: 'recalled', text: '' }])
  })

  it('R-29 shows a changed message on both sides', async () => {
    const [uid] = uidsOf(await publish({ isIncludeSender: '1' }))
    const change = { fromUserId: 'u1', targetId: 'u2', msgUID: uid!, objectName: 'RC:TxtMsg', content: text('changed') }
    expect((await app.form('/message/private/modify.json', change)).body).toEqual({ code: 200 })
    expect([await history('u1', 'u2'), await history('u2', 'u1')]).toEqual([['changed'], ['changed']])
    expect(app.world.transcript.lines()[0]?.text).toBe('changed')
    expect(await app.form('/message/private/modify.json', { ...change, fromUserId: 'u2' })).toMatchObject({
      status: 400,
    })
  })

  it('R-29 cleans one view only', async () => {
    await publish({ isIncludeSender: '1' })
    const clean = {
      conversationType: '1',
      fromUserId: 'u1',
      targetId: 'u2',
      msgTimestamp: String(app.world.clock.now()),
    }
    expect((await app.form('/conversation/message/history/clean.json', clean)).body).toEqual({ code: 200 })
    expect([await history('u1', 'u2'), await history('u2', 'u1')]).toEqual([[], ['hi']])
  })

  it('R-29 what was recalled or cleaned is no ground for suggestions', async () => {
    const suggest = async (): Promise<number> => {
      const provider = { type: 'chatHistory', userId: 'u2', targetId: 'u1' }
      return (
        (await app.json('/v3/chat/suggest.json', { agentId: 'reply_helper', provider })).body[
          'suggestions'
        ] as unknown[]
      ).length
    }
    const [uid] = uidsOf(await publish())
    expect(await suggest()).toBeGreaterThan(0)
    await app.form('/message/recall.json', {
      fromUserId: 'u1',
      conversationType: '1',
      targetId: 'u2',
      messageUID: uid!,
    })
    expect(await suggest()).toBe(0)
  })

  it('R-38 archives are empty', async () => {
    expect((await app.form('/message/history.json', { date: '2025030616' })).body).toEqual({
      code: 200,
      url: '',
      date: '2025030616',
    })
    expect((await app.form('/message/history.json', { date: 'today' })).status).toBe(400)
    expect((await app.form('/message/history/delete.json', { date: '2025030616' })).body).toEqual({ code: 200 })
  })
})

describe('group messages', () => {
  const group = { fromUserId: 'u1', toGroupId: 'g1', objectName: 'RC:TxtMsg', content: text('all') }
  beforeEach(async () => {
    await app.form('/group/create.json', { userId: ['u1', 'u2', 'u3'], groupId: 'g1', groupName: '一组' })
  })
  const send = (changes: Record<string, string | readonly string[]>): Promise<Answer> =>
    app.form('/message/group/publish.json', { ...group, ...changes })

  it('R-27 reach the members, and their UIDs name the group', async () => {
    const answer = await send({})
    expect(answer.body['messageUIDs']).toEqual([{ groupId: 'g1', messageUID: expect.any(String) }])
    expect(app.world.transcript.lines()).toMatchObject([
      { conversation: 'g1', user: 'g1', via: 'group-message', text: 'all' },
    ])
    expect(await history('u2', 'g1', {}, 'group')).toEqual(['all'])
    expect(await history('u1', 'g1', {}, 'group')).toEqual([])
  })

  it('R-27 directed to some members of one group', async () => {
    expect((await send({ toUserId: ['u2'] })).status).toBe(200)
    expect(app.world.transcript.lines().map((line) => line.user)).toEqual(['u2'])
    expect(await history('u3', 'g1', {}, 'group')).toEqual([])
    expect(await send({ toUserId: ['u2'], toGroupId: ['g1', 'g2'] })).toMatchObject({
      status: 400,
      body: { code: 1002 },
    })
  })

  it('R-27 to three groups at most, and 20 in a second', async () => {
    expect((await send({ toGroupId: ['g1', 'g2', 'g3'] })).status).toBe(200)
    expect(await send({ toGroupId: ['g1', 'g2', 'g3', 'g4'] })).toMatchObject({ status: 400, body: { code: 1002 } })
    app.world.patchSettings('rongcloud', { limits: { groupMessagesPerSecond: 1 } })
    await app.world.clock.advance(1000)
    expect([(await send({})).status, (await send({})).status]).toEqual([200, 429])
  })

  it('R-27 R-29 follow joining, quitting and dismissing', async () => {
    await app.form('/group/join.json', { userId: 'u4', groupId: 'g1' })
    await app.form('/group/quit.json', { userId: 'u2', groupId: 'g1' })
    expect((await app.form('/group/user/query.json', { groupId: 'g1' })).body).toEqual({
      code: 200,
      users: [{ id: 'u1' }, { id: 'u3' }, { id: 'u4' }],
    })
    const [uid] = uidsOf(await send({}))
    await app.form('/message/group/modify.json', {
      fromUserId: 'u1',
      groupId: 'g1',
      msgUID: uid!,
      content: text('all changed'),
    })
    expect(await history('u3', 'g1', {}, 'group')).toEqual(['all changed'])
    await app.form('/group/dismiss.json', { userId: 'u1', groupId: 'g1' })
    expect((await app.form('/group/user/query.json', { groupId: 'g1' })).status).toBe(400)
    await send({})
    expect(app.remarks()).toContain('rongcloud/receiver-unknown')
  })
})

describe('users', () => {
  it('R-23 get tokens, have info and are refreshed', async () => {
    const first = await app.form('/user/getToken.json', {
      userId: 'a+b=c-d_1',
      name: '小明',
      portraitUri: 'https://x.test/a.png',
    })
    const second = await app.form('/user/getToken.json', { userId: 'a+b=c-d_1' })
    expect(first.body).toEqual({
      code: 200,
      userId: 'a+b=c-d_1',
      token: expect.stringMatching(/^[A-Za-z0-9+/]{86}==$/),
    })
    expect(second.body['token']).not.toBe(first.body['token'])
    expect((await app.form('/user/info.json', { userId: 'a+b=c-d_1' })).body).toEqual({
      code: 200,
      userName: '小明',
      userPortrait: 'https://x.test/a.png',
      createTime: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    })
    expect((await app.form('/user/refresh.json', { userId: 'a+b=c-d_1', name: '大明' })).body).toEqual({ code: 200 })
    expect((await app.form('/user/info.json', { userId: 'a+b=c-d_1' })).body).toMatchObject({
      userName: '大明',
      userPortrait: 'https://x.test/a.png',
    })
  })

  it.each([
    ['no userId', { name: 'x' }, 1002],
    ['a userId with a blank', { userId: 'a b' }, 1002],
    ['a Chinese userId', { userId: '小明' }, 1002],
    ['a userId of 65 bytes', { userId: 'a'.repeat(65) }, 1005],
    ['a name of 65 characters', { userId: 'a', name: '名'.repeat(65) }, 1005],
    ['a portrait of 1025 bytes', { userId: 'a', portraitUri: 'x'.repeat(1025) }, 1005],
  ])('R-23 are refused for %s', async (_what, fields, code) => {
    expect(await app.form('/user/getToken.json', fields)).toMatchObject({ status: 400, body: { code } })
  })

  it('R-23 know nobody who has no token', async () => {
    expect(await app.form('/user/info.json', { userId: 'ghost' })).toMatchObject({ status: 400, body: { code: 1002 } })
    expect(await app.form('/user/refresh.json', { userId: 'ghost', name: 'x' })).toMatchObject({
      status: 400,
      body: { code: 1002 },
    })
  })

  it('R-23 have a quota in the development environment', async () => {
    app.world.patchSettings('rongcloud', { limits: { users: 2 } })
    const statuses = []
    for (const userId of ['a', 'b', 'c', 'a']) statuses.push((await app.form('/user/getToken.json', { userId })).status)
    expect(statuses).toEqual([200, 200, 403, 200])
    expect((await app.form('/user/getToken.json', { userId: 'd' })).body['code']).toBe(2007)
  })
})
