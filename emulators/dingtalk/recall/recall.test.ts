import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { RecallGround, Recalled, Recaller, SeenAnswer, SeenRequest } from '../../core/recall.ts'
import { settings as schema } from '../settings.ts'
import { recall } from './index.ts'

const clientSecret = 'the-secret-of-the-app'
const apiSecret = 'the-secret-of-the-cards'
const MARKDOWN = 'd28e2ac5-fb34-4d93-94bc-cf5c580c2d4f.schema'
const ALICE = { senderId: '$:LWCP_v1:$alice', senderStaffId: 'staff-alice', senderNick: '爱丽丝' }

/** A recaller whose ground calls people and groups by the order in which they come; `hidden` is what it was told to mask. */
function open(settings: object = {}): { recaller: Recaller; hidden: Set<string> } {
  const names = new Map<string, string>()
  const hidden = new Set<string>()
  const named =
    (kind: string) =>
    (id: string, ...others: readonly string[]) => {
      const known = [id, ...others].map((one) => names.get(one)).find((one) => one !== undefined)
      const name = known ?? `${kind}-${new Set([...names.values()].filter((one) => one.startsWith(kind))).size + 1}`
      for (const one of [id, ...others]) names.set(one, name)
      return name
    }
  const ground: RecallGround = {
    settings: schema.parse({ app: { clientSecret }, cards: { apiSecret }, ...settings }),
    person: named('person'),
    group: named('group'),
    hide: (text) => void hidden.add(text),
    keep: () => undefined,
    file: (id, name, beside = {}) => ({ name, ...beside, id }),
  }
  return { recaller: recall.open(ground), hidden }
}

const request = (body: unknown, headers: Record<string, string> = {}, url = '/x'): SeenRequest => ({
  method: 'POST',
  url,
  headers: Object.entries(headers),
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  at: 1000,
})
const answer = (body: unknown = {}, status = 200): SeenAnswer => ({
  status,
  headers: [],
  body: Buffer.from(JSON.stringify(body)),
  at: 2000,
})
const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('base64')
const signed = { timestamp: '1000', sign: hmac(clientSecret, `1000\n${clientSecret}`) }

const message = (more: object): object => ({
  msgId: 'msg-0001',
  msgtype: 'text',
  conversationId: 'cid-single-alice',
  conversationType: '1',
  chatbotUserId: '$:LWCP_v1:$robot',
  isAdmin: false,
  sessionWebhook: 'https://oapi.dingtalk.com/robot/sendBySession?session=0123456789abcdef',
  sessionWebhookExpiredTime: 9000,
  ...ALICE,
  ...more,
})
const inGroup = { conversationId: 'cid-group', conversationType: '2', conversationTitle: '研发' }
const said = (more: object, recaller = open().recaller): readonly Recalled[] =>
  recaller.push?.(request(message(more), signed), 'robot') ?? []
const call = (
  recaller: Recaller,
  operation: string,
  body: unknown,
  told: unknown = {},
  url = '/x',
): readonly Recalled[] => recaller.call?.(`dingtalk.${operation}`, request(body, {}, url), answer(told)) ?? []
const frame = (
  recaller: Recaller,
  topic: string,
  data: unknown,
  type = 'CALLBACK',
  more: object = {},
): readonly Recalled[] =>
  recaller.frame?.(
    'platform',
    JSON.stringify({ type, headers: { topic, messageId: 'frame-1', ...more }, data: JSON.stringify(data) }),
    1000,
  ) ?? []

