import { describe, expect, it } from 'vitest'
import { createJudge, type Judge, type Strictness } from '../remarks/judge.ts'
import { readBlockingAnswer, type BlockingAnswer } from './blocking-answer.ts'
import { tappableOptions } from './shown-message.ts'

interface Outcome extends BlockingAnswer {
  readonly judge: Judge
  readonly codes: string[]
  readonly kinds: string[]
}

function read(body: unknown, strictness: Strictness = { profile: 'tolerant', lax: false }): Outcome {
  const judge = createJudge(strictness, 'bad_envelope')
  const answer = readBlockingAnswer(body, judge)
  return {
    ...answer,
    judge,
    codes: judge.noted.map((one) => one.code.slice('livechat/'.length)),
    kinds: answer.messages.map((message) => message.kind),
  }
}

const envelope = (data: unknown, more: object = {}): object => ({ status: 200, code: 'success', data, ...more })
const answers = (...elements: unknown[]): object =>
  envelope({ conversationId: 'c-771', answers: elements, metadata: {} })
const message = (type: unknown, content: unknown): object => ({
  answerType: 'message',
  answerContent: { type, content },
})
const transfer = (actionData?: unknown, actionType: unknown = 'TRANSFER_HUMAN'): object => ({
  answerType: 'action',
  answerContent: { actionType, ...(actionData === undefined ? {} : { actionData }) },
})
const text = (content: unknown): object => message(100, { content })
const options = (...texts: string[]): object[] => texts.map((content) => ({ content }))

describe('the envelope of a blocking answer', () => {
  it.each<[string, unknown, string[], string?]>([
    ['as printed', answers(text('好')), []],
    ['status as a string', { ...answers(text('好')), status: '200' }, ['status-as-string']],
    ['status 500', { ...answers(text('好')), status: 500 }, ['status-not-success'], 'bot_status'],
    ['no status', { ...answers(text('好')), status: undefined }, ['status-missing']],
    ['code in capitals', { ...answers(text('好')), code: 'SUCCESS' }, ['code-letter-case']],
    ['code of another word', { ...answers(text('好')), code: 'ok' }, ['code-not-success'], 'bot_status'],
    ['no code', { ...answers(text('好')), code: undefined }, ['code-missing']],
    ['neither', { data: { answers: [text('好')] } }, ['status-and-code-missing'], 'bad_envelope'],
    ['data as an array', envelope([{ conversationId: 'c', answers: [text('好')] }]), ['data-array']],
    ['no data', envelope(undefined), ['data-missing'], 'bad_envelope'],
    ['null data', envelope(null), ['data-missing'], 'bad_envelope'],
    [
      'a failed status without data',
      { status: 500, code: 'fail' },
      ['status-not-success', 'code-not-success'],
      'bot_status',
    ],
    ['a list', [], ['body-not-object'], 'bad_envelope'],
    ['no answers', envelope({ conversationId: 'c' }), ['answers-missing']],
    ['empty answers', envelope({ conversationId: 'c', answers: [] }), ['answers-empty']],
    ['answers as an object', envelope({ answers: text('好') }), ['answers-not-array'], 'bad_envelope'],
    ['metadata as a list', envelope({ answers: [text('好')], metadata: [] }), ['metadata-not-object']],
    [
      'a command in metadata',
      envelope({ answers: [text('好')], metadata: { command: 'TRANSFER_HUMAN' } }),
      ['command-in-blocking-metadata'],
    ],
    [
      'the spelling of a stream',
      envelope({ conversation_id: 'c', answer: [text('好')] }),
      ['spelling-of-stream', 'spelling-of-stream', 'answers-missing'],
    ],
  ])('L-38 %s', (_title, body, codes, failure) => {
    const { codes: seen, judge } = read(body)
    expect(seen).toEqual(codes)
    expect(judge.failure).toBe(failure)
  })

  it('L-38 reads every element of a data array in order', () => {
    const body = envelope([{ answers: [text('一')] }, { answers: [text('二')] }])
    expect(read(body).messages.map((one) => one.text)).toEqual(['一', '二'])
  })

  it.each<[unknown, string | undefined, string[]]>([
    ['c-771', 'c-771', []],
    [42, '42', ['conversation-id-not-string']],
    [{ id: 1 }, undefined, ['conversation-id-not-string']],
  ])('L-26 conversationId %j becomes %j', (conversationId, expected, codes) => {
    const outcome = read(envelope({ conversationId, answers: [text('好')] }))
    expect(outcome.conversationId).toBe(expected)
    expect(outcome.codes).toEqual(codes)
  })
})

