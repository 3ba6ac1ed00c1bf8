import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FALLBACK } from '../answers/assistant.ts'
import { startTestedBot } from '../testing/bot.ts'
import type { TestedBot } from '../testing/bot.ts'
import { startFakeInternet } from '../testing/fake-internet.ts'
import type { FakeInternet } from '../testing/fake-internet.ts'
import { fakeModel, gate } from '../testing/fake-model.ts'
import { startFakeStream } from '../testing/fake-stream.ts'
import type { FakeStream } from '../testing/fake-stream.ts'
import { RESTARTING } from './conversation.ts'

const SECRET = 'demo-app-secret'
const ROBOT_TOPIC = '/v1.0/im/bot/messages/get'
const SKILL_TOPIC = '/v1.0/graph/api/invoke'
const WEBHOOK = '/robot/sendBySession'
const GROUP_SEND = '/v1.0/robot/groupMessages/send'
const SINGLE_SEND = '/v1.0/robot/oToMessages/batchSend'
const NEW_CARD = '/v1.0/card/instances/createAndDeliver'
const WRITE_CARD = '/v1.0/card/streaming'
const OPEN = '/v1.0/gateway/connections/open'

let internet: FakeInternet
let stream: FakeStream
let bots: TestedBot[]
beforeEach(async () => {
  internet = await startFakeInternet()
  stream = await startFakeStream()
  bots = []
  internet.on('/v1.0/oauth2/accessToken', () => ({ accessToken: 'token-1', expireIn: 7200 }))
  internet.on(WEBHOOK, () => ({ errcode: 0, errmsg: 'ok' }))
  internet.on(GROUP_SEND, () => ({ processQueryKey: 'k' }))
  internet.on(SINGLE_SEND, () => ({ processQueryKey: 'k', invalidStaffIdList: [], flowControlledStaffIdList: [] }))
  internet.on(NEW_CARD, () => ({ success: true, result: { outTrackId: 'x', deliverResults: [{ success: true }] } }))
  internet.on(WRITE_CARD, () => ({ success: true, result: true }))
  internet.on(OPEN, () => ({ endpoint: stream.endpoint, ticket: `t-${internet.requestsTo(OPEN).length}` }))
})
afterEach(async () => {
  await Promise.all(bots.map((bot) => bot.close()))
  await stream.close()
  await internet.close()
})

async function start(environment: Record<string, string> = {}) {
  const bot = await startTestedBot(internet, {
    DINGTALK_API_BASE: internet.url,
    DINGTALK_OAPI_BASE: internet.url,
    DINGTALK_CLIENT_ID: 'dingemuapp',
    DINGTALK_CLIENT_SECRET: SECRET,
    DINGTALK_TRANSPORT: 'http',
    DINGTALK_CARD_PACE_MS: '0',
    ...environment,
  })
  bots.push(bot)
  return bot
}
const overStream = { DINGTALK_TRANSPORT: 'stream' }

let count = 0
function message(fields: Record<string, unknown> = {}) {
  count += 1
  return {
    msgtype: 'text',
    text: { content: ' 你好' },
    msgId: `msg${count}==`,
    createAt: Date.now(),
    conversationType: '1',
    conversationId: 'cidEmu0001==',
    senderId: '$:LWCP_v1:$u1',
    senderNick: '李',
    senderStaffId: '0101',
    chatbotCorpId: 'dingcorp',
    chatbotUserId: '$:LWCP_v1:$bot',
    robotCode: 'dingemuapp',
    sessionWebhook: `${internet.url}${WEBHOOK}?session=0123`,
    sessionWebhookExpiredTime: Date.now() + 5_400_000,
    ...fields,
  }
}
const inGroup = { conversationType: '2', conversationTitle: 'ops', isInAtList: true }
const says = (content: string) => ({ text: { content } })

function headers(timestamp = Date.now(), secret = SECRET) {
  const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')
  return { 'content-type': 'application/json; charset=utf-8', timestamp: String(timestamp), sign }
}

async function push(bot: TestedBot, body: unknown, head: Record<string, string> = headers()) {
  const response = await fetch(`${bot.url}/dingtalk`, { method: 'POST', headers: head, body: JSON.stringify(body) })
  return { status: response.status, text: await response.text() }
}

const bodies = (requestPath: string) =>
  internet.requestsTo(requestPath).map(({ body }) => JSON.parse(body) as Record<string, unknown>)
