import { describe, expect, it } from 'vitest'
import { createJudge, type Judge, type Strictness } from '../remarks/judge.ts'
import { livechatSettings, type LivechatSettingsInput } from '../settings.ts'
import { createStreamAnswer, type StreamAnswer } from './stream-answer.ts'

const TOLERANT: Strictness = { profile: 'tolerant', lax: false }

const element = (text: string, more: object = {}): object => ({
  message_id: 'm-1',
  content_type: 'markdown',
  content: text,
  created_at: 1767323046000,
  ...more,
})
const message = (text: string, more: object = {}): object => ({
  event: 'message',
  conversation_id: 'c-771',
  answer: [element(text, more)],
})
const END = { event: 'end', conversation_id: 'c-771', answer: [{ metadata: {} }] }
const event = (json: unknown, name = (json as { event: string }).event): string =>
  `event: ${name}\ndata: ${JSON.stringify(json)}\n\n`
const OK = event(message('九点')) + event(message('到六点。')) + event(END)

interface Outcome {
  readonly answer: StreamAnswer
  readonly judge: Judge
  readonly bubbles: Record<string, string>
  readonly types: number[]
  readonly codes: string[]
}

function play(
  chunks: readonly (readonly [atMs: number, text: string | Buffer])[],
  options: {
    strictness?: Strictness
    stream?: NonNullable<LivechatSettingsInput['stream']>
    how?: 'closed' | 'broken'
  } = {},
): Outcome {
  const judge = createJudge(options.strictness ?? TOLERANT, 'stream_protocol')
  const { stream } = livechatSettings.parse({ stream: options.stream ?? {} })
  const answer = createStreamAnswer({ stream, queueVariables: ['qno'], sentAt: 0 }, judge)
  const bubbles: Record<string, string> = {}
  const types: number[] = []
  for (const [at, text] of chunks) {
    for (const piece of answer.feed(Buffer.from(text as string), at).pieces) {
      bubbles[piece.bubble] = (bubbles[piece.bubble] ?? '') + piece.text
      types.push(piece.type)
    }
  }
  answer.finish(options.how ?? 'closed')
  return { answer, judge, bubbles, types, codes: judge.noted.map((one) => one.code.slice('livechat/'.length)) }
}
const playText = (text: string, options: Parameters<typeof play>[1] = {}): Outcome => play([[10, text]], options)

describe('a stream as the document prints it', () => {
  it('L-50 L-51 joins pieces per message id and ends without a remark', () => {
    const { bubbles, types, codes, answer, judge } = playText(OK)
    expect(bubbles).toEqual({ 'm-1': '九点到六点。' })
    expect(types).toEqual([109, 109])
    expect(codes).toEqual([])
    expect(judge.failure).toBeUndefined()
    expect(answer).toMatchObject({ conversationId: 'c-771', end: { event: 'end', metadata: {} } })
  })

  it('L-47 gives a piece with the bytes that complete it', () => {
    const judge = createJudge(TOLERANT, 'stream_protocol')
    const { stream } = livechatSettings.parse({})
    const answer = createStreamAnswer({ stream, queueVariables: [], sentAt: 0 }, judge)
    const bytes = Buffer.from(event(message('你')))
    expect(answer.feed(bytes.subarray(0, -1), 1).pieces).toEqual([])
    expect(answer.feed(bytes.subarray(-1), 2)).toMatchObject({ pieces: [{ text: '你' }], signs: 1 })
    expect(answer.feed(Buffer.from(': ping\n'), 3)).toMatchObject({ pieces: [], signs: 1 })
  })

  it('L-50 shows a new message id as a new bubble', () => {
    const text = event(message('一')) + event(message('二', { message_id: 'm-2' })) + event(END)
    expect(playText(text).bubbles).toEqual({ 'm-1': '一', 'm-2': '二' })
  })

  it.each([
    ['text', 100],
    ['markdown', 109],
    ['html', 101],
    ['rtf', 101],
  ])('L-50 reads content_type %s as type %i', (contentType, type) => {
    expect(playText(event(message('x', { content_type: contentType })) + event(END)).types).toEqual([type])
  })

  it('L-51 starts a transfer by metadata.command and keeps the metadata', () => {
    const end = { ...END, answer: [{ metadata: { command: 'TRANSFER_HUMAN', intent: 'refund' } }] }
    const { answer, codes } = playText(event(end))
    expect(answer.end).toEqual({
      event: 'end',
      metadata: { command: 'TRANSFER_HUMAN', intent: 'refund' },
      transfer: { data: {} },
    })
    expect(codes).toEqual([])
  })

  it.each([
    ['actionData', { actionData: { qno: '6001' } }],
    ['a queue variable', { qno: '6001' }],
  ])('L-52 finds a queue in %s, with a remark; the setting turns it off', (_how, more) => {
    const text = event({ ...END, answer: [{ metadata: { command: 'TRANSFER_HUMAN', ...more } }] })
    const on = playText(text)
    expect(on.answer.end?.transfer).toEqual({ data: { qno: '6001' } })
    expect(on.codes).toEqual(['queue-in-stream'])
    expect(playText(text, { stream: { queueVariable: 'off' } }).answer.end?.transfer).toEqual({ data: {} })
  })

  it('L-53 fails by an error event and keeps its code and message for the journal', () => {
    const { answer, judge, bubbles } = playText(
      event(message('半')) + event({ event: 'error', code: 'invalid_param', message: 'bad' }),
    )
    expect(judge.failure).toBe('stream_error_event')
    expect(answer.end?.error).toEqual({ code: 'invalid_param', message: 'bad' })
    expect(bubbles).toEqual({ 'm-1': '半' })
  })
})

