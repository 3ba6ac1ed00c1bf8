import { createRequire } from 'node:module'
import type Chatbot from '@alicloud/chatbot20220408'
import { Config } from '@alicloud/openapi-client'
import RPCClient from '@alicloud/pop-core'
import { setupServer } from 'msw/node'
import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createWorld, type DirectedWorld } from '../../emulators/index.ts'
import { handlersFor } from '../../emulators/msw.ts'

// CommonJS, one without types, one whose class stands under `default`: requiring them reads the same everywhere.
const requireCjs = createRequire(import.meta.url)
const chatbot = requireCjs('@alicloud/chatbot20220408') as typeof Chatbot
type Method = (input: Record<string, unknown>) => Promise<Record<string, unknown>>
const openRongCloud = requireCjs('rongcloud-sdk') as (config: object) => {
  readonly User: { readonly register: Method }
}

let world: DirectedWorld
let server: ReturnType<typeof setupServer>
beforeAll(async () => {
  world = await createWorld({ platforms: ['rongcloud', 'aliyun-chatbot', 'model'], listen: false })
  server = setupServer(...handlersFor(world))
  server.listen({ onUnhandledRequest: 'error' })
})
beforeEach(() => world.reset())
afterAll(async () => {
  server.close()
  await world.close()
})

const operations = (): string[] =>
  world.journal
    .entries()
    .flatMap((entry) => (entry.kind === 'call' ? [`${entry.operation} ${entry.ended?.status}`] : []))

it('openai, its host left as it is: whole, streamed, and tried again after a reset', async () => {
  world.patchSettings('model', { answers: [{ says: '从前有座山', pieces: 3 }] })
  const client = new OpenAI({ apiKey: world.connections()['model']?.['apiKey'] ?? '', maxRetries: 1 })
  const messages = [{ role: 'user' as const, content: '讲个故事' }]
  world.faults.add({ operation: 'model.chat.completions', reset: true })
  const whole = await client.chat.completions.create({ model: 'any', messages })
  expect(whole.choices[0]?.message.content).toBe('从前有座山')
  const pieces: string[] = []
  for await (const chunk of await client.chat.completions.create({ model: 'any', messages, stream: true })) {
    pieces.push(chunk.choices[0]?.delta.content ?? '')
  }
  expect(pieces.filter(Boolean)).toEqual(['从前', '有座', '山'])
  expect(operations()).toEqual([0, 200, 200].map((status) => `model.chat.completions ${status}`))
})

const aliyun = (): Record<string, string> => world.connections()['aliyun-chatbot'] ?? {}

it('@alicloud/pop-core, signed for the real host', async () => {
  const { accessKeyId = '', accessKeySecret = '', instanceId = '' } = aliyun()
  const endpoint = 'https://chatbot.cn-shanghai.aliyuncs.com'
  const client = new RPCClient({ accessKeyId, accessKeySecret, endpoint, apiVersion: '2017-10-11' })
  const input = { InstanceId: instanceId, Utterance: "a b*c~d!'()+/=&中文🙂" }
  expect(await client.request('Chat', input, { method: 'POST' })).toHaveProperty('SessionId')
  expect(await client.request('Chat', input, { method: 'GET' })).toHaveProperty('SessionId')
})

it('@alicloud/chatbot20220408, signed for the real host with the newer style', async () => {
  const { accessKeyId = '', accessKeySecret = '', instanceId = '' } = aliyun()
  const client = new chatbot.default(
    new Config({ accessKeyId, accessKeySecret, endpoint: 'chatbot.cn-shanghai.aliyuncs.com' }),
  )
  const answer = await client.chat(new chatbot.ChatRequest({ instanceId, utterance: '你好' }))
  expect(answer.body?.sessionId).toBeTruthy()
})

it('rongcloud-sdk, its host left as it is', async () => {
  const { appKey = '', appSecret = '' } = world.connections()['rongcloud'] ?? {}
  const client = openRongCloud({ appkey: appKey, secret: appSecret })
  const answer = await client.User.register({ id: 'alice', name: '爱丽丝', portrait: 'https://x.test/a.png' })
  expect(answer).toMatchObject({ code: 200, userId: 'alice' })
})