describe('the answers', () => {
  it('L-39 shows them in order and checks each by itself', () => {
    const { messages, codes, judge } = read(answers(text('一'), 'oops', { answerType: 'card' }, text('二')))
    expect(messages.map((one) => one.text)).toEqual(['一', '二'])
    expect(codes).toEqual(['answer-not-object', 'answer-type-unknown'])
    expect(judge.noted.map((one) => one.details.at)).toEqual(['/data/answers/1', '/data/answers/2/answerType'])
    expect(judge.failure).toBeUndefined()
  })

  it('L-39 drops an answer without content', () => {
    expect(read(answers({ answerType: 'message' })).codes).toEqual(['answer-content-missing'])
  })

  it('L-45 L-46 transfers after the messages before it, and drops what follows', () => {
    const outcome = read(answers(text('马上'), transfer({ qno: '6001' }), text('再见'), transfer()))
    expect(outcome.messages.map((one) => one.text)).toEqual(['马上'])
    expect(outcome.transfer).toEqual({ data: { qno: '6001' } })
    expect(outcome.codes).toEqual(['answer-after-transfer', 'transfer-twice'])
  })

  it.each<[string, object, object | undefined, string[]]>([
    ['plain', transfer(), { data: {} }, []],
    ['a number as queue', transfer({ qno: 6001 }), { data: { qno: '6001' } }, ['action-data-not-string']],
    ['a list as data', transfer(['6001']), { data: {} }, ['action-data-not-object']],
    ['lower case', transfer(undefined, 'transfer_human'), { data: {} }, ['action-type-letter-case']],
    ['another command', transfer(undefined, 'HANG_UP'), undefined, ['action-type-unknown']],
  ])('L-45 L-46 command: %s', (_title, element, expected, codes) => {
    const outcome = read(answers(element))
    expect(outcome.transfer).toEqual(expected)
    expect(outcome.codes).toEqual(codes)
  })
})

const url = 'https://cdn.example/b.png'
const categories = [{ categoryName: '物流', options: options('到哪了', '催一催') }]

