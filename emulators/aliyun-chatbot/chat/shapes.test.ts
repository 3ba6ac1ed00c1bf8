import { describe, expect, it } from 'vitest'
import { compileKnowledge } from '../knowledge/compile.ts'
import { EMPTY_CONTEXT, takeTurn, type Context } from '../knowledge/route.ts'
import { knowledgeBase } from '../knowledge/schema.ts'
import { shapeAnswer, withRelatedTitles, WITH_SUCCESS, WITHOUT_REQUEST_ID, type Shaped } from './shapes.ts'

const base = knowledgeBase.parse({
  faq: [
    {
      title: '退货流程',
      category: '售后',
      answer: { text: '七天内可退', html: '<p>七天内可退</p>' },
      related: [5002, 'gone'],
    },
    { title: '退货运费', category: '售后', answer: '我们出', perspectives: { FZJBY3raWr: '应用里：我们出' } },
    { title: '订单在哪里看', category: '订单', answer: '我的订单' },
  ],
  intents: [
    {
      id: 'i1',
      name: 'weather',
      dialog: '天气',
      says: ['查天气'],
      slots: [{ name: 'city', asks: '哪里？', values: { 北京: [] } }],
      answer: '${city}晴',
    },
    { name: 'complaint', says: ['我要投诉'], answer: '转给同事', transfer: { skillGroup: '7', ext: { level: 1 } } },
    { name: 'change', says: ['订单修改'] },
    { name: 'cancel', says: ['机票改签办理'] },
    { name: 'refund', says: ['机票退票办理'] },
  ],
  chitchat: { custom: [{ says: ['你是谁'], answer: '小店', title: '身份' }] },
  sensitive: { words: ['违禁'] },
  transfer: { words: ['人工'], skillGroup: '7' },
})
const knowledge = compileKnowledge(base)

function shapes(...turns: readonly (string | { utterance: string; perspective: string })[]): Shaped[] {
  let context: Context = EMPTY_CONTEXT
  return turns.map((turn) => {
    const taken = takeTurn(knowledge, context, typeof turn === 'string' ? { utterance: turn } : turn)
    context = taken.context
    return shapeAnswer(taken.answer, base, { recommendItemSource: 'KNOWLEDGE' })
  })
}