const settled = (bot: TestedBot, times = 1) =>
  vi.waitFor(() =>
    expect(bot.log.filter(({ event }) => event === 'answered' || event === 'a message was not answered')).toHaveLength(
      times,
    ),
  )

describe('a callback over HTTP', () => {
  it('is answered at once with nothing, and by webhook later', async () => {
    const { passed, open } = gate<string>()
    fakeModel(internet, () => passed)
    const bot = await start()
    expect(await push(bot, message())).toEqual({ status: 200, text: '{"msgtype":"empty"}' })
    expect(internet.requestsTo(WEBHOOK)).toEqual([])
    open('你也好')
    await settled(bot)
    expect(bodies(WEBHOOK)).toEqual([{ msgtype: 'text', text: { content: '你也好' } }])
  })

  it.each([
    ['no signature', () => ({ 'content-type': 'application/json' })],
    ['a wrong one', () => headers(Date.now(), 'another secret')],
    ['one of two hours ago', () => headers(Date.now() - 7_200_000)],
    ['one of two hours ahead', () => headers(Date.now() + 7_200_000)],
    ['a time that is none', () => ({ ...headers(), timestamp: 'now' })],
  ])('is refused with %s', async (_name, head) => {
    const model = fakeModel(internet, () => '好')
    const bot = await start()
    expect((await push(bot, message(), head())).status).toBe(403)
    expect(model.questions).toEqual([])
  })

  it('is answered once however often it comes, and by each of two robots', async () => {
    const model = fakeModel(internet, () => '好')
    const bot = await start()
    const body = message()
    await Promise.all([push(bot, body), push(bot, body)])
    await settled(bot)
    await push(bot, body)
    await push(bot, { ...body, robotCode: 'another' })
    await settled(bot, 2)
    expect(model.questions).toHaveLength(2)
    expect(internet.requestsTo(WEBHOOK)).toHaveLength(2)
  })
})

describe('what people write', () => {
  it.each([
    ['a leading space', says(' 几点开门'), '几点开门'],
    [
      'rich text',
      {
        msgtype: 'richText',
        content: { richText: [{ text: '@机器人' }, { text: '看这个' }, { type: 'picture', downloadCode: 'd' }] },
      },
      '看这个',
    ],
    ['speech', { msgtype: 'audio', content: { recognition: '几点开门', duration: 900 } }, '几点开门'],
    [
      'a quotation',
      { text: { content: ' 对吗', repliedMsg: { msgType: 'text', content: { text: '九点开门' } } } },
      '引用的消息：九点开门\n\n对吗',
    ],
    [
      'a quotation alone',
      { text: { content: ' ', repliedMsg: { content: '{"content":"九点开门"}' } } },
      '引用的消息：九点开门',
    ],
  ])('%s becomes a question', async (_name, fields, question) => {
    const model = fakeModel(internet, () => '好')
    const bot = await start()
    await push(bot, message({ ...inGroup, ...fields }))
    await settled(bot)
    expect(model.questions).toEqual([question])
  })

  it.each([
    ['an empty mention', says(' '), '写下您的问题'],
    ['a picture', { msgtype: 'picture', text: undefined, content: { downloadCode: 'd' } }, '收到图片'],
    ['a file', { msgtype: 'file', text: undefined, content: { downloadCode: 'd', fileName: 'a.pdf' } }, 'a.pdf'],
    ['speech that was not understood', { msgtype: 'audio', text: undefined, content: { downloadCode: 'd' } }, '没听清'],
    ['a type of tomorrow', { msgtype: 'hologram', text: undefined }, '这种消息'],
    ['a wish for a person', says('转人工'), '人工同事'],
    ['nothing, because the quota is used up', { text: undefined, errorCode: 20001, errorMessage: 'quota' }, '额度'],
  ])('%s is answered at once', async (_name, fields, expected) => {
    const bot = await start()
    await push(bot, message(fields))
    await settled(bot)
    expect(JSON.stringify(bodies(WEBHOOK))).toContain(expected)
  })

  it('stays between the person and the bot', async () => {
    const model = fakeModel(internet, () => '好')
    const bot = await start()
    await push(bot, message({ ...inGroup, ...says('我的暗号是苹果') }))
    await push(bot, message({ ...inGroup, ...says('他的暗号是什么'), senderStaffId: '0202', senderId: 'u2' }))
    await settled(bot, 2)
    expect(JSON.stringify(model.calls.at(-1))).not.toContain('苹果')
  })

  it('is not heard when it is meant for a robot of another organisation', async () => {
    const bot = await start({ DINGTALK_CORP_ID: 'dingcorp' })
    await push(bot, message({ chatbotCorpId: 'dingother', ...says('人工') }))
    expect(bot.log.some(({ level }) => level === 'warn')).toBe(true)
    expect(internet.requestsTo(WEBHOOK)).toEqual([])
  })
})

