import { createHmac } from 'node:crypto'
import { createParser } from 'eventsource-parser'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FALLBACK } from '../answers/assistant.ts'
import { startTestedBot } from '../testing/bot.ts'
import type { TestedBot } from '../testing/bot.ts'
import { startFakeInternet } from '../testing/fake-internet.ts'
import type { FakeInternet } from '../testing/fake-internet.ts'
import { fakeModel, gate } from '../testing/fake-model.ts'
import { RESTARTING } from './answering.ts'
import { registerBot } from './register.ts'

const TOKEN = 'tk-demo-1'

let internet: FakeInternet
let bots: TestedBot[]
beforeEach(async () => {
  internet = await startFakeInternet()
  bots = []
})
afterEach(async () => {
  await Promise.all(bots.map((bot) => bot.close()))
  await internet.close()
})

async function start(environment: Record<string, string> = {}) {
  const bot = await startTestedBot(internet, { LIVECHAT_TOKEN: TOKEN, ...environment })
  bots.push(bot)
  return bot
}

const text = (content: string) => ({ messageType: 100, message: { content } })

function push(fields: Record<string, unknown> = {}) {
  return {
    robotId: 'r-1',
    data: [text('营业时间?')],
    visitorId: 'v-1',
    sender: 'v-1',
    inputs: {},
    responseMode: 'blocking',
    ...fields,
  }
}

