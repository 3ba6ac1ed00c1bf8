import { describe, expect, it } from 'vitest'
import { compileKnowledge } from './compile.ts'
import type { Query } from './query.ts'
import { EMPTY_CONTEXT, takeTurn, type Answer, type Context } from './route.ts'
import { knowledgeBase } from './schema.ts'
import { prepare, score } from './score.ts'

const knowledge = compileKnowledge(
  knowledgeBase.parse({
    faq: [
      {
        id: 5001,
        title: '退货流程',
        similar: ['怎么退货', '如何退货'],
        category: '售后',
        answer: '七天内可退',
        related: [5002],
      },
      { title: '退货运费谁出', answer: { text: '我们出', html: '<p>我们出</p>' } },
      { title: '发票怎么开', answer: '联系客服', perspectives: { FZJBY3raWr: '请在应用里开' } },
    ],
    intents: [
      {
        name: '查天气',
        says: ['查天气', '天气怎么样'],
        slots: [
          { name: '城市', asks: '哪个城市？', values: { 北京: ['北京市', 'Beijing'], 上海: [] } },
          { name: '日期', asks: '哪一天？', pattern: '今天|明天|\\d{4}-\\d{2}-\\d{2}' },
        ],
        answer: '${城市}${日期}晴，${SenderNick}，${VendorParam.phone}${VendorParam.none}${nothing}',
      },
      { name: '订机票', says: ['订机票'], slots: [{ name: '乘客', asks: '谁坐？' }], answer: '已为${乘客}订票' },
      { name: '投诉', says: ['我要投诉'], answer: '马上转人工', transfer: { skillGroup: '7' } },
    ],
    chitchat: { custom: [{ says: ['你是谁', '你叫什么'], answer: '我是小店' }] },
    sensitive: { words: ['违禁'], answer: '请文明' },
  }),
)

/** Speaks a whole conversation and gives the answers. */
function talk(...turns: readonly (string | Partial<Query>)[]): Answer[] {
  let context: Context = EMPTY_CONTEXT
  return turns.map((turn) => {
    const query = typeof turn === 'string' ? { utterance: turn } : { utterance: '', ...turn }
    const taken = takeTurn(knowledge, context, query)
    context = taken.context
    return taken.answer
  })
}
const kinds = (...turns: readonly (string | Partial<Query>)[]): string[] =>
  talk(...turns).map((answer) => (answer.kind === 'clarify' ? `clarify ${answer.of}` : answer.kind))
const contents = (...turns: readonly (string | Partial<Query>)[]): string[] =>
  talk(...turns).map((answer) => ('content' in answer ? answer.content : answer.kind))

describe('score', () => {
  const of = (utterance: string, phrase: string): number => score(prepare(utterance), prepare(phrase))
  it.each([
    ['退货流程', '退货流程', 1],
    ['退货流程？', ' 退货流程!', 1],
    ['ＡＢＣ def', 'abc DEF', 1],
    ['', '退货', 0],
    ['今天', '退货流程', 0],
  ])('A-27 of %s and %s is %d', (utterance, phrase, expected) => {
    expect(of(utterance, phrase)).toBe(expected)
  })

  it('A-27 of an utterance that holds the phrase is direct, of one that is held is for clarifying', () => {
    expect(of('我想查天气可以吗', '查天气')).toBeGreaterThanOrEqual(0.7)
    expect(of('退货', '退货流程说明')).toBeGreaterThanOrEqual(0.3)
    expect(of('退货', '退货流程说明')).toBeLessThan(0.7)
    expect(of('return policy please', 'return policy')).toBeGreaterThanOrEqual(0.7)
    expect(of('a', 'b')).toBe(0)
  })
})

