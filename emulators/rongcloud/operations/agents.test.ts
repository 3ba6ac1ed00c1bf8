import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openApp, type Answer, type App } from '../../../test/support/rongcloud-app.ts'

let app: App
beforeEach(async () => {
  app = await openApp()
})
afterEach(() => app.close())

const agent = { agentId: 'shop_helper', name: '店小二', agentConfig: { model: { name: 'qwen-plus' } } }
const create = (changes: object = {}): Promise<Answer> => app.json('/v3/agent/create.json', { ...agent, ...changes })
const get = (agentId = 'shop_helper'): Promise<Answer> => app.json('/v3/agent/get.json', { agentId })
const withOptions = (options: object): object => ({ agentConfig: { model: { name: 'm', options } } })

describe('agents', () => {
  it('R-20 are made, read, changed field by field, and removed', async () => {
    const config = {
      model: { provider: 'p', name: 'm', options: { temperature: 0.7, stop: ['。'] } },
      prompt: { instructions: '礼貌', variables: { a: 'b' } },
      memory: { strategy: 'sliding_window', maxMessages: 10 },
    }
    expect((await create({ agentConfig: config })).body).toEqual({ code: 200 })
    expect((await get()).body).toMatchObject({
      code: 200,
      agentId: 'shop_helper',
      type: 'chat',
      status: 'active',
      agentConfig: config,
      createdAt: expect.any(Number),
      updatedAt: expect.any(Number),
    })
    await app.json('/v3/agent/update.json', {
      agentId: 'shop_helper',
      status: 'inactive',
      agentConfig: { model: { options: { topP: 0.5 } } },
    })
    expect((await get()).body).toMatchObject({
      name: '店小二',
      status: 'inactive',
      agentConfig: { ...config, model: { provider: 'p', name: 'm', options: { temperature: 0.7, topP: 0.5 } } },
    })
    expect((await app.json('/v3/agent/delete.json', { agentId: 'shop_helper' })).body).toEqual({ code: 200 })
    expect(await get()).toMatchObject({ status: 400, body: { code: 1002 } })
    expect((await app.json('/v3/agent/delete.json', { agentId: 'shop_helper' })).status).toBe(400)
    expect((await app.json('/v3/agent/update.json', { agentId: 'shop_helper', name: 'xx' })).status).toBe(400)
  })

  it('R-20 of the settings can be removed, and come back with a reset', async () => {
    await app.json('/v3/agent/delete.json', { agentId: 'reply_helper' })
    expect((await get('reply_helper')).status).toBe(400)
    app.world.reset()
    expect((await get('reply_helper')).status).toBe(200)
  })

  it.each<[string, object]>([
    ['the shortest names', { agentId: 'abc', name: 'ab' }],
    ['the longest names', { agentId: 'a'.repeat(64), name: '名'.repeat(128), description: '述'.repeat(256) }],
    [
      'options at their bounds',
      withOptions({
        temperature: 2,
        topP: 1,
        maxTokens: 8192,
        frequencyPenalty: -2,
        presencePenalty: 2,
        stop: Array.from({ length: 10 }, () => 's'.repeat(50)),
      }),
    ],
    ['long instructions', { agentConfig: { model: { name: 'm' }, prompt: { instructions: '令'.repeat(10_000) } } }],
  ])('R-20 are accepted with %s', async (_what, changes) => {
    expect((await create(changes)).body).toEqual({ code: 200 })
  })

  it.each<[string, object, number]>([
    ['a short id', { agentId: 'ab' }, 1002],
    ['a long id', { agentId: 'a'.repeat(65) }, 1005],
    ['a taken id', { agentId: 'reply_helper' }, 1002],
    ['a short name', { name: 'a' }, 1002],
    ['a long name', { name: 'a'.repeat(129) }, 1005],
    ['a long description', { description: 'a'.repeat(257) }, 1005],
    ['another type', { type: 'work' }, 1002],
    ['another status', { status: 'sleepy' }, 1002],
    ['no config', { agentConfig: undefined }, 1002],
    ['no model name', { agentConfig: { model: {} } }, 1002],
    ['temperature 2.1', withOptions({ temperature: 2.1 }), 1002],
    ['topP -0.1', withOptions({ topP: -0.1 }), 1002],
    ['maxTokens 0', withOptions({ maxTokens: 0 }), 1002],
    ['maxTokens 8193', withOptions({ maxTokens: 8193 }), 1002],
    ['11 stops', withOptions({ stop: Array.from({ length: 11 }, () => 's') }), 1002],
    ['a stop of 51', withOptions({ stop: ['s'.repeat(51)] }), 1005],
    [
      'long instructions',
      { agentConfig: { model: { name: 'm' }, prompt: { instructions: 'a'.repeat(10_001) } } },
      1005,
    ],
    ['a long prompt id', { agentConfig: { model: { name: 'm' }, prompt: { id: 'a'.repeat(65) } } }, 1005],
  ])('R-20 are refused with %s', async (_what, changes, code) => {
    expect(await create(changes)).toMatchObject({ status: 400, body: { code } })
  })

  it('R-20 are at most 100, and listed in pages', async () => {
    app.world.patchSettings('rongcloud', { limits: { callsPerSecond: 0 } })
    for (let at = 1; at < 100; at += 1)
      expect((await create({ agentId: `agent_${at}`, status: at % 2 === 0 ? 'draft' : 'active' })).status).toBe(200)
    expect(await create({ agentId: 'one_too_many' })).toMatchObject({ status: 400, body: { code: 1002 } })
    const page = async (body: object): Promise<Record<string, unknown>> =>
      (await app.json('/v3/agent/query.json', body)).body
    expect(await page({})).toMatchObject({ code: 200, total: 100, totalPages: 5, hasNext: true })
    expect((await page({}))['agents']).toHaveLength(20)
    expect(await page({ page: '5', size: '20' })).toMatchObject({ hasNext: false })
    expect(await page({ status: 'draft', type: 'chat', size: 100 })).toMatchObject({ total: 49, hasNext: false })
    expect(await page({ page: 9, size: 100 })).toMatchObject({ total: 100, agents: [] })
    for (const body of [{ page: 0 }, { size: 0 }, { size: 101 }])
      expect((await app.json('/v3/agent/query.json', body)).status).toBe(400)
  })

  it('R-20 have a blacklist', async () => {
    app.world.patchSettings('rongcloud', {
      restrictions: [
        { agentId: 'reply_helper', userId: 'mallory' },
        { agentId: 'reply_helper', userId: 'eve' },
      ],
    })
    const row = {
      agentId: 'reply_helper',
      userId: 'mallory',
      type: 1,
      createdAt: expect.any(Number),
      updatedAt: expect.any(Number),
    }
    expect(
      (await app.json('/v3/agent/user/restriction/get.json', { agentId: 'reply_helper', userId: 'mallory' })).body,
    ).toEqual({ code: 200, restrictions: [row] })
    expect(
      (await app.json('/v3/agent/user/restriction/get.json', { agentId: 'reply_helper', userId: 'alice' })).body,
    ).toEqual({ code: 200, restrictions: [] })
    expect((await app.json('/v3/agent/user/restriction/query.json', { size: 1 })).body).toEqual({
      code: 200,
      message: 'success',
      restrictions: [row],
      total: 2,
      hasNext: true,
    })
  })
})

