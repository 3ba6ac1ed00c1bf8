import { createRequire } from 'node:module'
import { Config } from '@alicloud/openapi-client'
import { RuntimeOptions } from '@alicloud/tea-util'
import type Ai from '@alicloud/dingtalk/dist/ai_interaction_1_0/client.js'
import type Card from '@alicloud/dingtalk/dist/card_1_0/client.js'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CLIENT_ID, openCorp, type Corp } from '../support/dingtalk-corp.ts'

// The clients are CommonJS whose classes stand under `default`; requiring them is the one way that reads the same everywhere.
const require = createRequire(import.meta.url)
const ai = require('@alicloud/dingtalk/ai_interaction_1_0') as typeof Ai
const card = require('@alicloud/dingtalk/card_1_0') as typeof Card

const TEMPLATE = 'd28e2ac5-fb34-4d93-94bc-cf5c580c2d4f.schema'
const runtime = new RuntimeOptions({})

let corp: Corp
let assistant: Ai.default
let cards: Card.default
beforeAll(async () => {
  corp = await openCorp(
    {
      people: { alice: { staffId: '0101', unionId: 'uAliceiEiE' } },
      groups: { ops: ['alice'] },
      'skill.protocol': 'http',
    },
    ['robot', 'skill', 'card'],
  )
  corp.answer = (_request, response) => void response.end('{}')
  const config = (): Config => new Config({ endpoint: corp.world.baseUrl.replace('http://', ''), protocol: 'http' })
  assistant = new ai.default(config() as never)
  cards = new card.default(config() as never)
})
afterAll(() => corp.close())
beforeEach(() => {
  corp.world.reset()
  corp.received.length = 0
})

/** The headers of a call in the class the client wants, with a token that lives. */
async function as<H extends { xAcsDingtalkAccessToken?: string }>(make: new (map: object) => H): Promise<H> {
  const headers = new make({})
  headers.xAcsDingtalkAccessToken = await corp.token()
  return headers
}
const shown = () => corp.shown().at(-1)
const refusal = (code: string, statusCode = 400) => ({ code, data: { statusCode, requestid: expect.any(String) } })

const made = (outTrackId: string) => ({
  cardTemplateId: TEMPLATE,
  outTrackId,
  callbackType: 'STREAM',
  cardData: { cardParamMap: { content: '' } },
})
const toAlice = {
  openSpaceId: 'dtv1.card//IM_ROBOT.0101',
  userIdType: 1,
  imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode: CLIENT_ID },
}

async function createAndDeliver(fields: object) {
  const request = new card.CreateAndDeliverRequest(fields)
  return cards.createAndDeliverWithOptions(request, await as(card.CreateAndDeliverHeaders), runtime)
}
async function stream(fields: object) {
  const request = new card.StreamingUpdateRequest(fields)
  return cards.streamingUpdateWithOptions(request, await as(card.StreamingUpdateHeaders), runtime)
}

