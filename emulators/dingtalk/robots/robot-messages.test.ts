import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CLIENT_ID, openCorp, type Answer, type Corp } from '../../../test/support/dingtalk-corp.ts'
import { entriesOf } from '../../../test/support/entries.ts'

const DAY = 86_400_000

let corp: Corp
beforeAll(async () => {
  const crowd = Array.from({ length: 25 }, (_, at) => `p${at}`)
  corp = await openCorp({
    people: {
      alice: { staffId: '0101', unionId: 'aliceiEiE', mobile: '13800000001', nick: 'Alice' },
      bob: { staffId: '0102' },
      ...Object.fromEntries(crowd.map((name, at) => [name, { staffId: String(2000 + at) }])),
    },
    groups: { ops: ['alice', 'bob'], crowd },
    'robot.others': [{ code: 'otherrobot', name: '别人' }],
  })
})
afterAll(() => corp.close())
beforeEach(() => {
  corp.world.reset()
  corp.received.length = 0
})

const BATCH = '/v1.0/robot/oToMessages/batchSend'
const GROUP = '/v1.0/robot/groupMessages/send'
const sampleText = (content = '你好'): object => ({ msgKey: 'sampleText', msgParam: JSON.stringify({ content }) })
const batch = (changes: object = {}): Promise<Answer> =>
  corp.api('POST', BATCH, { robotCode: CLIENT_ID, userIds: ['0101'], ...sampleText(), ...changes })
const toGroup = (openConversationId: unknown, changes: object = {}): Promise<Answer> =>
  corp.api('POST', GROUP, { robotCode: CLIENT_ID, openConversationId, ...sampleText(), ...changes })
const groupId = async (): Promise<string> =>
  (await corp.say({ from: 'alice', text: '在吗', group: 'ops' })).conversationId
const keyOf = async (answer: Promise<Answer>): Promise<string> => String((await answer).body['processQueryKey'])
const refusal = (code: string, status = 400): object => ({
  status,
  body: {
    code,
    message: expect.any(String),
    requestid: expect.stringMatching(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/),
  },
})

describe('batchSend', () => {
  it('D-51 sends to single chats, no message needed before', async () => {
    const answer = await batch({ userIds: ['0101', '0102', '0101'] })
    expect(answer).toMatchObject({
      status: 200,
      body: {
        processQueryKey: expect.stringMatching(/^\S{20,}$/),
        invalidStaffIdList: [],
        flowControlledStaffIdList: [],
      },
    })
    expect(corp.shown()).toMatchObject([
      { conversation: 'alice', user: 'alice', kind: 'text', text: '你好', via: 'robot-message' },
      { conversation: 'bob', user: 'bob' },
    ])
    expect(corp.remarks()).toEqual([])
  })

  it('D-51 names the unknown beside the known, and refuses when nobody is known', async () => {
    expect((await batch({ userIds: ['0101', '0999'] })).body).toMatchObject({ invalidStaffIdList: ['0999'] })
    expect(corp.shown()).toHaveLength(1)
    expect(await batch({ userIds: ['0999'] })).toMatchObject(refusal('staffId.notExisted'))
    expect(corp.remarks()).toEqual([])
  })

  it('D-51 takes 20 users and no more', async () => {
    const userIds = Array.from({ length: 21 }, (_, at) => String(2000 + at))
    expect(await batch({ userIds })).toMatchObject(refusal('invalidParameter.userIds.overMax'))
    expect(await batch({ userIds: userIds.slice(1) })).toMatchObject({ status: 200 })
    expect(corp.shown()).toHaveLength(20)
    expect(corp.remarks()).toEqual(['dingtalk/too-many-receivers'])
    corp.world.patchSettings('dingtalk', { 'limits.batchUsers': 100 })
    expect(await batch({ userIds })).toMatchObject({ status: 200 })
  })

  it.each([
    ['senderId', async () => (await corp.say('在吗'))['senderId']],
    ['unionId', () => 'aliceiEiE'],
    ['mobile number', () => '13800000001'],
    ['conversationId', groupId],
  ])('D-51 D-74 knows a %s where a userId belongs', async (kind, idOf) => {
    expect(await batch({ userIds: [await idOf()] })).toMatchObject(refusal('staffId.notExisted'))
    expect(entriesOf(corp.world, 'remark')).toMatchObject([
      { code: 'dingtalk/wrong-kind-of-id', what: { en: expect.stringContaining(kind) } },
    ])
  })

  it.each([
    ['robotCode', ''],
    ['userIds', []],
    ['userId', ['']],
    ['msgKey', ''],
  ])('D-51 D-54 an empty %s', async (name, value) => {
    const field = name === 'userId' ? 'userIds' : name
    expect(await batch({ [field]: value })).toMatchObject(refusal(`invalidParameter.${name}.empty`))
  })
})

