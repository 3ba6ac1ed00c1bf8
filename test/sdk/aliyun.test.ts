import { createRequire } from 'node:module'
import { Config } from '@alicloud/openapi-client'
import RPCClient from '@alicloud/pop-core'
import type Chatbot from '@alicloud/chatbot20220408'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openAccount, type Account } from '../support/aliyun-account.ts'

// The client is CommonJS whose class stands under `default`; requiring it is the one way that reads the same everywhere.
const chatbot = createRequire(import.meta.url)('@alicloud/chatbot20220408') as typeof Chatbot
const { ChatRequest, AssociateRequest, BeginSessionRequest, FeedbackRequest, ListInstanceRequest } = chatbot

const ROBOT = 'chatbot-cn-emu0000001'
const HOSTILE = "a b*c~d!'()+/=&中文🙂"
const knowledge = {
  faq: [
    {
      title: '退货流程',
      answer: { text: '七天内可退', html: '<p>七天内可退</p>' },
      perspectives: { FZJBY3raWr: '应用里退' },
    },
    { title: '退货运费', answer: '我们出' },
  ],
  intents: [
    {
      name: '查天气',
      says: ['查天气'],
      slots: [{ name: 'city', asks: '哪个城市？', values: { 北京: [] } }],
      answer: '${city}晴',
    },
  ],
  chitchat: { custom: [{ says: [HOSTILE], answer: '收到' }] },
}

let account: Account
beforeAll(async () => {
  account = await openAccount({ knowledge })
})
afterAll(() => account.close())
beforeEach(() => account.world.reset())

interface Answer {
  SessionId: string
  MessageId: string
  Tag?: string
  Messages: [{ AnswerType: string; Text?: { Content: string }; Knowledge?: { Content: string } }]
}

describe('@alicloud/pop-core, the older style', () => {
  const client = (changes: object = {}): RPCClient =>
    new RPCClient({
      accessKeyId: 'testid',
      accessKeySecret: 'testsecret',
      endpoint: account.world.baseUrl,
      apiVersion: '2017-10-11',
      ...changes,
    })
  const chat = (parameters: object, options: object = {}, changes: object = {}): Promise<Answer> =>
    client(changes).request<Answer>('Chat', { InstanceId: ROBOT, ...parameters }, options)

  it.each(['GET', 'POST'])('A-29 A-02 A-17 talks by %s, with lists and hostile characters', async (method) => {
    const answer = await chat({ Utterance: '退货流程', Perspective: ['FZJBY3raWr'], Tag: HOSTILE }, { method })
    expect(answer).toMatchObject({
      Tag: HOSTILE,
      Messages: [{ AnswerType: 'Knowledge', Knowledge: { Content: '应用里退' } }],
    })
    const many = Array.from({ length: 12 }, (_, at) => `p${at}`)
    expect((await chat({ Utterance: HOSTILE, Perspective: many }, { method })).Messages[0].Text?.Content).toBe('收到')
  })

  it('A-29 A-18 A-25 keeps a session', async () => {
    const { SessionId } = await chat({ Utterance: '查天气' })
    expect((await chat({ Utterance: '北京', SessionId }, { method: 'POST' })).Messages[0].Text?.Content).toBe('北京晴')
  })

  it.each(['GET', 'POST'])('A-29 A-09 A-13 throws errors with their code by %s', async (method) => {
    await expect(chat({ Utterance: 'x', InstanceId: 'nobody' }, { method })).rejects.toMatchObject({
      code: 'InvalidInstanceId.NotFound',
      name: 'InvalidInstanceId.NotFoundError',
      data: { HostId: 'chatbot.cn-shanghai.aliyuncs.com' },
    })
    await expect(chat({ Utterance: 'x' }, { method }, { accessKeySecret: 'wrong' })).rejects.toMatchObject({
      code: 'SignatureDoesNotMatch',
      data: { Message: expect.stringContaining(`server string to sign is:${method}&%2F&`) },
    })
    await expect(chat({ Utterance: 'x' }, { method }, { accessKeyId: 'nobody' })).rejects.toMatchObject({
      code: 'InvalidAccessKeyId.NotFound',
    })
  })

  it('A-12 A-29 throws what a fault asks for, on any status', async () => {
    account.world.faults.add({ operation: 'aliyun-chatbot.Chat', code: 'Throttling.User' })
    await expect(chat({ Utterance: 'x' })).rejects.toMatchObject({ code: 'Throttling.User' })
    account.world.patchSettings('aliyun-chatbot', { errorsWithStatus200: true })
    await expect(chat({ Utterance: 'x', AgentKey: 'nowhere' })).rejects.toMatchObject({ code: 'Forbidden' })
  })

  it('A-29 A-04 cannot read XML', async () => {
    await expect(chat({ Utterance: 'x', Format: 'XML' })).rejects.toMatchObject({ name: 'SyntaxError' })
  })

  it('A-29 uses temporary credentials', async () => {
    account.world.patchSettings('aliyun-chatbot', { otherKeys: { 'STS.id': 'stssecret' } })
    const sts = { accessKeyId: 'STS.id', accessKeySecret: 'stssecret', securityToken: 'emu-sts-token+/=' }
    expect((await chat({ Utterance: '退货流程' }, { method: 'POST' }, sts)).Messages[0].AnswerType).toBe('Knowledge')
  })

  it('A-10 A-29 never repeats a nonce over 200 calls at once', async () => {
    const one = client()
    const all = await Promise.all(
      Array.from({ length: 200 }, () =>
        one.request<Answer>('Chat', { InstanceId: ROBOT, Utterance: '退货流程' }, { method: 'POST' }),
      ),
    )
    expect(new Set(all.map((answer) => answer.MessageId)).size).toBe(200)
    expect(account.remarks()).toEqual([])
  })
})

