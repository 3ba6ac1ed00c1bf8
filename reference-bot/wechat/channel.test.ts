import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { encrypt, decrypt, getSignature } from '@wecom/crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startTestedBot } from '../testing/bot.ts'
import type { TestedBot } from '../testing/bot.ts'
import { startFakeInternet } from '../testing/fake-internet.ts'
import type { FakeInternet } from '../testing/fake-internet.ts'
import { fakeModel, gate } from '../testing/fake-model.ts'
import { RESTARTING, THINKING } from './conversation.ts'
import { MORE } from './pages.ts'

const ALICE = 'oEmu0000000000000000000000A1'
const BOB = 'oEmu0000000000000000000000B2'
const ACCOUNT = 'gh_0a1b2c3d4e5f'
const APP_ID = 'wx0123456789abcdef'
const TOKEN = 'OfflineBotTest1'
/** Its last character carries spare bits, as three keys in four do. */
const AES_KEY = 'OfflineWeChatEmulatorKeyNumberTwo0000000007'
const OLD_AES_KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
const ENVIRONMENT = {
  WECHAT_TOKEN: TOKEN,
  WECHAT_APP_ID: APP_ID,
  WECHAT_APP_SECRET: 'a-secret-of-32-hex',
  WECHAT_HOLD_MS: '40',
}

let internet: FakeInternet
let bots: TestedBot[]
beforeEach(async () => {
  internet = await startFakeInternet()
  bots = []
  internet.on('/cgi-bin/stable_token', () => ({ access_token: '70_token', expires_in: 7200 }))
  internet.on('/cgi-bin/message/custom/send', () => ({ errcode: 0, errmsg: 'ok' }))
  internet.on('/cgi-bin/message/custom/typing', () => ({ errcode: 0, errmsg: 'ok' }))
})
afterEach(async () => {
  await Promise.all(bots.map((bot) => bot.close()))
  await internet.close()
})

async function start(environment: Record<string, string> = {}) {
  const bot = await startTestedBot(internet, { ...ENVIRONMENT, WECHAT_API_BASE: internet.url, ...environment })
  bots.push(bot)
  return bot
}
const withServiceMessages = { WECHAT_SERVICE_MESSAGES: 'on' }

let nextMsgId = 24871234567890123n
function textPush(text: string, from = ALICE) {
  nextMsgId += 2n
  return push(
    `<MsgType><![CDATA[text]]></MsgType>\n<Content><![CDATA[${text}]]></Content>\n<MsgId>${nextMsgId}</MsgId>`,
    from,
  )
}
function eventPush(event: string, rest = '') {
  return push(`<MsgType><![CDATA[event]]></MsgType>\n<Event><![CDATA[${event}]]></Event>\n${rest}`)
}
function push(fields: string, from = ALICE) {
  return `<xml><ToUserName><![CDATA[${ACCOUNT}]]></ToUserName>\n<FromUserName><![CDATA[${from}]]></FromUserName>\n<CreateTime>1767225600</CreateTime>\n${fields}\n</xml>`
}

function signedQuery(token = TOKEN) {
  const signature = createHash('sha1').update([token, '1767225600', '246813579'].sort().join('')).digest('hex')
  return `signature=${signature}&timestamp=1767225600&nonce=246813579&openid=${ALICE}`
}