describe('messages to the robot', () => {
  it.each<[what: string, given: object, input: unknown]>([
    ['a text', { text: { content: '你好' } }, { from: 'person-1', text: '你好' }],
    [
      'a text of a group',
      { ...inGroup, text: { content: ' 你好' } },
      { from: 'person-1', text: '你好', group: 'group-1' },
    ],
    [
      'one that mentions somebody else',
      {
        ...inGroup,
        text: { content: ' 你好' },
        atUsers: [{ dingtalkId: '$:LWCP_v1:$robot' }, { dingtalkId: 'ding-bob' }],
      },
      { from: 'person-1', text: '你好', group: 'group-1', mentions: ['person-2'] },
    ],
    [
      'rich text with its mention',
      {
        ...inGroup,
        msgtype: 'richText',
        content: { richText: [{ text: '@小助手' }, { text: '看' }, { type: 'picture', downloadCode: 'dc1' }] },
      },
      { from: 'person-1', richText: ['看', { picture: { name: 'picture.png', id: 'dc1' } }], group: 'group-1' },
    ],
    [
      'a picture',
      { msgtype: 'picture', content: { downloadCode: 'dc1' } },
      { from: 'person-1', picture: { name: 'picture.png', id: 'dc1' } },
    ],
    [
      'a voice',
      { msgtype: 'audio', content: { downloadCode: 'dc1', recognition: '喂', duration: 1200 } },
      { from: 'person-1', audio: { name: 'voice.amr', recognition: '喂', duration: '1200ms', id: 'dc1' } },
    ],
    [
      'a video',
      { msgtype: 'video', content: { downloadCode: 'dc1', videoType: 'mp4' } },
      { from: 'person-1', video: { name: 'video.mp4', id: 'dc1' } },
    ],
    [
      'a file',
      { msgtype: 'file', content: { downloadCode: 'dc1', fileName: 'a.txt' } },
      { from: 'person-1', file: { name: 'a.txt', id: 'dc1' } },
    ],
    [
      'what robots do not get',
      { msgtype: 'unknownMsgType', content: { unknownMsgType: '暂不支持' } },
      { from: 'person-1', unknown: '暂不支持' },
    ],
    [
      'a quote of the robot',
      {
        text: {
          content: '是吗',
          isReplyMsg: true,
          repliedMsg: { senderId: '$:LWCP_v1:$robot', content: '{"text":"早"}' },
        },
      },
      { from: 'person-1', text: '是吗', quote: { text: '早' } },
    ],
    [
      'a quote of somebody',
      { text: { content: '是吗', repliedMsg: { senderId: 'ding-bob', content: { text: '早' } } } },
      { from: 'person-1', text: '是吗', quote: { text: '早', from: 'person-2' } },
    ],
  ])('%s', (_what, given, input) => {
    expect(said(given)).toEqual([{ act: 'send', input, id: 'msg-0001' }])
  })

  it.each<[what: string, given: object, knows: object]>([
    ['somebody outside', { senderStaffId: '' }, { setting: 'people.person-1.external', value: true }],
    ['an administrator', { isAdmin: true }, { setting: 'people.person-1.admin', value: true }],
    [
      'an unpublished robot',
      { isAdmin: undefined, senderStaffId: undefined },
      { setting: 'robot.published', value: false },
    ],
    ['a quota that is used up', { errorCode: 20001 }, { setting: 'robot.quotaUsedUp', value: true }],
  ])('tell of %s', (_what, given, knows) => {
    expect(said(given)).toContainEqual({ knows })
  })

  it('that bring a webhook which is over do so again, until one does not', () => {
    const { recaller } = open()
    const past = (sessionWebhookExpiredTime: number) =>
      said({ sessionWebhookExpiredTime }, recaller).filter((one) => 'act' in one && one.act === 'settings')
    expect([past(9000), past(500), past(500), past(9000)].map((one) => one.length)).toEqual([0, 1, 0, 1])
  })

  it('whose sign is wrong are told and not recorded', () => {
    const { recaller } = open()
    expect(recaller.push?.(request(message({}), { ...signed, sign: 'x' }), 'robot')).toEqual([
      { nothing: expect.stringContaining('settings.app.clientSecret') },
    ])
  })

  it('of a custom robot come with its token', () => {
    const { recaller } = open({ outgoing: { token: 'the-outgoing-token' } })
    const pushed = request(message({ ...inGroup, text: { content: ' 早' } }), {
      timestamp: '1',
      token: 'the-outgoing-token',
    })
    expect(recaller.push?.(pushed, 'robot')).toMatchObject([{ act: 'send', input: { outgoing: true } }])
  })

  it('hide every id and the session', () => {
    const { recaller, hidden } = open()
    said({ ...inGroup, robotCode: 'robot-code' }, recaller)
    expect([...hidden]).toEqual(
      expect.arrayContaining(['msg-0001', 'cid-group', 'robot-code', '0123456789abcdef', signed.sign]),
    )
  })
})