describe('what goes wrong in a stream', () => {
  const longAgo = 'x'.repeat(3)
  it.each<[rows: string, title: string, stream: string, codes: string[], failure?: string]>([
    ['L-54', 'no end at all', event(message('a')), ['stream-truncated'], 'stream_truncated'],
    ['L-54', 'an end without its empty line', OK.slice(0, -1), ['stream-last-event-open'], 'stream_truncated'],
    ['L-54', 'an end cut inside its line', OK.slice(0, -9), ['stream-last-event-open'], 'stream_truncated'],
    [
      'L-55',
      'pretty-printed JSON',
      'event: message\ndata: {\n  "event": "message"\n}\n\n',
      ['stream-pretty-printed'],
      'bad_json',
    ],
    ['L-55', 'glued events', event(message('a')).slice(0, -1) + event(END), ['stream-events-glued'], 'bad_json'],
    ['L-55', 'comments', 'event: end\ndata: {"event":"end"} // 结束\n\n', ['json-comments'], 'bad_json'],
    ['L-55', 'a trailing comma', 'event: end\ndata: {"event":"end",}\n\n', ['json-trailing-comma'], 'bad_json'],
    ['L-55', 'single quotes', "event: end\ndata: {'event':'end'}\n\n", ['json-single-quotes'], 'bad_json'],
    [
      'L-55',
      'a raw line feed',
      'event: message\ndata: {"event":"message","x":"a\nb"}\n\n',
      ['json-raw-line-feed'],
      'bad_json',
    ],
    [
      'L-55',
      'a raw line feed split over data lines',
      'data: {"event":"message","x":"a\ndata: b"}\n\n',
      ['json-raw-line-feed'],
      'bad_json',
    ],
    ['L-55', 'bare text', 'event: message\ndata: 你好\n\n', ['json-invalid'], 'bad_json'],
    ['L-55', 'a JSON string', 'event: message\ndata: "你好"\n\n', ['stream-data-not-object'], 'stream_protocol'],
    ['L-55', 'empty data', `data:\n\n${OK}`, ['stream-data-empty']],
    ['L-56', 'no event line', `data: ${JSON.stringify(message('a'))}\n\n${event(END)}`, ['event-name-missing']],
    [
      'L-56',
      'no event in the JSON',
      event({ ...message('a'), event: undefined }, 'message') + event(END),
      ['event-missing-in-json'],
    ],
    ['L-56', 'no name anywhere', `data: {"a":1}\n\n${OK}`, ['event-nameless']],
    ['L-56', 'differing names', event(END, 'message'), ['event-names-differ'], 'stream_protocol'],
    ['L-57', 'an event after the end', OK + event(message('c')), ['event-after-end']],
    ['L-57', 'a second end', OK + event(END), ['event-after-end']],
    [
      'L-60',
      '[DONE]',
      `${OK}`.replace(event(END), 'data: [DONE]\n\n'),
      ['done-marker', 'stream-truncated'],
      'stream_truncated',
    ],
    [
      'L-60',
      'message_end of Dify',
      event(message('a')) + event({ event: 'message_end' }),
      ['event-of-dify', 'stream-truncated'],
      'stream_truncated',
    ],
    ['L-60', 'done of Coze', `event: done\ndata: "[DONE]"\n\n${OK}`, ['event-of-coze']],
    ['L-60', 'a ping event', event({ event: 'ping' }) + OK, ['event-of-dify']],
    ['L-60', 'an invented event', `event: status\ndata: thinking\n\n${OK}`, ['event-unknown']],
    [
      'L-58',
      'answers for answer',
      event({ ...message('a'), answer: undefined, answers: [] }) + OK,
      ['spelling-of-blocking', 'event-answer-missing'],
    ],
    [
      'L-58',
      'conversationId for conversation_id',
      event({ event: 'message', conversationId: 'c', answer: [element('a')] }) +
        event({ ...END, conversation_id: undefined }),
      ['spelling-of-blocking'],
    ],
    [
      'L-58',
      'an answer of the blocking kind',
      event({ ...message(''), answer: [{ answerType: 'message', answerContent: {} }] }) + OK,
      ['element-of-blocking'],
    ],
    [
      'L-58',
      'an action of the blocking kind',
      event({ ...message(''), answer: [{ answerType: 'action', answerContent: { actionType: 'TRANSFER_HUMAN' } }] }) +
        OK,
      ['action-in-stream'],
    ],
    ['L-50', 'answer as an object', event({ ...message(''), answer: element('a') }) + OK, ['event-answer-object']],
    ['L-50', 'no answer', event({ event: 'message' }) + OK, ['event-answer-missing']],
    ['L-50', 'content that is no text', event(message('', { content: { content: 'a' } })) + OK, ['piece-text-missing']],
    ['L-50', 'an element that is no object', event({ ...message(''), answer: ['a'] }) + OK, ['element-not-object']],
    ['L-50', 'no message id', event(message('a', { message_id: undefined })) + event(END), ['message-id-missing']],
    [
      'L-50',
      'an id that returns',
      event(message('a')) + event(message('b', { message_id: 'm-2' })) + OK,
      ['message-id-returns'],
    ],
    [
      'L-50',
      'no content_type',
      event(message('a', { content_type: undefined })) + event(END),
      ['content-type-of-piece-missing'],
    ],
    [
      'L-50',
      'an unknown content_type',
      event(message('a', { content_type: 'card' })) + event(END),
      ['content-type-of-piece-unknown'],
    ],
    [
      'L-50',
      'a changing content_type',
      event(message('a', { content_type: 'text' })) + OK,
      ['content-type-of-piece-changes', 'content-type-of-piece-changes'],
    ],
    ['L-51', 'an end without answer', event(message('a')) + event({ event: 'end' }), ['end-without-answer']],
    [
      'L-51',
      'an end without metadata',
      event(message('a')) + event({ event: 'end', answer: [{}] }),
      ['end-without-metadata'],
    ],
    [
      'L-51',
      'an unknown command',
      OK.replace('"metadata":{}', '"metadata":{"command":"HANG_UP"}'),
      ['command-unknown'],
    ],
    ['L-51', 'nothing said', event(END), ['stream-says-nothing']],
    [
      'L-53',
      'an error without fields',
      event({ event: 'error' }),
      ['error-fields-missing', 'error-fields-missing', 'error-event'],
      'stream_error_event',
    ],
    [
      'L-26',
      'two conversation ids',
      event({ ...message('a'), conversation_id: 'c-1' }) + event(END),
      ['stream-conversation-ids-differ'],
    ],
    [
      'L-59',
      'created_at in seconds',
      event(message('a', { created_at: 1767323046 })) + event(END),
      ['created-at-seconds'],
    ],
    [
      'L-59',
      'created_at as a string',
      event(message('a', { created_at: '1767323046000' })) + event(END),
      ['created-at-string'],
    ],
    ['L-59', 'no created_at', event(message('a', { created_at: undefined })) + event(END), ['created-at-missing']],
    [
      'L-59',
      'the text so far in each piece',
      event(message('一')) + event(message('一二')) + event(message('一二三')) + event(END),
      ['stream-cumulative'],
    ],
    [
      'L-59',
      'an id per piece',
      [1, 2, 3, 4, 5, 6].map((at) => event(message('字', { message_id: `m-${at}` }))).join('') + event(END),
      ['stream-id-per-piece'],
    ],
    [
      'L-59',
      'U+FFFD',
      event(message('你\uFFFD')) + event(message('\uFFFD好')) + event(END),
      ['replacement-character', 'replacement-character'],
    ],
    [
      'L-48',
      'a field in the wrong case',
      OK.replace('event: end\n', 'event: end\nData: x\n'),
      ['stream-field-unknown'],
    ],
    [
      'L-61',
      'an event that is too large',
      `data: ${longAgo.repeat(400_000)}`,
      ['stream-event-too-large'],
      'body_too_large',
    ],
  ])('%s %s', (_rows, _title, stream, codes, failure) => {
    const { codes: seen, judge } = playText(stream)
    expect(seen).toEqual(codes)
    expect(judge.failure).toBe(failure)
  })

  it('L-54 tells a clean close from a broken connection', () => {
    const { judge } = playText(event(message('a')), { how: 'broken' })
    expect(judge.noted[0]?.what).toMatchObject({
      en: expect.stringContaining('broken off'),
      zh: expect.stringContaining('异常中断'),
    })
  })

  it('L-59 notes bytes that are not UTF-8 with their place', () => {
    const bytes = Buffer.from(OK)
    const at = bytes.indexOf(Buffer.from('九'))
    const cut = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])
    const { judge, bubbles } = play([[0, cut]])
    expect(judge.noted[0]).toMatchObject({ code: 'livechat/utf8-invalid', details: { rows: ['L-59', 'L-48'] } })
    expect(bubbles['m-1']).toContain('\uFFFD')
  })

  it('L-59 a burst after a long silence looks buffered', () => {
    expect(play([[1600, OK]]).codes).toEqual(['stream-burst'])
    expect(play([[1600, OK]], { stream: { burstWarnMs: 2000 } }).codes).toEqual([])
    expect(play([[1400, OK]]).codes).toEqual([])
  })

  it('L-59 a stream with pauses, a heartbeat, or one single answer does not look buffered', () => {
    const [first, ...others] = OK.split(/(?<=\n\n)/)
    expect(
      play([
        [2000, first!],
        [2100, others.join('')],
      ]).codes,
    ).toEqual([])
    expect(
      play([
        [1000, ': ping\n\n'],
        [2000, OK],
      ]).codes,
    ).toEqual([])
    expect(play([[9000, event(message('a')) + event(END)]]).codes).toEqual([])
  })

  it('L-61 a stream that never stops is cut off', () => {
    const { judge } = playText(OK.repeat(10), { stream: { maxTotalBytes: 1000 } })
    expect(judge.failure).toBe('body_too_large')
  })
})

