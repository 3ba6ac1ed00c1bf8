import { expect, it } from 'vitest'
import type { RecallGround, SeenAnswer, SeenRequest } from '../core/recall.ts'
import { recall } from './recall.ts'

const hidden: string[] = []
const ground = { hide: (text: string) => hidden.push(text) } as unknown as RecallGround
const recaller = recall.open(ground)

const ask = (content: unknown): SeenRequest => ({
  method: 'POST',
  url: '/v1/chat/completions',
  headers: [['Authorization', 'Bearer sk-the-key']],
  body: Buffer.from(
    JSON.stringify({
      messages: [
        { role: 'system', content: 'be kind' },
        { role: 'user', content },
      ],
    }),
  ),
  at: 1000,
})
const answered = (body: string, more: Partial<SeenAnswer> = {}): SeenAnswer => ({
  status: 200,
  headers: [],
  body: Buffer.from(body),
  at: 1100,
  ...more,
})
const whole = JSON.stringify({ choices: [{ message: { content: '九点。' } }] })
const event = (content: string): string => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`
const OPERATION = 'model.chat.completions'
const itemOf = (recalled: unknown): unknown => (recalled as { knows: { item: unknown } }[])[0]?.knows.item

it.each<[what: string, question: unknown, answer: SeenAnswer, item: object]>([
  ['an answer', '几点', answered(whole), { when: '几点', says: '九点。' }],
  [
    'a streamed answer',
    '几点',
    answered(`${event('')}${event('九')}${event('点。')}data: [DONE]\n\n`),
    { when: '几点', says: '九点。' },
  ],
  ['a slow answer', '几点', answered(whole, { at: 3040 }), { when: '几点', says: '九点。', after: '2000ms' }],
  ['a failure', '几点', answered('busy', { status: 503 }), { when: '几点', error: { status: 503 } }],
  [
    'a question in parts',
    [
      { type: 'text', text: '几' },
      { type: 'text', text: '点' },
    ],
    answered(whole),
    { when: '几点', says: '九点。' },
  ],
  ['a question like a pattern', '/a+/', answered(whole), { when: '/^\\/a\\+\\/$/', says: '九点。' }],
])('%s comes again', (_what, question, answer, item) => {
  expect(itemOf(recaller.call?.(OPERATION, ask(question), answer))).toEqual({ ...item, times: 1 })
  expect(hidden).toContain('sk-the-key')
})

it('an answer that broke off breaks off again where it did', () => {
  const sofar = answered(`${event('')}${event('从前')}${event('有座')}`)
  const item = itemOf(recaller.broken?.(OPERATION, ask('讲'), { by: 'platform', at: 1500, sofar }))
  expect(item).toEqual({ when: '讲', says: '从前有座', pieces: 2, breaksAfter: 2, times: 1 })
})

it('a bot that has waited in vain waits in vain again', () => {
  const item = itemOf(recaller.broken?.(OPERATION, ask('讲'), { by: 'bot', at: 6000, sofar: undefined }))
  expect(item).toEqual({ when: '讲', says: '', after: '10000ms', times: 1 })
})

it('another call is nothing it knows', () => {
  expect(recaller.call?.('model.models', ask('x'), answered(whole))).toEqual([])
})