describe('bots', () => {
  const hook = {
    enabled: true,
    type: 'webhook',
    callbackUrl: 'http://127.0.0.1:9/hook',
    objectNames: ['RC:TxtMsg'],
    events: [],
    handleResponse: false,
  }
  const bot = {
    userId: 'bot_2',
    name: 'Helper',
    type: 'helper',
    profileUrl: 'https://x.test/b.png',
    metadata: { a: 'b' },
    integrations: [hook],
  }
  const createBot = (changes: object = {}): Promise<Answer> => app.json('/v3/bot/create.json', { ...bot, ...changes })
  const read = async (userId = 'bot_2'): Promise<Record<string, unknown>[]> =>
    (await app.json('/v3/bot/get.json', { userIds: [userId] })).body['bots'] as Record<string, unknown>[]

  it('R-30 are made, read, changed and removed', async () => {
    expect((await createBot()).body).toEqual({ code: 200 })
    expect(await read()).toEqual([{ ...bot, createdAt: expect.any(Number), updatedAt: expect.any(Number) }])
    await app.json('/v3/bot/update.json', { userId: 'bot_2', name: 'Renamed' })
    expect(await read()).toMatchObject([{ name: 'Renamed', metadata: { a: 'b' }, integrations: [hook] }])
    expect((await app.json('/v3/bot/delete.json', { userId: 'bot_2' })).body).toEqual({ code: 200 })
    expect(await read()).toEqual([])
    expect((await app.json('/v3/bot/delete.json', { userId: 'bot_2' })).status).toBe(400)
    expect((await app.json('/v3/bot/update.json', { userId: 'bot_2', name: 'x' })).status).toBe(400)
  })

  it('R-30 have integrations of their own life, one of each type', async () => {
    await createBot()
    const agentChat = { userId: 'bot_2', type: 'rc_agentchat', agent: { agentId: 'reply_helper' } }
    expect((await app.json('/v3/bot/integration/create.json', agentChat)).body).toEqual({ code: 200 })
    expect((await app.json('/v3/bot/integration/create.json', agentChat)).status).toBe(400)
    expect((await app.json('/v3/bot/integration/update.json', { ...agentChat, enabled: false })).body).toEqual({
      code: 200,
    })
    expect((await read())[0]).toMatchObject({ integrations: [hook, { type: 'rc_agentchat', enabled: false }] })
    expect((await app.json('/v3/bot/integration/delete.json', { userId: 'bot_2', type: 'webhook' })).body).toEqual({
      code: 200,
    })
    expect((await app.json('/v3/bot/integration/delete.json', { userId: 'bot_2', type: 'webhook' })).status).toBe(400)
    expect((await app.json('/v3/bot/integration/update.json', { userId: 'bot_2', ...hook })).status).toBe(400)
    expect((await app.json('/v3/bot/integration/create.json', { userId: 'nobody', ...hook })).status).toBe(400)
  })

  it.each<[string, object, number]>([
    ['a taken id', { userId: 'bot_1' }, 1002],
    ['a long id', { userId: 'b'.repeat(65) }, 1005],
    ['no name', { name: '' }, 1002],
    ['a long name', { name: 'b'.repeat(129) }, 1005],
    ['a long type', { type: 'b'.repeat(129) }, 1005],
    ['a long profileUrl', { profileUrl: 'b'.repeat(257) }, 1005],
    ['17 metadata', { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, at) => [`k${at}`, 'v'])) }, 1002],
    ['an empty metadata value', { metadata: { a: '' } }, 1002],
    ['no integrations', { integrations: undefined }, 1002],
    ['an unknown integration', { integrations: [{ ...hook, type: 'carrier_pigeon' }] }, 1002],
    ['a webhook without a URL', { integrations: [{ type: 'webhook' }] }, 1002],
    ['an agent without an id', { integrations: [{ type: 'rc_agentchat' }] }, 1002],
  ])('R-30 are refused with %s', async (_what, changes, code) => {
    expect(await createBot(changes)).toMatchObject({ status: 400, body: { code } })
  })

  it('R-30 are at most 10, and listed by page and pageSize', async () => {
    for (let at = 2; at <= 10; at += 1) expect((await createBot({ userId: `bot_${at}` })).status).toBe(200)
    expect(await createBot({ userId: 'bot_11' })).toMatchObject({ status: 400, body: { code: 1002 } })
    const page = async (body: object): Promise<Record<string, unknown>> =>
      (await app.json('/v3/bot/query.json', body)).body
    expect(await page({ pageSize: 4 })).toMatchObject({ total: 10, hasNext: true })
    expect((await page({ pageSize: 4, page: 3 }))['bots']).toHaveLength(2)
    expect((await page({}))['bots']).toHaveLength(10)
    expect((await page({ page: 1, pageSize: 2 }))['bots']).not.toHaveProperty('0.integrations')
    expect(await page({ page: 1, pageSize: 2, includeIntegration: true })).toMatchObject({
      bots: [{ userId: 'bot_1' }, { integrations: [hook] }],
    })
  })
})
