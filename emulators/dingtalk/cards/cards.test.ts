import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CLIENT_ID, openCorp, type Answer, type Corp } from '../../../test/support/dingtalk-corp.ts'
import { entriesOf } from '../../../test/support/entries.ts'

const TEMPLATE = 'tpl-answer.schema'
const templates = [
  { id: TEMPLATE, keys: ['content'] },
  { id: 'tpl-draft.schema', keys: ['content'], published: false },
  { id: 'tpl-plain.schema', keys: [] },
]
const STAFF = '0101'
const people = { alice: { staffId: STAFF, unionId: 'uAliceiEiE' } }

let corp: Corp
beforeEach(async () => {
  corp = await openCorp({ templates, people })
})
afterEach(() => corp.close())

/** A card for the single chat with alice, as bots make it. */
const forAlice = (outTrackId: string, more: object = {}): Record<string, unknown> => ({
  cardTemplateId: TEMPLATE,
  outTrackId,
  callbackType: 'STREAM',
  cardData: { cardParamMap: { content: '' } },
  openSpaceId: `dtv1.card//IM_ROBOT.${STAFF}`,
  imRobotOpenSpaceModel: { supportForward: true },
  imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode: CLIENT_ID },
  userIdType: 1,
  ...more,
})
const create = (body: object): Promise<Answer> => corp.api('POST', '/v1.0/card/instances/createAndDeliver', body)
let guids = 0
const stream = (outTrackId: string, content: string, more: object = {}): Promise<Answer> => {
  guids += 1
  return corp.api('PUT', '/v1.0/card/streaming', { outTrackId, guid: `g${guids}`, key: 'content', content, ...more })
}
const card = (outTrackId: string) => corp.shown().find(({ fields }) => fields['outTrackId'] === outTrackId)

describe('createAndDeliver', () => {
  it('D-58 shows a card in a single chat, which waits for its words', async () => {
    const { status, body } = await create(forAlice('t1'))
    expect(status).toBe(200)
    expect(body).toMatchObject({
      success: true,
      result: { outTrackId: 't1', deliverResults: [{ spaceType: 'IM_ROBOT', spaceId: STAFF, success: true }] },
    })
    expect(card('t1')).toMatchObject({
      conversation: 'alice',
      who: 'bot',
      kind: 'card',
      via: 'card',
      text: '',
      open: true,
      fields: { state: 'processing', flowStatus: 1, template: TEMPLATE },
    })
  })

  it('D-58 shows one card in several spaces, mentions members and reads the type in either case', async () => {
    const said = await corp.say({ group: 'ops', text: '你好' })
    const { body } = await create(
      forAlice('t2', {
        openSpaceId: `dtv1.card//im_group.${said.conversationId};im_robot.${STAFF}`,
        imGroupOpenDeliverModel: { robotCode: CLIENT_ID, atUserIds: { [STAFF]: 'alice', nobody: 'x' } },
      }),
    )
    const results = (body['result'] as { deliverResults: { success: boolean; carrierId: string }[] }).deliverResults
    expect(results.map(({ success }) => success)).toEqual([true, true])
    expect(results.every(({ carrierId }) => carrierId.length > 10)).toBe(true)
    expect(corp.shown().map(({ conversation, fields }) => [conversation, fields['notified']])).toEqual([
      ['ops', ['alice']],
      ['alice', undefined],
    ])
  })

  it.each([
    ['param.outTrackIdEmpty', { outTrackId: '' }],
    ['param.cardTemplateIdEmpty', { cardTemplateId: undefined }],
    ['param.cardPublicDataEmpty', { cardData: undefined }],
    ['param.templateNotExist', { cardTemplateId: 'nobody.schema' }],
    ['param.templateUnpublished', { cardTemplateId: 'tpl-draft.schema' }],
    ['param.openSpaceIdEmpty', { openSpaceId: undefined }],
    ['param.openSpaceIdInvalid', { openSpaceId: 'IM_ROBOT.0101' }],
    ['param.openSpaceIdInvalid', { openSpaceId: 'dtv1.card//IM_ELSEWHERE.0101' }],
    ['param.openDeliverModelEmpty', { imRobotOpenDeliverModel: undefined }],
    ['param.userIdNotExist', { openSpaceId: 'dtv1.card//IM_ROBOT.9999' }],
    ['param.invalid', { callbackType: 'stream' }],
    ['param.invalid', { userIdType: 3 }],
    ['param.invalid', { cardData: { cardParamMap: { count: 10 } } }],
    ['param.invalid', { cardData: { cardParamMap: { ['键'.repeat(34)]: 'x' } } }],
    ['param.userIdNotExist', { privateData: { 9999: { cardParamMap: { a: 'b' } } } }],
  ])('D-58 refuses with %s what cannot be a card: %j', async (code, more) => {
    const { status, body } = await create(forAlice('t3', more))
    expect([status, body['code'], body['message']]).toEqual([400, code, code])
    expect(body['requestid']).toMatch(/^[0-9A-F-]{36}$/)
    expect(corp.shown()).toEqual([])
  })

  it('D-58 makes no second card with the same outTrackId', async () => {
    await create(forAlice('t4'))
    expect((await create(forAlice('t4'))).body).toMatchObject({ code: 'param.cardAlreadyExist' })
  })

  it('D-74 B-32 says when a single chat gets the deliver model of a group', async () => {
    const { body } = await create(
      forAlice('t5', { imRobotOpenDeliverModel: undefined, imGroupOpenDeliverModel: { robotCode: CLIENT_ID } }),
    )
    expect(body).toMatchObject({ code: 'param.openDeliverModelError' })
    expect(corp.remarks()).toEqual(['dingtalk/card-wrong-space'])
  })

  it('D-74 B-32 B-10 delivers nothing to IM_GROUP with the id of a single chat, and answers 200 all the same', async () => {
    const { conversationId } = await corp.say('你好')
    const { status, body } = await create(
      forAlice('t6', {
        openSpaceId: `dtv1.card//IM_GROUP.${conversationId}`,
        imGroupOpenDeliverModel: { robotCode: CLIENT_ID },
      }),
    )
    expect(status).toBe(200)
    expect(body).toMatchObject({
      success: true,
      result: { deliverResults: [{ spaceType: 'IM_GROUP', success: false, errorMsg: 'invalid openConversationId' }] },
    })
    expect(corp.shown()).toEqual([])
    expect(corp.remarks()).toEqual(['dingtalk/card-wrong-space', 'dingtalk/card-not-delivered'])
  })

  it('D-58 takes a unionId where userIdType is 2', async () => {
    const { body } = await create(forAlice('t7', { openSpaceId: 'dtv1.card//IM_ROBOT.uAliceiEiE', userIdType: 2 }))
    expect(body).toMatchObject({ result: { deliverResults: [{ success: true }] } })
  })

  it('D-31 D-58 needs the permissions Card.Instance.Write and Card.Streaming.Write', async () => {
    corp.world.patchSettings('dingtalk', { 'app.scopes': ['Card.Instance.Write'] })
    expect((await create(forAlice('t8'))).status).toBe(200)
    expect(await stream('t8', 'x')).toMatchObject({
      status: 403,
      body: {
        code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
        accessdenieddetail: { requiredScopes: ['Card.Streaming.Write'] },
      },
    })
  })
})