describe('routing', () => {
  it.each([
    ['退货流程', 'faq'],
    ['如何退货？', 'faq'],
    ['查天气', 'dialog'],
    ['我要投诉', 'dialog'],
    ['退货', 'clarify faq'],
    ['你是谁', 'chat'],
    ['你好！', 'chat'],
    ['人工', 'transfer'],
    ['违禁品怎么退货', 'sensitive'],
    ['月球有多远', 'none'],
    ['', 'none'],
  ])('A-20 A-27 %s is answered as %s', (utterance, kind) => {
    expect(kinds(utterance)).toEqual([kind])
  })

  it('A-20 near ones of one kind are clarified, and of both kinds as mixed', () => {
    const mixed = compileKnowledge(
      knowledgeBase.parse({
        faq: [{ title: '订单怎么查询', answer: 'x' }],
        intents: [
          { name: '查', says: ['订单查询'] },
          { name: '改', says: ['订单修改'] },
          { name: '签', says: ['机票改签'] },
          { name: '退', says: ['机票退票'] },
        ],
      }),
    )
    const of = (utterance: string): unknown => {
      const { answer } = takeTurn(mixed, EMPTY_CONTEXT, { utterance })
      return answer.kind === 'clarify' ? [answer.of, answer.candidates.map(({ item }) => item.title)] : answer.kind
    }
    expect(of('订单')).toEqual(['mixed', expect.arrayContaining(['订单怎么查询', '订单查询', '订单修改'])])
    expect(of('机票')).toEqual(['intent', ['机票改签', '机票退票']])
    expect(of('订单查询')).toBe('dialog')
  })

  it('A-27 keeps to thresholds and the number of recommendations', () => {
    const many = {
      faq: Array.from({ length: 9 }, (_, at) => ({ title: `退货问题${'一二三四五六七八九'[at]}`, answer: 'x' })),
    }
    const ready = compileKnowledge(knowledgeBase.parse({ ...many, thresholds: { recommendations: 3 } }))
    const { answer } = takeTurn(ready, EMPTY_CONTEXT, { utterance: '退货问题' })
    expect(answer.kind === 'clarify' && answer.candidates.length).toBe(3)
    const strict = compileKnowledge(knowledgeBase.parse({ ...many, thresholds: { clarify: 0.99 } }))
    expect(takeTurn(strict, EMPTY_CONTEXT, { utterance: '退货问题' }).answer.kind).toBe('none')
  })

  it('A-26 a recommendation is answered when it is clicked or its title is said', () => {
    expect(kinds('退货', '退货运费谁出')).toEqual(['clarify faq', 'faq'])
    expect(kinds('退货', { utterance: '这个', knowledgeId: '5002' })).toEqual(['clarify faq', 'faq'])
    expect(kinds({ utterance: 'x', knowledgeId: '7001' })).toEqual(['dialog'])
    expect(kinds({ utterance: 'x', intentName: '订机票' })).toEqual(['dialog'])
    expect(kinds({ utterance: '退货流程', knowledgeId: 'unknown' })).toEqual(['faq'])
    expect(kinds({ utterance: '退货流程', intentName: 'unknown' })).toEqual(['faq'])
  })
})

describe('slots', () => {
  it('A-25 are asked for one by one and filled as normalised, with what was typed', () => {
    const answers = talk('查天气', '北京市', { utterance: '明天', senderNick: '小明', vendorParam: { phone: 123 } })
    expect(answers).toMatchObject([
      {
        slot: '城市',
        content: '哪个城市？',
        slots: [{ name: '城市', value: '', origin: '', hit: false }, { hit: false }],
      },
      {
        slot: '日期',
        content: '哪一天？',
        slots: [{ name: '城市', value: '北京', origin: '北京市', hit: true }, { hit: false }],
      },
      { content: '北京明天晴，小明，123', slots: [{ hit: true }, { value: '明天', hit: true }] },
    ])
    expect(answers[2]).not.toHaveProperty('slot')
  })

  it('A-25 are filled from the first words', () => {
    expect(contents('查beijing明天天气')).toEqual(['北京明天晴，，'])
    expect(talk('查北京天气')).toMatchObject([{ kind: 'dialog', slot: '日期' }])
  })

  it('A-25 take anything where there are no values', () => {
    expect(contents('订机票', ' 张三 ')).toEqual(['谁坐？', '已为张三订票'])
  })

  it('A-25 are asked for again when the answer is none, and given up in the end', () => {
    expect(contents('查天气', '火星', '水星', '退货流程')).toEqual(['哪个城市？', '哪个城市？', '哪个城市？', 'faq'])
  })

  it('A-18 A-25 are lost without the session: the same answer is a fresh query', () => {
    expect(takeTurn(knowledge, EMPTY_CONTEXT, { utterance: '上海' }).answer.kind).toBe('none')
    expect(contents('查天气', '上海')).toEqual(['哪个城市？', '哪一天？'])
  })

  it('A-25 survive a sensitive word and end with a person', () => {
    expect(kinds('查天气', '违禁', '上海')).toEqual(['dialog', 'sensitive', 'dialog'])
    expect(contents('查天气', '违禁', '上海').at(-1)).toBe('哪一天？')
    expect(kinds('查天气', '转人工', '上海')).toEqual(['dialog', 'transfer', 'none'])
  })
})