describe.each([undefined, 'v2'])('@alicloud/chatbot20220408, signatureAlgorithm %s', (signatureAlgorithm) => {
  const client = (changes: object = {}): Chatbot.default =>
    new chatbot.default(
      new Config({
        accessKeyId: 'testid',
        accessKeySecret: 'testsecret',
        endpoint: account.world.baseUrl.replace('http://', ''),
        protocol: 'http',
        ...(signatureAlgorithm === undefined ? {} : { signatureAlgorithm }),
        ...changes,
      }) as never,
    )

  it('A-30 A-03 A-17 A-31 talks, with a perspective and hostile characters', async () => {
    const answer = await client().chat(
      new ChatRequest({ instanceId: ROBOT, utterance: '退货流程', perspective: ['FZJBY3raWr'] }),
    )
    expect(answer.body).toMatchObject({
      requestId: expect.any(String),
      sessionId: expect.any(String),
      messages: [{ answerType: 'Knowledge', knowledge: { content: '应用里退', score: 100 } }],
    })
    const hostile = await client().chat(new ChatRequest({ instanceId: ROBOT, utterance: HOSTILE, senderNick: HOSTILE }))
    expect(hostile.body?.messages?.[0]?.text?.content).toBe('收到')
    const style = account.world.journal.entries().find((entry) => entry.kind === 'call')?.input
    expect(style).toMatchObject({ signing: { style: signatureAlgorithm === 'v2' ? 'V2' : 'V3' } })
  })

  it('A-30 A-18 A-25 keeps a session, and gives recommendations and feedback', async () => {
    const first = await client().chat(new ChatRequest({ instanceId: ROBOT, utterance: '查天气' }))
    const sessionId = first.body?.sessionId
    const second = await client().chat(new ChatRequest({ instanceId: ROBOT, utterance: '北京', sessionId }))
    expect(second.body?.messages?.[0]?.text).toMatchObject({
      content: '北京晴',
      slots: [{ name: 'city', value: '北京', hit: true }],
    })
    const clarify = await client().chat(new ChatRequest({ instanceId: ROBOT, utterance: '退货', sessionId }))
    const recommends = clarify.body?.messages?.[0]?.recommends ?? []
    expect(recommends.map((one) => one.title)).toEqual(expect.arrayContaining(['退货流程', '退货运费']))
    const chosen = await client().chat(
      new ChatRequest({ instanceId: ROBOT, utterance: '它', knowledgeId: recommends[0]?.knowledgeId }),
    )
    expect(chosen.body?.messages?.[0]?.answerType).toBe('Knowledge')
    const feedback = new FeedbackRequest({
      instanceId: ROBOT,
      sessionId,
      messageId: chosen.body?.messageId,
      feedback: 'good',
    })
    expect((await client().feedback(feedback)).body).toMatchObject({ feedback: 'good' })
  })

  it('A-30 A-28 begins sessions, associates and lists', async () => {
    expect((await client().beginSession(new BeginSessionRequest({ instanceId: ROBOT }))).body).toMatchObject({
      silenceReplyTimeout: 5,
      asrMaxEndSilence: 700,
    })
    const associated = await client().associate(
      new AssociateRequest({ instanceId: ROBOT, utterance: '退货', recommendNum: 1 }),
    )
    expect(associated.body?.associate).toHaveLength(1)
    expect((await client().listInstance(new ListInstanceRequest({ pageNumber: 1, pageSize: 10 }))).body).toMatchObject({
      totalCount: 1,
      instances: [{ instanceId: ROBOT }],
    })
  })

  it('A-30 A-09 A-13 rejects with code and status', async () => {
    await expect(client().chat(new ChatRequest({ instanceId: 'nobody', utterance: 'x' }))).rejects.toMatchObject({
      code: 'InvalidParameter',
      data: { statusCode: 400, HostId: 'chatbot.cn-shanghai.aliyuncs.com' },
      message: expect.stringContaining('The specified parameter "InstanceId" is not valid.'),
    })
    await expect(
      client({ accessKeySecret: 'wrong' }).chat(new ChatRequest({ instanceId: ROBOT, utterance: 'x' })),
    ).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' })
    account.world.faults.add({ operation: 'aliyun-chatbot.Chat', code: 'ServiceUnavailable' })
    await expect(client().chat(new ChatRequest({ instanceId: ROBOT, utterance: 'x' }))).rejects.toMatchObject({
      code: 'ServiceUnavailable',
      data: { statusCode: 503 },
    })
  })
})