describe('settings and profiles', () => {
  it('L-55 badJson skip leaves the event out and goes on', () => {
    const { codes, judge, bubbles } = playText(`data: oops\n\n${OK}`, { stream: { badJson: 'skip' } })
    expect(codes).toEqual(['stream-bad-json-skipped'])
    expect(judge.failure).toBeUndefined()
    expect(bubbles).toEqual({ 'm-1': '九点到六点。' })
  })

  it.each([
    ['json', 'end'],
    ['sse', undefined],
  ] as const)('L-56 eventMismatch %s picks a name with a remark', (eventMismatch, ends) => {
    const { codes, answer } = playText(event(message('a')) + event(END, 'message'), { stream: { eventMismatch } })
    expect(codes[0]).toBe('event-names-settled')
    expect(answer.end?.event).toBe(ends)
  })

  it('L-59 contentMode cumulative expects the text so far', () => {
    const text = event(message('一')) + event(message('一二')) + event(message('一二三')) + event(END)
    expect(playText(text, { stream: { contentMode: 'cumulative' } }).codes).toEqual([])
  })

  it('L-74 strict fails the turn by what tolerant only remarks on, and stops reading', () => {
    const text = event(message('一', { created_at: undefined })) + event(message('二')) + event(END)
    const { judge, bubbles } = playText(text, { strictness: { profile: 'strict', lax: false } })
    expect(judge.failure).toBe('stream_protocol')
    expect(judge.noted[0]?.severity).toBe('broken')
    expect(bubbles).toEqual({ 'm-1': '一' })
  })

  it('L-74 strict still only advises on what merely looks wrong', () => {
    const { judge } = play([[1600, OK]], { strictness: { profile: 'strict', lax: false } })
    expect(judge.failure).toBeUndefined()
    expect(judge.noted[0]?.severity).toBe('hint')
  })

  it('L-58 L-74 lax understands the blocking spelling', () => {
    const text =
      event({
        event: 'message',
        conversationId: 'c-1',
        answers: [
          {
            answerType: 'message',
            answerContent: { type: 109, content: { content: '好' } },
            message_id: 'm-1',
            created_at: 1767323046000,
          },
        ],
      }) +
      event({
        event: 'message',
        answer: [
          { answerType: 'action', answerContent: { actionType: 'TRANSFER_HUMAN', actionData: { qno: '6001' } } },
        ],
      }) +
      event(END)
    const { bubbles, answer, judge } = playText(text, { strictness: { profile: 'tolerant', lax: true } })
    expect(bubbles).toEqual({ 'm-1': '好' })
    expect(answer.conversationId).toBe('c-771')
    expect(answer.end?.transfer).toEqual({ data: { qno: '6001' } })
    expect(judge.noted.every((one) => one.severity === 'risky')).toBe(true)
  })

  it('L-74 every remark speaks both languages and leaves no placeholder', () => {
    const { judge } = playText(
      event(message('a', { content_type: 'card', created_at: 1 })) + event({ event: 'message_end' }),
    )
    for (const { what, mend } of judge.noted)
      for (const text of [what.en, what.zh, mend.en, mend.zh]) expect(text).not.toMatch(/\{[a-z]+\}/)
  })
})
