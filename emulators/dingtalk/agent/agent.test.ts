import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCorp, type Answer, type Corp } from '../../../test/support/dingtalk-corp.ts'

const TEMPLATE = 'tpl-answer.schema'
const people = { alice: { unionId: 'uAliceiEiE' } }
let corp: Corp
beforeEach(async () => {
  corp = await openCorp({
    templates: [
      { id: TEMPLATE, keys: ['content'] },
      { id: 'tpl-other.schema', keys: ['content'] },
    ],
    people,
  })
})
afterEach(() => corp.close())

const ai = (call: string, body: object): Promise<Answer> => corp.api('POST', `/v1.0/aiInteraction/${call}`, body)
const words = (value: string, isFinalize = false, more: object = {}): string =>
  JSON.stringify({
    templateId: TEMPLATE,
    cardData: { key: 'content', value, isFinalize, ...more },
    options: { componentTag: 'streamingComponent' },
  })
const blank = JSON.stringify({ templateId: TEMPLATE })
const prepare = async (): Promise<string> => {
  const { body } = await ai('prepare', { unionId: 'uAliceiEiE', contentType: 'ai_card', content: blank })
  return (body['result'] as { conversationToken: string }).conversationToken
}
const invalidToken = {
  status: 400,
  body: { code: 'invalid.conversation.token', message: 'invalid conversation token' },
}
const codes = () => corp.remarks().filter((code) => code !== 'dingtalk/agent-historical')

