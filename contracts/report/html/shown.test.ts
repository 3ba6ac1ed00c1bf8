import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CLIENT_ID, openCorp, type Corp } from '../../../test/support/dingtalk-corp.ts'
import { tellChats, type Bubble, type Chat } from './chats.ts'
import { showChats } from './conversation.ts'
import { tellShown } from './shown.ts'

describe('tellShown', () => {
  it.each([
    ['image', '', { mediaId: 'm1' }, { text: '', details: [['mediaId', 'm1']] }],
    [
      'news',
      '标题',
      { articles: [{ title: '标题', description: '说明', picUrl: 'p', url: 'https://a.example' }] },
      { text: '', tiles: [{ title: '标题', text: '说明', url: 'https://a.example' }] },
    ],
    [
      'menu',
      '满意吗\n好\n不好\n谢谢',
      { head: '满意吗', options: [{ id: '1', content: '好' }, { content: '不好' }], tail: '谢谢' },
      {
        text: '满意吗',
        options: [
          { text: '好', isHeading: false },
          { text: '不好', isHeading: false },
        ],
        tail: '谢谢',
      },
    ],
    [
      'topic-options',
      '',
      { topics: [{ topic: '订单', categories: [{ category: '物流', options: ['在哪', '多久'] }] }] },
      {
        options: [
          { text: '订单', isHeading: true },
          { text: '物流', isHeading: true },
          { text: '在哪', isHeading: false },
          { text: '多久', isHeading: false },
        ],
      },
    ],
    [
      'combination',
      '一\n# 二',
      {
        items: [
          { kind: 'text', text: '一', fields: {} },
          { kind: 'markdown', text: '# 二', fields: {} },
        ],
      },
      {
        text: '',
        parts: [
          { kind: 'text', text: '一', isMarkdown: false },
          { kind: 'markdown', text: '# 二', isMarkdown: true },
        ],
      },
    ],
    ['link', '天气\n今天晴', { title: '天气', url: 'https://a.example' }, { title: '天气', text: '今天晴' }],
    ['text', '@alice 在', { notified: ['alice'], atAll: true }, { mentions: ['alice', 'all'], details: [] }],
  ])('reads a line of kind %s', (kind, text, fields, shown) => {
    expect(tellShown(kind, text, fields)).toMatchObject({ kind, ...shown })
  })

  it('is bounded, whatever the fields hold', () => {
    const options = Array.from({ length: 500 }, () => 'x'.repeat(999))
    const nested = { items: [{ kind: 'a', text: '', fields: {} as object }] }
    nested.items[0]!.fields = nested
    const shown = tellShown('text', 'x'.repeat(99_999), { options, long: 'y'.repeat(99_999), ...nested })
    expect(JSON.stringify(shown).length).toBeLessThan(20_000)
    expect(tellShown('text', 'x'.repeat(99_999), {}).text).toHaveLength(4002)
  })

  it.each([[null], [7], ['text'], [[null, 7, [[]], { title: 7 }]], [{ title: {} }]])(
    'takes fields of any shape: %j',
    (odd) => {
      const fields = { options: odd, articles: odd, items: odd, notified: odd, title: odd, buttons: odd, links: odd }
      expect(() => tellShown('text', '', fields)).not.toThrow()
    },
  )
})

describe('a conversation on DingTalk', () => {
  const STAFF = '0101'
  let corp: Corp
  let chats: Chat[]

  beforeAll(async () => {
    corp = await openCorp({
      templates: [{ id: 'tpl.schema', keys: ['content'] }],
      people: { alice: { staffId: STAFF, unionId: 'uAliceiEiE' } },
    })
    const said = await corp.say({ from: 'alice', group: 'ops', text: '讲个故事' })
    const { sessionWebhook } = said
    const at = { atUserIds: [STAFF] }
    await corp.post(sessionWebhook, { msgtype: 'text', text: { content: '@0101 在' }, at })
    await corp.post(sessionWebhook, { msgtype: 'markdown', markdown: { title: '菜单', text: '# 菜单\n- 饺子' } })
    const btns = [
      { title: '要', actionURL: 'https://a.example/1' },
      { title: '不要', actionURL: 'https://a.example/2' },
    ]
    await corp.post(sessionWebhook, { msgtype: 'actionCard', actionCard: { title: '点单', text: '**饺子**？', btns } })
    const links = [{ title: '新闻', messageURL: 'https://a.example/n', picURL: 'https://a.example/n.png' }]
    await corp.post(sessionWebhook, { msgtype: 'feedCard', feedCard: { links } })
    await corp.api('POST', '/v1.0/card/instances/createAndDeliver', {
      cardTemplateId: 'tpl.schema',
      outTrackId: 't1',
      callbackType: 'STREAM',
      cardData: { cardParamMap: { content: '', buttons: JSON.stringify([{ text: '再来一个', id: 'again' }]) } },
      openSpaceId: `dtv1.card//IM_ROBOT.${STAFF}`,
      imRobotOpenSpaceModel: { supportForward: true },
      imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode: CLIENT_ID },
      userIdType: 1,
    })
    for (const [step, content] of ['从前', '从前有**座**山'].entries()) {
      const more = { isFull: true, isFinalize: step === 1 }
      const written = { outTrackId: 't1', guid: `g${step}`, key: 'content', content, ...more }
      await corp.api('PUT', '/v1.0/card/streaming', written)
    }
    chats = tellChats(corp.world.journal.entries())
  })
  afterAll(() => corp.close())

  const bubbles = (name: string): readonly Bubble[] => chats.find((chat) => chat.name === name)?.bubbles ?? []

  it('has a window for the group, with mentions, Markdown, buttons and links', () => {
    const [question, ...answers] = bubbles('ops')
    expect(question).toMatchObject({ who: 'user', name: 'alice', shown: { kind: 'text' } })
    expect(question?.shown.text).toContain('讲个故事')
    expect(answers).toMatchObject([
      { who: 'bot', via: 'session-webhook', shown: { kind: 'text', mentions: ['alice'] } },
      { shown: { kind: 'markdown', title: '菜单', isMarkdown: true } },
      { shown: { kind: 'actionCard', title: '点单', isMarkdown: true, options: [{ text: '要' }, { text: '不要' }] } },
      { shown: { kind: 'feedCard', tiles: [{ title: '新闻', url: 'https://a.example/n' }] } },
    ])
  })

  it('shows a card as it ended, with its buttons and in how many pieces it came', () => {
    expect(bubbles('alice')).toMatchObject([
      {
        who: 'bot',
        via: 'card',
        isOpen: false,
        stream: { pieces: 2 },
        shown: { kind: 'card', text: '从前有**座**山', isMarkdown: true, options: [{ text: '再来一个' }] },
      },
    ])
  })

  it('is drawn as people see it', () => {
    const { markup } = showChats(chats)
    expect(markup).toContain('<p class="h1">菜单</p>')
    expect(markup).toContain('从前有<strong>座</strong>山')
    expect(markup).toContain('2 pieces')
    expect(markup).toContain('notified <span>@alice</span>')
    expect(markup).toMatch(/<ul class="options">\s*<li>要<\/li>\s*<li>不要<\/li>/)
  })
})