/** One delivery, as WeChat makes it; `signal` hangs up. */
async function deliver(bot: TestedBot, body: string, options: { query?: string; signal?: AbortSignal } = {}) {
  const response = await fetch(`${bot.url}/wechat?${options.query ?? signedQuery()}`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', 'user-agent': 'Mozilla/4.0' },
    body,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  const text = await response.text()
  const content = /<Content><!\[CDATA\[([\s\S]*?)\]\]><\/Content>/.exec(text)?.[1]
  return { status: response.status, text, content }
}

/** A delivery that WeChat gives up on as soon as the bot has it. */
async function deliverAndHangUp(bot: TestedBot, body: string) {
  const before = bot.log.filter(({ event }) => event === 'received').length
  const hangUp = new AbortController()
  const delivery = deliver(bot, body, { signal: hangUp.signal })
  await vi.waitFor(() => expect(bot.log.filter(({ event }) => event === 'received')).toHaveLength(before + 1))
  hangUp.abort()
  await expect(delivery).rejects.toThrow('abort')
}

function serviceMessages() {
  return internet
    .requestsTo('/cgi-bin/message/custom/send')
    .map(({ body }) => (JSON.parse(body) as { text: { content: string } }).text.content)
}

describe('URL verification', () => {
  it('echoes what WeChat signed, byte for byte', async () => {
    const bot = await start()
    const answer = await fetch(`${bot.url}/wechat?echostr=5120094837261540987&${signedQuery()}`)
    expect([answer.status, await answer.text(), answer.headers.get('content-length')]).toEqual([
      200,
      '5120094837261540987',
      '19',
    ])
  })

  it.each(['', signedQuery('another token'), 'signature=&timestamp=1&nonce=2'])('refuses "%s"', async (query) => {
    const bot = await start()
    const answer = await fetch(`${bot.url}/wechat?echostr=5120094837261540987&${query}`)
    expect(answer.status).toBe(403)
    expect(await answer.text()).not.toContain('512')
    expect((await deliver(bot, textPush('你好'), { query })).status).toBe(403)
    expect(internet.seen).toEqual([])
  })
})

describe('what a user can send', () => {
  it('answers text in the open delivery, with sender and receiver swapped', async () => {
    fakeModel(internet, (question) => `答：${question} ]]> 🙂\u0002`)
    const bot = await start()
    const { status, text } = await deliver(bot, textPush('你好\u0002'))
    expect(status).toBe(200)
    expect(text).toMatch(
      /^<xml><ToUserName><!\[CDATA\[oEmu0000000000000000000000A1\]\]><\/ToUserName><FromUserName><!\[CDATA\[gh_0a1b2c3d4e5f\]\]><\/FromUserName><CreateTime>\d{10}<\/CreateTime><MsgType><!\[CDATA\[text\]\]><\/MsgType><Content><!\[CDATA\[答：你好 \]\]\]\]><!\[CDATA\[> 🙂\]\]><\/Content><\/xml>$/,
    )
  })

  it.each([
    ['image', '<MsgType>image</MsgType><PicUrl>http://p/0</PicUrl><MsgId>1</MsgId><MediaId>m</MediaId>', '收到图片'],
    ['voice without recognition', '<MsgType>voice</MsgType><MediaId>m</MediaId><MsgId>1</MsgId>', '没听清'],
    [
      'voice',
      '<MsgType>voice</MsgType><MsgId>1</MsgId><Recognition><![CDATA[几点开门]]></Recognition>',
      '答：几点开门',
    ],
    ['video', '<MsgType>video</MsgType><MediaId>m</MediaId><MsgId>1</MsgId>', '收到视频'],
    [
      'location',
      '<MsgType>location</MsgType><Location_X>31.2</Location_X><Label>上海市</Label><MsgId>1</MsgId>',
      '上海市',
    ],
    [
      'link',
      '<MsgType>link</MsgType><Title><![CDATA[营业时间]]></Title><Url>https://b</Url><MsgId>1</MsgId>',
      '营业时间',
    ],
    ['follow', '<MsgType>event</MsgType><Event>subscribe</Event><EventKey>qrscene_4711</EventKey>', '感谢关注'],
    ['scan', '<MsgType>event</MsgType><Event>SCAN</Event><EventKey>4711</EventKey>', '4711'],
    ['menu tap', '<MsgType>event</MsgType><Event>CLICK</Event><EventKey>K1</EventKey>', 'K1'],
  ])('%s', async (_name, fields, expected) => {
    fakeModel(internet, (question) => `答：${question}`)
    const bot = await start()
    expect((await deliver(bot, push(fields))).content).toContain(expected)
  })

  it.each(['unsubscribe', 'VIEW', 'LOCATION', 'TEMPLATESENDJOBFINISH', 'an_event_of_tomorrow'])(
    'says nothing to %s',
    async (event) => {
      const bot = await start()
      expect((await deliver(bot, eventPush(event))).text).toBe('success')
    },
  )

  it('hands over to a person, drops what it was about to say, and does not ask the model', async () => {
    const { passed, open } = gate<string>()
    const model = fakeModel(internet, () => passed)
    const bot = await start(withServiceMessages)
    const slow = deliver(bot, textPush('讲个故事'))
    await vi.waitFor(() => expect(model.questions).toHaveLength(1))
    const { text } = await deliver(bot, textPush('转人工'))
    expect(text).toContain('<MsgType><![CDATA[transfer_customer_service]]></MsgType>')
    expect((await slow).text).toBe('success')
    open('从前')
    expect(model.questions).toEqual(['讲个故事'])
    expect(serviceMessages()).toEqual([])
  })

  it('says so when the model fails or has nothing to say', async () => {
    fakeModel(internet, (_question, call) => (call === 1 ? Promise.reject(new Error('down')) : ''))
    const bot = await start()
    expect((await deliver(bot, textPush('一'))).content).toBe('抱歉，我暂时答不上来，请稍后再试。')
    expect((await deliver(bot, textPush('二'))).content).toBe('抱歉，我暂时答不上来，请稍后再试。')
    expect(bot.log.filter(({ level }) => level === 'error')).toHaveLength(1)
  })
})

