import { afterEach, describe, expect, it } from 'vitest'
import { openCorp, type Answer, type Corp } from '../../../test/support/dingtalk-corp.ts'
import { connectStream, SKILL, type StreamClient } from '../../../test/support/dingtalk-stream.ts'

const MARKDOWN = 'd28e2ac5-fb34-4d93-94bc-cf5c580c2d4f.schema'
const people = { alice: { staffId: '0101', unionId: 'uAliceiEiE' } }
const SKILL_ONLY = [{ type: 'CALLBACK', topic: SKILL }]
const OK = { response: { statusLine: { code: 200, reasonPhrase: 'OK' }, headers: {}, body: '{}' } }

let corp: Corp
afterEach(() => corp.close())

const openHttp = async (settings: Record<string, unknown> = {}): Promise<void> => {
  corp = await openCorp({ 'skill.protocol': 'http', people, ...settings }, ['skill'])
  corp.answer = (_request, response) => void response.end('{}')
}
const openStream = async (settings: Record<string, unknown> = {}): Promise<StreamClient> => {
  corp = await openCorp({ 'stream.pingEvery': 0, people, ...settings }, [])
  return connectStream(corp, SKILL_ONLY)
}
/** Somebody asks; gives what the skill gets over HTTP. */
async function ask(input: unknown): Promise<Record<string, string>> {
  const before = corp.received.length
  await corp.world.act('dingtalk', 'ask', input)
  const call = await corp.world.until(() => corp.received[before], 60_000, 'the skill call')
  if (call === undefined) throw new Error('the skill was not called')
  return (call.body === '' ? Object.fromEntries(call.url.searchParams) : JSON.parse(call.body)) as Record<
    string,
    string
  >
}
const reply = (
  conversationToken: string | undefined,
  value: string,
  isFinalize: boolean,
  more: object = {},
): Promise<Answer> =>
  corp.api('POST', '/v1.0/aiInteraction/reply', {
    conversationToken,
    contentType: 'ai_card',
    content: JSON.stringify({
      templateId: MARKDOWN,
      cardData: { key: 'content', value, isFinalize },
      options: { componentTag: 'streamingComponent' },
      ...more,
    }),
  })
const byWebhook = (url: string | undefined, text: string): Promise<Answer> =>
  corp.post(String(url), { contentType: 'ai_card', content: { templateId: MARKDOWN, cardData: { content: text } } })
const codes = () => corp.remarks().filter((code) => code !== 'dingtalk/agent-historical')