describe('groupMessages/send', () => {
  it('D-52 sends to a group; nobody is mentioned', async () => {
    const answer = await toGroup(await groupId(), sampleText('@0101 好'))
    expect(answer).toMatchObject({ status: 200, body: { processQueryKey: expect.any(String) } })
    expect(corp.shown()).toMatchObject([
      { conversation: 'ops', user: '', kind: 'text', text: '@0101 好', via: 'robot-message', fields: {} },
    ])
  })

  it('D-52 wants the id of a group that lives', async () => {
    expect(await toGroup('cidnobody==')).toMatchObject(refusal('invalid.openConversationId'))
    expect(await toGroup('')).toMatchObject(refusal('miss.openConversationId'))
    expect(corp.remarks()).toEqual([])
    const { conversationId } = await corp.say({ from: 'alice', text: '在吗' })
    expect(await toGroup(conversationId)).toMatchObject(refusal('invalid.openConversationId'))
    expect(corp.remarks()).toEqual(['dingtalk/wrong-kind-of-id'])
    const id = await groupId()
    await corp.world.act('dingtalk', 'dissolve', 'ops')
    expect(await toGroup(id)).toMatchObject(refusal('group.disbanded'))
  })

  it('D-52 takes a msgParam of 15 000 bytes and no more', async () => {
    const id = await groupId()
    const ofBytes = (bytes: number): object => sampleText(`中${'x'.repeat(bytes - 3 - '{"content":""}'.length)}`)
    expect(await toGroup(id, ofBytes(15_000))).toMatchObject({ status: 200 })
    expect(await toGroup(id, ofBytes(15_001))).toMatchObject(refusal('invalidParameter.msgParam.tooLong'))
    expect(corp.remarks()).toEqual(['dingtalk/message-too-long'])
  })

  it('D-52 a chat between people needs the code of the cool app', async () => {
    const { conversationId } = await corp.say({ from: 'alice', text: '在吗' })
    const body = { robotCode: CLIENT_ID, openConversationId: conversationId, ...sampleText() }
    const path = '/v1.0/robot/privateChatMessages/send'
    expect(await corp.api('POST', path, body)).toMatchObject(refusal('invalidParameter.robotCode.coolApp'))
    const sent = await corp.api('POST', path, { ...body, coolAppCode: 'COOLAPP-1' })
    expect(sent).toMatchObject({ status: 200, body: { processQueryKey: expect.any(String) } })
    expect(corp.shown()).toMatchObject([{ conversation: 'alice', via: 'robot-message' }])
  })
})