describe('create, deliver, update', () => {
  it('D-58 makes a card first and delivers it later', async () => {
    const { openSpaceId, imRobotOpenDeliverModel, ...made } = forAlice('d1')
    const missing = await corp.api('POST', '/v1.0/card/instances/deliver', {
      outTrackId: 'd1',
      openSpaceId,
      imRobotOpenDeliverModel,
    })
    expect(missing.body).toMatchObject({ code: 'param.cardNotExist' })
    expect((await corp.api('POST', '/v1.0/card/instances', made)).body).toEqual({ success: true, result: 'd1' })
    expect(corp.shown()).toEqual([])
    const delivered = await corp.api('POST', '/v1.0/card/instances/deliver', {
      outTrackId: 'd1',
      openSpaceId,
      imRobotOpenDeliverModel,
    })
    expect(delivered.body).toMatchObject({ success: true, result: [{ spaceType: 'IM_ROBOT', success: true }] })
    expect(card('d1')?.conversation).toBe('alice')
  })

  it('D-58 replaces all variables on an update, unless by key', async () => {
    await create(
      forAlice('d2', {
        cardTemplateId: 'tpl-plain.schema',
        cardData: { cardParamMap: { title: '单号', text: '待审批' } },
      }),
    )
    expect(card('d2')).toMatchObject({ text: '单号\n待审批', open: false, fields: { state: 'shown' } })
    const update = (cardParamMap: object, byKey?: boolean) =>
      corp.api('PUT', '/v1.0/card/instances', {
        outTrackId: 'd2',
        cardData: { cardParamMap },
        ...(byKey === undefined ? {} : { cardUpdateOptions: { updateCardDataByKey: byKey } }),
      })
    expect((await update({ text: '已通过' }, true)).body).toEqual({ success: true, result: true })
    expect(card('d2')?.text).toBe('单号\n已通过')
    await update({ text: '已归档' })
    expect(card('d2')?.text).toBe('已归档')
    expect(card('d2')?.fields['params']).toEqual({ text: '已归档' })
  })

  it.each([
    ['param.outTrackIdEmpty', { cardData: { cardParamMap: {} } }],
    ['param.cardNotExist', { outTrackId: 'none', cardData: { cardParamMap: {} } }],
    ['param.cardDataAndPrivateDataBothEmpty', { outTrackId: 'none' }],
  ])('D-58 refuses an update with %s', async (code, body) => {
    expect((await corp.api('PUT', '/v1.0/card/instances', body)).body).toMatchObject({ code })
  })

  it.each([
    ['1', 'processing', true],
    ['2', 'inputing', true],
    ['3', 'finished', false],
    ['4', 'executing', true],
    ['5', 'failed', false],
  ])('D-58 obeys flowStatus %s: %s', async (flowStatus, state, open) => {
    await create(forAlice('d3', { cardData: { cardParamMap: { flowStatus, content: '好' } } }))
    expect(card('d3')).toMatchObject({ open, text: '好', fields: { state, flowStatus: Number(flowStatus) } })
  })

  it('D-58 registers further spaces of a card that exists', async () => {
    await create(forAlice('d4'))
    const spaces = (outTrackId: string) =>
      corp.api('PUT', '/v1.0/card/instances/spaces', { outTrackId, imGroupOpenSpaceModel: { supportForward: true } })
    expect((await spaces('d4')).body).toEqual({ success: true, result: true })
    expect((await spaces('none')).body).toMatchObject({ code: 'param.cardNotExist' })
  })
})