describe('active mode', () => {
  it('D-42 prepares, updates and finishes one card', async () => {
    const prepared = await ai('prepare', { unionId: 'uAliceiEiE', contentType: 'ai_card', content: blank })
    expect(prepared).toMatchObject({
      status: 200,
      body: { result: { conversationToken: expect.stringMatching(/^ct_[0-9a-z]{26}$/) } },
    })
    expect(corp.shown()).toMatchObject([
      { conversation: 'alice', kind: 'card', via: 'ai-active', text: '', open: true, fields: { state: 'processing' } },
    ])
    const { conversationToken } = prepared.body['result'] as { conversationToken: string }
    const update = (content: string) => ai('update', { conversationToken, contentType: 'ai_card', content })
    expect(await update(words('一'))).toMatchObject({ status: 200, body: { result: { success: true } } })
    await update(words('一二', true))
    expect(corp.shown()).toMatchObject([{ text: '一二', open: true, fields: { state: 'inputing' } }])
    expect(await ai('finish', { conversationToken })).toMatchObject({
      status: 200,
      body: { result: { success: true } },
    })
    expect(corp.shown()).toMatchObject([{ text: '一二', open: false, fields: { state: 'finished' } }])
    corp.world.finish()
    expect(codes()).toEqual([])
    expect(corp.remarks()).toEqual(['dingtalk/agent-historical'])
  })

  it('D-42 D-74 B-14 refuses update and finish after finish, and with a token nobody has given', async () => {
    const conversationToken = await prepare()
    await ai('update', { conversationToken, contentType: 'ai_card', content: words('好') })
    await ai('finish', { conversationToken })
    expect(await ai('update', { conversationToken, contentType: 'ai_card', content: words('晚') })).toMatchObject(
      invalidToken,
    )
    expect(await ai('finish', { conversationToken })).toMatchObject(invalidToken)
    expect(await ai('finish', { conversationToken: 'ct_00000000000000000000000000' })).toMatchObject(invalidToken)
    expect(
      await ai('reply', { conversationToken: await prepare(), contentType: 'ai_card', content: words('错') }),
    ).toMatchObject(invalidToken)
    expect(codes()).toEqual(Array(4).fill('dingtalk/agent-token-misused'))
  })

  it('D-40 D-75 forgets a token after 24 h', async () => {
    const conversationToken = await prepare()
    await corp.world.clock.advance(86_399_000)
    expect((await ai('update', { conversationToken, contentType: 'ai_card', content: words('好') })).status).toBe(200)
    await corp.world.clock.advance(2000)
    expect(await ai('finish', { conversationToken })).toMatchObject(invalidToken)
  })

  it('D-42 D-74 says when a card was finished without a word', async () => {
    expect((await ai('finish', { conversationToken: await prepare() })).status).toBe(200)
    expect(corp.shown()[0]).toMatchObject({ text: '', open: false })
    expect(codes()).toEqual(['dingtalk/agent-finished-empty'])
  })

  it('D-48 B-13 leaves a card unfinished that finish was never called for', async () => {
    const conversationToken = await prepare()
    await ai('update', { conversationToken, contentType: 'ai_card', content: words('只有一半', true) })
    corp.world.faults.add({ operation: 'dingtalk.aiInteraction.finish', code: 'system.error' })
    expect((await ai('finish', { conversationToken })).status).toBe(500)
    corp.world.finish()
    expect(corp.shown()[0]?.fields['state']).toBe('unfinished')
    expect(codes()).toEqual(['dingtalk/card-unfinished'])
  })

  it('D-42 prepares without content, and takes the template from the first update', async () => {
    const { body } = await ai('prepare', { unionId: 'uAliceiEiE', contentType: 'ai_card' })
    const { conversationToken } = body['result'] as { conversationToken: string }
    await ai('update', { conversationToken, contentType: 'ai_card', content: words('好') })
    expect(corp.shown()).toMatchObject([{ text: '好', fields: { template: TEMPLATE } }])
  })

  it('D-43 sends one message that stays as it is', async () => {
    const schema = {
      header: { title: { type: 'text', text: '日报' } },
      contents: [
        { type: 'text', text: '一切正常', id: 't1' },
        { type: 'action', actions: [{ type: 'button', label: { type: 'text', text: '知道了' }, id: 'ok' }] },
      ],
    }
    const answer = await ai('send', {
      unionId: 'uAliceiEiE',
      contentType: 'basic_card_schema',
      content: JSON.stringify(schema),
    })
    expect(answer).toMatchObject({ status: 200, body: { success: true, result: { success: true } } })
    expect(corp.shown()).toMatchObject([
      {
        kind: 'card',
        via: 'ai-active',
        text: '日报\n一切正常',
        open: false,
        fields: { title: '日报', buttons: [{ label: '知道了', id: 'ok' }] },
      },
    ])
  })

  it('D-45 sends text and Markdown only when the settings are lenient', async () => {
    const text = { unionId: 'uAliceiEiE', contentType: 'text', content: '{"content":"早"}' }
    expect(await ai('send', text)).toMatchObject({ status: 400, body: { code: 'invalid.content.type' } })
    corp.world.patchSettings('dingtalk', { 'agent.strictContentType': false })
    expect((await ai('send', text)).status).toBe(200)
    await ai('send', { unionId: 'uAliceiEiE', contentType: 'markdown', content: '{"title":"早","text":"**早**"}' })
    expect(corp.shown().map(({ kind, text: shown }) => [kind, shown])).toEqual([
      ['text', '早'],
      ['markdown', '**早**'],
    ])
  })

  it('D-44 finds a group by openConversationId, which wins over unionId', async () => {
    const { conversationId } = await corp.say({ group: 'ops', text: '在吗' })
    for (const target of [
      { openConversationId: conversationId },
      { openConversationId: conversationId, unionId: 'uAliceiEiE' },
    ])
      await ai('send', {
        ...target,
        contentType: 'basic_card_schema',
        content: '{"contents":[{"type":"text","text":"在"}]}',
      })
    expect(corp.shown().map(({ conversation }) => conversation)).toEqual(['ops', 'ops'])
  })

  it.each([
    ['invalid openConversationId', { openConversationId: 'cidNobody==' }],
    ['invalid openConversationId', {}],
    ['invalid unionId', { unionId: 'nobody' }],
    ['invalid openConversationId', { unionId: '' }],
  ])('D-44 refuses a target with %s: %j', async (message, target) => {
    const refused = { status: 400, body: { code: 'invalid.param', message } }
    expect(await ai('prepare', { ...target, contentType: 'ai_card', content: blank })).toMatchObject(refused)
    expect(await ai('send', { ...target, contentType: 'basic_card_schema', content: '{}' })).toMatchObject(refused)
  })

  it('D-47 D-74 B-15 knows no assistant of an ordinary app', async () => {
    corp.world.patchSettings('dingtalk', { 'app.kind': 'ordinary' })
    const refused = { status: 400, body: { code: 'invalid.param', message: 'ai assistant not found' } }
    expect(await ai('prepare', { unionId: 'uAliceiEiE', contentType: 'ai_card', content: blank })).toMatchObject(
      refused,
    )
    expect(await ai('send', { unionId: 'uAliceiEiE', contentType: 'basic_card_schema', content: '{}' })).toMatchObject(
      refused,
    )
    expect(codes()).toEqual(['dingtalk/agent-ordinary-app'])
  })
})