describe('card_1_0', () => {
  it('D-71 D-58 createAndDeliver, streamingUpdate', async () => {
    const { statusCode, body } = await createAndDeliver({ ...made('c1'), ...toAlice })
    expect(statusCode).toBe(200)
    expect(body).toMatchObject({
      success: true,
      result: { outTrackId: 'c1', deliverResults: [{ spaceType: 'IM_ROBOT', spaceId: '0101', success: true }] },
    })
    const write = (guid: string, content: string, isFinalize: boolean) =>
      stream({ outTrackId: 'c1', guid, key: 'content', content, isFull: true, isFinalize, isError: false })
    expect((await write('g1', '一', false)).body).toMatchObject({ success: true, result: true })
    expect(shown()).toMatchObject({ conversation: 'alice', text: '一', open: true, fields: { state: 'inputing' } })
    await write('g2', '一二', true)
    expect(shown()).toMatchObject({ text: '一二', open: false, fields: { state: 'finished' } })
    corp.world.finish()
    expect(corp.remarks()).toEqual([])
  })

  it('D-71 D-58 createCard, appendSpace, deliverCard, updateCard', async () => {
    const { conversationId } = await corp.say({ from: 'alice', group: 'ops', picture: 'a.png' })
    const create = new card.CreateCardRequest(made('c2'))
    const created = await cards.createCardWithOptions(create, await as(card.CreateCardHeaders), runtime)
    expect(created.body).toMatchObject({ success: true, result: 'c2' })
    const append = new card.AppendSpaceRequest({ outTrackId: 'c2', imGroupOpenSpaceModel: { supportForward: true } })
    const appended = await cards.appendSpaceWithOptions(append, await as(card.AppendSpaceHeaders), runtime)
    expect(appended.body).toMatchObject({ success: true, result: true })
    expect(corp.shown()).toEqual([])

    const deliver = new card.DeliverCardRequest({
      outTrackId: 'c2',
      openSpaceId: `dtv1.card//IM_GROUP.${conversationId}`,
      imGroupOpenDeliverModel: { robotCode: CLIENT_ID, atUserIds: { '0101': 'alice' } },
    })
    const delivered = await cards.deliverCardWithOptions(deliver, await as(card.DeliverCardHeaders), runtime)
    expect(delivered.body).toMatchObject({
      success: true,
      result: [{ spaceType: 'IM_GROUP', spaceId: conversationId, success: true }],
    })
    expect(shown()).toMatchObject({ conversation: 'ops', fields: { notified: ['alice'] } })

    const update = new card.UpdateCardRequest({
      outTrackId: 'c2',
      cardData: { cardParamMap: { content: '好了', flowStatus: '3' } },
      cardUpdateOptions: { updateCardDataByKey: true },
    })
    const updated = await cards.updateCardWithOptions(update, await as(card.UpdateCardHeaders), runtime)
    expect(updated.body).toMatchObject({ success: true, result: true })
    expect(shown()).toMatchObject({ text: '好了', open: false, fields: { state: 'finished' } })
  })

  it('D-71 D-59 registerCallback', async () => {
    const register = new card.RegisterCallbackRequest({
      callbackUrl: `${corp.serverUrl}/taps`,
      callbackRouteKey: 'r1',
      apiSecret: 'own',
      forceUpdate: true,
    })
    const { body } = await cards.registerCallbackWithOptions(register, await as(card.RegisterCallbackHeaders), runtime)
    expect(body).toMatchObject({ success: true, result: { callbackUrl: `${corp.serverUrl}/taps`, apiSecret: 'own' } })
    await createAndDeliver({ ...made('c3'), ...toAlice, callbackType: 'HTTP', callbackRouteKey: 'r1' })
    await corp.world.act('dingtalk', 'tap', 'yes')
    const tapped = await corp.world.until(() => corp.received[0], 60_000, 'the tap')
    expect(tapped?.url.pathname).toBe('/taps')
  })

  it('D-71 D-58 D-32 throws refusals with their code', async () => {
    await expect(stream({ outTrackId: 'nobody', guid: 'g', key: 'content', content: 'x' })).rejects.toMatchObject(
      refusal('param.stream.outTrackId'),
    )
    await createAndDeliver({ ...made('c4'), ...toAlice })
    await expect(createAndDeliver({ ...made('c4'), ...toAlice })).rejects.toMatchObject(
      refusal('param.cardAlreadyExist'),
    )
    await expect(
      createAndDeliver({ ...made('c5'), ...toAlice, cardTemplateId: 'nobody.schema' }),
    ).rejects.toMatchObject(refusal('param.templateNotExist'))
    await expect(stream({ outTrackId: 'c4', guid: 'g', key: 'wrong', content: 'x' })).rejects.toMatchObject(
      refusal('unknownError', 500),
    )
  })

  it('D-71 D-58 D-31 D-34 throws what permission or quota is missing', async () => {
    await createAndDeliver({ ...made('c6'), ...toAlice })
    const write = (guid: string) => stream({ outTrackId: 'c6', guid, key: 'content', content: guid, isFull: true })
    corp.world.patchSettings('dingtalk', { 'limits.qps': 1 })
    await write('g1')
    await expect(write('g2')).rejects.toMatchObject(refusal('Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', 403))
    corp.world.patchSettings('dingtalk', { 'limits.qps': 0, 'app.scopes': ['Card.Instance.Write'] })
    await expect(write('g3')).rejects.toMatchObject({
      code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
      accessDeniedDetail: { requiredScopes: ['Card.Streaming.Write'] },
    })
  })
})

