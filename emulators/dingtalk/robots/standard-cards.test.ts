import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { CLIENT_ID, openCorp, type Answer, type Corp } from '../../../test/support/dingtalk-corp.ts'

const SEND = '/v1.0/im/v1.0/robot/interactiveCards/send'
const UPDATE = '/v1.0/im/robots/interactiveCards'
const cardData = (text: string): string =>
  JSON.stringify({
    config: { autoLayout: true },
    header: { title: { type: 'text', text: '审批' }, logo: '@x' },
    contents: [
      { type: 'text', text, id: 't1' },
      { type: 'action', actions: [{ type: 'button', label: { type: 'text', text: '同意' }, id: 'yes' }] },
    ],
  })

let corp: Corp
beforeAll(async () => {
  corp = await openCorp({
    people: { alice: { staffId: '0101', unionId: 'uAliceiEiE' }, bob: { staffId: '0102' } },
    groups: { ops: ['alice', 'bob'] },
    'robot.others': [{ code: 'otherrobot', name: '别人' }],
  })
})
afterAll(() => corp.close())
beforeEach(() => {
  corp.world.reset()
  corp.received.length = 0
})

const send = (changes: object = {}): Promise<Answer> =>
  corp.api('POST', SEND, {
    cardTemplateId: 'StandardCard',
    cardBizId: 'biz-1',
    robotCode: CLIENT_ID,
    singleChatReceiver: '{"userId":"0101"}',
    cardData: cardData('请审批'),
    ...changes,
  })
const groupId = async (): Promise<string> =>
  (await corp.say({ from: 'alice', group: 'ops', text: '在吗' })).conversationId

it.each(['{"userId":"0101"}', '{"unionId":"uAliceiEiE"}'])('D-58 shows a standard card to %s', async (receiver) => {
  expect(await send({ singleChatReceiver: receiver })).toMatchObject({
    status: 200,
    body: { processQueryKey: expect.stringMatching(/^\S{20,}$/) },
  })
  expect(corp.shown()).toMatchObject([
    {
      conversation: 'alice',
      kind: 'card',
      text: '审批\n请审批',
      via: 'robot-message',
      fields: { cardBizId: 'biz-1', title: '审批', buttons: [{ label: '同意', id: 'yes' }] },
    },
  ])
  expect(corp.remarks()).toEqual([])
})

it('D-58 D-57 mentions people of a group, and can be taken back', async () => {
  const openConversationId = await groupId()
  const atUserListJson = JSON.stringify([{ nickName: 'Bob', userId: '0102' }, { userId: '0999' }])
  const sent = await send({
    singleChatReceiver: undefined,
    openConversationId,
    sendOptions: { atUserListJson, atAll: false },
  })
  expect(corp.shown()).toMatchObject([{ conversation: 'ops', fields: { notified: ['bob'], atAll: false } }])
  const { processQueryKey } = sent.body
  const recalled = await corp.api('POST', '/v1.0/robot/groupMessages/recall', {
    openConversationId,
    robotCode: CLIENT_ID,
    processQueryKeys: [processQueryKey],
  })
  expect(recalled.body).toMatchObject({ successResult: [processQueryKey] })
  expect(corp.shown()).toMatchObject([{ kind: 'recalled' }])
})

it('D-58 changes the card wherever it is shown; the same cardBizId shows the same card', async () => {
  await send()
  await send({ singleChatReceiver: undefined, openConversationId: await groupId(), cardData: cardData('别的') })
  expect(corp.shown().map(({ text }) => text)).toEqual(['审批\n请审批', '审批\n请审批'])
  const update = await corp.api('PUT', UPDATE, { cardBizId: 'biz-1', cardData: cardData('已通过') })
  expect(update).toMatchObject({ status: 200, body: { processQueryKey: expect.any(String) } })
  expect(corp.shown().map(({ conversation, text }) => [conversation, text])).toEqual([
    ['alice', '审批\n已通过'],
    ['ops', '审批\n已通过'],
  ])
  expect((await corp.api('PUT', UPDATE, { cardBizId: 'biz-1' })).status).toBe(200)
})

it.each([
  ['invalid.robotCode', { robotCode: 'nobody' }],
  ['invalid.robotCode', { robotCode: 'otherrobot' }],
  ['template.isNotExist', { cardTemplateId: 'tpl.schema' }],
  ['invalid.bizId', { cardBizId: '' }],
  ['invalid.bizId', { cardBizId: 'x'.repeat(101) }],
  ['param.isNotJson', { cardData: { contents: [] } }],
  ['param.isNotJson', { cardData: 'x' }],
  ['param.isNotJson', { singleChatReceiver: { userId: '0101' } }],
  ['param.error', { singleChatReceiver: undefined }],
  ['invalid.user', { singleChatReceiver: '{"userId":"0999"}' }],
  ['invalid.user', { singleChatReceiver: '{}' }],
  ['invalid.openConversationId', { openConversationId: 'cidnobody==' }],
  ['MissingcardData', { cardData: undefined }],
])('D-58 refuses with %s: %j', async (code, changes) => {
  expect(await send(changes)).toMatchObject({ status: 400, body: { code, requestid: expect.any(String) } })
  expect(corp.shown()).toEqual([])
})

it.each([
  ['invalid.bizId', { cardBizId: 'nobody', cardData: cardData('x') }],
  ['param.error', { cardBizId: 'biz-1', cardData: 'x' }],
])('D-58 refuses an update with %s', async (code, body) => {
  await send()
  expect(await corp.api('PUT', UPDATE, body)).toMatchObject({ status: 400, body: { code } })
  expect(corp.shown()).toMatchObject([{ text: '审批\n请审批' }])
})