describe('the message types', () => {
  it.each<[string, object, object]>([
    ['100', message(100, { content: '九点' }), { kind: 'text', type: 100, text: '九点', fields: {} }],
    ['101', message(101, { content: '<img src="x">' }), { kind: 'rich-text', text: '<img src="x">' }],
    ['109', message(109, { content: '**步骤**' }), { kind: 'markdown', text: '**步骤**' }],
    [
      '102/10201',
      message(102, { subtype: 10201, cards: [{ title: '标题', summary: '摘要', cover: url, url }] }),
      { kind: 'graphic-card', text: '标题', fields: { cards: [{ title: '标题', summary: '摘要', cover: url, url }] } },
    ],
    [
      '103/10301',
      message(103, { subtype: 10301, content: '请选', background: url, options: options('甲', '乙') }),
      { kind: 'options', text: '请选', fields: { options: ['甲', '乙'], background: url } },
    ],
    [
      '103/10302',
      message(103, { subtype: 10302, content: '请选', style: 'Vertical', options: categories }),
      {
        kind: 'category-options',
        text: '请选',
        fields: { style: 'Vertical', categories: [{ category: '物流', options: ['到哪了', '催一催'] }] },
      },
    ],
    [
      '103/10303',
      message(103, { subtype: 10303, background: url, options: [{ icon: url, content: '订单', categories }] }),
      {
        kind: 'topic-options',
        text: '',
        fields: {
          background: url,
          topics: [{ topic: '订单', icon: url, categories: [{ category: '物流', options: ['到哪了', '催一催'] }] }],
        },
      },
    ],
    [
      '104',
      message(104, { fileUrl: url, fileName: 'a.pdf', fileSize: 2048 }),
      { kind: 'file', text: 'a.pdf', fields: { url, name: 'a.pdf', size: 2048 } },
    ],
    [
      '105',
      message(105, { fileUrl: url, fileName: '1.png', fileSize: 0 }),
      { kind: 'image', text: '1.png', fields: { url, name: '1.png', size: 0 } },
    ],
    [
      '111',
      message(111, {
        combinationList: [
          { type: 109, content: { content: '见图' } },
          { type: 105, content: { fileUrl: url, fileName: '1.png', fileSize: 1 } },
        ],
      }),
      { kind: 'combination', text: '见图\n1.png', fields: { items: [{ kind: 'markdown' }, { kind: 'image' }] } },
    ],
  ])('L-40 shows type %s without a remark', (_type, element, shown) => {
    const { messages, codes } = read(answers(element))
    expect(messages).toHaveLength(1)
    expect(messages[0]).toMatchObject(shown)
    expect(codes).toEqual([])
  })

  it.each<[string, object, string[], number]>([
    ['L-40 text that is a number', text(5), ['text-missing'], 0],
    ['L-40 no text', message(109, {}), ['text-missing'], 0],
    ['L-40 empty text', text(''), ['text-empty'], 1],
    ['L-40 HTML in plain text', text('<b>好</b>'), ['text-shown-as-typed'], 1],
    ['L-40 markdown in plain text', text('**好**'), ['text-shown-as-typed'], 1],
    ['L-40 plain text with less-than signs', text('1 < 2 > 0，2*3*4'), [], 1],
    ['L-40 a card without subtype', message(102, { cards: [{ title: 'a' }] }), ['subtype-missing'], 0],
    ['L-40 a subtype of another type', message(102, { subtype: 10301, options: options('a') }), ['subtype-unknown'], 0],
    ['L-40 a subtype as a string', message(103, { subtype: '10301', options: options('a') }), ['subtype-as-string'], 1],
    ['L-40 no cards', message(102, { subtype: 10201 }), ['list-missing'], 0],
    ['L-40 empty cards', message(102, { subtype: 10201, cards: [] }), ['list-missing'], 0],
    [
      'L-40 a card without title',
      message(102, { subtype: 10201, cards: [{ summary: 'a' }] }),
      ['card-title-missing'],
      1,
    ],
    [
      'L-40 a cover without host',
      message(102, { subtype: 10201, cards: [{ title: 'a', cover: '/a.png' }] }),
      ['url-not-absolute'],
      1,
    ],
    ['L-40 no options', message(103, { subtype: 10301, content: 'a' }), ['list-missing'], 0],
    ['L-40 options as an object', message(103, { subtype: 10301, options: { content: 'a' } }), ['list-missing'], 0],
    [
      'L-40 bare strings as options',
      message(103, { subtype: 10301, options: ['a', 'b'] }),
      ['item-not-object', 'item-not-object'],
      0,
    ],
    [
      'L-40 one bare string among options',
      message(103, { subtype: 10301, options: ['a', ...options('b')] }),
      ['item-not-object'],
      1,
    ],
    [
      'L-40 an option without text',
      message(103, { subtype: 10301, options: [{ text: 'a' }] }),
      ['option-text-missing'],
      0,
    ],
    [
      'L-40 an option with empty text',
      message(103, { subtype: 10301, options: options('') }),
      ['option-text-empty'],
      1,
    ],
    [
      'L-40 a category without options',
      message(103, { subtype: 10302, options: [{ categoryName: 'a', options: [] }] }),
      ['list-missing'],
      0,
    ],
    [
      'L-40 a category without name',
      message(103, { subtype: 10302, options: [{ options: options('a') }, ...categories] }),
      ['category-name-missing'],
      1,
    ],
    [
      'L-40 an unknown style',
      message(103, { subtype: 10302, style: 'Grid', options: categories }),
      ['style-unknown'],
      1,
    ],
    [
      'L-43 options in place of categories',
      message(103, { subtype: 10303, options: [{ content: 'a', options: categories }] }),
      ['topic-options-key'],
      1,
    ],
    [
      'L-43 both',
      message(103, { subtype: 10303, options: [{ content: 'a', categories, options: [] }] }),
      ['topic-both-keys'],
      1,
    ],
    ['L-43 neither', message(103, { subtype: 10303, options: [{ content: 'a' }] }), ['list-missing'], 0],
    [
      'L-43 a heading',
      message(103, { subtype: 10303, content: '标题', options: [{ content: 'a', categories }] }),
      ['topic-heading'],
      1,
    ],
    ['L-40 a file without url', message(104, { fileName: 'a', fileSize: 1 }), ['file-url-missing'], 0],
    ['L-40 an image without name', message(105, { fileUrl: url, fileSize: 1 }), ['file-name-missing'], 1],
    ['L-40 a size as a string', message(104, { fileUrl: url, fileName: 'a', fileSize: '1' }), ['file-size-unusual'], 1],
    ['L-40 no size', message(104, { fileUrl: url, fileName: 'a' }), ['file-size-unusual'], 1],
    ['L-41 an unknown type', message(110, {}), ['type-unknown'], 1],
    ['L-41 no type', message(undefined, {}), ['type-unknown'], 1],
    ['L-41 a number of the visitor side', message(1, { content: 'a' }), ['type-of-visitor-side'], 1],
    ['L-41 a subtype as the type', message(10301, { options: options('a') }), ['type-is-subtype'], 1],
    ['L-41 a type as a string', message('100', { content: 'a' }), ['type-as-string'], 1],
    ['L-42 a bare string', message(100, '九点'), ['content-bare-string'], 0],
    ['L-42 no content', message(100, undefined), ['content-not-object'], 0],
    ['L-44 an empty combination', message(111, { combinationList: [] }), ['list-missing'], 0],
    [
      'L-44 a nested combination',
      message(111, {
        combinationList: [
          { type: 111, content: {} },
          { type: 100, content: { content: 'a' } },
        ],
      }),
      ['combination-nested'],
      1,
    ],
    [
      'L-44 a command inside',
      message(111, { combinationList: [{ actionType: 'TRANSFER_HUMAN' }] }),
      ['combination-command'],
      0,
    ],
    ['L-44 wrapped items', message(111, { combinationList: [text('a')] }), ['combination-item-wrapped'], 0],
    [
      'L-44 a bad item among good ones',
      message(111, {
        combinationList: [
          { type: 100, content: {} },
          { type: 100, content: { content: 'a' } },
        ],
      }),
      ['text-missing'],
      1,
    ],
    [
      'L-44 21 items',
      message(111, { combinationList: Array.from({ length: 21 }, () => ({ type: 100, content: { content: 'a' } })) }),
      ['combination-long'],
      1,
    ],
    [
      'L-58 an element of a stream',
      { content_type: 'markdown', content: 'a', message_id: 'm' },
      ['element-of-stream'],
      0,
    ],
    ['L-59 U+FFFD', text('你\uFFFD'), ['replacement-character'], 1],
  ])('%s', (_title, element, codes, shown) => {
    const { codes: seen, messages, judge } = read(answers(element))
    expect(seen).toEqual(codes)
    expect(messages).toHaveLength(shown)
    expect(judge.failure).toBeUndefined()
  })

  it('L-41 shows a placeholder for an unknown type and names the right number', () => {
    const { messages, judge } = read(answers(message(14, {})))
    expect(messages[0]).toMatchObject({ kind: 'unsupported', type: 14 })
    expect(judge.noted[0]?.mend.en).toContain('111')
  })

  it('L-36 finds the options of every kind of list', () => {
    const list = message(111, {
      combinationList: [
        { type: 103, content: { subtype: 10301, options: options('甲') } },
        { type: 103, content: { subtype: 10303, options: [{ content: '订单', categories }] } },
      ],
    })
    const [combination] = read(answers(list)).messages
    expect(tappableOptions(combination!.fields)).toEqual(['甲', '到哪了', '催一催'])
  })
})