describe('messages of the robot', () => {
  it('mention people by the names they have', () => {
    const { recaller } = open()
    said({ ...inGroup }, recaller)
    const body = { msgtype: 'text', text: { content: '@staff-alice 好的' }, at: { atUserIds: ['staff-alice'] } }
    const url = '/robot/sendBySession?session=0123456789abcdef'
    expect(call(recaller, 'robot.sendBySession', body, { errcode: 0 }, url)).toEqual([
      { reply: { to: 'group-1', kind: 'text', text: '@person-1 好的', via: 'session-webhook' } },
    ])
  })

  it('are what the answer to a callback says', () => {
    const { recaller } = open()
    const asked = request(message({}), signed)
    recaller.push?.(asked, 'robot')
    const markdown = { msgtype: 'markdown', markdown: { title: '题', text: '# 文' } }
    expect(recaller.answer?.(answer(markdown), asked, 'robot')).toEqual([
      { reply: { to: 'person-1', kind: 'markdown', text: '# 文', via: 'callback-reply', fields: { title: '题' } } },
    ])
    expect(recaller.answer?.(answer({ msgtype: 'empty' }), asked, 'robot')).toEqual([])
  })

  it.each<[what: string, operation: string, told: object, status: number, call: object]>([
    ['inside HTTP 200', 'robot.send', { errcode: 310000, errmsg: 'keywords not in content' }, 200, { code: 310000 }],
    ['by the gateway', 'robot.groupMessages.send', { code: 'Throttling', message: '' }, 429, { code: 'Throttling' }],
    ['by something in between', 'robot.send', {}, 502, { status: 502 }],
  ])('that are refused %s are refused again', (_what, operation, told, status, refused) => {
    const id = `dingtalk.${operation}`
    expect(open().recaller.call?.(id, request({}), answer(told, status))).toEqual([
      { call: { operation: id, ok: false, ...refused } },
    ])
  })
})

describe('cards', () => {
  const params = (content: string) => ({ cardData: { cardParamMap: { content } } })
  const create = (more: object) => ({
    cardTemplateId: MARKDOWN,
    outTrackId: 'card-1',
    openSpaceId: 'dtv1.card//IM_ROBOT.staff-alice',
    ...more,
  })
  const stream = (content: string, isFinalize: boolean) => ({
    outTrackId: 'card-1',
    key: 'content',
    content,
    isFull: true,
    isFinalize,
  })

  it('are shown when their last word is written', () => {
    const { recaller } = open()
    expect(call(recaller, 'card.createAndDeliver', create(params('')))).toEqual([])
    expect(call(recaller, 'card.streaming', stream('早', false))).toEqual([])
    expect(call(recaller, 'card.streaming', stream('早上好', true))).toEqual([
      { reply: { to: 'person-1', kind: 'card', text: '早上好', via: 'card' } },
    ])
  })

  it('that stand still are shown at once, and as they are when somebody taps', () => {
    const { recaller } = open()
    const [shown] = call(recaller, 'card.createAndDeliver', create(params('一')))
    expect(call(recaller, 'card.update', { outTrackId: 'card-1', ...params('二') })).toEqual([])
    expect(shown).toEqual({ reply: { to: 'person-1', kind: 'card', text: '二', via: 'card' } })
    const content = JSON.stringify({ cardPrivateData: { actionIds: ['ok'], params: { n: 1 } } })
    const tapped = { outTrackId: 'card-1', userId: 'staff-alice', content }
    const proof = { 'x-ddpaas-signature-timestamp': '1', 'x-ddpaas-signature': hmac(apiSecret, '1') }
    expect(recaller.push?.(request(tapped, proof), 'card')).toEqual([
      { act: 'tap', input: { from: 'person-1', actions: 'ok', params: { n: 1 } } },
    ])
    expect(call(recaller, 'card.update', { outTrackId: 'card-1', ...params('三') })).toEqual([
      { call: { operation: 'dingtalk.card.update', ok: true } },
    ])
    expect(shown).toMatchObject({ reply: { text: '二' } })
  })

  it('of templates nobody knows are shown with any template', () => {
    const { recaller } = open()
    const made = call(recaller, 'card.createAndDeliver', create({ cardTemplateId: 'own.schema', ...params('一') }))
    expect(made).toContainEqual({ knows: { setting: 'cards.anyTemplate', value: true } })
  })

  it('are tapped over Stream as well, and a tap whose signature is wrong is none', () => {
    const { recaller } = open()
    const content = JSON.stringify({ cardPrivateData: { actionIds: ['a', 'b'] } })
    expect(frame(recaller, '/v1.0/card/instances/callback', { userId: 'u', content })).toEqual([
      { act: 'tap', input: { from: 'person-1', actions: ['a', 'b'] } },
    ])
    expect(recaller.push?.(request({ content }), 'card')).toMatchObject([{ nothing: expect.any(String) }])
  })
})

