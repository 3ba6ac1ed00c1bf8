import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openApp, type Answer, type App } from '../../../test/support/rongcloud-app.ts'

let app: App
beforeEach(async () => {
  app = await openApp({ users: ['u_1', 'u_2'] })
})
afterEach(() => app.close())

const provider = { type: 'chatHistory', userId: 'u_1', targetId: 'u_2' }
const ask = (changes: object = {}): Promise<Answer> =>
  app.json('/v3/chat/suggest.json', { agentId: 'reply_helper', provider, ...changes })
const publish = (from: string, to: string, text: string, more: Record<string, string> = {}): Promise<Answer> =>
  app.form('/message/private/publish.json', {
    fromUserId: from,
    toUserId: to,
    objectName: 'RC:TxtMsg',
    content: JSON.stringify({ content: text }),
    ...more,
  })
const suggestions = (answer: Answer): string[][] =>
  (answer.body['suggestions'] as { messages: { content: string }[] }[]).map((one) =>
    one.messages.map((message) => message.content),
  )

describe('suggest', () => {
  it('R-15 answers with the documented keys and types', async () => {
    await publish('u_2', 'u_1', '明天八点？')
    const before = app.world.clock.now()
    const { status, body } = await ask()
    expect(status).toBe(200)
    expect(Object.keys(body).sort()).toEqual(['agentId', 'code', 'runId', 'suggestions', 'timestamp'])
    expect(body).toMatchObject({ code: 200, agentId: 'reply_helper', runId: expect.stringMatching(/^run_\d+$/) })
    expect(body['timestamp']).toBeGreaterThanOrEqual(before)
    const list = body['suggestions'] as { id: string; messages: { content: string }[] }[]
    expect(list.map((one) => one.id)).toEqual(list.map((_one, at) => `s_${at + 1}`))
    for (const one of list) {
      expect(Object.keys(one)).toEqual(['id', 'messages'])
      expect(one.messages.length).toBeGreaterThan(0)
      for (const message of one.messages) expect(message).toEqual({ content: expect.any(String) })
    }
    expect((await ask()).body['runId']).not.toBe(body['runId'])
  })

  it('R-16 R-18 reads the newest messages of the own view, and the same history gives the same suggestions', async () => {
    for (const word of ['一', '二', '三']) await publish('u_2', 'u_1', `消息${word}`)
    const first = suggestions(await ask())
    expect(first[0]![0]).toContain('消息三')
    expect(suggestions(await ask())).toEqual(first)
    expect(suggestions(await ask({ provider: { ...provider, limit: 1 } }))).not.toEqual(first)
    expect(suggestions(await ask({ variables: { tone: '正式' } }))).not.toEqual(first)
    // The other side has nothing: what u_2 sent was not stored for u_2.
    expect(suggestions(await ask({ provider: { ...provider, userId: 'u_2', targetId: 'u_1' } }))).toEqual([])
  })

  it.each([
    ['by default for the receiver only', {}, true, false],
    ['with isIncludeSender=1 for both', { isIncludeSender: '1' }, true, true],
    ['with isPersisted=0 for nobody', { isPersisted: '0', isIncludeSender: '1' }, false, false],
  ])('R-17 a published message is stored %s', async (_what, more, receiver, sender) => {
    await publish('u_2', 'u_1', '你好', more)
    const stored = async (userId: string, targetId: string): Promise<boolean> =>
      ((await app.json('/v3/message/private/query.json', { userId, targetId })).body['data'] as unknown[]).length > 0
    expect([await stored('u_1', 'u_2'), await stored('u_2', 'u_1')]).toEqual([receiver, sender])
    expect(suggestions(await ask()).length > 0).toBe(receiver)
  })

  it('R-17 a status message is shown and not stored', async () => {
    await app.form('/statusmessage/private/publish.json', {
      fromUserId: 'u_2',
      toUserId: 'u_1',
      objectName: 'RC:TxtMsg',
      content: '{"content":"在"}',
    })
    expect(app.world.transcript.lines().map((line) => [line.user, line.text, line.via])).toEqual([
      ['u_1', '在', 'status-message'],
    ])
    expect(suggestions(await ask())).toEqual([])
  })

  it('R-16 what clients send is stored on both sides', async () => {
    await app.world.act('rongcloud', 'send', { from: 'u_1', to: 'u_2', text: '在吗' })
    await app.world.act('rongcloud', 'send', { from: 'u_2', to: 'u_1', text: '在的' })
    expect(suggestions(await ask())[0]![0]).toContain('在的')
    expect(suggestions(await ask({ provider: { ...provider, userId: 'u_2', targetId: 'u_1' } }))[0]![0]).toContain(
      '在吗',
    )
    expect(app.remarks()).not.toContain('rongcloud/own-side-not-stored')
  })

  it('R-16 R-17 hints when the own side was published without isIncludeSender', async () => {
    await publish('u_2', 'u_1', '你好')
    await publish('u_1', 'u_2', '你也好')
    await ask()
    expect(app.remarks()).toContain('rongcloud/own-side-not-stored')
  })

  it('R-18 follows the rules of the settings, per agent', async () => {
    app.world.patchSettings('rongcloud', {
      agents: [{ agentId: 'one_agent' }, { agentId: 'two_agent' }],
      suggestions: [
        { agent: 'one_agent', when: '你好', says: ['好', ['很', '好']] },
        { agent: 'two_agent', says: [] },
      ],
    })
    await publish('u_2', 'u_1', '你好')
    expect(suggestions(await ask({ agentId: 'one_agent' }))).toEqual([['好'], ['很', '好']])
    expect(suggestions(await ask({ agentId: 'two_agent' }))).toEqual([])
  })

  it('R-19 an unknown or inactive agent is refused, an empty history is not', async () => {
    app.world.patchSettings('rongcloud', {
      agents: [
        { agentId: 'reply_helper', openingStatement: '您好' },
        { agentId: 'asleep', status: 'inactive' },
        { agentId: 'plan', status: 'draft' },
      ],
    })
    for (const agentId of ['nobody', 'asleep', 'plan'])
      expect(await ask({ agentId })).toMatchObject({ status: 400, body: { code: 1002 } })
    expect((await ask()).body).toMatchObject({ code: 200, suggestions: [] })
    app.world.patchSettings('rongcloud', { openingSuggestion: true })
    expect(suggestions(await ask())).toEqual([['您好']])
  })

  it('R-09 R-19 is answered 430 while the cloud storage is switched off', async () => {
    app.world.patchSettings('rongcloud', { history: { enabled: false } })
    expect(await ask()).toMatchObject({ status: 430, body: { code: 1009 } })
  })

  it('R-16 sends and stores nothing', async () => {
    await publish('u_2', 'u_1', '你好')
    await ask()
    expect(app.world.transcript.lines()).toHaveLength(1)
    expect(
      (await app.json('/v3/message/private/query.json', { userId: 'u_1', targetId: 'u_2' })).body['data'],
    ).toHaveLength(1)
  })

  it('R-37 the act asks the app’s own server and shows what it offers', async () => {
    app.world.connectBot('rongcloud', { suggest: `${app.serverUrl}/suggest` })
    await publish('u_2', 'u_1', '明天八点？')
    app.answer = (request, response) => {
      const { userId, targetId } = JSON.parse(request.body) as { userId: string; targetId: string }
      void ask({ provider: { type: 'chatHistory', userId, targetId } }).then((answer) => response.end(answer.text))
    }
    await app.world.act('rongcloud', 'suggest', { from: 'u_1', to: 'u_2' })
    const lines = await app.world.until(
      () => {
        const found = app.world.transcript.lines().filter((line) => line.kind === 'suggestion')
        return found.length >= 2 ? found : undefined
      },
      20_000,
      'suggestions',
    )
    expect(lines?.[0]).toMatchObject({
      who: 'bot',
      user: 'u_1',
      via: 'suggest',
      text: expect.stringContaining('明天八点？'),
    })
  })
})