describe('profiles', () => {
  it.each<[string, object, string | undefined]>([
    ['a warning', answers(message('100', { content: 'a' })), 'bad_envelope'],
    ['a dropped item', answers(message(100, 'a')), 'bad_envelope'],
    ['a hint', answers(text('**a**')), undefined],
    ['nothing wrong', answers(text('a')), undefined],
  ])('L-74 strict: %s', (_title, body, failure) => {
    expect(read(body, { profile: 'strict', lax: false }).judge.failure).toBe(failure)
  })

  it.each<[string, object, string[]]>([
    ['a bare string', answers(message(100, 'a')), ['a']],
    ['an object where an array belongs', envelope({ answers: text('a') }), ['a']],
    [
      'the spelling of a stream',
      envelope({ conversation_id: 'c', answer: [{ content_type: 'markdown', content: 'a' }] }),
      ['a'],
    ],
  ])('L-74 lax understands %s, with a remark', (_title, body, texts) => {
    const { messages, judge } = read(body, { profile: 'tolerant', lax: true })
    expect(messages.map((one) => one.text)).toEqual(texts)
    expect(judge.failure).toBeUndefined()
    expect(judge.noted.length).toBeGreaterThan(0)
    expect(judge.noted.every((one) => one.severity === 'risky')).toBe(true)
  })
})