describe('one push, one reaction', () => {
  it('tells two users with one MsgId apart, and two events in one second', async () => {
    fakeModel(internet, (question) => `答：${question}`)
    const bot = await start()
    const body = (from: string, text: string) =>
      push(`<MsgType>text</MsgType><Content>${text}</Content><MsgId>7</MsgId>`, from)
    expect((await deliver(bot, body(ALICE, '甲'))).content).toBe('答：甲')
    expect((await deliver(bot, body(BOB, '乙'))).content).toBe('答：乙')
    expect((await deliver(bot, eventPush('CLICK', '<EventKey>K1</EventKey>'))).content).toContain('K1')
    expect((await deliver(bot, eventPush('CLICK', '<EventKey>K2</EventKey>'))).content).toContain('K2')
  })

  it('repeats its answer when WeChat delivers again, and asks the model once', async () => {
    const model = fakeModel(internet, () => '好')
    const bot = await start()
    const body = textPush('你好')
    expect((await deliver(bot, body)).content).toBe('好')
    expect((await deliver(bot, body)).content).toBe('好')
    expect(model.questions).toHaveLength(1)
  })

  it('keeps each user’s words apart', async () => {
    const model = fakeModel(internet, () => '记住了')
    const bot = await start()
    await deliver(bot, textPush('我的暗号是苹果'))
    await deliver(bot, textPush('我的暗号是香蕉', BOB))
    await deliver(bot, textPush('我的暗号是什么？'))
    const heard = JSON.stringify(model.calls[2])
    expect(heard).toContain('苹果')
    expect(heard).not.toContain('香蕉')
  })
})

