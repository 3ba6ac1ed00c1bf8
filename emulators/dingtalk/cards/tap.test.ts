import { createHmac } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { CLIENT_ID, openCorp, type Corp } from '../../../test/support/dingtalk-corp.ts'
import { entriesOf } from '../../../test/support/entries.ts'
import { CARD, connectStream, ROBOT_ONLY, type StreamClient } from '../../../test/support/dingtalk-stream.ts'

const TEMPLATE = 'tpl-vote.schema'
const templates = [{ id: TEMPLATE, keys: [] }]
const people = { alice: { staffId: '0101', unionId: 'uAliceiEiE' }, bob: { staffId: '0202' } }
const CARD_ONLY = [{ type: 'CALLBACK', topic: CARD }]
const SECRET = 'demo-api-secret'

let corp: Corp
afterEach(() => corp.close())

const openHttp = async (webhooks = ['card'], settings: Record<string, unknown> = {}): Promise<void> => {
  corp = await openCorp({ templates, people, 'cards.apiSecret': SECRET, ...settings }, webhooks)
  corp.answer = (_request, response) => void response.end('{}')
}
const openStream = async (subscriptions = CARD_ONLY): Promise<StreamClient> => {
  corp = await openCorp({ templates, people, 'stream.pingEvery': 0 }, [])
  return connectStream(corp, subscriptions)
}
const create = async (outTrackId: string, more: object): Promise<void> => {
  const { body } = await corp.api('POST', '/v1.0/card/instances/createAndDeliver', {
    cardTemplateId: TEMPLATE,
    outTrackId,
    cardData: {
      cardParamMap: { title: '聚餐？', votes: '0', btns: '[{"text":"去","id":"yes"},{"text":"不去","id":"no"}]' },
    },
    openSpaceId: 'dtv1.card//IM_ROBOT.0101',
    imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode: CLIENT_ID },
    ...more,
  })
  expect(body).toMatchObject({ success: true })
}
const tap = (input: unknown): Promise<number> => corp.world.act('dingtalk', 'tap', input)
const card = () => corp.shown().at(-1)
/** How the newest push has ended. */
const ended = () => corp.world.until(() => entriesOf(corp.world, 'push').at(-1)?.ended, 60_000, 'the callback to end')