describe('the AI assistant', () => {
  const question = { userId: 'staff-alice', unionId: 'union-alice', rawInput: '几点', conversationToken: 'token-1' }
  const hook = 'https://api.dingtalk.com/agent/send?session=aswh_0123456789'
  const card = (value: string, isFinalize: boolean) =>
    JSON.stringify({
      templateId: MARKDOWN,
      cardData: { key: 'content', value, isFull: true, isFinalize },
      options: { componentTag: 'streamingComponent' },
    })

  it('is asked alone, in a group, and by the wand', () => {
    const { recaller } = open()
    const ask = (openConversationId: string, token: string) =>
      recaller.push?.(request({ ...question, openConversationId, conversationToken: token }), 'skill')?.[0]
    expect(ask('cid-1', 't1')).toMatchObject({ act: 'ask', input: { from: 'person-1', text: '几点' } })
    expect(ask('cid-2', 't2')).toMatchObject({ act: 'ask', input: { in: 'group-1' } })
    expect(ask('', 't3')).toMatchObject({ act: 'ask', input: { in: 'wand' } })
  })

  it('has parameters under names of its own, in a query too', () => {
    const { recaller } = open({ skill: { method: 'GET', names: { rawInput: 'q', userId: 'who' } } })
    const asked = request('', {}, '/v1/actions/ask?q=%E5%87%A0%E7%82%B9&who=staff-alice&openConversationId=c')
    expect(recaller.push?.(asked, 'skill')).toMatchObject([{ act: 'ask', input: { from: 'person-1', text: '几点' } }])
  })

  it('shows what a skill answers, where that is displayed', () => {
    const { recaller } = open({ skill: { displayResult: 'markdown' } })
    const uri = '/v1/actions/caipai/ask'
    frame(recaller, '/v1.0/graph/api/invoke', { requestLine: { uri }, body: JSON.stringify(question) })
    const response = { statusLine: { code: 200 }, body: JSON.stringify({ markdown: '**九点**' }) }
    const ack = JSON.stringify({ code: 200, headers: { messageId: 'frame-1' }, data: JSON.stringify({ response }) })
    expect(recaller.frame?.('bot', ack, 1)).toEqual([
      { reply: { to: 'person-1', kind: 'markdown', text: '**九点**', via: 'skill-result' } },
    ])
  })

  it('answers by token, by webhook, and by itself', () => {
    const { recaller, hidden } = open()
    recaller.push?.(request({ ...question, openConversationId: 'cid-1', sessionWebhook: hook }), 'skill')
    const reply = (text: string, via: string) => [{ reply: { to: 'person-1', kind: 'card', text, via } }]
    const byToken = (value: string, isFinalize: boolean) =>
      call(recaller, 'aiInteraction.reply', {
        conversationToken: 'token-1',
        contentType: 'ai_card',
        content: card(value, isFinalize),
      })
    expect(byToken('九', false)).toEqual([])
    expect(byToken('九点', true)).toEqual(reply('九点', 'ai-reply'))
    const content = JSON.parse(card('十点', true)) as unknown
    expect(call(recaller, 'agent.send', { contentType: 'ai_card', content }, {}, hook)).toEqual(
      reply('十点', 'agent-webhook'),
    )

    const begun = { result: { conversationToken: 'token-2' } }
    expect(call(recaller, 'aiInteraction.prepare', { unionId: 'union-alice', contentType: 'ai_card' }, begun)).toEqual(
      [],
    )
    const update = { conversationToken: 'token-2', contentType: 'ai_card', content: card('晚安', true) }
    expect(call(recaller, 'aiInteraction.update', update)).toEqual([])
    expect(call(recaller, 'aiInteraction.finish', { conversationToken: 'token-2' })).toEqual(reply('晚安', 'ai-active'))
    expect([...hidden]).toEqual(expect.arrayContaining(['token-1', 'token-2', 'aswh_0123456789']))
  })
})

describe('over Stream', () => {
  it('an event is one, however often it comes, and its ids are hidden', () => {
    const { recaller, hidden } = open()
    const headers = { eventType: 'user_add_org', eventId: 'event-0001', eventCorpId: 'corp-0001' }
    expect(frame(recaller, '*', { userId: ['staff-new-1'] }, 'EVENT', headers)).toEqual([
      { act: 'event', input: { type: 'user_add_org', data: { userId: ['staff-new-1'] } }, id: 'event-0001' },
    ])
    expect([...hidden]).toEqual(expect.arrayContaining(['staff-new-1', 'event-0001', 'corp-0001']))
  })

  it('a connection that replaces one is waited for, any other is not', () => {
    const { recaller } = open()
    expect(recaller.opened?.()).toEqual([])
    expect(frame(recaller, 'disconnect', { reason: 'moving' }, 'SYSTEM')).toEqual([
      { act: 'disconnect', input: { reason: 'moving' } },
    ])
    expect(recaller.opened?.()).toHaveLength(1)
    expect(recaller.opened?.()).toEqual([])
  })
})