describe('an answer', () => {
  it('mentions who asked in a group, in the text and beside it', async () => {
    fakeModel(internet, (_question, call) => (call === 1 ? '好' : '# 好\n第二行'))
    const bot = await start()
    await push(bot, message(inGroup))
    await settled(bot)
    await push(bot, message(inGroup))
    await settled(bot, 2)
    const at = { atUserIds: ['0101'], isAtAll: false }
    expect(bodies(WEBHOOK)).toEqual([
      { msgtype: 'text', text: { content: '@0101 好' }, at },
      { msgtype: 'markdown', markdown: { title: '好', text: '@0101\n\n# 好  \n第二行' }, at },
    ])
  })

  it.each([
    ['that is over', { sessionWebhookExpiredTime: Date.now() - 1 }],
    ['that leads elsewhere', { sessionWebhook: 'http://169.254.169.254/latest' }],
    ['that DingTalk has forgotten', {}],
  ])('takes the OpenAPI instead of a webhook %s', async (_name, fields) => {
    fakeModel(internet, () => '好')
    internet.on(WEBHOOK, () => ({ errcode: 300001, errmsg: 'session 不存在' }))
    const bot = await start()
    await push(bot, message(fields))
    await settled(bot)
    await push(bot, message({ ...inGroup, ...fields }))
    await settled(bot, 2)
    const msgParam = JSON.stringify({ content: '好' })
    expect(bodies(SINGLE_SEND)).toEqual([
      { robotCode: 'dingemuapp', userIds: ['0101'], msgKey: 'sampleText', msgParam },
    ])
    expect(bodies(GROUP_SEND)).toEqual([
      { robotCode: 'dingemuapp', openConversationId: 'cidEmu0001==', msgKey: 'sampleText', msgParam },
    ])
    expect(internet.requestsTo(SINGLE_SEND)[0]?.headers['x-acs-dingtalk-access-token']).toBe('token-1')
  })

  it('waits while DingTalk is asked too often, and goes out once', async () => {
    fakeModel(internet, () => '好')
    let refusals = 2
    internet.on(WEBHOOK, () =>
      refusals > 0 ? { errcode: 130101, errmsg: 'send too fast' } : { errcode: 0, errmsg: 'ok' },
    )
    internet.on(SINGLE_SEND, () => (response) => {
      refusals = 0
      response.writeHead(429).end('{"Code":"Throttling","Message":"slow down"}')
    })
    const bot = await start()
    await push(bot, message())
    await settled(bot)
    expect(internet.requestsTo(WEBHOOK)).toHaveLength(2)
    expect(bot.log).toContainEqual(expect.objectContaining({ level: 'error', errcode: '130101' }))
  })

  it('renews an expired token once', async () => {
    fakeModel(internet, () => '好')
    internet.on('/v1.0/oauth2/accessToken', () => ({
      accessToken: `token-${internet.requestsTo('/v1.0/oauth2/accessToken').length}`,
      expireIn: 7200,
    }))
    internet.on(SINGLE_SEND, ({ headers: { 'x-acs-dingtalk-access-token': token } }) =>
      token === 'token-1'
        ? (response) =>
            void response
              .writeHead(400)
              .end('{"code":"InvalidAuthentication","message":"不合法的access_token","requestid":"R"}')
        : { processQueryKey: 'k' },
    )
    const bot = await start()
    await push(bot, message({ sessionWebhook: undefined }))
    await settled(bot)
    expect(bot.log.at(-1)?.['event']).toBe('answered')
    expect(internet.requestsTo(SINGLE_SEND)).toHaveLength(2)
    expect(bot.output()).not.toContain('token-')
  })

  it.each([
    [{ processQueryKey: 'k', invalidStaffIdList: ['0101'] }],
    [{ errcode: 404, errmsg: '请求的URI地址不存在' }],
    [{}],
  ])('is not taken for shown when the OpenAPI says %j', async (answer) => {
    fakeModel(internet, () => '好')
    internet.on(SINGLE_SEND, () => answer)
    const bot = await start()
    await push(bot, message({ sessionWebhook: undefined }))
    await settled(bot)
    expect(bot.log.at(-1)).toMatchObject({ level: 'error', event: 'a message was not answered' })
  })

  it('reaches a person without a user id by webhook, and says so when that fails', async () => {
    fakeModel(internet, () => '好'.repeat(400))
    const bot = await start()
    await push(bot, message({ senderStaffId: '' }))
    await settled(bot)
    expect(internet.requestsTo(WEBHOOK)).toHaveLength(1)
    internet.on(WEBHOOK, () => ({ errcode: 300001, errmsg: 'session 不存在' }))
    await push(bot, message({ senderStaffId: undefined }))
    await settled(bot, 2)
    expect(JSON.stringify(bot.log.at(-1))).toContain('no user id')
  })

  it('comes in order to a person who does not wait', async () => {
    fakeModel(internet, (question) => `答${question}`)
    const bot = await start()
    for (const text of ['一', '二', '三']) await push(bot, message(says(text)))
    await settled(bot, 3)
    expect(bodies(WEBHOOK).map(({ text }) => text)).toEqual(
      ['一', '二', '三'].map((text) => ({ content: `答${text}` })),
    )
  })
})