describe('templates', () => {
  const button = (at: number): object => ({
    [`actionTitle${at}`]: `按钮${at}`,
    [`actionURL${at}`]: `https://example.com/${at}`,
  })
  const card = { title: '标题', text: '# 选' }
  const shownButtons = (count: number): object[] =>
    Array.from({ length: count }, (_, at) => ({ title: `按钮${at + 1}`, url: `https://example.com/${at + 1}` }))
  it.each([
    ['sampleText', { content: '你好' }, { kind: 'text', text: '你好' }],
    [
      'sampleMarkdown',
      { title: '标题', text: '**好**' },
      { kind: 'markdown', text: '**好**', fields: { title: '标题' } },
    ],
    [
      'sampleImageMsg',
      { photoURL: 'https://example.com/a.png' },
      { kind: 'image', fields: { url: 'https://example.com/a.png' } },
    ],
    [
      'sampleLink',
      { title: '标题', text: '摘要', messageUrl: 'https://example.com', picUrl: 'https://example.com/a.png' },
      { kind: 'link', text: '标题\n摘要', fields: { url: 'https://example.com' } },
    ],
    [
      'sampleActionCard',
      { ...card, singleTitle: '看', singleURL: 'https://example.com' },
      {
        kind: 'actionCard',
        text: '# 选',
        fields: { title: '标题', buttons: [{ title: '看', url: 'https://example.com' }] },
      },
    ],
    ...[2, 3, 4, 5].map(
      (count) =>
        [
          `sampleActionCard${count}`,
          Object.assign({}, card, ...Array.from({ length: count }, (_, at) => button(at + 1))) as object,
          { kind: 'actionCard', fields: { buttons: shownButtons(count) } },
        ] as const,
    ),
    [
      'sampleActionCard6',
      {
        ...card,
        buttonTitle1: '按钮1',
        buttonUrl1: 'https://example.com/1',
        buttonTitle2: '按钮2',
        buttonUrl2: 'https://example.com/2',
      },
      { kind: 'actionCard', fields: { buttons: shownButtons(2) } },
    ],
  ] as const)('D-53 shows %s', async (msgKey, params, line) => {
    expect(await batch({ msgKey, msgParam: JSON.stringify(params) })).toMatchObject({ status: 200 })
    expect(corp.shown()).toMatchObject([line])
    expect(corp.remarks()).toEqual([])
  })

  it.each([
    [
      'sampleAudio',
      { mediaId: '@a', duration: '3000' },
      { kind: 'audio', fields: { mediaId: '@a', durationMs: 3000 } },
    ],
    ['sampleFile', { mediaId: '@a', fileName: '表.xlsx', fileType: 'xlsx' }, { kind: 'file', text: '表.xlsx' }],
    [
      'sampleVideo',
      { duration: '3', videoMediaId: '@a', videoType: 'mp4', picMediaId: 'https://example.com/a.png' },
      { kind: 'video', fields: { durationMs: 3000 } },
    ],
  ])('D-53 D-74 shows %s, with a remark when nobody has uploaded the file', async (msgKey, params, line) => {
    expect(await batch({ msgKey, msgParam: JSON.stringify(params) })).toMatchObject({ status: 200 })
    expect(corp.shown()).toMatchObject([line])
    expect(corp.remarks()).toEqual(['dingtalk/media-unknown'])
  })

  it.each([
    ['sampleText', {}, 'contentOfText'],
    ['sampleText', { content: '' }, 'contentOfText'],
    ['sampleMarkdown', { text: 'x' }, 'markdownTotitle'],
    ['sampleMarkdown', { title: 'x' }, 'markdownTotext'],
    ['sampleImageMsg', {}, 'photoTophotoUrl'],
    ['sampleLink', { title: 't', messageUrl: 'u' }, 'textOfLink'],
    ['sampleLink', { text: 't', messageUrl: 'u' }, 'titleOfLink'],
    ['sampleLink', { title: 't', text: 'u' }, 'messageUrlOfLink'],
    ['sampleActionCard', { text: 'x' }, 'actionCardTotitle'],
    ['sampleActionCard', { title: 'x' }, 'actionCardTotext'],
    ['sampleActionCard', card, 'actionCardTosingleTitle'],
    ['sampleActionCard', { ...card, singleTitle: 'x' }, 'actionCardTosingleUrl'],
    ['sampleActionCard2', { ...card, ...button(1) }, 'actionCardTobtnsTotitle'],
    ['sampleActionCard2', { ...card, ...button(1), actionTitle2: 'x' }, 'actionCardTobtnsToactionUrl'],
    ['sampleAudio', { mediaId: '@a' }, 'audio'],
    ['sampleFile', { mediaId: '@a' }, 'file'],
    ['sampleVideo', { videoMediaId: '@a' }, 'video'],
  ])('D-53 D-74 %s with %j lacks something', async (msgKey, params, end) => {
    expect(await batch({ msgKey, msgParam: JSON.stringify(params) })).toMatchObject(refusal(`miss.param.${end}`))
    expect(corp.shown()).toEqual([])
    expect(corp.remarks()).toEqual(['dingtalk/msgparam-incomplete'])
  })

  it.each([
    ['feedCard', 'invalidParameter.msgKey.invalid', 'msgkey-unknown', {}],
    ['sampleText', 'invalidParameter.msgParam.invalid', 'msgparam-not-a-text', { content: '你好' }],
    ['sampleText', 'invalidParameter.msgParam.invalid', 'msgparam-not-a-text', '你好'],
    ['sampleText', 'invalidParameter.msgParam.invalid', 'msgparam-not-a-text', '["你好"]'],
    ['sampleText', 'invalidParameter.msgParam.invalid', 'msgparam-not-a-text', null],
  ])('D-53 D-74 refuses %s: %s', async (msgKey, code, remark, msgParam) => {
    expect(await batch({ msgKey, msgParam })).toMatchObject(refusal(code))
    expect(corp.remarks()).toEqual([`dingtalk/${remark}`])
  })

  it('D-53 a sampleMarkdown without a title passes where the settings say so', async () => {
    corp.world.patchSettings('dingtalk', { strictMarkdownTitle: false })
    expect(await batch({ msgKey: 'sampleMarkdown', msgParam: '{"text":"**好**"}' })).toMatchObject({ status: 200 })
    expect(corp.shown()).toMatchObject([{ kind: 'markdown', text: '**好**' }])
    const empty = await batch({ msgKey: 'sampleMarkdown', msgParam: '{}' })
    expect(empty).toMatchObject(refusal('miss.param.markdownTotext'))
  })

  it('D-53 the words of a refusal are those of the platform', async () => {
    const { body } = await batch({ msgParam: 'x' })
    expect(body['message']).toBe('错误描述:msgParam格式不正确;解决方案:请使用json格式;')
  })

  it('D-74 names the parameters nobody reads', async () => {
    await batch({ msgParam: '{"content":"好","at":{"atUserIds":["0101"]}}' })
    expect(corp.remarks()).toEqual(['dingtalk/unread-fields'])
  })
})

