import { XMLParser } from 'fast-xml-parser'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openAccount, type Account, type Answer } from '../../../test/support/aliyun-account.ts'

const ROBOT = 'chatbot-cn-emu0000001'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const knowledge = {
  faq: [
    {
      title: '退货流程',
      similar: ['怎么退货'],
      category: '售后',
      answer: { text: '七天内可退', html: '<p>七天内可退 & 包邮</p>' },
      perspectives: { FZJBY3raWr: '应用里退' },
    },
    { title: '退货运费', category: '售后', answer: '我们出' },
    { title: '订单在哪里看', category: '订单', answer: '我的订单' },
  ],
  intents: [
    {
      name: '查天气',
      says: ['查天气'],
      slots: [{ name: 'city', asks: '哪个城市？', values: { 北京: ['Beijing'] } }],
      answer: '${city}晴，${SenderNick}，${VendorParam.phone}',
    },
    { name: '投诉', says: ['我要投诉'], transfer: { skillGroup: '8', ext: { vip: true } } },
    { name: '改单', says: ['订单修改'] },
    { name: '改签', says: ['机票改签'] },
    { name: '退票', says: ['机票退票'] },
  ],
  chitchat: { custom: [{ says: ['你是谁'], answer: '小店' }] },
  sensitive: { words: ['违禁'] },
  perspectives: [{ name: '应用', code: 'FZJBY3raWr' }],
  segments: { 退货流程: ['退货', '流程'] },
  welcome: '欢迎',
}

let account: Account
beforeEach(async () => {
  account = await openAccount({ knowledge })
})
afterEach(() => account.close())

const codeOf = ({ status, body }: Answer): string => `${status} ${(body['Code'] as string | undefined) ?? 'ok'}`
const chat22 = (utterance: string, more: Record<string, string> = {}): Promise<Answer> =>
  account.acs3({ InstanceId: ROBOT, Utterance: utterance, ...more })
type Message = {
  AnswerType: string
  Text?: Record<string, unknown>
  Knowledge?: Record<string, unknown>
  Recommends?: Record<string, unknown>[]
}
const messageOf = ({ body }: Answer): Message => (body['Messages'] as [Message])[0]
const says = (answer: Answer): unknown =>
  messageOf(answer).Text?.['Content'] ?? messageOf(answer).Knowledge?.['Content'] ?? 'clarify'

const TURNS = [
  ['S1', '退货流程'],
  ['S2', '退货'],
  ['S3', '查天气'],
  ['S4', '机票'],
  ['S5', '订单'],
  ['S6', '你好'],
  ['S7', '你是谁'],
  ['S8', '违禁品'],
  ['S9', '转人工'],
  ['S10', '我要投诉'],
  ['S11', '月球有多远'],
] as const

describe('answers', () => {
  it.each(TURNS)('A-20 A-22 A-23 A-24 %s has the members of its sample and no others', async (sample, utterance) => {
    const { text, body } = await account.chat(utterance)
    const withSuccess = ['S4', 'S5', 'S9', 'S10'].includes(sample)
    expect(Object.keys(body).sort()).toEqual(
      [
        'HttpStatus',
        'MessageId',
        'Messages',
        'QuerySegList',
        'RequestId',
        'SessionId',
        ...(withSuccess ? ['Success'] : []),
      ].sort(),
    )
    expect(body).toMatchObject({
      HttpStatus: 200,
      MessageId: expect.stringMatching(UUID),
      SessionId: expect.stringMatching(UUID),
    })
    expect(body['RequestId']).toBe(body['MessageId'])
    expect(body['Messages']).toHaveLength(1)
    expect(text).not.toMatch(/null|"Code"/)
    const call = account.world.journal.entries().find((entry) => entry.kind === 'call')
    expect(call?.ended?.code).toBe(sample)
  })

  it('A-22 have no HttpStatus in 2022-04-08', async () => {
    expect((await chat22('退货流程')).body).not.toHaveProperty('HttpStatus')
    expect((await chat22('转人工')).body).toMatchObject({ Success: true })
  })

  it('A-23 lack a RequestId in S9 and S10 where the settings want the samples exactly', async () => {
    account.world.patchSettings('aliyun-chatbot', { seedExact: true })
    const lacking = []
    for (const [sample, utterance] of TURNS)
      if (!('RequestId' in (await account.chat(utterance)).body)) lacking.push(sample)
    expect(lacking).toEqual(['S9', 'S10'])
  })

  it('A-20 print whole scores with a decimal, and segment the query', async () => {
    const { text, body } = await account.chat('退货流程')
    expect(text).toContain('"Score":100.0,')
    expect(body['QuerySegList']).toEqual(['退货', '流程'])
    expect((await account.chat('今天天气不错！')).body['QuerySegList']).toEqual(expect.arrayContaining(['天气']))
  })

  it('A-33 are the same in XML', async () => {
    const { text } = await account.chat('退货流程', { Format: 'XML' })
    const parser = new XMLParser({ parseTagValue: false, ignoreDeclaration: true })
    expect(parser.parse(text)).toMatchObject({
      ChatResponse: {
        QuerySegList: ['退货', '流程'],
        Messages: {
          AnswerType: 'Knowledge',
          Knowledge: { Content: '<p>七天内可退 & 包邮</p>', Summary: '七天内可退', Title: '退货流程' },
        },
        HttpStatus: '200',
      },
    })
  })

  it('A-21 hand over with a command that is a string', async () => {
    const commands = messageOf(await account.chat('我要投诉')).Text?.['Commands'] as { sysToAgent: string }
    expect(JSON.parse(commands.sysToAgent)).toEqual({ skillGroup: '8', ext: { vip: true } })
  })
})