describe('a long answer', () => {
  const story = '从前有座山。'.repeat(120)
  const pieces = story.match(/.{1,60}/gsu) ?? []

  it('grows on a card, whole each time, and ends', async () => {
    fakeModel(internet, () => pieces)
    const bot = await start()
    await push(bot, message(inGroup))
    await settled(bot)
    const writes = bodies(WRITE_CARD)
    expect(bodies(NEW_CARD)).toEqual([
      expect.objectContaining({
        openSpaceId: 'dtv1.card//IM_GROUP.cidEmu0001==',
        imGroupOpenDeliverModel: { robotCode: 'dingemuapp' },
        cardData: { cardParamMap: { content: '' } },
      }),
    ])
    expect(writes.at(-1)).toMatchObject({ content: story, isFull: true, isFinalize: true, key: 'content' })
    expect(writes.filter(({ isFinalize }) => isFinalize === true)).toHaveLength(1)
    expect(new Set(writes.map(({ guid }) => guid)).size).toBe(writes.length)
    for (const { content } of writes) expect(story.startsWith(String(content))).toBe(true)
    expect(internet.requestsTo(WEBHOOK)).toEqual([])
  })

  it('writes no faster than it may', async () => {
    fakeModel(internet, () => pieces)
    const bot = await start({ DINGTALK_CARD_PACE_MS: '60000' })
    await push(bot, message())
    await settled(bot)
    expect(bodies(WRITE_CARD).map(({ isFinalize }) => isFinalize)).toEqual([false, true])
    expect(bodies(NEW_CARD)[0]).toMatchObject({
      openSpaceId: 'dtv1.card//IM_ROBOT.0101',
      imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT' },
    })
  })

  it('ends even when the last write is refused at first', async () => {
    fakeModel(internet, () => pieces)
    let refused = false
    internet.on(WRITE_CARD, ({ body }) => {
      if (refused || !body.includes('"isFinalize":true')) return { success: true, result: true }
      refused = true
      return (response) =>
        response.writeHead(403).end('{"code":"Forbidden.AccessDenied.QpsLimitForAppkeyAndApi","message":"qps"}')
    })
    const bot = await start()
    await push(bot, message())
    await settled(bot)
    expect(bodies(WRITE_CARD).filter(({ isFinalize }) => isFinalize === true)).toHaveLength(2)
    expect(internet.requestsTo(WEBHOOK)).toEqual([])
  })

  it.each([NEW_CARD, WRITE_CARD])('becomes a message when %s fails', async (call) => {
    fakeModel(internet, () => pieces)
    internet.on(
      call,
      () => (response) => response.writeHead(500).end('{"code":"unknownError","message":"未知错误","requestid":"R"}'),
    )
    const bot = await start()
    await push(bot, message())
    await settled(bot)
    expect(bodies(WEBHOOK)).toEqual([{ msgtype: 'text', text: { content: story } }])
  })

  it('goes on in messages when the card is full, nothing lost', async () => {
    const epic = '从前有座山。'.repeat(1500)
    fakeModel(internet, () => epic)
    const bot = await start()
    await push(bot, message())
    await settled(bot)
    const onCard = String(bodies(WRITE_CARD).at(-1)?.['content']).replace('\n\n（未完，见下条消息）', '')
    const later = bodies(WEBHOOK).map(({ text }) => (text as { content: string }).content)
    expect(onCard + later.join('')).toBe(epic)
    for (const part of later) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(10_500)
  })

  it('ends well when the model fails', async () => {
    fakeModel(internet, () => Promise.reject(new Error('down')))
    const bot = await start()
    await push(bot, message())
    await settled(bot)
    expect(JSON.stringify(bodies(WEBHOOK))).toContain(FALLBACK)
  })
})

