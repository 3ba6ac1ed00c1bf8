import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  answer,
  answering,
  message,
  rehearse,
  text,
  transfer,
  type Rehearsal,
} from '../../../test/support/livechat-rehearsal.ts'

let stage: Rehearsal
beforeEach(async () => {
  stage = await rehearse()
})
afterEach(() => stage.close())

const NOTICE = 'platform notice 抱歉,暂时无法回答,请稍后再试。'

describe('what the bot gets', () => {
  it('L-20 L-21 L-22 one POST with these header lines and no others', async () => {
    await stage.ask('营业时间?')
    expect(stage.received).toHaveLength(1)
    const [push] = stage.received
    expect(push).toMatchObject({ method: 'POST', url: '/hooks/chat' })
    expect(push?.rawHeaders).toEqual([
      'Host',
      new URL(stage.botUrl).host,
      'Authorization',
      'Bearer tk-caipai-rehearsal',
      'Content-Type',
      'application/json;charset=UTF-8',
      'Accept',
      'application/json',
      'User-Agent',
      'livechat-gateway-emulator',
      'Content-Length',
      String(Buffer.byteLength(push?.raw ?? '')),
    ])
  })

  it('L-21 no credential without authEnabled', async () => {
    stage.world.patchSettings('livechat', { 'robot.authEnabled': false })
    await stage.ask()
    expect(stage.received[0]?.headers.authorization).toBeUndefined()
  })

  it('L-23 L-24 L-29 L-31 L-35 the documented fields, and no conversation at first', async () => {
    await stage.ask('营业时间?')
    const { body } = stage.received[0]!
    expect(Object.keys(body)).toEqual(['robotId', 'data', 'visitorId', 'sender', 'inputs', 'responseMode'])
    expect(body).toMatchObject({
      data: [{ messageType: 100, message: { content: '营业时间?' } }],
      sender: body.visitorId,
      responseMode: 'blocking',
      inputs: { botId: body.robotId, provider: 'thirdPart', channel_name: 'to_be_added', visitorId: body.visitorId },
    })
    expect(body.robotId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(body.inputs?.['uniqueId']).toMatch(/^[0-9a-f-]{36}\.\d{10}$/)
  })

  it('L-24 L-25 L-26 hands the conversation id back on every later push, byte for byte', async () => {
    stage.bot = answering(answer([text('好')], 'c 会话"\\/'))
    for (let turn = 0; turn < 3; turn += 1) await stage.ask()
    expect(stage.received.map(({ body }) => body.conversationId)).toEqual([undefined, 'c 会话"\\/', 'c 会话"\\/'])
    expect(stage.codes()).toEqual([])
  })

  it('L-26 a new session begins without one; by setting the visitor keeps it', async () => {
    await stage.ask()
    await stage.act('close', true)
    await stage.ask()
    expect(stage.received[1]?.body.conversationId).toBeUndefined()
    stage.world.patchSettings('livechat', { 'conversation.scope': 'visitor' })
    await stage.ask()
    await stage.act('close', true)
    await stage.ask()
    expect(stage.received.at(-1)?.body.conversationId).toBe('c-1')
  })

  it.each<[string, readonly unknown[], readonly unknown[], readonly string[]]>([
    ['never given', [null, null], [undefined, undefined], ['conversation-id-missing', 'conversation-id-missing-again']],
    ['given once and not again', ['c-1', null], [undefined, 'c-1'], ['conversation-id-lost']],
    ['changed', ['c-1', 'c-2'], [undefined, 'c-1'], ['conversation-id-changed']],
    ['too long', ['x'.repeat(257)], [undefined], ['conversation-id-long']],
  ])('L-26 a conversation id that is %s', async (_how, given, pushed, codes) => {
    for (const id of given) {
      stage.bot = answering(answer([text('好')], id))
      await stage.ask()
    }
    expect(stage.received.map(({ body }) => body.conversationId)).toEqual(pushed)
    expect(stage.codes()).toEqual(codes)
  })

  it('L-26 an id that came with a failed turn counts', async () => {
    stage.bot = answering({ ...answer([], 'c-9'), status: 500 })
    await stage.ask()
    await stage.ask()
    expect(stage.received[1]?.body.conversationId).toBe('c-9')
  })

  it('L-28 pushes a picture under a link that anybody can fetch', async () => {
    await stage.ask({ image: 'shot.png' })
    const [sent] = stage.received[0]!.body.data
    expect(sent).toMatchObject({ messageType: 105, message: { fileName: 'shot.png' } })
    const fetched = await fetch(sent!.message['fileUrl']!)
    expect(fetched.headers.get('content-type')).toBe('image/png')
    expect([...new Uint8Array(await fetched.arrayBuffer())].slice(1, 4)).toEqual([...Buffer.from('PNG')])
  })

  it.each(['voice', 'video', 'file', 'location'])('L-28 does not push %s, and says so', async (kind) => {
    await stage.act('send', { [kind]: '你好' })
    expect(stage.lines('platform').at(-1)).toBe(`platform unsupportedByRobot ${kind}`)
    await stage.world.clock.settle()
    expect(stage.received).toEqual([])
  })

  it('L-28 by setting other kinds go as text', async () => {
    stage.world.patchSettings('livechat', { 'push.unsupportedKinds': 'asText' })
    await stage.ask({ voice: '你好' })
    expect(stage.received[0]?.body.data).toEqual([{ messageType: 100, message: { content: '你好' } }])
  })

  it('L-29 L-30 in a WeCom group the visitor is the group, the sender the member, the reply for all', async () => {
    stage.world.patchSettings('livechat', { groups: { g1: { name: '售后群' } } })
    await stage.ask({ from: 'bob', group: 'g1', text: '在吗' })
    await stage.ask({ from: 'carol', group: 'g1', text: '我也想问' })
    const [first, second] = stage.received.map(({ body }) => body)
    expect(first?.visitorId).toMatch(/^grp-/)
    expect(second?.visitorId).toBe(first?.visitorId)
    expect(first?.sender).toMatch(/^member-/)
    expect(second?.sender).not.toBe(first?.sender)
    expect(second?.conversationId).toBe('c-1')
    expect(first?.inputs).toMatchObject({ groupChat: true, visitorName: '售后群', contactType: 'WECOM_KF' })
    expect(stage.world.transcript.lines().filter((line) => line.who === 'bot')).toMatchObject([
      { conversation: 'g1', user: 'bob' },
      { conversation: 'g1', user: 'carol' },
    ])
  })

  it('L-30 by setting only messages that address the robot are pushed', async () => {
    stage.world.patchSettings('livechat', { 'group.pushPolicy': 'mention' })
    await stage.act('send', { group: 'g1', text: '闲聊' })
    await stage.ask({ group: 'g1', text: '@机器人 在吗', mention: true })
    expect(stage.received.map(({ body }) => body.data[0]?.message['content'])).toEqual(['@机器人 在吗'])
  })

  it('L-36 a tapped option is pushed as a text', async () => {
    const options = [{ content: '营业时间' }, { content: '门店' }]
    stage.bot = answering(answer([message(103, { subtype: 10301, content: '请选', options })]))
    await stage.ask()
    await stage.act('tap', '门店')
    await stage.settled()
    expect(stage.received[1]?.body.data).toEqual([{ messageType: 100, message: { content: '门店' } }])
    await expect(stage.act('tap', '天气')).rejects.toMatchObject({ code: 'LIVECHAT_OPTION_UNKNOWN' })
  })

  it('L-37 turns of one session run one after another, of two sessions at once', async () => {
    const held: (() => void)[] = []
    stage.bot = (push, response) => held.push(() => answering(answer([text('好')]))(push, response))
    await stage.act('send', '一')
    await stage.act('send', '二')
    await stage.act('send', { from: 'bob', text: '三' })
    const seen = (): string[] => stage.received.map(({ body }) => body.data[0]?.message['content'] ?? '')
    await stage.world.until(() => (seen().length === 2 ? true : undefined), 5000, 'two pushes')
    expect(seen()).toEqual(['一', '三'])
    for (const release of held.splice(0)) release()
    await stage.settled()
    await stage.world.until(() => (seen().length === 3 ? true : undefined), 5000, 'the third push')
    expect(seen()).toEqual(['一', '三', '二'])
    expect(stage.received[2]?.body.conversationId).toBe('c-1')
  })

  it('L-37 by setting turns of one session run at once', async () => {
    stage.world.patchSettings('livechat', { 'push.concurrency': 'parallel' })
    stage.bot = () => {}
    await stage.act('send', '一')
    await stage.act('send', '二')
    await stage.world.until(() => (stage.received.length === 2 ? true : undefined), 5000, 'two pushes')
    expect(stage.received).toHaveLength(2)
  })

  it('L-23 by setting messages that come while a turn runs go out together', async () => {
    stage.world.patchSettings('livechat', { 'push.coalesceWindowMs': 5000 })
    let release = (): void => {}
    stage.bot = (push, response) => (release = () => answering(answer([text('好')]))(push, response))
    await stage.act('send', '一')
    await stage.act('send', '二')
    await stage.act('send', '三')
    await stage.world.until(() => (stage.received.length === 1 ? true : undefined), 5000, 'a push')
    stage.bot = answering(answer([text('好')]))
    release()
    await stage.settled()
    await stage.settled()
    expect(stage.received[1]?.body.data.map((one) => one.message['content'])).toEqual(['二', '三'])
  })

  it('L-33 a collision is remarked on', async () => {
    stage.world.patchSettings('livechat', { visitors: { alice: { customerFields: { city: '上海' } } } })
    await stage.ask()
    expect(stage.codes()).toEqual(['custom-key-collides'])
    expect(stage.received[0]?.body.inputs).not.toMatchObject({ user_city: '上海' })
  })
})

describe('what the visitor sees of a blocking answer', () => {
  it('L-38 L-39 L-40 the messages in order, each with its fields', async () => {
    stage.bot = answering(
      answer([
        text('一'),
        message(109, { content: '**二**' }),
        message(105, { fileUrl: 'https://a.example/1.png', fileName: '1.png', fileSize: 9 }),
      ]),
    )
    expect((await stage.ask()).ended).toMatchObject({ outcome: 'answered', attempts: 1 })
    expect(stage.lines('bot')).toEqual(['bot text 一', 'bot markdown **二**', 'bot image 1.png'])
    expect(stage.line('image')).toMatchObject({ via: 'blocking', fields: { url: 'https://a.example/1.png', size: 9 } })
    expect(stage.codes()).toEqual([])
  })

  it('L-41 a placeholder for an unknown type, and a remark with the place', async () => {
    stage.bot = answering(answer([message(1, { content: '好' })]))
    await stage.ask()
    expect(stage.lines('bot')).toEqual(['bot unsupported'])
    expect(stage.remarks()).toMatchObject([
      {
        code: 'livechat/type-of-visitor-side',
        severity: 'broken',
        user: 'alice',
        details: { rows: ['L-41'], at: '/data/answers/0/answerContent/type' },
      },
    ])
  })

  it('L-38 L-53 L-63 a failed turn shows the notice and the robot keeps the session', async () => {
    stage.bot = answering({ status: 500, code: 'fail', data: {} })
    const push = await stage.ask()
    expect(push.ended).toMatchObject({ outcome: 'bot_status', reason: expect.stringContaining('500') })
    expect(stage.lines('platform').at(-1)).toBe(NOTICE)
    stage.bot = answering(answer([text('好了')]))
    await stage.ask()
    expect(stage.lines('bot')).toEqual(['bot text 好了'])
  })

  it('L-74 strict shows nothing of an answer with a warning', async () => {
    stage.world.patchSettings('livechat', { profile: 'strict' })
    stage.bot = answering({ ...answer([text('好')]), status: '200' })
    expect((await stage.ask()).ended?.outcome).toBe('bad_envelope')
    expect(stage.lines('bot')).toEqual([])
    expect(stage.remarks()).toMatchObject([{ code: 'livechat/status-as-string', severity: 'broken' }])
  })

  it('L-45 L-46 shows the words before the transfer, then transfers, and drops what follows', async () => {
    stage.bot = answering(answer([text('马上'), transfer({ qno: '6002' }), text('再见')]))
    await stage.ask()
    expect(stage.lines()).toEqual([
      'platform chatOpen',
      'platform robotBridge caipai robot',
      'user text 你好',
      'bot text 马上',
      'platform transfer 售后',
      'platform chatBridge 2000',
    ])
    expect(stage.line('transfer')?.fields).toMatchObject({ event: 'chatQueue', queue: '6002' })
    expect(stage.codes()).toEqual(['answer-after-transfer'])
  })
})