describe('over HTTP', () => {
  it('D-59 signs the callback over the timestamp and sends what was tapped', async () => {
    await openHttp()
    await create('h1', { callbackType: 'HTTP', callbackRouteKey: 'route' })
    expect(card()?.fields['buttons']).toEqual([
      { label: '去', id: 'yes' },
      { label: '不去', id: 'no' },
    ])
    await tap({ actions: 'yes', params: { vote: 1 } })
    expect(await ended()).toMatchObject({ outcome: 'acknowledged' })
    const [{ headers, body, url } = { headers: {}, body: '', url: new URL('http://x') }] = corp.received
    const timestamp = String(headers['x-ddpaas-signature-timestamp'])
    expect(url.pathname).toBe('/card')
    expect(Math.abs(Number(timestamp) - Date.now())).toBeLessThan(60_000)
    expect(headers['x-ddpaas-signature']).toBe(createHmac('sha256', SECRET).update(timestamp).digest('base64'))
    expect(JSON.parse(body)).toEqual({
      type: 'actionCallback',
      outTrackId: 'h1',
      corpId: corp.world.connections()['dingtalk']?.['corpId'],
      userId: '0101',
      content: '{"cardPrivateData":{"actionIds":["yes"],"params":{"vote":1}}}',
    })
    expect(corp.lines().at(-1)).toMatchObject({ who: 'user', kind: 'tap', via: 'tap', text: 'yes' })
  })

  it('D-59 shows what the answer changes, for everybody and for the one who tapped', async () => {
    await openHttp()
    await create('h2', { callbackType: 'HTTP' })
    corp.answer = (_request, response) =>
      void response.end(
        JSON.stringify({
          cardData: { cardParamMap: { votes: '1' } },
          userPrivateData: { cardParamMap: { mine: 'yes' } },
          cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
        }),
      )
    await tap('yes')
    expect(await ended()).toMatchObject({ outcome: 'answered' })
    expect(card()).toMatchObject({
      text: '聚餐？\n1',
      fields: { params: { votes: '1', title: '聚餐？' }, privateParams: { alice: { mine: 'yes' } } },
    })
  })

  it('D-59 D-74 gives up after 2 s', async () => {
    await openHttp()
    await create('h3', { callbackType: 'HTTP' })
    corp.answer = () => undefined
    await tap('yes')
    expect(await ended()).toMatchObject({ outcome: 'timeout' })
    const [push] = entriesOf(corp.world, 'push')
    expect((push?.ended?.at ?? 0) - (push?.at ?? 0)).toBeGreaterThanOrEqual(2000)
    expect((push?.ended?.at ?? 0) - (push?.at ?? 0)).toBeLessThan(3000)
    expect(corp.remarks()).toEqual(['dingtalk/card-tap-unanswered'])
  })

  it.each([
    ['refused', 'card-tap-unanswered', 500, '{}'],
    ['bad-body', 'card-tap-answer-ignored', 200, 'thanks'],
    ['bad-body', 'card-tap-answer-ignored', 200, '{"cardData":"votes"}'],
    ['answered', 'card-value-not-text', 200, '{"cardData":{"cardParamMap":{"votes":1}}}'],
    ['acknowledged', undefined, 200, ''],
  ])('D-59 D-74 an answer may be %s (%s): %i %s', async (outcome, code, status, body) => {
    await openHttp()
    await create('h4', { callbackType: 'HTTP' })
    corp.answer = (_request, response) => void response.writeHead(status).end(body)
    await tap('yes')
    expect(await ended()).toMatchObject({ outcome })
    expect(corp.remarks()).toEqual(code === undefined ? [] : [`dingtalk/${code}`])
    expect(card()?.text).toBe('聚餐？\n0')
  })

  it('D-59 calls the URL that was registered for the route, signed with its own secret', async () => {
    await openHttp([])
    const register = (callbackUrl: string, more: object = {}) =>
      corp.api('POST', '/v1.0/card/callbacks/register', {
        callbackRouteKey: 'r',
        callbackUrl,
        apiSecret: 'own',
        ...more,
      })
    const first = `${corp.serverUrl}/first`
    expect((await register(first)).body).toEqual({ success: true, result: { callbackUrl: first, apiSecret: 'own' } })
    expect((await register(`${corp.serverUrl}/second`)).body).toMatchObject({ result: { callbackUrl: first } })
    await register(`${corp.serverUrl}/third`, { forceUpdate: true })
    await create('h5', { callbackType: 'HTTP', callbackRouteKey: 'r' })
    await tap('yes')
    await ended()
    expect(corp.received.map(({ url }) => url.pathname)).toEqual(['/third'])
    const { headers } = corp.received[0]!
    const timestamp = String(headers['x-ddpaas-signature-timestamp'])
    expect(headers['x-ddpaas-signature']).toBe(createHmac('sha256', 'own').update(timestamp).digest('base64'))
  })

  it('D-59 names the one who tapped by unionId where userIdType is 2', async () => {
    await openHttp()
    await create('h6', { callbackType: 'HTTP', userIdType: 2, openSpaceId: 'dtv1.card//IM_ROBOT.uAliceiEiE' })
    await tap('yes')
    await ended()
    expect(JSON.parse(corp.received[0]?.body ?? '')).toMatchObject({ userId: 'uAliceiEiE' })
  })

  it('D-74 says when a card is updated by a call before its callback is answered', async () => {
    await openHttp()
    await create('h7', { callbackType: 'HTTP' })
    corp.answer = (_request, response) => {
      void corp
        .api('PUT', '/v1.0/card/instances', { outTrackId: 'h7', cardData: { cardParamMap: { votes: '1' } } })
        .then(() => response.end('{}'))
    }
    await tap('yes')
    await ended()
    expect(corp.remarks()).toEqual(['dingtalk/card-updated-in-callback'])
  })
})

describe('that nobody hears', () => {
  it.each([
    ['it was created without callbackType', {}],
    ['its callbackRouteKey is not registered', { callbackType: 'HTTP', callbackRouteKey: 'nobody' }],
    ['no connection subscribes to', { callbackType: 'STREAM' }],
  ])('D-59 D-74 is a remark: %s', async (why, more) => {
    await openStream(ROBOT_ONLY as typeof CARD_ONLY)
    await create('n1', more)
    await tap('yes')
    const [remark] = entriesOf(corp.world, 'remark')
    expect(remark).toMatchObject({ code: 'dingtalk/card-tap-unheard', severity: 'broken', user: 'alice' })
    expect(remark?.what.en).toContain(why)
    expect(entriesOf(corp.world, 'push')).toEqual([])
  })

  it('needs a card that is shown, to the one who taps', async () => {
    await openHttp()
    await expect(tap('yes')).rejects.toMatchObject({ code: 'CARD_MISSING' })
    await create('n2', { callbackType: 'HTTP' })
    await expect(tap({ actions: 'yes', on: 'other' })).rejects.toMatchObject({ code: 'CARD_MISSING' })
    await expect(tap({ actions: 'yes', from: 'bob' })).rejects.toMatchObject({ code: 'CARD_UNSEEN' })
  })
})