describe('ownership', () => {
  it.each([
    ['otherrobot', 'invalidParameter.robotCode.auth'],
    ['nobody', 'invalidParameter.robotCode.notExsit'],
  ])('D-54 D-74 %s is refused with %s everywhere', async (robotCode, code) => {
    const openConversationId = await groupId()
    const key = 'processQueryKey'
    const calls = [
      batch({ robotCode }),
      toGroup(openConversationId, { robotCode }),
      corp.api('POST', '/v1.0/robot/messageFiles/download', { robotCode, downloadCode: 'x' }),
      corp.api('GET', `/v1.0/robot/oToMessages/readStatus?robotCode=${robotCode}&${key}=x`),
      corp.api('POST', '/v1.0/robot/groupMessages/query', { robotCode, openConversationId, [key]: 'x' }),
      corp.api('POST', '/v1.0/robot/otoMessages/batchRecall', { robotCode, processQueryKeys: ['x'] }),
      corp.api('POST', '/v1.0/robot/groupMessages/recall', { robotCode, openConversationId, processQueryKeys: ['x'] }),
    ]
    for (const answer of await Promise.all(calls)) expect(answer).toMatchObject(refusal(code))
    expect(corp.remarks()).toEqual(calls.map(() => 'dingtalk/robot-of-another-app'))
  })

  it('D-54 a disabled robot', async () => {
    corp.world.patchSettings('dingtalk', { 'robot.stopped': true })
    expect(await batch()).toMatchObject(refusal('bot.stopped'))
  })
})

describe('read status', () => {
  const status = async (processQueryKey: string): Promise<Answer> =>
    corp.api(
      'GET',
      `/v1.0/robot/oToMessages/readStatus?${new URLSearchParams({ robotCode: CLIENT_ID, processQueryKey })}`,
    )

  it('D-57 D-75 tells who of a batch has read it, for 24 hours', async () => {
    const key = await keyOf(batch({ userIds: ['0101', '0102'] }))
    await corp.world.act('dingtalk', 'read', true)
    expect(await status(key)).toMatchObject({
      status: 200,
      body: {
        sendStatus: 'SUCCESS',
        messageReadInfoList: [
          { name: 'Alice', userId: '0101', readStatus: 'READ', readTimestamp: 0 },
          { name: 'bob', userId: '0102', readStatus: 'UNREAD', readTimestamp: 0 },
        ],
      },
    })
    expect(await status('nothing')).toMatchObject(refusal('invalid.processQueryKey'))
    await corp.world.clock.advance(DAY + 1)
    expect(await status(key)).toMatchObject(refusal('processQueryKey.expireTime'))
  })

  it('D-57 tells who of a group has read it, page by page', async () => {
    const openConversationId = await groupId()
    const processQueryKey = await keyOf(toGroup(openConversationId))
    const query = (more: object = {}): Promise<Answer> =>
      corp.api('POST', '/v1.0/robot/groupMessages/query', {
        openConversationId,
        robotCode: CLIENT_ID,
        processQueryKey,
        ...more,
      })
    expect((await query()).body).toEqual({ sendStatus: 'SUCCESS', readUserIds: [], hasMore: false })
    await corp.world.act('dingtalk', 'read', { from: 'alice', group: 'crowd' })
    expect((await query()).body).toMatchObject({ readUserIds: [] })
    await corp.world.act('dingtalk', 'read', { from: 'alice', group: 'ops' })
    await corp.world.act('dingtalk', 'read', { from: 'bob' })
    const first = await query({ maxResults: 1 })
    expect(first.body).toEqual({ sendStatus: 'SUCCESS', readUserIds: ['0101'], nextToken: '1', hasMore: true })
    expect((await query({ maxResults: 1, nextToken: '1' })).body).toEqual({
      sendStatus: 'SUCCESS',
      readUserIds: ['0102'],
      hasMore: false,
    })
    expect(await query({ maxResults: 201 })).toMatchObject(refusal('invalidParameter.param.invalid'))
    expect(await status(processQueryKey)).toMatchObject(refusal('invalid.processQueryKey'))
  })
})