describe('the skill over HTTP', () => {
  it('D-36 gets a flat JSON body by POST, with the authentication headers of the settings', async () => {
    await openHttp({ 'skill.headers': { Authorization: 'Bearer s3cret' } })
    const got = await ask({ text: '天气？' })
    expect(corp.received[0]).toMatchObject({
      url: { pathname: '/skill/v1/actions/caipai/ask', search: '' },
      headers: { authorization: 'Bearer s3cret', 'content-type': 'application/json; charset=utf-8' },
    })
    expect(got).toEqual({
      userId: '0101',
      unionId: 'uAliceiEiE',
      jobNum: expect.stringMatching(/^\d+$/),
      corpId: corp.world.connections()['dingtalk']?.['corpId'],
      rawInput: '天气？',
      inputAttribute: '{"msgType":"text"}',
      openConversationId: expect.stringMatching(/^cid.+==$/),
      conversationToken: expect.stringMatching(/^ct_[0-9a-hjkmnp-tv-z]{26}$/),
      sessionWebhook: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/agent\/send\?session=aswh_/),
    })
  })

  it('D-36 gets a query by GET, under the names of the YAML', async () => {
    await openHttp({ 'skill.method': 'GET', 'skill.path': '/weather', 'skill.names': { rawInput: 'question' } })
    const got = await ask({ text: '杭州 & 上海', attribute: 'file' })
    expect(corp.received[0]?.url.pathname).toBe('/skill/weather')
    expect(got).toMatchObject({ question: '杭州 & 上海', inputAttribute: '{"msgType":"file"}' })
    expect(got).not.toHaveProperty('rawInput')
    expect(corp.received[0]?.body).toBe('')
  })

  it.each([
    ['disabled', '{"text":"晴"}', []],
    ['auto', '{"text":"晴"}', [['text', '晴', 'skill-result']]],
    ['auto', '{"degrees":30}', [['text', '{"degrees":30}', 'skill-result']]],
    ['markdown', '{"markdown":"**晴**"}', [['markdown', '**晴**', 'skill-result']]],
    ['auto', 'no JSON', []],
  ])('D-36 shows the result when displayResult is %s: %s', async (displayResult, body, shown) => {
    await openHttp({ 'skill.displayResult': displayResult })
    corp.answer = (_request, response) => void response.end(body)
    await ask('天气？')
    await corp.world.clock.settle()
    expect(corp.shown().map(({ kind, text, via }) => [kind, text, via])).toEqual(shown)
    expect(corp.lines().filter(({ kind }) => kind === 'notice')).toHaveLength(body === 'no JSON' ? 1 : 0)
  })

  it('D-36 D-74 shows E000003 when the skill fails, and when it takes longer than 30 s', async () => {
    await openHttp()
    corp.answer = (_request, response) => void response.writeHead(500).end()
    await ask('一')
    const called = new Promise<void>((resolve) => {
      corp.answer = () => resolve()
    })
    await corp.world.act('dingtalk', 'ask', '二')
    await called
    await corp.world.clock.advance(29_000)
    const notices = () => corp.lines().filter(({ fields }) => fields['code'] === 'E000003')
    expect(notices()).toHaveLength(1)
    await corp.world.clock.advance(2000)
    expect(notices().map(({ who, kind }) => [who, kind])).toEqual(Array(2).fill(['platform', 'notice']))
    expect(codes()).toEqual(Array(2).fill('dingtalk/agent-skill-failed'))
  })

  it('D-38 B-10 sends each kind of conversation, and answers find their way back by the token alone', async () => {
    await openHttp()
    const single = await ask({ text: '一' })
    const group = await ask({ text: '二', in: 'ops', from: 'bob' })
    const wand = await ask({ text: '三', in: 'wand' })
    expect(single['openConversationId']).not.toBe(group['openConversationId'])
    expect(wand['openConversationId']).toBe('')
    for (const [index, { conversationToken }] of [single, group, wand].entries())
      await reply(conversationToken, `答${index}`, true)
    expect(corp.shown().map(({ conversation, text, via, fields }) => [conversation, text, via, fields['in']])).toEqual([
      ['alice', '答0', 'ai-reply', undefined],
      ['ops', '答1', 'ai-reply', undefined],
      ['alice', '答2', 'ai-reply', 'wand'],
    ])
    corp.world.finish()
    expect(codes()).toEqual([])
  })

  it('D-74 B-10 says which question nobody answered, and when a wand was answered in the single chat', async () => {
    await openHttp()
    await ask({ text: '一', in: 'ops' })
    await ask({ text: '二', in: 'wand' })
    await corp.api('POST', '/v1.0/aiInteraction/send', {
      unionId: 'uAliceiEiE',
      contentType: 'basic_card_schema',
      content: '{"contents":[]}',
    })
    expect(codes()).toEqual(['dingtalk/agent-wrong-surface'])
    corp.world.finish()
    expect(codes()).toEqual(['dingtalk/agent-wrong-surface', 'dingtalk/agent-question-unanswered'])
  })

  it('D-36 lets nobody ask more than 512 characters', async () => {
    await openHttp()
    await expect(corp.world.act('dingtalk', 'ask', '长'.repeat(513))).rejects.toMatchObject({ code: 'INPUT_TOO_LONG' })
  })
})

describe('the skill over Stream', () => {
  it('D-37 gets a frame with an HTTP request inside, and its ACK is the answer', async () => {
    const client = await openStream({ 'skill.displayResult': 'auto' })
    await corp.world.act('dingtalk', 'ask', '天气？')
    const frame = await client.next(SKILL)
    const data = JSON.parse(frame.data) as { requestLine: object; headers: object; body: string }
    expect(frame.type).toBe('CALLBACK')
    expect(data.requestLine).toEqual({ method: 'POST', uri: '/v1/actions/caipai/ask' })
    expect(data.headers).toEqual({ 'content-type': 'application/json' })
    expect(JSON.parse(data.body)).toMatchObject({ rawInput: '天气？', userId: '0101' })
    client.ack(frame, { response: { ...OK.response, body: '{"text":"晴"}' } })
    await corp.world.until(() => corp.shown()[0], 10_000, 'the result')
    expect(corp.shown()).toMatchObject([{ kind: 'text', text: '晴', via: 'skill-result' }])
  })

  it('D-37 puts the parameters of a GET into the uri', async () => {
    const client = await openStream({ 'skill.method': 'GET' })
    await corp.world.act('dingtalk', 'ask', '杭州？')
    const frame = await client.next(SKILL)
    const { requestLine, body } = JSON.parse(frame.data) as {
      requestLine: { method: string; uri: string }
      body: string
    }
    expect(new URL(requestLine.uri, 'http://x').searchParams.get('rawInput')).toBe('杭州？')
    expect([requestLine.method, body]).toEqual(['GET', ''])
    client.ack(frame, OK)
  })

  it.each([
    ['another code than 200', (client: StreamClient) => (frame: never) => client.ack(frame, OK, 500)],
    [
      'a statusLine of 500',
      (client: StreamClient) => (frame: never) =>
        client.ack(frame, { response: { ...OK.response, statusLine: { code: 500 } } }),
    ],
    ['nothing at all', () => () => undefined],
  ])('D-37 D-74 shows E000003 after %s', async (_what, answer) => {
    const client = await openStream()
    await corp.world.act('dingtalk', 'ask', '天气？')
    answer(client)((await client.next(SKILL)) as never)
    const notice = await corp.world.until(
      () => corp.lines().find(({ kind }) => kind === 'notice'),
      40_000,
      'the notice',
    )
    expect(notice).toMatchObject({ who: 'platform', fields: { code: 'E000003' } })
    expect(codes()).toContain('dingtalk/agent-skill-failed')
  })

  it('D-37 shows E000003 when nobody is connected', async () => {
    const client = await openStream()
    client.socket.close()
    await client.closed
    await corp.world.act('dingtalk', 'ask', '天气？')
    await corp.world.until(() => corp.lines().find(({ kind }) => kind === 'notice'), 40_000, 'the notice')
    expect(codes()).not.toContain('dingtalk/agent-skill-failed')
  })
})