describe('over Stream', () => {
  it('D-58 D-59 pushes the tap and shows what the ACK changes', async () => {
    const client = await openStream()
    await create('s1', { callbackType: 'STREAM' })
    await tap('no')
    const frame = await client.next(CARD)
    const content = '{"cardPrivateData":{"actionIds":["no"],"params":{}}}'
    expect(JSON.parse(frame.data)).toEqual({
      type: 'actionCallback',
      outTrackId: 's1',
      corpId: corp.world.connections()['dingtalk']?.['corpId'],
      userId: '0101',
      userIdType: 1,
      spaceType: 'IM_ROBOT',
      spaceId: '0101',
      extension: '{}',
      content,
      value: content,
    })
    client.ack(frame, {
      response: { cardData: { cardParamMap: { title: '谢谢' } }, cardUpdateOptions: { updateCardDataByKey: false } },
    })
    expect(await ended()).toMatchObject({ outcome: 'answered' })
    expect(card()).toMatchObject({ text: '谢谢', fields: { params: { title: '谢谢' } } })
  })

  it('D-59 takes null for no change, and silence for a failure', async () => {
    const client = await openStream()
    await create('s2', { callbackType: 'STREAM' })
    await tap('no')
    client.ack(await client.next(CARD))
    expect(await ended()).toMatchObject({ outcome: 'acknowledged' })
    await tap('no')
    await client.next(CARD)
    expect(await ended()).toMatchObject({ outcome: 'timeout' })
    expect(corp.remarks()).toContain('dingtalk/card-tap-unanswered')
    expect(card()?.text).toBe('聚餐？\n0')
  })

  it('D-50 hears of a tap on an AI card with a token that update and reply take', async () => {
    const client = await openStream()
    const template = 'd28e2ac5-fb34-4d93-94bc-cf5c580c2d4f.schema'
    const content = (text: string) => JSON.stringify({ templateId: template, cardData: { content: text } })
    const ai = (call: string, body: object) => corp.api('POST', `/v1.0/aiInteraction/${call}`, body)
    const { body } = await ai('prepare', {
      unionId: 'uAliceiEiE',
      contentType: 'ai_card',
      content: content('生日快乐'),
    })
    await ai('finish', body['result'] as object)
    await tap({ actions: 'meritButton', params: { merit: '1' } })
    const frame = await client.next(CARD)
    const { conversationToken, content: tapped } = JSON.parse(frame.data) as Record<string, string>
    expect(conversationToken).toMatch(/^ct_/)
    expect(JSON.parse(tapped ?? '')).toEqual({
      cardPrivateData: { actionIds: ['meritButton'], params: { merit: '1' } },
    })
    client.ack(frame, { response: { cardData: { cardParamMap: { count: 1 } } } })
    expect(await ended()).toMatchObject({ outcome: 'answered' })
    expect(card()).toMatchObject({ text: '生日快乐', fields: { params: { content: '生日快乐', count: '1' } } })
    for (const [call, text] of [
      ['update', '祝福 2'],
      ['reply', '祝福 3'],
    ] as const) {
      const answer = await ai(call, { conversationToken, contentType: 'ai_card', content: content(text) })
      expect(answer).toMatchObject({ status: 200, body: { result: { success: true } } })
      expect(card()).toMatchObject({ text, open: false })
    }
    expect(corp.shown()).toHaveLength(1)
  })

  it('D-50 has no callback for cards in the magic wand', async () => {
    const client = await openStream([...CARD_ONLY, { type: 'CALLBACK', topic: '/v1.0/graph/api/invoke' }])
    await corp.world.act('dingtalk', 'ask', { text: '你好', in: 'wand' })
    const asked = await client.next()
    client.ack(asked, { response: { statusLine: { code: 200 }, headers: {}, body: '{}' } })
    const { body } = JSON.parse(asked.data) as { body: string }
    const { sessionWebhook } = JSON.parse(body) as { sessionWebhook: string }
    await corp.post(sessionWebhook, {
      contentType: 'ai_card',
      content: { templateId: 'd28e2ac5-fb34-4d93-94bc-cf5c580c2d4f.schema', cardData: { content: '好' } },
    })
    await tap('ok')
    expect(corp.remarks()).toEqual(['dingtalk/card-tap-unheard'])
  })
})