describe('streaming', () => {
  beforeEach(() => create(forAlice('s1')))

  it('D-58 overwrites with isFull and ends with isFinalize; the transcript is one line with what came when', async () => {
    expect((await stream('s1', '一', { isFull: true })).body).toEqual({ success: true, result: true })
    expect(card('s1')).toMatchObject({ text: '一', open: true, fields: { state: 'inputing', flowStatus: 2 } })
    await stream('s1', '一二', { isFull: true })
    await stream('s1', '三', { isFull: true, isFinalize: true, isError: false })
    expect(card('s1')).toMatchObject({ text: '三', open: false, fields: { state: 'finished', flowStatus: 3 } })
    expect(card('s1')?.pieces.map(({ text }) => text)).toEqual(['一', '二', '三'])
    expect(corp.shown()).toHaveLength(1)
    corp.world.finish()
    expect(corp.remarks()).toEqual([])
  })

  it('D-58 appends when isFull is absent or false, and ends a card that failed', async () => {
    await stream('s1', '一')
    await stream('s1', '二', { isFull: false })
    expect(card('s1')?.text).toBe('一二')
    await stream('s1', '！', { isError: true })
    expect(card('s1')).toMatchObject({ text: '一二！', open: false, fields: { state: 'failed', flowStatus: 5 } })
  })

  it.each([
    [400, 'MissingoutTrackId', { outTrackId: undefined }],
    [400, 'param.stream.outTrackId', { outTrackId: 'none' }],
    [400, 'param.stream.keyEmpty', { key: '' }],
    [400, 'param.stream.contentEmpty', { content: '' }],
    [400, 'param.stream.guidEmpty', { guid: undefined }],
    [400, 'param.stream.isFull', { isFull: null }],
    [400, 'param.stream.content', { content: '长'.repeat(6667) }],
    [500, 'unknownError', { key: 'contents' }],
  ])('D-58 refuses with %i %s: %j', async (status, code, more) => {
    const answer = await stream('s1', '好', more)
    expect([answer.status, answer.body['code']]).toEqual([status, code])
    expect(card('s1')?.text).toBe('')
  })

  it('D-58 takes a guid once, and says when another content comes with it', async () => {
    await stream('s1', '一', { guid: 'same' })
    expect((await stream('s1', '一', { guid: 'same' })).body).toEqual({ success: true, result: true })
    expect(corp.remarks()).toEqual([])
    expect((await stream('s1', '二', { guid: 'same' })).status).toBe(200)
    expect(card('s1')?.text).toBe('一')
    expect(corp.remarks()).toEqual(['dingtalk/card-guid-repeated'])
  })

  it('D-74 B-31 shows the doubled text of a bot that forgets isFull', async () => {
    await stream('s1', '今天')
    await stream('s1', '今天晴')
    expect(card('s1')?.text).toBe('今天今天晴')
    expect(corp.remarks()).toEqual(['dingtalk/card-text-doubled'])
  })

  it('D-74 says when a variable is not in the template, when Markdown comes in pieces, and when words follow the last', async () => {
    await stream('s1', 'x', { key: 'wrong' })
    await stream('s1', '**重')
    await stream('s1', '点**', { isFinalize: true })
    await stream('s1', '再说', { isFull: true })
    expect(corp.remarks()).toEqual([
      'dingtalk/card-key-unknown',
      'dingtalk/card-markdown-in-pieces',
      'dingtalk/card-update-after-final',
    ])
    expect(card('s1')?.fields['state']).toBe('finished')
  })

  it('D-74 hints at a text that is too long to read on a card', async () => {
    await stream('s1', '长'.repeat(2900), { isFull: true })
    expect(corp.remarks()).toEqual([])
    await stream('s1', '长'.repeat(3100), { isFull: true, isFinalize: true })
    expect(corp.remarks()).toEqual(['dingtalk/card-text-long'])
  })

  it('D-74 B-16 says when a card is written on for every token, quota or not', async () => {
    for (let at = 0; at < 25; at += 1) await stream('s1', `${at}`, { isFull: true })
    // Each call of the test asks for a token as well, which is remarked on by itself.
    expect(corp.remarks().filter((code) => code.startsWith('dingtalk/card-'))).toEqual([
      'dingtalk/card-updates-too-often',
    ])
  })
})