describe('recall', () => {
  it.each(['oto', 'oTo'])('D-57 takes a batch back at %sMessages', async (spelling) => {
    const keys = [await keyOf(batch({ userIds: ['0101', '0102'] })), await keyOf(batch())]
    const answer = await corp.api('POST', `/v1.0/robot/${spelling}Messages/batchRecall`, {
      robotCode: CLIENT_ID,
      processQueryKeys: [keys[0], 'nothing'],
    })
    expect(answer).toMatchObject({
      status: 200,
      body: { successResult: [keys[0]], failedResult: { nothing: 'invalid.processQueryKey' } },
    })
    expect(corp.shown()).toMatchObject([
      { kind: 'recalled', text: '', fields: { recalled: { kind: 'text', text: '你好' } } },
      { kind: 'recalled' },
      { kind: 'text', text: '你好' },
    ])
    const status = await corp.api(
      'GET',
      `/v1.0/robot/oToMessages/readStatus?${new URLSearchParams({ robotCode: CLIENT_ID, processQueryKey: keys[0]! })}`,
    )
    expect(status.body).toMatchObject({ sendStatus: 'RECALLED' })
  })

  it('D-57 D-75 takes a message to a group back, for 24 hours', async () => {
    const openConversationId = await groupId()
    const [first, second] = [await keyOf(toGroup(openConversationId)), await keyOf(toGroup(openConversationId))]
    const recall = (
      processQueryKeys: string[],
      path = 'recall',
      more: object = { robotCode: CLIENT_ID },
    ): Promise<Answer> =>
      corp.api('POST', `/v1.0/robot/groupMessages/${path}`, { openConversationId, processQueryKeys, ...more })
    expect((await recall([first])).body).toEqual({ successResult: [first], failedResult: {} })
    expect(corp.shown().map(({ kind }) => kind)).toEqual(['recalled', 'text'])
    expect(await recall(Array(21).fill(second))).toMatchObject(refusal('invalidParameter.param.invalid'))
    await corp.world.clock.advance(DAY + 1)
    expect((await recall([second])).body).toEqual({
      successResult: [],
      failedResult: { [second]: 'processQueryKey.expireTime' },
    })
    const third = await keyOf(toGroup(openConversationId))
    expect(await recall([third], 'batchRecall', { chatbotId: 'x' })).toMatchObject(
      refusal('invalidParameter.robotCode.notExsit'),
    )
    expect((await recall([third], 'batchRecall', { chatbotId: CLIENT_ID })).body).toMatchObject({
      successResult: [third],
    })
  })

  it('D-57 a key of another chat takes nothing back', async () => {
    const openConversationId = await groupId()
    const key = await keyOf(batch())
    const { body } = await corp.api('POST', '/v1.0/robot/groupMessages/recall', {
      openConversationId,
      robotCode: CLIENT_ID,
      processQueryKeys: [key],
    })
    expect(body).toEqual({ successResult: [], failedResult: { [key]: 'invalid.processQueryKey' } })
    expect(corp.shown()).toMatchObject([{ kind: 'text' }])
  })
})

it('D-33 every mandatory field is asked for by its name', async () => {
  const full = { robotCode: CLIENT_ID, userIds: ['0101'], ...sampleText() }
  for (const field of Object.keys(full)) {
    const answer = await corp.api('POST', BATCH, { ...full, [field]: undefined })
    expect(answer).toMatchObject({
      status: 400,
      body: { code: `Missing${field}`, message: `${field} is mandatory for this action.` },
    })
  }
})
