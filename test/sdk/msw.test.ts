import { createRequire } from 'node:module'
import type Chatbot from '@alicloud/chatbot20220408'
import type Oauth from '@alicloud/dingtalk/dist/oauth2_1_0/client.js'
import type Robot from '@alicloud/dingtalk/dist/robot_1_0/client.js'
import { Config } from '@alicloud/openapi-client'
import RPCClient from '@alicloud/pop-core'
import { RuntimeOptions } from '@alicloud/tea-util'
import { setupServer } from 'msw/node'
import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createWorld, type DirectedWorld } from '../../emulators/index.ts'
import { handlersFor } from '../../emulators/msw.ts'

// CommonJS, one without types, one whose class stands under `default`: requiring them reads the same everywhere.
const requireCjs = createRequire(import.meta.url)
const chatbot = requireCjs('@alicloud/chatbot20220408') as typeof Chatbot
const oauth = requireCjs('@alicloud/dingtalk/oauth2_1_0') as typeof Oauth
const robot = requireCjs('@alicloud/dingtalk/robot_1_0') as typeof Robot
type Method = (input: Record<string, unknown>) => Promise<Record<string, unknown>>
const openRongCloud = requireCjs('rongcloud-sdk') as (config: object) => {
  readonly User: { readonly register: Method }
}

let world: DirectedWorld
let server: ReturnType<typeof setupServer>
beforeAll(async () => {
  world = await createWorld({
    platforms: ['dingtalk', 'rongcloud', 'aliyun-chatbot', 'model'],
    listen: false,
    clock: { mode: 'virtual', settleMs: 10, patienceMs: 50 },
  })
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

const dingtalk = (): Record<string, string> => world.connections()['dingtalk'] ?? {}

/** An access token by the official client, whose host is compiled into it. */
async function dingtalkToken(): Promise<string> {
  const { clientId = '', clientSecret = '' } = dingtalk()
  const tokens = new oauth.default(new Config({}) as never)
  const request = new oauth.GetAccessTokenRequest({ appKey: clientId, appSecret: clientSecret })
  return (await tokens.getAccessToken(request)).body?.accessToken ?? ''
}

it('D-71 @alicloud/dingtalk, its host left as it is: a bot that is a function answers whoever writes to it', async () => {
  const { robotCode = '' } = dingtalk()
  const client = new robot.default(new Config({}) as never)
  const answer = async (push: Request): Promise<Response> => {
    const { senderStaffId } = (await push.json()) as { senderStaffId: string }
    const request = new robot.BatchSendOTORequest({
      robotCode,
      userIds: [senderStaffId],
      msgKey: 'sampleText',
      msgParam: JSON.stringify({ content: '从前有座山' }),
    })
    const headers = new robot.BatchSendOTOHeaders({ xAcsDingtalkAccessToken: await dingtalkToken() })
    await client.batchSendOTOWithOptions(request, headers, new RuntimeOptions({}))
    return Response.json({ msgtype: 'empty' })
  }
  world.connectBot('dingtalk', { robot: answer })
  await world.act('dingtalk', 'send', { from: 'alice', text: '讲个故事' })
  const shown = await world.until(
    () => world.transcript.lines().find(({ who }) => who === 'bot'),
    60_000,
    'the answer to alice',
  )
  expect(shown).toMatchObject({ conversation: 'alice', text: '从前有座山', via: 'robot-message' })
  expect(operations()).toEqual(['dingtalk.oauth2.accessToken 200', 'dingtalk.robot.oToMessages.batchSend 200'])
})

it.each(['oapi.dingtalk.com', 'api.dingtalk.com', 'api.dingtalk.io'])('%s leads to the world', async (host) => {
  const { clientId = '', clientSecret = '' } = dingtalk()
  const url = `https://${host}/gettoken?appkey=${clientId}&appsecret=${clientSecret}`
  expect(await (await fetch(url)).json()).toMatchObject({ errcode: 0, expires_in: 7200 })
})
