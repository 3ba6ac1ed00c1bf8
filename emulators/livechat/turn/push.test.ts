import { describe, expect, it } from 'vitest'
import { plainVisitor } from '../enterprise.ts'
import { livechatSettings, type LivechatSettingsInput } from '../settings.ts'
import { buildPushBody, type PushContent } from './body.ts'
import { buildInputs, type InputSources } from './inputs.ts'

const settingsWith = (input: LivechatSettingsInput): ReturnType<typeof livechatSettings.parse> =>
  livechatSettings.parse(input)

const SOURCES: InputSources = {
  robotId: 'robot-1',
  enterpriseId: '8000001',
  uniqueId: '3f0c9d52.1767323045',
  channelId: 'channel-1',
  channel: { appName: '官网', contactType: 'WEB', officialAccount: false },
  visitorId: 'v-10293',
  visitorName: '访客1',
  groupChat: false,
  visitor: { ...plainVisitor, province: '北京', city: '北京' },
  route: settingsWith({}).route,
}

describe('the context parameters', () => {
  it('L-31 holds every built-in key, with its literals', () => {
    const { inputs, remarks } = buildInputs(SOURCES, settingsWith({}).inputs)
    expect(inputs).toEqual({
      botId: 'robot-1',
      userId: '8000001',
      uniqueId: '3f0c9d52.1767323045',
      provider: 'thirdPart',
      channel_id: 'channel-1',
      channel_name: 'to_be_added',
      appName: '官网',
      visitorId: 'v-10293',
      visitorName: '访客1',
      contactType: 'WEB',
      user_province: '北京',
      user_city: '北京',
      timeslot: true,
      groupChat: false,
    })
    expect(remarks).toEqual([])
  })

  it('L-31 names a WeChat official account', () => {
    const from = { ...SOURCES, channel: { ...SOURCES.channel, officialAccount: true } }
    expect(buildInputs(from, settingsWith({}).inputs).inputs).toMatchObject({ channel_name: 'wx_gzh' })
  })

  it('L-32 prefixes custom fields, and nothing else', () => {
    const from: InputSources = {
      ...SOURCES,
      visitor: {
        ...plainVisitor,
        visitorExtraInfo: { name: 'zs', user_x: 1 },
        customerFields: { level: 'gold', vip: true },
      },
      route: { ...SOURCES.route, interaction: { orderId: 'A1' }, branches: { 入口: '售后' } },
    }
    expect(buildInputs(from, settingsWith({}).inputs).inputs).toMatchObject({
      user_name: 'zs',
      user_user_x: 1,
      user_level: 'gold',
      user_vip: true,
      orderId: 'A1',
      入口: '售后',
    })
  })

  it.each([
    ['builtin', '北京', 'channel-1'],
    ['custom', '上海', 'mine'],
  ] as const)('L-33 on a collision the %s value is sent, with a remark', (collision, province, channelId) => {
    const from: InputSources = {
      ...SOURCES,
      visitor: { ...SOURCES.visitor, customerFields: { province: '上海' } },
      route: { ...SOURCES.route, interaction: { channel_id: 'mine' } },
    }
    const { inputs, remarks } = buildInputs(from, settingsWith({ inputs: { collision } }).inputs)
    expect(inputs).toMatchObject({ user_province: province, channel_id: channelId })
    expect(remarks.map((one) => [one.code, one.facts['key']])).toEqual([
      ['custom-key-collides', 'user_province'],
      ['custom-key-collides', 'channel_id'],
    ])
  })

  it('L-33 customerFields win over visitorExtraInfo, with a remark', () => {
    const from = {
      ...SOURCES,
      visitor: { ...plainVisitor, visitorExtraInfo: { level: 'a' }, customerFields: { level: 'b' } },
    }
    const { inputs, remarks } = buildInputs(from, settingsWith({}).inputs)
    expect(inputs).toMatchObject({ user_level: 'b' })
    expect(remarks).toEqual([{ code: 'custom-key-twice', facts: { given: 'level' } }])
  })

  it.each([
    ['empty', {}],
    ['absent', undefined],
  ] as const)('L-34 mode %s', (mode, expected) => {
    expect(buildInputs(SOURCES, settingsWith({ inputs: { mode } }).inputs).inputs).toEqual(expected)
  })

  it('L-34 booleans as strings, absent values as null', () => {
    const { inputs } = buildInputs(SOURCES, settingsWith({ inputs: { booleanStyle: 'string', nulls: 'null' } }).inputs)
    expect(inputs).toMatchObject({
      timeslot: 'true',
      groupChat: 'false',
      user_customerId: null,
      user_transferFailReason: null,
    })
  })
})

const CONTENT: PushContent = {
  robotId: 'robot-1',
  conversationId: undefined,
  messages: [{ type: 100, content: '营业时间?' }],
  visitorId: 'v-10293',
  sender: 'v-10293',
  inputs: {},
  responseMode: 'blocking',
}
const build = (change: Partial<PushContent>, push: NonNullable<LivechatSettingsInput['push']> = {}): unknown =>
  JSON.parse(buildPushBody({ ...CONTENT, ...change }, settingsWith({ push }).push))

describe('the body of a push', () => {
  it('L-23 L-24 L-35 has the documented fields in their order, and no conversationId at first', () => {
    expect(buildPushBody(CONTENT, settingsWith({}).push)).toBe(
      '{"robotId":"robot-1","data":[{"messageType":100,"message":{"content":"营业时间?"}}],"visitorId":"v-10293","sender":"v-10293","inputs":{},"responseMode":"blocking"}',
    )
  })

  it('L-25 hands the conversation id back byte for byte', () => {
    const conversationId = ' c-771\u00e9"\\/ '
    expect(build({ conversationId })).toMatchObject({ conversationId })
  })

  it.each([
    ['null', null],
    ['empty', ''],
  ] as const)('L-24 first turn as %s', (firstTurnConversationId, expected) => {
    expect(build({}, { firstTurnConversationId })).toMatchObject({ conversationId: expected })
    expect(build({ conversationId: 'c-1' }, { firstTurnConversationId })).toMatchObject({ conversationId: 'c-1' })
  })

  it('L-27 L-28 an image, and types as strings', () => {
    const messages = [{ type: 105, fileUrl: 'http://127.0.0.1/f', fileName: 'shot.png' }] as const
    expect(build({ messages }, { messageTypeAs: 'string' })).toMatchObject({
      data: [{ messageType: '105', message: { fileUrl: 'http://127.0.0.1/f', fileName: 'shot.png' } }],
    })
  })

  it('L-23 L-34 sender and inputs can be left out', () => {
    const body = build({ inputs: undefined, responseMode: 'streaming' }, { omitSender: true })
    expect(body).toEqual({
      robotId: 'robot-1',
      data: [{ messageType: 100, message: { content: '营业时间?' } }],
      visitorId: 'v-10293',
      responseMode: 'streaming',
    })
  })
})