describe('generate', () => {
  const generate = (body: object): Promise<Answer> =>
    app.json('/v3/chat/generate.json', { agentId: 'reply_helper', ...body })

  it('R-21 answers with the documented fields', async () => {
    const { status, body } = await generate({ query: '你好', user: 'u_1' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      code: 200,
      runId: expect.stringMatching(/^run_\d+$/),
      conversationId: expect.stringMatching(/^conv_\d+_[0-9a-f]{8}$/),
      agentId: 'reply_helper',
      timestamp: expect.any(Number),
      answer: expect.stringContaining('你好'),
      finishReason: 'stop',
    })
    const { usage } = body['metadata'] as { usage: Record<string, number> }
    expect(usage['totalTokens']).toBe(usage['promptTokens']! + usage['completionTokens']!)
  })

  it('R-21 remembers by conversation, unless memory is false', async () => {
    const first = await generate({ query: '我叫小明' })
    const { conversationId } = first.body
    expect((await generate({ query: '我叫什么', conversationId })).body['answer']).toContain('我叫小明')
    expect((await generate({ query: '我叫什么', conversationId: 'other' })).body['answer']).not.toContain('我叫小明')
    const forgetful = await generate({ query: '我叫什么', conversationId, memory: false })
    expect(forgetful.body['answer']).not.toContain('我叫小明')
    expect(forgetful.body['conversationId']).not.toBe(conversationId)
  })

  it('R-21 follows the rules of the settings and fills in variables', async () => {
    app.world.patchSettings('rongcloud', {
      answers: [{ when: '天气', says: '{{city}}今天晴，你问的是{{query}}{{nothing}}' }],
    })
    const { body } = await generate({ query: '天气', variables: { city: '北京' } })
    expect(body['answer']).toBe('北京今天晴，你问的是天气{{nothing}}')
  })

  it.each([
    ['no query', {}, 1002],
    ['an empty query', { query: '' }, 1002],
    ['a long query', { query: 'x'.repeat(10_001) }, 1005],
    ['a bad conversationId', { query: 'x', conversationId: 'a b' }, 1002],
    ['a long conversationId', { query: 'x', conversationId: 'a'.repeat(65) }, 1005],
    ['an unknown agent', { query: 'x', agentId: 'nobody' }, 1002],
    ['a user on the blacklist', { query: 'x', user: 'mallory' }, 1002],
  ])('R-21 is refused for %s', async (_what, body, code) => {
    app.world.patchSettings('rongcloud', { restrictions: [{ agentId: 'reply_helper', userId: 'mallory' }] })
    expect(await generate(body)).toMatchObject({ status: 400, body: { code } })
  })

  it('R-22 streams deltas as events, the last one with the reason', async () => {
    const { headers, text } = await generate({ query: '讲个故事', stream: true })
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const events = text
      .split('\n\n')
      .filter(Boolean)
      .map((event) => JSON.parse(event.replace(/^data: /, '')) as Record<string, unknown>)
    const whole = await generate({ query: '讲个故事' })
    expect(events.map((event) => event['answer']).join('')).toBe(whole.body['answer'])
    expect(new Set(events.map((event) => event['runId'])).size).toBe(1)
    expect(events.slice(0, -1).every((event) => event['finishReason'] === undefined)).toBe(true)
    expect(events.at(-1)).toMatchObject({ finishReason: 'stop', metadata: { usage: expect.any(Object) } })
  })
})