describe('a card that is never finished', () => {
  const unfinished = () => {
    corp.world.finish()
    return entriesOf(corp.world, 'remark').filter(({ code }) => code.startsWith('dingtalk/card-unfinished'))
  }

  it('D-48 D-73 B-13 is unfinished when no final update was sent, and the remark tells the last words', async () => {
    await create(forAlice('u1'))
    await stream('u1', '答案的开头', { isFull: true })
    const [found] = unfinished()
    expect(found).toMatchObject({ code: 'dingtalk/card-unfinished', severity: 'broken', user: 'alice' })
    expect(found?.what.en).toContain('答案的开头')
    expect(found?.what.en).toContain('no final update was sent')
    expect(card('u1')?.fields['state']).toBe('unfinished')
  })

  it('D-48 B-16 names the quota that refused the final update', async () => {
    corp.world.patchSettings('dingtalk', { 'limits.qps': 2 })
    await create(forAlice('u2'))
    await stream('u2', '一', { isFull: true })
    await stream('u2', '一二', { isFull: true })
    expect((await stream('u2', '一二三', { isFull: true, isFinalize: true })).status).toBe(403)
    const [found] = unfinished()
    expect(found?.what.en).toContain('Forbidden.AccessDenied.QpsLimitForAppkeyAndApi')
    expect(corp.remarks()).toContain('dingtalk/card-updates-too-often')
    expect(card('u2')).toMatchObject({ text: '一二', fields: { state: 'unfinished' } })
  })

  it('D-48 D-35 blames the bot for a throttled final update only when it gives up too soon', async () => {
    await create(forAlice('u3'))
    await stream('u3', '一', { isFull: true })
    corp.world.faults.add({ operation: 'dingtalk.card.streaming', code: 'Throttling', times: 3 })
    expect(await stream('u3', '一二', { isFull: true, isFinalize: true })).toMatchObject({
      status: 429,
      body: { Code: 'Throttling' },
    })
    expect(unfinished().at(-1)).toMatchObject({ code: 'dingtalk/card-unfinished' })
    expect(unfinished().at(-1)?.what.en).toContain('Throttling')
    await stream('u3', '一二', { isFull: true, isFinalize: true })
    await stream('u3', '一二', { isFull: true, isFinalize: true })
    expect(unfinished().at(-1)).toMatchObject({ code: 'dingtalk/card-unfinished-by-faults', severity: 'hint' })
  })

  it('D-48 is mended by a final update that came in the end, or by a flowStatus of 3', async () => {
    await create(forAlice('u4'))
    await stream('u4', '一', { isFull: true })
    corp.world.faults.add({ operation: 'dingtalk.card.streaming', code: 'Throttling' })
    await stream('u4', '一二', { isFull: true, isFinalize: true })
    await stream('u4', '一二', { isFull: true, isFinalize: true })
    await create(forAlice('u5'))
    await stream('u5', '一', { isFull: true })
    await corp.api('PUT', '/v1.0/card/instances', {
      outTrackId: 'u5',
      cardData: { cardParamMap: { flowStatus: '3', content: '好了' } },
    })
    expect(card('u5')).toMatchObject({ text: '好了', fields: { state: 'finished' } })
    expect(unfinished()).toEqual([])
  })
})