describe('a Stream connection', () => {
  it('subscribes what it listens to, acknowledges first, and answers each message once', async () => {
    const { passed, open } = gate<string>()
    const model = fakeModel(internet, () => passed)
    const bot = await start(overStream)
    expect(bodies(OPEN)[0]).toMatchObject({
      clientId: 'dingemuapp',
      subscriptions: [
        { type: 'EVENT', topic: '*' },
        ...[ROBOT_TOPIC, SKILL_TOPIC].map((topic) => ({ type: 'CALLBACK', topic })),
      ],
    })
    const body = message()
    stream.send('CALLBACK', ROBOT_TOPIC, body, 'frame-1')
    await vi.waitFor(() => expect(stream.received).toHaveLength(1))
    expect(stream.received[0]).toMatchObject({
      code: 200,
      headers: { messageId: 'frame-1' },
      data: '{"response":null}',
    })
    stream.send('CALLBACK', ROBOT_TOPIC, body, 'frame-2')
    await vi.waitFor(() => expect(stream.received).toHaveLength(2))
    open('好')
    await settled(bot)
    expect(model.questions).toHaveLength(1)
    expect(internet.requestsTo(WEBHOOK)).toHaveLength(1)
  })

  it('is replaced by one other, with a new ticket, when the server lets go of it', async () => {
    const bot = await start(overStream)
    stream.send('SYSTEM', 'disconnect', { reason: 'expired' })
    await vi.waitFor(() => expect(stream.tickets).toEqual(['t-1', 't-2']))
    await vi.waitFor(() => expect(stream.open.size).toBe(1))
    for (const socket of stream.open) socket.terminate()
    await vi.waitFor(() => expect(stream.tickets).toEqual(['t-1', 't-2', 't-3']), { timeout: 5000 })
    await vi.waitFor(() => expect(stream.open.size).toBe(1))
    stream.send('CALLBACK', ROBOT_TOPIC, message(says('人工')))
    await settled(bot)
    await bot.close()
    await vi.waitFor(() => expect(stream.open.size).toBe(0))
  })

  it('is tried again when it is refused, and says why', async () => {
    let refusals = 2
    internet.on(OPEN, () =>
      (refusals -= 1) < 0
        ? { endpoint: stream.endpoint, ticket: 't' }
        : (response) => void response.writeHead(401).end('{"code":"authFailed","message":"鉴权失败","requestid":"R"}'),
    )
    const bot = await start(overStream)
    expect(stream.open.size).toBe(1)
    expect(bot.log.filter(({ level }) => level === 'error').map(({ error }) => error)).toEqual([
      expect.stringContaining('authFailed'),
      expect.stringContaining('authFailed'),
    ])
  })

  it('echoes a ping and outlives a frame it does not understand', async () => {
    const bot = await start(overStream)
    stream.send('SYSTEM', 'ping', { opaque: 'x' })
    await vi.waitFor(() => expect(stream.received[0]?.data).toBe('{"opaque":"x"}'))
    stream.send('CALLBACK', ROBOT_TOPIC, { nonsense: true })
    await vi.waitFor(() => expect(bot.log.some(({ event }) => event === 'a frame is not understood')).toBe(true))
    stream.send('CALLBACK', ROBOT_TOPIC, message(says('人工')))
    await settled(bot)
  })
})