describe('a slow model, with service messages', () => {
  it('is acknowledged, shown as typing, and answered by service message, once', async () => {
    const { passed, open } = gate<string>()
    const model = fakeModel(internet, () => passed)
    const bot = await start(withServiceMessages)
    const body = textPush('讲个故事')
    expect((await deliver(bot, body)).text).toBe('success')
    expect((await deliver(bot, body)).text).toBe('success')
    open('从前有座山')
    await vi.waitFor(() => expect(serviceMessages()).toEqual(['从前有座山']))
    expect(model.questions).toHaveLength(1)
    expect(internet.requestsTo('/cgi-bin/message/custom/typing')).toHaveLength(1)
    expect(internet.requestsTo('/cgi-bin/message/custom/send')[0]?.body).toContain('从前有座山')
    expect(bot.output()).not.toContain('70_token')
  })

  it('answers in order when a user does not wait', async () => {
    const gates = [gate<string>(), gate<string>(), gate<string>()]
    const model = fakeModel(internet, (_question, call) => gates[call - 1]?.passed ?? '')
    const bot = await start(withServiceMessages)
    await Promise.all(['一', '二', '三'].map((text) => deliver(bot, textPush(text))))
    for (const [index, { open }] of gates.entries()) {
      await vi.waitFor(() => expect(model.questions).toHaveLength(index + 1))
      open(`答${model.questions[index]}`)
    }
    await vi.waitFor(() => expect(serviceMessages()).toHaveLength(3))
    expect(serviceMessages()).toEqual(model.questions.map((question) => `答${question}`))
  })

  it('sends a long answer in order within the allowance, and the rest on request', async () => {
    const story = Array.from({ length: 6000 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('')
    const model = fakeModel(internet, () => story)
    const bot = await start(withServiceMessages)
    expect((await deliver(bot, textPush('讲个长故事'))).text).toBe('success')
    await vi.waitFor(() => expect(bot.log.some(({ via }) => via === 'service message')).toBe(true))
    expect(serviceMessages()).toHaveLength(5)
    expect(serviceMessages().at(-1)).toContain(MORE)
    expect((await deliver(bot, textPush('继续'))).text).toBe('success')
    await vi.waitFor(() => expect(bot.log.filter(({ via }) => via === 'service message')).toHaveLength(2))
    expect(serviceMessages().join('').replace(MORE, '')).toBe(story)
    for (const page of serviceMessages()) expect(Buffer.byteLength(page)).toBeLessThanOrEqual(2048)
    expect(model.questions).toHaveLength(1)
  })

  it('renews a refused token once, and says which error the platform gave', async () => {
    const { passed, open } = gate<string>()
    fakeModel(internet, () => passed)
    internet.on('/cgi-bin/stable_token', () => ({
      access_token: `token-${internet.requestsTo('/cgi-bin/stable_token').length}`,
      expires_in: 7200,
    }))
    internet.on('/cgi-bin/message/custom/typing', () => ({
      errcode: 45081,
      errmsg: 'you are already typing rid: a-b-c',
    }))
    internet.on('/cgi-bin/message/custom/send', ({ query }) =>
      query.get('access_token') === 'token-1'
        ? { errcode: 42001, errmsg: 'access_token expired rid: 1-2-3' }
        : { errcode: 0, errmsg: 'ok' },
    )
    const bot = await start(withServiceMessages)
    await deliver(bot, textPush('讲个故事'))
    open('从前有座山')
    await vi.waitFor(() => expect(bot.log.some(({ via }) => via === 'service message')).toBe(true))
    expect(serviceMessages()).toEqual(['从前有座山', '从前有座山'])
    expect(internet.requestsTo('/cgi-bin/stable_token')).toHaveLength(2)
    expect(bot.log).toContainEqual(expect.objectContaining({ level: 'error', errcode: 45081, rid: 'a-b-c' }))
  })

  it('shows with the next answer what could not be sent', async () => {
    const { passed, open } = gate<string>()
    fakeModel(internet, (_question, call) => (call === 1 ? passed : '你也好'))
    internet.on('/cgi-bin/message/custom/send', () => ({
      errcode: 45047,
      errmsg: 'out of response count limit rid: x',
    }))
    const bot = await start(withServiceMessages)
    await deliver(bot, textPush('讲个故事'))
    open('从前有座山')
    await vi.waitFor(() => expect(bot.log.some(({ errcode }) => errcode === 45047)).toBe(true))
    expect((await deliver(bot, textPush('你好'))).content).toBe('从前有座山\n\n你也好')
  })
})

describe('a slow model, without service messages', () => {
  it('is answered by the delivery that is open when the answer comes', async () => {
    const { passed, open } = gate<string>()
    const model = fakeModel(internet, () => passed)
    const bot = await start()
    const body = textPush('讲个故事')
    await deliverAndHangUp(bot, body)
    const second = deliver(bot, body)
    await vi.waitFor(() => expect(bot.log.filter(({ event }) => event === 'received')).toHaveLength(2))
    open('从前有座山')
    expect((await second).content).toBe('从前有座山')
    expect(model.questions).toHaveLength(1)
  })

  it('asks for patience on the third, and has the answer for the next message', async () => {
    const { passed, open } = gate<string>()
    const model = fakeModel(internet, () => passed)
    const bot = await start()
    const body = textPush('讲个故事')
    await deliverAndHangUp(bot, body)
    await deliverAndHangUp(bot, body)
    expect((await deliver(bot, body)).content).toBe(THINKING)
    const again = deliver(bot, textPush('讲个故事'))
    open('从前有座山')
    expect((await again).content).toBe('从前有座山')
    expect(model.questions).toHaveLength(1)
  })

  it('takes an answer that is ready between two deliveries to the next one', async () => {
    const { passed, open } = gate<string>()
    fakeModel(internet, () => passed)
    const bot = await start()
    const body = textPush('讲个故事')
    await deliverAndHangUp(bot, body)
    open('从前有座山')
    expect((await deliver(bot, body)).content).toBe('从前有座山')
  })

  it('answers a second question after the first, each once', async () => {
    const { passed, open } = gate<string>()
    const model = fakeModel(internet, (question) => (question === '甲' ? passed : '答乙'))
    const bot = await start()
    const first = textPush('甲')
    await deliverAndHangUp(bot, first)
    await deliverAndHangUp(bot, first)
    expect((await deliver(bot, first)).content).toBe(THINKING)
    const second = deliver(bot, textPush('乙'))
    open('答甲')
    expect((await second).content).toBe('答甲\n\n答乙')
    expect(model.questions).toEqual(['甲', '乙'])
  })
})

describe('secure mode', () => {
  const secure = {
    WECHAT_MODE: 'secure',
    WECHAT_ENCODING_AES_KEY: AES_KEY,
    WECHAT_PREVIOUS_ENCODING_AES_KEY: OLD_AES_KEY,
  }
  const sealed = (plain: string, key = AES_KEY, appId = APP_ID) => {
    const secret = encrypt(key, plain, appId, Buffer.from('0123456789abcdef'))
    const signature = getSignature(TOKEN, '1767225600', '246813579', secret)
    return {
      body: `<xml>\n    <ToUserName><![CDATA[${ACCOUNT}]]></ToUserName>\n    <Encrypt><![CDATA[${secret}]]></Encrypt>\n</xml>\n`,
      query: `${signedQuery()}&encrypt_type=aes&msg_signature=${signature}`,
    }
  }

  it.each([AES_KEY, OLD_AES_KEY])(
    'reads what was encrypted with the current key or the one before, and answers with the current one (%s)',
    async (key) => {
      fakeModel(internet, (question) => `答：${question}`)
      const bot = await start(secure)
      const { body, query } = sealed(textPush('你好'), key)
      const { text } = await deliver(bot, body, { query })
      const [, secret = ''] = /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(text) ?? []
      const [, signature] = /<MsgSignature><!\[CDATA\[(.*?)\]\]>/.exec(text) ?? []
      const [, timeStamp = ''] = /<TimeStamp>(\d{10})</.exec(text) ?? []
      expect(signature).toBe(getSignature(TOKEN, timeStamp, '246813579', secret))
      expect(decrypt(AES_KEY, secret)).toMatchObject({
        id: APP_ID,
        message: expect.stringContaining('<![CDATA[答：你好]]>'),
      })
    },
  )

  it('refuses what it cannot trust', async () => {
    const model = fakeModel(internet, () => '好')
    const bot = await start(secure)
    const { body, query } = sealed(textPush('你好'))
    const foreign = sealed(textPush('你好'), AES_KEY, 'wxffffffffffffffff')
    expect((await deliver(bot, textPush('你好'))).status).toBe(403)
    expect(
      (await deliver(bot, body, { query: query.replace(/msg_signature=..../, 'msg_signature=0000') })).status,
    ).toBe(403)
    expect((await deliver(bot, foreign.body, { query: foreign.query })).status).toBe(400)
    expect(model.questions).toEqual([])
  })
})

it.each([
  ['a document type', `<!DOCTYPE xml [<!ENTITY a "b">]>${textPush('你好')}`],
  ['half a document', textPush('你好').slice(0, -9)],
  ['no sender', '<xml><MsgType>text</MsgType></xml>'],
])('refuses %s', async (_name, body) => {
  const bot = await start()
  expect((await deliver(bot, body)).status).toBe(400)
})

it('refuses a body of 1 MB and does not mind markup in what a user says', async () => {
  fakeModel(internet, (question) => `答：${question}`)
  const bot = await start()
  expect((await deliver(bot, textPush('好'.repeat(400_000)))).status).toBe(413)
  expect((await deliver(bot, textPush('<!DOCTYPE html> <xml> &lt;'))).content).toBe('答：<!DOCTYPE html> <xml> &lt;')
})

describe('a restart', () => {
  let folder: string
  beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'reference-bot-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  it('between receive and reply loses nothing and answers nothing twice', async () => {
    const { passed, open } = gate<string>()
    fakeModel(internet, (_question, call) => (call === 1 ? passed : '从前有座山'))
    const before = await start({ ...withServiceMessages, BOT_STATE_DIR: folder })
    const body = textPush('讲个故事')
    expect((await deliver(before, body)).text).toBe('success')
    const stopped = performance.now()
    await before.close()
    expect(performance.now() - stopped).toBeLessThan(1000)
    open('没有人听')
    expect(serviceMessages()).toEqual([])

    const after = await start({ ...withServiceMessages, BOT_STATE_DIR: folder })
    await vi.waitFor(() => expect(serviceMessages()).toEqual(['从前有座山']))
    expect((await deliver(after, body)).text).toBe('success')
    await after.close()
    const last = await start({ ...withServiceMessages, BOT_STATE_DIR: folder })
    expect((await deliver(last, body)).text).toBe('success')
    expect(serviceMessages()).toHaveLength(1)
  })

  it('keeps an answer for a user of an account without service messages', async () => {
    const { passed } = gate<string>()
    fakeModel(internet, (_question, call) => (call === 1 ? passed : '从前有座山'))
    const before = await start({ BOT_STATE_DIR: folder })
    const delivery = deliver(before, textPush('讲个故事'))
    await vi.waitFor(() => expect(internet.requestsTo('/v1/chat/completions')).toHaveLength(1))
    await before.close()
    expect((await delivery).content).toBe(THINKING)

    const after = await start({ BOT_STATE_DIR: folder })
    await vi.waitFor(() => expect(internet.requestsTo('/v1/chat/completions')).toHaveLength(2))
    expect((await deliver(after, textPush('继续'))).content).toBe('从前有座山')
    expect(internet.requestsTo('/v1/chat/completions')).toHaveLength(2)
  })

  it('without a folder says that it stops', async () => {
    fakeModel(internet, () => gate<string>().passed)
    const bot = await start()
    const delivery = deliver(bot, textPush('讲个故事'))
    await vi.waitFor(() => expect(internet.requestsTo('/v1/chat/completions')).toHaveLength(1))
    await bot.close()
    expect((await delivery).content).toBe(RESTARTING)
  })
})