describe('content', () => {
  it.each([
    ['invalid.content.type', 'invalid content type', 'markdown', words('x')],
    ['invalid.content', 'invalid content', 'ai_card', { templateId: TEMPLATE }],
    ['invalid.content', 'invalid content', 'ai_card', 'no JSON'],
    ['invalid.content', 'invalid content', 'ai_card', '[1]'],
    ['invalid.content', 'templateId cannot be null or empty', 'ai_card', '{"cardData":{}}'],
    ['invalid.content', 'card template not exist', 'ai_card', '{"templateId":"nobody.schema"}'],
    [
      'invalid.content',
      'templateId in content is not equal to templateId in context',
      'ai_card',
      '{"templateId":"tpl-other.schema"}',
    ],
    ['invalid.content', 'card streaming key invalid', 'ai_card', words('x', false, { key: 'wrong' })],
    ['invalid.content', 'card streaming key invalid', 'ai_card', words('x', false, { key: undefined })],
    ['invalid.content', 'invalid content', 'ai_card', words('x', false, { isFinalize: undefined })],
    [
      'invalid.content',
      'invalid componentTag',
      'ai_card',
      JSON.stringify({ templateId: TEMPLATE, cardData: {}, options: { componentTag: 'streaming' } }),
    ],
    ['Missingcontent', 'content is mandatory for this action.', 'ai_card', undefined],
    ['MissingcontentType', 'contentType is mandatory for this action.', undefined, blank],
  ])('D-45 D-46 D-33 refuses an update with %s, %s', async (code, message, contentType, content) => {
    const conversationToken = await prepare()
    const answer = await ai('update', { conversationToken, contentType, content })
    expect(answer).toMatchObject({ status: 400, body: { code, message } })
    expect(corp.shown()[0]?.text).toBe('')
  })

  it('D-74 B-24 says that content has to be a string, and B-14 that the template stays the same', async () => {
    const conversationToken = await prepare()
    await ai('update', { conversationToken, contentType: 'ai_card', content: { templateId: TEMPLATE } })
    await ai('update', { conversationToken, contentType: 'ai_card', content: '{"templateId":"tpl-other.schema"}' })
    expect(codes()).toEqual(['dingtalk/agent-content-form', 'dingtalk/agent-template-changed'])
  })

  it('D-46 overwrites by default and appends with isFull false', async () => {
    const conversationToken = await prepare()
    const update = (value: string, more: object) =>
      ai('update', { conversationToken, contentType: 'ai_card', content: words(value, false, more) })
    await update('一', {})
    await update('二', {})
    expect(corp.shown()[0]?.text).toBe('二')
    await update('三', { isFull: false })
    expect(corp.shown()[0]?.text).toBe('二三')
    expect(corp.shown()[0]?.pieces.map(({ text }) => text)).toEqual(['一', '二', '三'])
    await update('糟', { isError: true })
    expect(corp.shown()[0]).toMatchObject({ text: '糟', open: false, fields: { state: 'failed' } })
  })

  it('D-45 merges a static component into the card, given as a record or as JSON', async () => {
    const conversationToken = await prepare()
    const update = (cardData: unknown) =>
      ai('update', {
        conversationToken,
        contentType: 'ai_card',
        content: JSON.stringify({ templateId: TEMPLATE, cardData, options: { componentTag: 'staticComponent' } }),
      })
    await update({ content: '祝福', count: 1 })
    await update(JSON.stringify({ count: 10 }))
    expect(corp.shown()[0]).toMatchObject({ text: '祝福', fields: { params: { content: '祝福', count: '10' } } })
  })

  it('D-74 says when a streaming component is not called one', async () => {
    const conversationToken = await prepare()
    const content = JSON.stringify({ templateId: TEMPLATE, cardData: { key: 'content', value: 'x', isFinalize: true } })
    await ai('update', { conversationToken, contentType: 'ai_card', content })
    expect(codes()).toEqual(['dingtalk/agent-component-tag-missing'])
  })
})
