import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startFakeInternet } from '../testing/fake-internet.ts'
import type { FakeAnswer, FakeInternet, SeenRequest } from '../testing/fake-internet.ts'
import { createAliyunChatbotAnswers } from './aliyun-chatbot.ts'

let internet: FakeInternet
beforeEach(async () => void (internet = await startFakeInternet()))
afterEach(() => internet.close())

const never = new AbortController().signal

function robot() {
  const source = createAliyunChatbotAnswers({
    endpoint: internet.url,
    accessKeyId: 'testid',
    accessKeySecret: 'testsecret',
    instanceId: 'chatbot-cn-emu0000001',
  })
  return (text: string, conversation = 'alice', onHandOver?: () => void) =>
    source.ask({ conversation, text, history: [], signal: never, ...(onHandOver === undefined ? {} : { onHandOver }) })
}
const answers = (...all: (FakeAnswer | ((request: SeenRequest) => FakeAnswer))[]) => {
  let next = 0
  internet.on('/', () => all[Math.min(next++, all.length - 1)] as FakeAnswer)
}
const text = (Content: string, rest: object = {}) => ({
  SessionId: 's-1',
  Messages: [{ AnswerType: 'Text', Text: { Content, ...rest } }],
})
const sent = () => internet.seen.map(({ body }) => new URLSearchParams(body))
const refusal =
  (status: number, Code: string) => (response: Parameters<Extract<FakeAnswer, (...args: never[]) => unknown>>[0]) =>
    void response.writeHead(status).end(JSON.stringify({ Code, Message: 'no', RequestId: 'R' }))

it('opens a session and stays in it, one for each conversation', async () => {
  answers(text('去哪里？'))
  const ask = robot()
  expect(await ask('查天气')).toBe('去哪里？')
  await ask('北京')
  await ask('上海', 'bob')
  expect(sent().map((query) => query.get('SessionId'))).toEqual([null, 's-1', null])
  expect(sent()[0]?.get('SenderId')).not.toBe(sent()[2]?.get('SenderId'))
})

it('is signed right, whatever the words, and never twice with one nonce', async () => {
  answers(text('好'))
  const ask = robot()
  await Promise.all(Array.from({ length: 40 }, (_, index) => ask(`a b*c~d!'()+/=&中文🙂 ${index}`, `user ${index}`)))
  const encode = (value: string) =>
    encodeURIComponent(value).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    )
  for (const query of sent()) {
    const signature = query.get('Signature')
    query.delete('Signature')
    const canonical = [...query]
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .toSorted()
      .join('&')
    expect(signature).toBe(
      createHmac('sha1', 'testsecret&')
        .update(`POST&%2F&${encode(canonical)}`)
        .digest('base64'),
    )
  }
  expect(new Set(sent().map((query) => query.get('SignatureNonce'))).size).toBe(40)
})

it.each([
  ['a text', text('您好'), '您好'],
  [
    'rich knowledge',
    { Messages: [{ Knowledge: { ContentType: 'RICH_TEXT', Content: '<p>七天<b>内</b></p>', Summary: '七天内' } }] },
    '七天内',
  ],
  [
    'rich knowledge without a summary',
    { Messages: [{ Knowledge: { ContentType: 'RICH_TEXT', Content: '<p>七天<b>内</b></p><p>可退</p>' } }] },
    '七天内\n可退',
  ],
  ['plain knowledge', { Messages: [{ Knowledge: { ContentType: 'PLAIN_TEXT', Content: '七天内' } }] }, '七天内'],
  [
    'several messages',
    { Messages: [...text('一').Messages, ...text('').Messages, ...text('二').Messages] },
    '一\n\n二',
  ],
])('shows %s', async (_name, answer, expected) => {
  answers(answer)
  expect(await robot()('你好')).toBe(expected)
})

it('offers recommendations and understands the choice', async () => {
  const Recommends = [
    { Title: '退货流程', KnowledgeId: '5001' },
    { Title: '换货流程', KnowledgeId: 5002 },
  ]
  answers({ SessionId: 's-1', Messages: [{ AnswerType: 'Recommend', Recommends }] }, text('七天内可换'))
  const ask = robot()
  expect(await ask('退换货')).toBe('您是不是想问：\n1. 退货流程\n2. 换货流程')
  expect(await ask('2')).toBe('七天内可换')
  expect([sent()[1]?.get('KnowledgeId'), sent()[1]?.get('Utterance')]).toEqual(['5002', '换货流程'])
  await ask('2')
  expect(sent()[2]?.get('Utterance')).toBe('2')
})

it('hears the command that hands over to a person', async () => {
  answers(text('马上为您转人工', { Commands: { sysToAgent: '{"skillGroup":"7"}' } }))
  let handedOver = false
  await robot()('人', 'alice', () => (handedOver = true))
  expect(handedOver).toBe(true)
})

it('cuts what is too long by characters', async () => {
  answers(text('好'))
  await robot()('🙂'.repeat(600))
  expect([...(sent()[0]?.get('Utterance') ?? '')]).toHaveLength(512)
})

it('tries again when it is throttled, as a new request', async () => {
  answers(refusal(400, 'Throttling.User'), text('好'))
  expect(await robot()('你好')).toBe('好')
  expect(new Set(sent().map((query) => query.get('SignatureNonce'))).size).toBe(2)
})

it.each([
  ['a refusal', refusal(404, 'InvalidAccessKeyId.NotFound'), /InvalidAccessKeyId/],
  ['a refusal in disguise', { Code: 'Forbidden', Message: 'no' }, /Forbidden/],
  ['an answer without messages', { RequestId: 'R' }, /Messages/],
])('fails at %s, once', async (_name, answer, expected) => {
  answers(answer)
  await expect(robot()('你好')).rejects.toThrow(expected)
  expect(internet.seen).toHaveLength(1)
})