describe('the eleven shapes', () => {
  it('A-20 S1 FAQ at once', () => {
    const [shaped] = shapes('退货流程')
    const titled = withRelatedTitles(shaped!, (id) => (id === '5002' ? '退货运费' : undefined))
    expect(titled).toEqual({
      sample: 'S1',
      message: {
        AnswerType: 'Knowledge',
        Knowledge: {
          Score: 100,
          Category: '售后',
          ContentType: 'RICH_TEXT',
          AnswerSource: 'KnowledgeBase',
          Content: '<p>七天内可退</p>',
          Summary: '七天内可退',
          Title: '退货流程',
          Id: '5001',
          RelatedKnowledges: [{ KnowledgeId: '5002', Title: '退货运费' }],
        },
      },
    })
  })

  it('A-17 A-20 S1 in another perspective: same title and id, other content; an unknown one is the usual', () => {
    const [one, other] = shapes(
      { utterance: '退货运费', perspective: 'FZJBY3raWr' },
      { utterance: '退货运费', perspective: 'unknown' },
    )
    expect(one!.message).toMatchObject({
      Knowledge: { Title: '退货运费', Id: '5002', Content: '应用里：我们出', ContentType: 'PLAIN_TEXT' },
    })
    expect(other!.message).toMatchObject({ Knowledge: { Content: '我们出' } })
    expect(one!.message['Knowledge']).not.toHaveProperty('RelatedKnowledges')
  })

  it('A-20 S2 FAQs to choose from, from 0 to 100 and without a source of their own', () => {
    const [{ sample, message }] = shapes('退货') as [Shaped]
    expect([sample, message['AnswerType'], message['AnswerSource']]).toEqual(['S2', 'Recommend', 'KNOWLEDGE'])
    const items = message['Recommends'] as Record<string, unknown>[]
    expect(items).toHaveLength(2)
    for (const item of items) {
      expect(Object.keys(item)).toEqual(['Score', 'Title', 'KnowledgeId'])
      expect(item['Score']).toBeGreaterThan(1)
    }
    expect(message).not.toHaveProperty('VoiceTitle')
  })

  it('A-20 A-25 S3 a dialog that asks, and one that answers', () => {
    const [asks, answers] = shapes('查天气', '北京')
    expect(asks).toEqual({
      sample: 'S3',
      message: {
        AnswerType: 'Text',
        Text: {
          ContentType: 'PLAIN_TEXT',
          NodeName: '天气__city',
          AnswerSource: 'BotFramework',
          Score: 100,
          DialogName: '天气',
          IntentName: 'weather',
          Content: '哪里？',
          NodeId: 'i1__city',
          ExternalFlags: {},
          Slots: [{ Name: 'city', Value: '', Origin: '', Hit: false }],
        },
      },
    })
    expect(answers!.message).toMatchObject({
      Text: {
        NodeName: '天气',
        NodeId: 'i1',
        Content: '北京晴',
        Slots: [{ Value: '北京', Origin: '北京', Hit: true }],
      },
    })
  })

  it('A-20 S4 intents to choose from, from 0 to 1 and each with its source', () => {
    const [{ sample, message }] = shapes('机票') as [Shaped]
    expect([sample, message['AnswerType'], message['AnswerSource'], message['VoiceTitle']]).toEqual([
      'S4',
      'Recommend',
      'BotFramework',
      '请问您想咨询的是：',
    ])
    for (const item of message['Recommends'] as Record<string, unknown>[]) {
      expect(Object.keys(item)).toEqual(['Score', 'AnswerSource', 'Title', 'KnowledgeId'])
      expect(item['AnswerSource']).toBe('BotFramework')
      expect(item['Score']).toBeLessThanOrEqual(1)
    }
  })

  it('A-20 S5 both to choose from; a FAQ has its category', () => {
    const [{ sample, message }] = shapes('订单') as [Shaped]
    expect([sample, message['AnswerType'], message['AnswerSource'], typeof message['VoiceTitle']]).toEqual([
      'S5',
      'Recommend',
      'INTENT_FAQ_CLARIFY',
      'string',
    ])
    const items = message['Recommends'] as Record<string, unknown>[]
    expect(items.find((item) => item['AnswerSource'] === 'KNOWLEDGE')).toMatchObject({
      Title: '订单在哪里看',
      Category: '订单',
    })
    expect(items.find((item) => item['AnswerSource'] === 'BotFramework')).not.toHaveProperty('Category')
    const table = shapeAnswer(takeTurn(knowledge, EMPTY_CONTEXT, { utterance: '订单' }).answer, base, {
      recommendItemSource: 'Knowledge',
    })
    expect(JSON.stringify(table.message)).toContain('"AnswerSource":"Knowledge"')
  })

  it('A-20 S6 and S7 chit-chat', () => {
    expect(shapes('你好', '你是谁').map(({ sample, message }) => [sample, message])).toEqual([
      [
        'S6',
        {
          AnswerType: 'Text',
          Text: {
            ContentType: 'PLAIN_TEXT',
            UserDefinedChatTitle: '你好',
            AnswerSource: 'ChitChat',
            HitStatement: '你好',
            Content: '您好，很高兴为您服务！',
          },
        },
      ],
      [
        'S7',
        {
          AnswerType: 'Text',
          Text: {
            ContentType: 'PLAIN_TEXT',
            UserDefinedChatTitle: '身份',
            AnswerSource: 'USER_DEFINED_CHAT',
            HitStatement: '你是谁',
            Content: '小店',
          },
        },
      ],
    ])
  })

  it('A-20 S8 a sensitive word, S11 no answer', () => {
    expect(shapes('违禁品', '月球有多远').map(({ sample, message }) => [sample, message])).toEqual([
      [
        'S8',
        {
          AnswerType: 'Text',
          Text: { ContentType: 'PLAIN_TEXT', AnswerSource: 'SENSITIVE_WORD', Content: base.sensitive.answer },
        },
      ],
      [
        'S11',
        { AnswerType: 'Text', Text: { ContentType: 'PLAIN_TEXT', AnswerSource: 'NO_ANSWER', Content: base.noAnswer } },
      ],
    ])
  })

  it('A-20 A-21 S9 and S10 hand over; sysToAgent is a string with JSON in it', () => {
    const [global, dialog] = shapes('人工', '我要投诉')
    expect([global!.sample, dialog!.sample]).toEqual(['S9', 'S10'])
    const command = (shaped: Shaped): unknown =>
      (shaped.message['Text'] as { Commands: { sysToAgent: unknown } }).Commands.sysToAgent
    expect(command(global!)).toBe('{"skillGroup":"7"}')
    expect(JSON.parse(command(dialog!) as string)).toEqual({ skillGroup: '7', ext: { level: 1 } })
    expect(Object.keys(global!.message['Text'] as object)).toEqual([
      'ContentType',
      'AnswerSource',
      'Content',
      'Commands',
    ])
    expect(dialog!.message['Text']).not.toHaveProperty('Slots')
    expect(dialog!.message['Text']).toMatchObject({ AnswerSource: 'BotFramework', ExternalFlags: {}, Score: 100 })
  })

  it('A-20 S2 of a voice robot has a VoiceTitle', () => {
    const voice = { ...base, voice: true }
    const { message } = shapeAnswer(takeTurn(knowledge, EMPTY_CONTEXT, { utterance: '退货' }).answer, voice, {
      recommendItemSource: 'KNOWLEDGE',
    })
    expect(message['VoiceTitle']).toBe('请问您想咨询的是：')
  })

  it('A-22 A-23 which of them have Success, and which lack a RequestId', () => {
    expect([...WITH_SUCCESS]).toEqual(['S4', 'S5', 'S9', 'S10'])
    expect([...WITHOUT_REQUEST_ID]).toEqual(['S9', 'S10'])
  })
})