describe('answers', () => {
  it('D-41 D-46 streams one card over several replies', async () => {
    await openHttp()
    const { conversationToken } = await ask('讲个故事')
    expect(await reply(conversationToken, '从前', false)).toMatchObject({
      status: 200,
      body: { result: { success: true } },
    })
    expect(corp.shown()).toMatchObject([{ text: '从前', open: true, fields: { state: 'inputing' } }])
    await reply(conversationToken, '从前有座山', true)
    expect(corp.shown()).toMatchObject([{ text: '从前有座山', open: false, fields: { state: 'finished' } }])
    expect(corp.shown()[0]?.pieces.map(({ text }) => text)).toEqual(['从前', '有座山'])
  })

  it('D-48 B-13 leaves a reply unfinished that never says isFinalize', async () => {
    await openHttp()
    const { conversationToken } = await ask('讲个故事')
    await reply(conversationToken, '从前', false)
    corp.world.faults.add({ operation: 'dingtalk.aiInteraction.reply', code: 'system.error' })
    await reply(conversationToken, '从前有座山', true)
    corp.world.finish()
    expect(corp.shown()[0]?.fields['state']).toBe('unfinished')
    expect(codes()).toEqual(['dingtalk/card-unfinished'])
    const last = corp.world.journal.entries().at(-1)
    expect(last).toMatchObject({ kind: 'remark', what: { en: expect.stringContaining('system.error') } })
  })

  it('D-42 D-74 B-14 takes update for a question with a remark, and finish not at all', async () => {
    await openHttp()
    const { conversationToken } = await ask('你好')
    const body = {
      conversationToken,
      contentType: 'ai_card',
      content: JSON.stringify({ templateId: MARKDOWN, cardData: { content: '好' } }),
    }
    expect((await corp.api('POST', '/v1.0/aiInteraction/update', body)).status).toBe(200)
    expect((await corp.api('POST', '/v1.0/aiInteraction/finish', { conversationToken })).body).toMatchObject({
      code: 'invalid.conversation.token',
    })
    expect(codes()).toEqual(['dingtalk/agent-update-instead-of-reply', 'dingtalk/agent-token-misused'])
    expect(corp.shown()).toMatchObject([{ text: '好', open: false }])
  })

  it('D-39 D-49 answers by the webhook with the built-in template and content as an object', async () => {
    await openHttp()
    const { sessionWebhook } = await ask('你好')
    expect(await byWebhook(sessionWebhook, '**好**')).toMatchObject({
      status: 200,
      body: { result: { success: true } },
    })
    await byWebhook(sessionWebhook, '再见')
    expect(corp.shown().map(({ text, via, open }) => [text, via, open])).toEqual([
      ['**好**', 'agent-webhook', false],
      ['再见', 'agent-webhook', false],
    ])
    corp.world.finish()
    expect(codes()).toEqual([])
  })

  it('D-39 D-74 B-24 refuses content that is a string at the webhook', async () => {
    await openHttp()
    const { sessionWebhook } = await ask('你好')
    const answer = await corp.post(String(sessionWebhook), {
      contentType: 'ai_card',
      content: JSON.stringify({ templateId: MARKDOWN, cardData: { content: '好' } }),
    })
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid.content' } })
    expect(codes()).toEqual(['dingtalk/agent-content-form'])
    expect((await corp.post(String(sessionWebhook), { contentType: 'text', content: {} })).body).toMatchObject({
      code: 'invalid.content.type',
    })
  })

  it('D-40 D-75 ends the webhook after 90 min, while the token goes on', async () => {
    await openHttp()
    const { sessionWebhook, conversationToken } = await ask('你好')
    await corp.world.clock.advance(5_401_000)
    expect(await byWebhook(sessionWebhook, '晚了')).toMatchObject({
      status: 400,
      body: { code: 'invalid.session', message: 'invalid session' },
    })
    expect((await reply(conversationToken, '来得及', true)).status).toBe(200)
    expect(corp.shown().map(({ text }) => text)).toEqual(['来得及'])
    expect(codes()).toEqual(['dingtalk/agent-webhook-expired'])
    expect(
      (await corp.post('/agent/send?session=aswh_none', { contentType: 'ai_card', content: {} })).body,
    ).toMatchObject({
      code: 'invalid.session',
    })
  })
})