describe('the AI assistant', () => {
  const call = (fields: Record<string, string> = {}) => ({
    requestLine: { method: 'POST', uri: '/v1/actions/ask' },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      rawInput: '你好',
      userId: '0101',
      corpId: 'dingcorp',
      openConversationId: '',
      conversationToken: `ct_${(count += 1)}`,
      sessionWebhook: `${internet.url}/agent/send?session=aswh_1`,
      ...fields,
    }),
  })
  const REPLY = '/v1.0/aiInteraction/reply'
  beforeEach(() => {
    internet.on('/agent/send', () => ({ result: { success: true } }))
    internet.on(REPLY, () => ({ result: { success: true } }))
  })

  it('answers by its webhook', async () => {
    fakeModel(internet, () => '你也好')
    const bot = await start(overStream)
    stream.send('CALLBACK', SKILL_TOPIC, call(), 'frame-1')
    await settled(bot)
    expect(JSON.parse(stream.received[0]?.data ?? '')).toMatchObject({ response: { statusLine: { code: 200 } } })
    expect(bodies('/agent/send')).toEqual([
      {
        contentType: 'ai_card',
        content: { templateId: expect.stringMatching(/\.schema$/), cardData: { content: '你也好' } },
      },
    ])
  })

  it('takes the conversation token when the webhook is over', async () => {
    fakeModel(internet, () => '你也好')
    internet.on(
      '/agent/send',
      () => (response) =>
        void response.writeHead(400).end('{"code":"invalid.session","message":"invalid session","requestid":"R"}'),
    )
    const bot = await start(overStream)
    stream.send('CALLBACK', SKILL_TOPIC, call({ conversationToken: 'ct_9' }))
    await settled(bot)
    const [reply] = bodies(REPLY)
    expect(reply).toMatchObject({ conversationToken: 'ct_9', contentType: 'ai_card' })
    expect(JSON.parse(String(reply?.['content']))).toMatchObject({
      cardData: { key: 'content', value: '你也好', isFinalize: true },
    })
  })

  it('writes a long answer with the token, and ends it', async () => {
    const long = '山'.repeat(500)
    fakeModel(internet, () => [long.slice(0, 400), long.slice(400)])
    const bot = await start(overStream)
    stream.send('CALLBACK', SKILL_TOPIC, call())
    await settled(bot)
    const writes = bodies(REPLY).map(({ content }) => (JSON.parse(String(content)) as { cardData: object }).cardData)
    expect(writes).toEqual([
      { key: 'content', value: long.slice(0, 400), isFull: true, isFinalize: false },
      { key: 'content', value: long, isFull: true, isFinalize: false },
      { key: 'content', value: long, isFull: true, isFinalize: true },
    ])
    expect(internet.requestsTo('/agent/send')).toEqual([])
  })
})

describe('a restart', () => {
  let folder: string
  beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'reference-bot-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  it('between receive and reply loses nothing and answers nothing twice', async () => {
    fakeModel(internet, (_question, call) => (call === 1 ? gate<string>().passed : '从前有座山'))
    const before = await start({ BOT_STATE_DIR: folder })
    const body = message()
    await push(before, body)
    await vi.waitFor(() => expect(internet.requestsTo('/v1/chat/completions')).toHaveLength(1))
    await before.close()
    expect(internet.requestsTo(WEBHOOK)).toEqual([])

    const after = await start({ BOT_STATE_DIR: folder })
    await settled(after)
    await push(after, body)
    await after.close()
    await start({ BOT_STATE_DIR: folder })
    expect(bodies(WEBHOOK)).toEqual([{ msgtype: 'text', text: { content: '从前有座山' } }])
  })

  it('goes on with the card it had begun', async () => {
    const half = '从前有座山。'.repeat(60)
    fakeModel(internet, (_question, call) => (call === 1 ? [half] : [half, '完']))
    const { passed, open } = gate()
    internet.on(WRITE_CARD, async () => {
      await passed
      return { success: true, result: true }
    })
    const before = await start({ BOT_STATE_DIR: folder })
    await push(before, message())
    await vi.waitFor(() => expect(internet.requestsTo(WRITE_CARD)).toHaveLength(1))
    const closing = before.close()
    await closing
    const after = await start({ BOT_STATE_DIR: folder })
    open()
    await settled(after)
    expect(internet.requestsTo(NEW_CARD)).toHaveLength(1)
    expect(new Set(bodies(WRITE_CARD).map(({ outTrackId }) => outTrackId)).size).toBe(1)
  })

  it('without a folder says that it stops', async () => {
    fakeModel(internet, () => gate<string>().passed)
    const bot = await start()
    await push(bot, message())
    await vi.waitFor(() => expect(internet.requestsTo('/v1/chat/completions')).toHaveLength(1))
    await bot.close()
    expect(bodies(WEBHOOK)).toEqual([{ msgtype: 'text', text: { content: RESTARTING } }])
  })
})