describe('parameters', () => {
  it('A-13 an unknown robot is 404 in 2017 and 400 in 2022', async () => {
    expect(codeOf(await account.chat('x', { InstanceId: 'nobody' }))).toBe('404 InvalidInstanceId.NotFound')
    const answer = await chat22('x', { InstanceId: 'nobody' })
    expect([codeOf(answer), answer.body['Message']]).toEqual([
      '400 InvalidParameter',
      expect.stringContaining('InstanceId'),
    ])
    expect(codeOf(await account.chat('x', { InstanceId: 'constructor' }))).toBe('404 InvalidInstanceId.NotFound')
  })

  it('A-14 a missing one is named, an empty Utterance is not valid', async () => {
    expect(codeOf(await account.rpc({ Utterance: 'x' }))).toBe('400 MissingInstanceId')
    expect(codeOf(await account.rpc({ InstanceId: ROBOT }))).toBe('400 MissingUtterance')
    expect(codeOf(await account.chat(''))).toBe('400 InvalidParameter')
  })

  it('A-15 an AgentKey chooses a business space, an unknown one is forbidden', async () => {
    account.world.patchSettings('aliyun-chatbot', {
      spaces: { other: { faq: [{ title: '退货流程', answer: '别处的规定' }] } },
    })
    expect(says(await account.chat('退货流程', { AgentKey: 'other' }))).toBe('别处的规定')
    expect(codeOf(await account.chat('退货流程', { AgentKey: 'nowhere' }))).toBe('403 Forbidden')
    expect(codeOf(await account.chat('退货流程', { AgentKey: 'toString' }))).toBe('403 Forbidden')
  })

  it('A-12 A-15 a frozen robot and one without permission', async () => {
    account.world.patchSettings('aliyun-chatbot', { robot: { frozen: true } })
    expect(codeOf(await account.chat('x'))).toBe('403 InstanceFreezing')
    account.world.patchSettings('aliyun-chatbot', { robot: { permitted: false } })
    expect(codeOf(await account.chat('x'))).toBe('403 Forbidden')
  })

  it('A-27 several robots have knowledge of their own', async () => {
    account.world.patchSettings('aliyun-chatbot', {
      robots: { 'chatbot-cn-two': { knowledge: { noAnswer: '二号不知道' } } },
    })
    expect(says(await account.chat('退货流程', { InstanceId: 'chatbot-cn-two' }))).toBe('二号不知道')
  })

  it.each(['x', '[1]', '"text"', 'null', '7'])('A-16 VendorParam %s is refused', async (VendorParam) => {
    const answer = await account.chat('x', { VendorParam })
    expect([codeOf(answer), answer.body['Message']]).toEqual([
      '400 InvalidParameter',
      expect.stringContaining('VendorParam'),
    ])
  })

  it('A-16 VendorParam and SenderNick reach the dialog', async () => {
    const answer = await account.chat('查北京天气', { VendorParam: '{"phone":123456789}', SenderNick: '小明' })
    expect(says(answer)).toBe('北京晴，小明，123456789')
  })

  it('A-17 a perspective selects another content of the same title, in either spelling and version', async () => {
    const spellings = [{ 'Perspective.1': 'FZJBY3raWr' }, { Perspective: '["FZJBY3raWr","second"]' }]
    for (const spelling of spellings) {
      for (const answer of [
        await account.chat('退货流程', spelling as never),
        await chat22('退货流程', spelling as never),
      ])
        expect(messageOf(answer).Knowledge).toMatchObject({ Content: '应用里退', Title: '退货流程', Id: '5001' })
    }
    expect(account.remarks()).toEqual(['aliyun-chatbot/perspective-spelling'])
    expect(says(await chat22('退货流程', { Perspective: '["unknown"]' }))).toContain('七天内可退')
    expect(codeOf(await chat22('退货流程', { Perspective: 'FZJBY3raWr' }))).toBe('400 InvalidParameter')
  })

  it('A-19 Tag comes back in 2017 only, unchanged', async () => {
    expect((await account.chat('x', { Tag: " it's <b> " })).body['Tag']).toBe(" it's <b> ")
    expect((await account.chat('x')).body).not.toHaveProperty('Tag')
    expect((await chat22('x', { Tag: 't' })).body).not.toHaveProperty('Tag')
  })

  it('A-14 an Utterance is measured in code points', async () => {
    expect(codeOf(await account.chat('😀'.repeat(512)))).toBe('200 ok')
    expect(codeOf(await account.chat('😀'.repeat(513)))).toBe('400 InvalidParameter')
    account.world.patchSettings('aliyun-chatbot', { utteranceLimit: 128 })
    expect(codeOf(await account.chat(`${'字'.repeat(127)}😀`))).toBe('200 ok')
    expect(codeOf(await account.chat(`${'字'.repeat(128)}😀`))).toBe('400 InvalidParameter')
  })

  it('A-18 a SessionId has at most 64 characters in 2022', async () => {
    expect(codeOf(await chat22('x', { SessionId: 's'.repeat(64) }))).toBe('200 ok')
    expect(codeOf(await chat22('x', { SessionId: 's'.repeat(65) }))).toBe('400 InvalidParameter')
  })

  it('A-26 KnowledgeId and, in 2022, IntentName answer at once', async () => {
    const { Recommends } = messageOf(await account.chat('退货'))
    const KnowledgeId = Recommends!.find((item) => item['Title'] === '退货运费')!['KnowledgeId'] as string
    expect(says(await account.chat('这个', { KnowledgeId }))).toBe('我们出')
    expect(says(await account.chat('退货运费'))).toBe('我们出')
    expect(says(await chat22('开始', { IntentName: '查天气' }))).toBe('哪个城市？')
    expect(says(await account.chat('开始', { IntentName: '查天气' }))).not.toBe('哪个城市？')
  })

  it('names parameters nobody reads', async () => {
    await account.chat('x', { Uterance: 'typo' })
    expect(account.remark()).toMatchObject({
      code: 'aliyun-chatbot/unread-parameters',
      what: { en: 'Chat does not know: Uterance.' },
    })
  })
})