function send(bot: TestedBot, body: unknown, options: { token?: string | undefined; signal?: AbortSignal } = {}) {
  const { token = `Bearer ${TOKEN}`, signal } = options
  return fetch(`${bot.url}/livechat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json;charset=UTF-8', ...(token === '' ? {} : { authorization: token }) },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  })
}

interface Blocked {
  status: number
  code: string
  data: { conversationId: string; answers: { answerType: string; answerContent: Record<string, unknown> }[] }
}
async function block(bot: TestedBot, fields: Record<string, unknown> = {}) {
  const response = await send(bot, push(fields))
  expect(response.headers.get('content-type')).toContain('application/json')
  return (await response.json()) as Blocked
}

interface StreamedEvent {
  event: string
  conversation_id: string
  answer: { message_id: string; content: string; content_type: string; created_at: number; metadata?: unknown }[]
}
async function stream(bot: TestedBot, fields: Record<string, unknown> = {}) {
  const response = await send(bot, push({ responseMode: 'streaming', ...fields }))
  const raw = await response.text()
  const events: StreamedEvent[] = []
  const parser = createParser({
    onEvent: ({ event, data }) => {
      const parsed = JSON.parse(data) as StreamedEvent
      expect(parsed.event).toBe(event)
      events.push(parsed)
    },
  })
  parser.feed(raw)
  const said = events
    .flatMap(({ event, answer }) => (event === 'message' ? answer.map(({ content }) => content) : []))
    .join('')
  return { response, raw, events, said }
}

describe('the token', () => {
  it.each(['', 'Bearer wrong', TOKEN, `Basic ${TOKEN}`])('refuses "%s"', async (token) => {
    const model = fakeModel(internet, () => '好')
    const bot = await start()
    expect((await send(bot, push(), { token })).status).toBe(401)
    expect(model.questions).toEqual([])
    expect(bot.output()).not.toContain(TOKEN)
  })

  it('takes the scheme in any letter case', async () => {
    fakeModel(internet, () => '好')
    const bot = await start()
    expect((await send(bot, push(), { token: `bearer ${TOKEN}` })).status).toBe(200)
  })
})

describe('a blocking push', () => {
  it.each([undefined, null, ''])('begins a conversation when the id is %j, and keeps it', async (conversationId) => {
    const model = fakeModel(internet, (question) => `答：${question}`)
    const bot = await start()
    const first = await block(bot, { conversationId })
    expect(first).toMatchObject({ status: 200, code: 'success' })
    expect(first.data.answers).toEqual([
      { answerType: 'message', answerContent: { type: 100, content: { content: '答：营业时间?' } } },
    ])
    const next = await block(bot, { conversationId: first.data.conversationId, data: [text('周末呢?')] })
    expect(next.data.conversationId).toBe(first.data.conversationId)
    expect(model.calls[1]?.map(({ content }) => content).slice(1)).toEqual(['营业时间?', '答：营业时间?', '周末呢?'])
  })

  it.each([
    ['an image', [{ messageType: 105, message: { fileUrl: 'http://x/y.png', fileName: 'y.png' } }], '收到图片'],
    ['a type as a string', [{ messageType: '100', message: { content: '你好' } }], '答：你好'],
    ['two messages', [text('一'), text('二')], '答：一\n二'],
    ['a type of tomorrow', [{ messageType: 999, message: {} }], '请用文字'],
  ])('may hold %s', async (_name, data, expected) => {
    fakeModel(internet, (question) => `答：${question}`)
    const bot = await start()
    const { answers } = (await block(bot, { data, inputs: undefined, sender: undefined })).data
    expect(JSON.stringify(answers)).toContain(JSON.stringify(expected).slice(1, -1))
  })

  it.each([
    ['文本', 100, undefined],
    ['富文本', 101, undefined],
    ['图文', 102, 10201],
    ['选项', 103, 10301],
    ['分类选项', 103, 10302],
    ['主题选项', 103, 10303],
    ['文件', 104, undefined],
    ['图片', 105, undefined],
    ['Markdown', 109, undefined],
    ['组合', 111, undefined],
  ])('shows an example of %s', async (word, type, subtype) => {
    const bot = await start()
    const { answers } = (await block(bot, { data: [text(`示例${word}`)] })).data
    const withSubtype: unknown =
      subtype === undefined
        ? expect.not.objectContaining({ subtype: expect.anything() })
        : expect.objectContaining({ subtype })
    expect(answers).toEqual([{ answerType: 'message', answerContent: { type, content: withSubtype } }])
  })

  it('hands over to a person', async () => {
    const bot = await start()
    const answer = await block(bot, { data: [text('转人工')], inputs: { user_transferFailReason: '座席不在线' } })
    expect(answer.data.answers).toEqual([
      {
        answerType: 'message',
        answerContent: { type: 100, content: { content: expect.stringContaining('座席不在线') } },
      },
      { answerType: 'action', answerContent: { actionType: 'TRANSFER_HUMAN', actionData: {} } },
    ])
  })

  it('sends Markdown as Markdown', async () => {
    fakeModel(internet, () => '**九点**到六点')
    const bot = await start()
    expect((await block(bot)).data.answers[0]?.answerContent['type']).toBe(109)
  })

  it('gives up on a model that takes too long, and stops it', async () => {
    fakeModel(internet, () => gate<string>().passed)
    const bot = await start({ LIVECHAT_BLOCKING_MS: '50' })
    expect(JSON.stringify((await block(bot)).data.answers)).toContain(FALLBACK)
  })

  it('answers a repeated push from the first run', async () => {
    const { passed, open } = gate<string>()
    const model = fakeModel(internet, () => passed)
    const bot = await start()
    const both = [block(bot), block(bot)]
    await vi.waitFor(() => expect(bot.log.filter(({ event }) => event === 'received')).toHaveLength(2))
    open('九点到六点')
    const [first, second] = await Promise.all(both)
    expect(second).toEqual(first)
    expect(await block(bot)).toEqual(first)
    expect(model.questions).toHaveLength(1)
  })

  it('is not a repeated one when the visitor says the same again', async () => {
    const model = fakeModel(internet, (_question, call) => `第${call}次`)
    const bot = await start()
    const { conversationId } = (await block(bot)).data
    await block(bot, { conversationId })
    expect(JSON.stringify(await block(bot, { conversationId }))).toContain('第3次')
    expect(model.questions).toHaveLength(3)
  })

  it.each([[{}], [push({ data: 'x' })], [push({ responseMode: 'sometimes' })], [push({ visitorId: '' })]])(
    'is refused when it is not one (%#)',
    async (body) => {
      const bot = await start()
      expect((await send(bot, body)).status).toBe(400)
    },
  )
})

describe('a streaming push', () => {
  it('is answered piece by piece in one bubble, and ended', async () => {
    fakeModel(internet, () => ['九点', '到', '六点 \ud83d', '\ude42'])
    const bot = await start()
    const { response, raw, events, said } = await stream(bot)
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('x-accel-buffering')).toBe('no')
    expect(response.headers.get('content-length')).toBeNull()
    expect(said).toBe('九点到六点 🙂')
    expect(events.map(({ event }) => event)).toEqual(['message', 'message', 'message', 'message', 'end'])
    expect(new Set(events.slice(0, -1).map(({ answer }) => answer[0]?.message_id)).size).toBe(1)
    expect(events[0]?.answer[0]?.created_at).toBeGreaterThan(1_600_000_000_000)
    expect(new Set(events.map((event) => event.conversation_id)).size).toBe(1)
    expect(events.at(-1)?.answer).toEqual([{ metadata: {} }])
    expect(raw.endsWith('\n\n')).toBe(true)
  })

  it('shows signs of life while the model thinks, and sends each piece at once', async () => {
    const { passed, open } = gate<string>()
    fakeModel(internet, () => passed)
    const bot = await start({ LIVECHAT_HEARTBEAT_MS: '20' })
    const response = await send(bot, push({ responseMode: 'streaming' }))
    const reader = response.body?.getReader()
    const first = await reader?.read()
    expect(Buffer.from(first?.value ?? []).toString()).toBe(': still here\n\n')
    open('好')
    let rest = ''
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
      rest += Buffer.from(part.value).toString()
    expect(rest).toContain('"content":"好"')
  })

  it('hands over to a person at its end', async () => {
    const bot = await start()
    const { events } = await stream(bot, { data: [text('人工')], conversationId: 'c-771' })
    expect(events.map(({ event }) => event)).toEqual(['message', 'end'])
    expect(events.at(-1)).toEqual({
      event: 'end',
      conversation_id: 'c-771',
      answer: [{ metadata: { command: 'TRANSFER_HUMAN' } }],
    })
  })

  it('ends well when the model fails', async () => {
    fakeModel(internet, () => Promise.reject(new Error('down')))
    const bot = await start()
    const { events, said } = await stream(bot)
    expect(said).toBe(FALLBACK)
    expect(events.at(-1)?.event).toBe('end')
  })

  it.each([
    ['富文本', 'html'],
    ['文本', 'text'],
    ['Markdown', 'markdown'],
    ['图文', 'text'],
  ])('carries an example of %s as %s', async (word, format) => {
    const bot = await start()
    const { events } = await stream(bot, { data: [text(`示例${word}`)] })
    expect(events[0]?.answer[0]?.content_type).toBe(format)
  })

  it('stops the model when the gateway hangs up', async () => {
    const { passed, open } = gate()
    internet.on('/v1/chat/completions', () => (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      response.once('close', () => open())
    })
    const bot = await start()
    const hangUp = new AbortController()
    await send(bot, push({ responseMode: 'streaming' }), { signal: hangUp.signal })
    await vi.waitFor(() => expect(internet.requestsTo('/v1/chat/completions')).toHaveLength(1))
    hangUp.abort()
    await passed
    expect(bot.log.filter(({ level }) => level === 'error')).toEqual([])
  })

  it('says so when the bot stops', async () => {
    fakeModel(internet, () => gate<string>().passed)
    const bot = await start()
    const answer = stream(bot)
    await vi.waitFor(() => expect(internet.requestsTo('/v1/chat/completions')).toHaveLength(1))
    await bot.close()
    const { said, events } = await answer
    expect(said).toBe(RESTARTING)
    expect(events.at(-1)?.event).toBe('end')
  })
})

it('keeps the members of a group apart', async () => {
  const model = fakeModel(internet, () => '好')
  const bot = await start()
  const group = { conversationId: 'c-1', visitorId: 'grp-1' }
  await block(bot, { ...group, sender: 'm-1', data: [text('我的暗号是苹果')] })
  await block(bot, { ...group, sender: 'm-2', data: [text('他的暗号是什么?')] })
  expect(JSON.stringify(model.calls[1])).not.toContain('苹果')
})

describe('registration', () => {
  const settings = {
    accessKeyId: 'emulatorAccessKeyId0001',
    accessKeySecret: 'emulatorSecret01',
    token: TOKEN,
    botUrl: 'https://bot.example',
    name: 'demo bot',
  }
  const now = new Date('2026-01-02T03:04:05.678Z')
  const path = '/livechat/third_part_bot_register'

  it('is signed as the platform asks', async () => {
    internet.on(path, () => ({ requestId: 'q', robotId: 'r-9' }))
    await expect(registerBot({ ...settings, apiBase: internet.url }, now)).resolves.toBe('r-9')
    const [request] = internet.requestsTo(path)
    const host = new URL(internet.url).host
    const signed = `POST${host}${path}?AccessKeyId=emulatorAccessKeyId0001&Expires=60&Timestamp=2026-01-02T03%3A04%3A05Z`
    expect(request?.query.get('Signature')).toBe(createHmac('sha1', 'emulatorSecret01').update(signed).digest('base64'))
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      domain: 'https://bot.example',
      authentication: { type: 'TOKEN', token: TOKEN },
      pushConfigList: [{ type: 'Message', uri: '/livechat', httpMethod: 'POST' }],
    })
  })

  it('says what the platform said when it refuses', async () => {
    internet.on(path, () => (response) => {
      response.writeHead(403).end('{"requestId":"q-1","error":{"code":"SignaturesExpired","message":"too old"}}')
    })
    await expect(registerBot({ ...settings, apiBase: internet.url }, now)).rejects.toThrow(
      /SignaturesExpired: too old \(request q-1\)/,
    )
  })
})
