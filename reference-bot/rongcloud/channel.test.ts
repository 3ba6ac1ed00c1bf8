import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startTestedBot } from '../testing/bot.ts'
import type { TestedBot } from '../testing/bot.ts'
import { startFakeInternet } from '../testing/fake-internet.ts'
import type { FakeInternet } from '../testing/fake-internet.ts'
import { fakeModel, gate } from '../testing/fake-model.ts'
import { RESTARTING } from './conversation.ts'
import { isFromRongCloud, signatureOf } from './signature.ts'

const SECRET = 'emuSecret0001'
const SUGGEST = '/v3/chat/suggest.json'
const PRIVATE = '/message/private/publish.json'
const GROUP = '/message/group/publish.json'

let internet: FakeInternet
let bots: TestedBot[]
beforeEach(async () => {
  internet = await startFakeInternet()
  bots = []
  const suggestions = [
    { id: 's_1', messages: [{ content: '八点可以。' }, { content: '到时见！' }] },
    { id: 's_2', messages: [] },
  ]
  internet.on(SUGGEST, () => ({ code: 200, suggestions }))
  internet.on(PRIVATE, () => ({ code: 200, messageUIDs: [] }))
  internet.on(GROUP, () => ({ code: 200, messageUIDs: [] }))
})
afterEach(async () => {
  await Promise.all(bots.map((bot) => bot.close()))
  await internet.close()
})

async function start(environment: Record<string, string> = {}) {
  const bot = await startTestedBot(internet, {
    RONGCLOUD_API_BASE: internet.url,
    RONGCLOUD_APP_KEY: 'emuAppKey0001',
    RONGCLOUD_APP_SECRET: SECRET,
    RONGCLOUD_BOT_USER_ID: 'bot_1',
    RONGCLOUD_AGENT_ID: 'reply_helper',
    ...environment,
  })
  bots.push(bot)
  return bot
}

const signed = (secret = SECRET) =>
  `appKey=emuAppKey0001&nonce=1068826355&timestamp=1741248603000&signTimestamp=1741248603000&signature=${createHash('sha1').update(`${secret}10688263551741248603000`).digest('hex')}`

let count = 0
function message(fields: Record<string, string> = {}) {
  return {
    fromUserId: 'alice',
    toUserId: 'bot_1',
    objectName: 'RC:TxtMsg',
    content: JSON.stringify({ content: '今晚几点？' }),
    channelType: 'PERSON',
    msgTimestamp: '1741248603500',
    msgUID: `5FGT-7VA9-G4DD-${(count += 1)}`,
    sensitiveType: '0',
    source: 'iOS',
    ...fields,
  }
}
const says = (text: string) => ({ content: JSON.stringify({ content: text }) })