describe('sessions', () => {
  it('A-18 A-25 keep the dialog when the SessionId is sent back', async () => {
    const first = await account.chat('查天气', { SenderNick: '明' })
    const SessionId = first.body['SessionId'] as string
    expect([says(first), messageOf(first).Text?.['Slots']]).toEqual([
      '哪个城市？',
      [{ Name: 'city', Value: '', Origin: '', Hit: false }],
    ])
    const second = await account.chat('Beijing', { SessionId, SenderNick: '明' })
    expect([second.body['SessionId'], says(second)]).toEqual([SessionId, '北京晴，明，'])
    expect(messageOf(second).Text?.['Slots']).toEqual([{ Name: 'city', Value: '北京', Origin: 'Beijing', Hit: true }])
  })

  it('A-18 take an id never seen before, and keep spaces apart', async () => {
    account.world.patchSettings('aliyun-chatbot', { spaces: { other: knowledge } })
    expect((await account.chat('查天气', { SessionId: '1234' })).body['SessionId']).toBe('1234')
    expect(says(await account.chat('北京', { SessionId: '1234', AgentKey: 'other' }))).not.toContain('北京晴')
    expect(says(await account.chat('北京', { SessionId: '1234' }))).toContain('北京晴')
  })

  it('A-18 lose the context after 30 minutes, or when the service loses them; the id stays usable', async () => {
    const SessionId = 's1'
    await account.chat('查天气', { SessionId })
    await account.world.clock.advance(29 * 60_000)
    expect(says(await account.chat('火星', { SessionId }))).toBe('哪个城市？')
    await account.world.clock.advance(31 * 60_000)
    expect(says(await account.chat('北京', { SessionId }))).not.toContain('北京晴')
    await account.chat('查天气', { SessionId })
    await account.world.act('aliyun-chatbot', 'lose-sessions', true)
    expect(codeOf(await account.chat('北京', { SessionId }))).toBe('200 ok')
  })

  it('A-18 that are not sent back are remarked', async () => {
    await account.chat('查天气', { SenderId: 'u1' })
    await account.chat('北京', { SenderId: 'u1' })
    await account.chat('北京', { SenderId: 'u2' })
    expect(account.remarks()).toEqual(['aliyun-chatbot/session-not-sent-back'])
    expect(account.remark()).toMatchObject({ user: 'u1' })
  })
})