describe('ai_interaction_1_0', () => {
  const content = (value: string, isFinalize: boolean): string =>
    JSON.stringify({
      templateId: TEMPLATE,
      cardData: { key: 'content', value, isFinalize, isFull: true },
      options: { componentTag: 'streamingComponent' },
    })
  const prepare = async (fields: object) => {
    const request = new ai.PrepareRequest({
      contentType: 'ai_card',
      content: `{"templateId":"${TEMPLATE}"}`,
      ...fields,
    })
    return assistant.prepareWithOptions(request, await as(ai.PrepareHeaders), runtime)
  }
  const finish = async (conversationToken: string) =>
    assistant.finishWithOptions(new ai.FinishRequest({ conversationToken }), await as(ai.FinishHeaders), runtime)

  it('D-71 D-42 prepare, update, finish', async () => {
    const { body } = await prepare({ unionId: 'uAliceiEiE' })
    const conversationToken = body!.result!.conversationToken!
    expect(conversationToken).toMatch(/^ct_[0-9a-z]{26}$/)
    const update = new ai.UpdateRequest({ conversationToken, contentType: 'ai_card', content: content('一二', true) })
    const updated = await assistant.updateWithOptions(update, await as(ai.UpdateHeaders), runtime)
    expect(updated.body).toMatchObject({ result: { success: true } })
    expect(shown()).toMatchObject({ conversation: 'alice', via: 'ai-active', text: '一二', open: true })
    expect((await finish(conversationToken)).body).toMatchObject({ result: { success: true } })
    expect(shown()).toMatchObject({ text: '一二', open: false })
    await expect(finish(conversationToken)).rejects.toMatchObject(refusal('invalid.conversation.token'))
  })

  it('D-71 D-43 D-44 send', async () => {
    const { conversationId } = await corp.say({ from: 'alice', group: 'ops', picture: 'a.png' })
    const request = new ai.SendRequest({
      openConversationId: conversationId,
      contentType: 'basic_card_schema',
      content: '{"contents":[{"type":"text","text":"一切正常","id":"t1"}]}',
    })
    const { body } = await assistant.sendWithOptions(request, await as(ai.SendHeaders), runtime)
    // The generated model knows the top level alone; the documents show the other place, which the answer has as well.
    expect(body).toMatchObject({ success: true })
    expect(shown()).toMatchObject({ conversation: 'ops', text: '一切正常' })
  })

  it('D-71 D-36 D-41 reply, with the token of a question', async () => {
    await corp.world.act('dingtalk', 'ask', { text: '天气？', in: 'wand' })
    const call = await corp.world.until(() => corp.received[0], 60_000, 'the skill call')
    const { conversationToken } = JSON.parse(call!.body) as { conversationToken: string }
    const reply = async (value: string, isFinalize: boolean) => {
      const fields = { conversationToken, contentType: 'ai_card', content: content(value, isFinalize) }
      return assistant.replyWithOptions(new ai.ReplyRequest(fields), await as(ai.ReplyHeaders), runtime)
    }
    expect((await reply('晴', false)).body).toMatchObject({ result: { success: true } })
    await reply('晴天', true)
    expect(corp.shown()).toMatchObject([{ via: 'ai-reply', text: '晴天', open: false, fields: { in: 'wand' } }])
  })

  it('D-71 D-44 D-45 D-47 throws refusals with their code', async () => {
    await expect(prepare({ unionId: 'nobody' })).rejects.toMatchObject(refusal('invalid.param'))
    await expect(prepare({ unionId: 'uAliceiEiE', contentType: 'text' })).rejects.toMatchObject(
      refusal('invalid.content.type'),
    )
    await expect(prepare({ unionId: 'uAliceiEiE', content: '{"templateId":"nobody.schema"}' })).rejects.toMatchObject(
      refusal('invalid.content'),
    )
    corp.world.patchSettings('dingtalk', { 'app.kind': 'ordinary' })
    await expect(prepare({ unionId: 'uAliceiEiE' })).rejects.toMatchObject({
      ...refusal('invalid.param'),
      message: expect.stringContaining('ai assistant not found'),
    })
  })
})