async function route(bot: TestedBot, body: Record<string, string>, query = signed()) {
  const response = await fetch(`${bot.url}/rongcloud/route?${query}`, {
    method: 'POST',
    body: new URLSearchParams(body),
  })
  return response.status
}
async function webhook(bot: TestedBot, data: Record<string, string>, query = signed()) {
  const response = await fetch(`${bot.url}/rongcloud/bot?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'message:private', timestamp: 1, bot: { userId: 'bot_1' }, data }),
  })
  return response.status
}

const sent = (requestPath = PRIVATE) =>
  internet.requestsTo(requestPath).map(({ body }) => Object.fromEntries(new URLSearchParams(body)))
const texts = (requestPath = PRIVATE) =>
  sent(requestPath).map(({ content = '' }) => (JSON.parse(content) as { content: string }).content)
const settled = (bot: TestedBot, times = 1) =>
  vi.waitFor(() =>
    expect(bot.log.filter(({ event }) => event === 'answered' || event === 'a message was not answered')).toHaveLength(
      times,
    ),
  )

describe('a message to the bot', () => {
  it('is answered with the best suggestion, as the bot, with the bot’s own copy', async () => {
    const bot = await start()
    expect(await route(bot, message())).toBe(200)
    await settled(bot)
    const [asked] = internet.requestsTo(SUGGEST)
    expect(JSON.parse(asked?.body ?? '')).toEqual({
      agentId: 'reply_helper',
      provider: { type: 'chatHistory', userId: 'bot_1', targetId: 'alice', conversationType: 1 },
    })
    const { nonce = '', timestamp = '', signature } = (asked?.headers ?? {}) as Record<string, string>
    expect(signature).toBe(
      createHash('sha1')
        .update(SECRET + nonce + timestamp)
        .digest('hex'),
    )
    expect([nonce.length <= 18, timestamp.length]).toEqual([true, 13])
    expect(texts()).toEqual(['八点可以。', '到时见！'])
    expect(sent()[0]).toMatchObject({
      fromUserId: 'bot_1',
      toUserId: 'alice',
      objectName: 'RC:TxtMsg',
      isIncludeSender: '1',
    })
    expect(internet.requestsTo(PRIVATE)[0]?.headers['content-type']).toContain('application/x-www-form-urlencoded')
    expect(new Set(internet.seen.map((request) => request.headers['nonce'])).size).toBe(internet.seen.length)
  })

  it('is answered once, through whichever door and however often it comes', async () => {
    const bot = await start()
    const body = message()
    await Promise.all([route(bot, body), webhook(bot, body)])
    await settled(bot)
    await route(bot, body)
    expect(internet.requestsTo(SUGGEST)).toHaveLength(1)
    expect(internet.requestsTo(PRIVATE)).toHaveLength(2)
  })

  it.each([
    ['no agent is configured', { RONGCLOUD_AGENT_ID: '' }, undefined],
    ['there are no suggestions', {}, { code: 200, suggestions: [] }],
    ['suggestions are refused', {}, { code: 1002, errorMessage: 'agentId' }],
  ])('is answered by the model when %s', async (_name, environment, answer) => {
    fakeModel(internet, (question) => `答：${question}`)
    if (answer !== undefined) internet.on(SUGGEST, () => answer)
    const bot = await start(environment)
    await route(bot, message())
    await settled(bot)
    expect(texts()).toEqual(['答：今晚几点？'])
  })

  it.each([
    ['a wish for a person', says('转人工'), '人工同事'],
    ['a picture', { objectName: 'RC:ImgMsg', content: '{"content":"aGk="}' }, '请用文字'],
    ['blanks', says(' '), '请用文字'],
  ])('that is %s is answered at once', async (_name, fields, expected) => {
    const bot = await start()
    await route(bot, message(fields))
    await settled(bot)
    expect(texts().join('')).toContain(expected)
    expect(internet.requestsTo(SUGGEST)).toEqual([])
  })

  it('may be a bare text', async () => {
    fakeModel(internet, (question) => `答：${question}`)
    const bot = await start({ RONGCLOUD_AGENT_ID: '' })
    await route(bot, message({ content: 'hi' }))
    await settled(bot)
    expect(texts()).toEqual(['答：hi'])
  })

  it('in a group is answered there when it mentions the bot', async () => {
    fakeModel(internet, (question) => `答：${question}`)
    const bot = await start()
    const mention = JSON.stringify({ content: '@bot 几点', mentionedInfo: { type: 2, userIdList: ['bot_1'] } })
    await route(bot, message({ channelType: 'GROUP', toUserId: 'g1', content: mention }))
    await settled(bot)
    expect(sent(GROUP)).toEqual([expect.objectContaining({ toGroupId: 'g1' })])
    expect(texts(GROUP)).toEqual(['答：@bot 几点'])
  })
})

describe('what is not for the bot', () => {
  it.each([
    ['its own message', { fromUserId: 'bot_1', toUserId: 'alice' }],
    ['the copy of its own message', { fromUserId: 'bot_1', toUserId: 'bot_1', source: 'Server' }],
    ['a message between others', { toUserId: 'carol' }],
    ['a message that was held back', { sensitiveType: '1' }],
    ['a group message that does not mention it', { channelType: 'GROUP', toUserId: 'g1' }],
  ])('%s is left alone', async (_name, fields) => {
    const bot = await start()
    expect(await route(bot, message(fields))).toBe(200)
    await route(bot, message())
    await settled(bot)
    expect(internet.requestsTo(SUGGEST)).toHaveLength(1)
    expect(internet.requestsTo(PRIVATE)).toHaveLength(2)
  })

  it.each(['', signed('another secret'), 'nonce=1&timestamp=2&signature='])('is refused: "%s"', async (query) => {
    const bot = await start()
    expect([await route(bot, message(), query), await webhook(bot, message(), query)]).toEqual([401, 401])
    expect(internet.seen).toEqual([])
  })

  it('is refused when it is no message', async () => {
    const bot = await start()
    expect([await route(bot, { fromUserId: 'alice' }), await webhook(bot, {})]).toEqual([400, 400])
  })
})

describe('signatures', () => {
  it.each([
    ['1741248603', '97e3b9126fc6b3f1cd21674db2a37a530c90ab57'],
    ['1741248603000', '1c74d05fba7bf13b84d84fd7fadfbc736da4b464'],
  ])('for %s', (timestamp, signature) => {
    expect(signatureOf(SECRET, '1068826355', timestamp)).toBe(signature)
  })

  it.each([
    [{ nonce: '1', timestamp: '2', signature: signatureOf(SECRET, '1', '2') }, {}],
    [{ nonce: '1', signTimestamp: '2', signature: signatureOf(SECRET, '1', '2') }, {}],
    [{ 'rc-nonce': '1', 'rc-timestamp': '2', 'rc-signature': signatureOf(SECRET, '1', '2') }, {}],
    [{}, { 'rc-nonce': '1', 'rc-timestamp': '2', 'rc-signature': signatureOf(SECRET, '1', '2') }],
  ])('are found under each generation of names (%#)', (query, headers) => {
    expect(isFromRongCloud(query, headers, SECRET)).toBe(true)
    expect(isFromRongCloud(query, headers, 'another')).toBe(false)
  })
})

describe('trouble', () => {
  it('is mended by trying again, as the same message', async () => {
    let refusals = 1
    internet.on(PRIVATE, () =>
      (refusals -= 1) < 0
        ? { code: 200 }
        : (response) => void response.writeHead(429).end('{"code":1008,"errorMessage":"slow"}'),
    )
    const bot = await start()
    await route(bot, message(says('人工')))
    await settled(bot)
    const [first, second] = sent()
    expect(second?.['msgRandom']).toBe(first?.['msgRandom'])
    expect(bot.log).toContainEqual(expect.objectContaining({ level: 'error', errcode: 1008 }))
    expect(bot.log.at(-1)?.['event']).toBe('answered')
  })

  it('with one host is mended by the other', async () => {
    const deaf = await startFakeInternet()
    await deaf.close()
    const bot = await start({ RONGCLOUD_API_BASE: deaf.url, RONGCLOUD_BACKUP_API_BASE: internet.url })
    await route(bot, message(says('人工')))
    await settled(bot)
    expect(bot.log.at(-1)?.['event']).toBe('answered')
  })

  it('that is a refusal is not tried again, and is seen', async () => {
    internet.on(
      PRIVATE,
      () => (response) => void response.writeHead(401).end('{"code":1004,"errorMessage":"签名错误"}'),
    )
    const bot = await start()
    await route(bot, message(says('人工')))
    await settled(bot)
    expect(internet.requestsTo(PRIVATE)).toHaveLength(1)
    expect(bot.log.at(-1)).toMatchObject({ level: 'error', event: 'a message was not answered' })
    expect(bot.output()).not.toContain(SECRET)
  })
})

describe('a restart', () => {
  let folder: string
  beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'reference-bot-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  it('loses nothing and answers nothing twice', async () => {
    const model = fakeModel(internet, (_question, call) => (call === 1 ? gate<string>().passed : '好'))
    const environment = { RONGCLOUD_AGENT_ID: '', BOT_STATE_DIR: folder }
    const before = await start(environment)
    const body = message()
    await route(before, body)
    await vi.waitFor(() => expect(model.questions).toHaveLength(1))
    await before.close()
    const after = await start(environment)
    await settled(after)
    await route(after, body)
    expect(texts()).toEqual(['好'])
  })

  it('without a folder is announced', async () => {
    const model = fakeModel(internet, () => gate<string>().passed)
    const bot = await start({ RONGCLOUD_AGENT_ID: '' })
    await route(bot, message())
    await vi.waitFor(() => expect(model.questions).toHaveLength(1))
    await bot.close()
    expect(texts()).toEqual([RESTARTING])
  })
})

it('serves suggestions to the app only when told to', async () => {
  const ask = (bot: TestedBot) =>
    fetch(`${bot.url}/rongcloud/suggest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"userId":"bob","targetId":"alice","conversationType":1}',
    })
  expect((await ask(await start())).status).toBe(404)
  const answer = await ask(await start({ RONGCLOUD_SERVE_SUGGESTIONS: 'on' }))
  expect(await answer.json()).toEqual({
    suggestions: [{ messages: [{ content: '八点可以。' }, { content: '到时见！' }] }],
  })
})
