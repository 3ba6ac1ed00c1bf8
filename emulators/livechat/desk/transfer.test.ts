import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  answer,
  answering,
  end,
  piece,
  rehearse,
  streaming,
  text,
  transfer,
  type Rehearsal,
} from '../../../test/support/livechat-rehearsal.ts'

let stage: Rehearsal
beforeEach(async () => {
  stage = await rehearse()
})
afterEach(() => stage.close())

const asking = answering(answer([transfer()]))
const reasonsSeen = (): unknown[] => stage.received.map(({ body }) => body.inputs?.['user_transferFailReason'])

describe('transfers', () => {
  it('L-66 L-68 a bridge stops the pushes until the agent ends, then the session closes', async () => {
    stage.bot = asking
    await stage.ask()
    await stage.act('send', '人呢')
    await stage.act('agent-says', '您好')
    await stage.world.clock.settle()
    expect(stage.received).toHaveLength(1)
    await stage.act('agent-ends', true)
    expect(stage.lines().slice(2)).toEqual([
      'user text 你好',
      'platform transfer 客服',
      'platform chatBridge 2000',
      'user text 人呢',
      'agent text 您好',
      'platform chatClose',
    ])
    await stage.ask()
    expect(stage.received[1]?.body.inputs?.['uniqueId']).not.toBe(stage.received[0]?.body.inputs?.['uniqueId'])
  })

  it('L-66 by setting the visitor is back at the robot after the agent', async () => {
    stage.world.patchSettings('livechat', { 'transfer.afterAgent': 'robot' })
    stage.bot = asking
    await stage.ask()
    await stage.act('agent-ends', true)
    await stage.ask()
    expect(stage.received[1]?.body.conversationId).toBe('c-1')
  })

  it('L-66 L-67 a failed transfer comes back to the robot, which learns why with the next push', async () => {
    stage.world.patchSettings('livechat', { 'transfer.result': 'fail:座席不在线' })
    stage.bot = asking
    await stage.ask()
    expect(stage.lines('platform').slice(2)).toEqual(['platform transfer 客服', 'platform chatLeaveQueue 座席不在线'])
    stage.bot = answering(answer([text('我来帮您')]))
    await stage.ask()
    await stage.ask()
    expect(reasonsSeen()).toEqual([undefined, '座席不在线', '座席不在线'])
    expect(stage.received[1]?.body.conversationId).toBe('c-1')
  })

  it('L-67 the reason goes with the next attempt', async () => {
    stage.world.patchSettings('livechat', {
      queues: {
        '6001': { name: '客服', result: 'fail:非工作时间' },
        '6002': { name: '夜班', result: 'fail:排队已满' },
      },
    })
    stage.bot = asking
    await stage.ask()
    stage.bot = answering(answer([transfer({ qno: '6002' })]))
    await stage.ask()
    await stage.ask()
    expect(reasonsSeen()).toEqual([undefined, '非工作时间', '排队已满'])
  })

  it('L-46 L-66 an unknown variable takes the default queue, an unknown queue fails', async () => {
    stage.bot = answering(answer([transfer({ queue: '6002' })]))
    await stage.ask()
    expect(stage.line('transfer')?.fields).toMatchObject({ queue: '6001' })
    await stage.act('agent-ends', true)
    stage.bot = answering(answer([transfer({ qno: '9999' })]))
    await stage.ask()
    expect(stage.line('chatLeaveQueue')?.text).toBe('队列不存在')
    expect(stage.codes()).toEqual(['queue-variable-unknown', 'queue-unknown'])
  })

  it('L-66 a queue: the place is told, messages wait for the agent, the queue may fail', async () => {
    stage.world.patchSettings('livechat', { 'transfer.result': 'queue:3' })
    stage.bot = asking
    await stage.ask()
    expect(stage.lines('platform').at(-1)).toBe('platform chatLocation 3')
    await stage.act('send', '还要多久')
    await stage.world.clock.settle()
    expect(stage.received).toHaveLength(1)
    await stage.act('queue-fails', '排队超时')
    stage.bot = answering(answer([text('抱歉')]))
    await stage.ask()
    expect(reasonsSeen()).toEqual([undefined, '排队超时'])
  })

  it('L-66 an agent takes the visitor out of the queue', async () => {
    stage.world.patchSettings('livechat', { 'transfer.result': 'queue:12' })
    stage.bot = asking
    await stage.ask()
    expect(stage.line('chatLocation')).toBeUndefined()
    await stage.act('take-over', { agent: '2001' })
    expect(stage.lines('platform').at(-1)).toBe('platform chatBridge 2001')
  })

  it('L-66 a queue that is full fails', async () => {
    stage.world.patchSettings('livechat', { 'transfer.result': 'queue:21' })
    stage.bot = asking
    await stage.ask()
    expect(stage.line('chatLeaveQueue')?.text).toBe('排队已满')
  })

  it('L-66 a bot that asks again and again is told that it loops', async () => {
    stage.world.patchSettings('livechat', { 'transfer.result': 'fail:座席不在线' })
    stage.bot = asking
    for (let turn = 0; turn < 3; turn += 1) await stage.ask()
    expect(stage.codes()).toEqual(['transfer-loop'])
  })

  it('L-66 by setting the message is pushed again after a failure, but not for ever', async () => {
    stage.world.patchSettings('livechat', { 'transfer.result': 'fail:座席不在线', 'transfer.repushOnFail': true })
    stage.bot = asking
    await stage.ask('要人工')
    for (let again = 0; again < 2; again += 1) await stage.settled()
    await stage.world.clock.settle()
    expect(reasonsSeen()).toEqual([undefined, '座席不在线', '座席不在线'])
    expect(stage.received[2]?.body.data[0]?.message['content']).toBe('要人工')
  })

  it('L-51 L-66 a stream that only transfers', async () => {
    stage.world.patchSettings('livechat', { 'robot.responseMode': 'streaming' })
    stage.bot = streaming(end({ command: 'TRANSFER_HUMAN' }))
    await stage.ask()
    expect(stage.line('transfer')?.fields).toMatchObject({ queue: '6001' })
  })
})