describe('neighbours', () => {
  const call = (action: string, parameters: Record<string, string>): Promise<Answer> =>
    account.acs3(parameters, { action })

  it('A-28 BeginSession', async () => {
    const { body } = await call('BeginSession', { InstanceId: ROBOT })
    expect(body).toEqual({
      RequestId: expect.stringMatching(UUID),
      WelcomeMessage: '欢迎',
      SilenceReplyTimeout: 5,
      Interruptible: true,
      AsrMaxEndSilence: 700,
    })
    expect(codeOf(await call('BeginSession', { InstanceId: 'nobody' }))).toBe('400 InvalidParameter')
  })

  it('A-28 Associate', async () => {
    const { body } = await call('Associate', {
      InstanceId: ROBOT,
      Utterance: '退货',
      RecommendNum: '1',
      SessionId: 's',
    })
    expect(body).toMatchObject({
      Associate: [{ Title: expect.stringContaining('退货'), Meta: expect.any(String) }],
      SessionId: 's',
    })
    expect((await call('Associate', { InstanceId: ROBOT, Utterance: '退货' })).body['Associate']).toHaveLength(2)
    expect(codeOf(await call('Associate', { InstanceId: ROBOT, Utterance: '退货', RecommendNum: 'many' }))).toBe(
      '400 InvalidParameter',
    )
  })

  it('A-28 Feedback', async () => {
    const { body } = await account.chat('退货流程', { SessionId: 's' })
    const feedback = { InstanceId: ROBOT, SessionId: 's', MessageId: body['MessageId'] as string, Feedback: 'good' }
    expect((await call('Feedback', feedback)).body).toEqual({
      Feedback: 'good',
      MessageId: body['MessageId'],
      RequestId: expect.stringMatching(UUID),
    })
    expect(codeOf(await account.rpc({ ...feedback, Action: 'Feedback' }))).toBe('200 ok')
    expect(codeOf(await call('Feedback', { ...feedback, MessageId: 'other' }))).toBe('400 InvalidParameter')
    const { Feedback: _feedback, ...without } = feedback
    expect(codeOf(await call('Feedback', without))).toBe('400 MissingFeedback')
  })

  it('A-28 QueryPerspectives, GetAgentInfo, ListInstance', async () => {
    expect((await call('QueryPerspectives', {})).body).toMatchObject({
      Perspectives: [{ Name: '应用', PerspectiveCode: 'FZJBY3raWr', SelfDefine: true }],
    })
    expect((await call('GetAgentInfo', { InstanceId: ROBOT })).body).toMatchObject({
      Data: { AgentName: '小店客服' },
      Success: true,
    })
    account.world.patchSettings('aliyun-chatbot', { robots: { 'chatbot-cn-two': { name: '二号' } } })
    expect((await call('ListInstance', { PageSize: '1', PageNumber: '2' })).body).toMatchObject({
      TotalCount: 2,
      PageNumber: 2,
      PageSize: 1,
      Instances: [{ InstanceId: 'chatbot-cn-two', Name: '二号' }],
    })
    expect((await call('ListInstance', { Name: '客服' })).body).toMatchObject({
      TotalCount: 1,
      Instances: [{ InstanceId: ROBOT }],
    })
    expect(codeOf(await call('ListInstance', { AgentKey: 'nowhere' }))).toBe('403 Forbidden')
  })
})

it('A-27 expectations can look at parameters and signing, people see no secrets', async () => {
  await account.chat('你好', { SenderId: 'u1', SecurityToken: 'a-very-secret-token' })
  const call = account.world.journal.entries().find((entry) => entry.kind === 'call')
  expect(call).toMatchObject({
    operation: 'aliyun-chatbot.Chat',
    user: 'u1',
    input: {
      Action: 'Chat',
      Version: '2017-10-11',
      Utterance: '你好',
      signing: { style: 'V2', nonce: expect.any(String) },
    },
  })
  expect(JSON.stringify(account.world.redact.value(call))).not.toContain('a-very-secret-token')
})

it('a fixed answer stands before all knowledge, as often as it may', async () => {
  const messages = [{ Text: { Content: '固定的回答' }, AnswerType: 'Text' }]
  account.world.patchSettings('aliyun-chatbot', { answers: [{ when: '退货流程', messages, times: 1 }] })
  const [first, second] = [await account.chat('退货流程'), await account.chat('退货流程')]
  expect(first.body['Messages']).toEqual(messages)
  expect(second.body['Messages']).toMatchObject([{ Knowledge: { Title: '退货流程' } }])
})