describe('the visitor leaves, or an agent comes, while the bot is at work', () => {
  it.each([
    ['close', true, 'chatClose'],
    ['quit', true, 'chatClose'],
    ['take-over', true, 'chatBridge'],
    ['ask-for-human', true, 'chatBridge'],
  ])('L-69 %s aborts the push and drops a late answer', async (verb, input, last) => {
    let closed = false
    let answerLate = (): void => {}
    stage.bot = (push, response) => {
      response.on('close', () => (closed = true))
      answerLate = () => answering(answer([text('太迟了')]))(push, response)
    }
    await stage.act('send', '你好')
    await stage.world.until(() => (stage.received.length === 1 ? true : undefined), 5000, 'the push')
    await stage.act(verb, input)
    const push = await stage.settled()
    expect(push.ended?.outcome).toBe('aborted')
    await stage.world.until(() => (closed ? true : undefined), 5000, 'the bot to see the close')
    answerLate()
    await stage.world.clock.settle()
    expect(stage.lines('bot')).toEqual([])
    expect(stage.lines('platform').at(-1)).toContain(last)
    expect(stage.codes()).toEqual([])
  })

  it('L-69 what a stream has said stays, and nothing follows', async () => {
    stage.world.patchSettings('livechat', { 'robot.responseMode': 'streaming' })
    let write = (_chunk: string): void => {}
    stage.bot = (_push, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      write = (chunk) => void response.write(chunk)
      write(piece('从前'))
    }
    await stage.act('send', '讲个故事')
    await stage.world.until(() => stage.line('markdown'), 5000, 'a piece')
    await stage.act('take-over', true)
    write(piece('有座山') + end())
    await stage.settled()
    await stage.world.clock.settle()
    expect(stage.line('markdown')).toMatchObject({ text: '从前', open: false })
  })

  it('L-69 messages that wait behind a transfer are not pushed', async () => {
    const held: (() => void)[] = []
    stage.bot = (push, response) => held.push(() => asking(push, response))
    await stage.act('send', '转人工')
    await stage.act('send', '在吗')
    await stage.world.until(() => (held.length === 1 ? true : undefined), 5000, 'the push')
    held[0]?.()
    const outcomes = [(await stage.settled()).ended?.outcome, (await stage.settled()).ended?.outcome]
    expect(new Set(outcomes)).toEqual(new Set(['aborted', 'answered']))
    expect(stage.received).toHaveLength(1)
    expect(stage.codes()).toEqual([])
  })

  it('L-66 quitting the queue brings the visitor back to the robot', async () => {
    stage.world.patchSettings('livechat', { 'transfer.result': 'queue:3' })
    stage.bot = asking
    await stage.ask()
    await stage.act('quit', true)
    await stage.ask()
    expect(stage.received).toHaveLength(2)
    expect(reasonsSeen()).toEqual([undefined, undefined])
  })

  it('L-69 says who has a session when an act finds none', async () => {
    await expect(stage.act('agent-says', '您好')).rejects.toMatchObject({ code: 'LIVECHAT_SESSION_MISSING' })
    await stage.ask()
    await expect(stage.act('agent-ends', 'alice')).rejects.toMatchObject({ fix: 'Open sessions: alice (robot)' })
  })
})
