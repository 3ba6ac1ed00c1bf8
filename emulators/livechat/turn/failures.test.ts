import { createServer, type Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  answer,
  answering,
  rehearse,
  streaming,
  end,
  piece,
  text,
  type Bot,
  type Rehearsal,
} from '../../../test/support/livechat-rehearsal.ts'
import { codeOfConnection } from './connection.ts'

let stage: Rehearsal
beforeEach(async () => {
  stage = await rehearse()
})
afterEach(() => stage.close())

const NOTICE = 'platform notice 抱歉,暂时无法回答,请稍后再试。'
const GOOD = answer([text('好')])

const status =
  (code: number, headers: Record<string, string> = {}): Bot =>
  (_push, response) =>
    void response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(GOOD))
const body =
  (raw: string, contentType = 'application/json'): Bot =>
  (_push, response) =>
    void response.setHeader('content-type', contentType).end(raw)

describe('answers of no use', () => {
  it.each<[string, string, Bot, string, string[]]>([
    ['L-38', '201', status(201), 'answered', ['http-status-unusual']],
    ['L-65', '302', status(302, { location: '/login' }), 'redirect', ['http-redirect']],
    ['L-65', '401', status(401), 'http_status', ['bot-refused-token']],
    ['L-65', '403', status(403), 'http_status', ['bot-refused-token']],
    ['L-65', '404', status(404), 'http_status', ['bot-path-unknown']],
    ['L-65', '500 with a fine body', status(500), 'http_status', ['http-status-failed']],
    ['L-38', 'text/plain', body(JSON.stringify(GOOD), 'text/plain'), 'answered', ['content-type-unusual']],
    ['L-38 L-35', 'an event stream', streaming(piece('好'), end()), 'content_type', ['sse-to-blocking']],
    ['L-38', 'nothing', body(''), 'bad_json', ['body-empty']],
    ['L-55', 'comments', body('{"status": 200 // 状态\n}'), 'bad_json', ['json-comments']],
    ['L-55', 'a missing brace', body(JSON.stringify(GOOD).slice(0, -1)), 'bad_json', ['json-unclosed']],
    ['L-38', 'a page', body('<html></html>', 'text/html'), 'bad_json', ['json-invalid']],
    ['L-38', 'a list', body('[]'), 'bad_envelope', ['body-not-object']],
    ['L-38', 'a byte order mark', body(`\uFEFF${JSON.stringify(GOOD)}`), 'answered', []],
  ])('%s %s', async (_row, _title, bot, outcome, codes) => {
    stage.bot = bot
    const push = await stage.ask()
    expect(push.ended?.outcome).toBe(outcome)
    expect(stage.codes()).toEqual(codes)
    expect(stage.lines().at(-1)).toBe(outcome === 'answered' ? 'bot text 好' : NOTICE)
    expect(push.attempts).toHaveLength(1)
  })

  it('L-61 a body that is too large', async () => {
    stage.world.patchSettings('livechat', { 'push.maxBodyBytes': 1000 })
    stage.bot = body(JSON.stringify(answer([text('长'.repeat(1000))])))
    expect((await stage.ask()).ended?.outcome).toBe('body_too_large')
  })

  it('L-61 no answer in 60 s, and no whole answer in 60 s', async () => {
    stage.bot = () => {}
    const push = await stage.ask()
    expect(push.ended?.outcome).toBe('timeout_first_byte')
    expect(Math.round((push.ended!.at - push.at) / 1000)).toBe(60)
    stage.bot = (_push, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{')
    }
    expect((await stage.ask()).ended?.outcome).toBe('timeout_total')
    expect(stage.codes()).toEqual(['timeout-first-byte', 'timeout-total'])
  })

  it('L-61 an answer that breaks off', async () => {
    stage.bot = (_push, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '900' })
      response.write('{', () => setImmediate(() => response.destroy()))
    }
    expect((await stage.ask()).ended?.outcome).toBe('bad_json')
    expect(stage.codes()).toEqual(['answer-broken-off'])
  })
})

describe('connections that fail', () => {
  let tcp: Server | undefined
  afterEach(() => void tcp?.close())

  it('L-61 L-62 nobody listens: no retry by default, and as many as the settings say', async () => {
    stage.world.connectBot('livechat', 'http://127.0.0.1:9/hooks')
    expect((await stage.ask()).ended).toMatchObject({ outcome: 'connect_refused', attempts: 1 })
    expect(stage.lines('platform').at(-1)).toBe(NOTICE)
    stage.world.patchSettings('livechat', { 'push.retry.max': 2 })
    const push = await stage.ask()
    expect(push.ended).toMatchObject({ outcome: 'connect_refused', attempts: 3 })
    expect(new Set(push.attempts.map((attempt) => attempt.request.body)).size).toBe(1)
  })

  it('L-62 an answered failure is never repeated', async () => {
    stage.world.patchSettings('livechat', { 'push.retry.max': 3 })
    stage.bot = status(500)
    expect((await stage.ask()).ended).toMatchObject({ outcome: 'http_status', attempts: 1 })
  })

  it('L-61 the bot closes without an answer', async () => {
    stage.bot = (_push, response) => void response.destroy()
    expect((await stage.ask()).ended?.outcome).toBe('connect_closed')
  })

  it.each([
    ['ENOTFOUND', 'host-unknown'],
    ['EAI_AGAIN', 'host-unknown'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-failed'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-failed'],
    ['ETIMEDOUT', 'connect-timeout'],
    ['ECONNRESET', 'connection-closed'],
    ['ECONNREFUSED', 'connect-refused'],
    ['EHOSTUNREACH', 'connect-refused'],
  ])('L-61 tells %s by its code: %s', (reason, code) => {
    expect(codeOfConnection(reason)).toBe(code)
  })

  it('L-61 no connection in 3 s', async () => {
    tcp = createServer(() => {})
    await new Promise<void>((resolve) => tcp?.listen(0, '127.0.0.1', resolve))
    stage.world.connectBot('livechat', `https://127.0.0.1:${(tcp.address() as AddressInfo).port}/hooks`)
    const push = await stage.ask()
    expect(push.ended?.outcome).toBe('connect_timeout')
    expect(Math.round((push.ended!.at - push.at) / 1000)).toBe(3)
  })

  it('L-61 a handshake that fails', async () => {
    tcp = createServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await new Promise<void>((resolve) => tcp?.listen(0, '127.0.0.1', resolve))
    stage.world.connectBot('livechat', `https://127.0.0.1:${(tcp.address() as AddressInfo).port}/hooks`)
    expect((await stage.ask()).ended?.outcome).toBe('tls')
  })
})

describe('what the visitor sees then', () => {
  beforeEach(() => {
    stage.bot = status(500)
  })

  it('L-63 silent: nothing', async () => {
    stage.world.patchSettings('livechat', { 'failure.policy': 'silent' })
    await stage.ask()
    expect(stage.lines().at(-1)).toBe('user text 你好')
  })

  it('L-63 transfer: a human', async () => {
    stage.world.patchSettings('livechat', { 'failure.policy': 'transfer' })
    await stage.ask()
    expect(stage.line('transfer')?.fields).toMatchObject({ by: 'gateway', queue: '6001' })
  })

  it('L-63 close: the end of the chat', async () => {
    stage.world.patchSettings('livechat', { 'failure.policy': 'close' })
    await stage.ask()
    expect(stage.lines().at(-1)).toBe('platform chatClose')
  })

  it('L-63 a text of one’s own', async () => {
    stage.world.patchSettings('livechat', { 'failure.noticeText': '稍后再试' })
    await stage.ask()
    expect(stage.lines().at(-1)).toBe('platform notice 稍后再试')
  })

  it('L-63 too many failures in a row transfer; a success begins anew', async () => {
    stage.world.patchSettings('livechat', { 'failure.maxConsecutive': 2 })
    await stage.ask()
    stage.bot = answering(GOOD)
    await stage.ask()
    stage.bot = status(500)
    await stage.ask()
    expect(stage.line('transfer')).toBeUndefined()
    await stage.ask()
    expect(stage.line('transfer')).toBeDefined()
  })
})

describe('what can be asked to go wrong', () => {
  it('L-70 the probe pushes without and with a wrong token, and a bot that answers is found out', async () => {
    await stage.act('probe', 'auth')
    const outcomes = [(await stage.settled()).ended?.outcome, (await stage.settled()).ended?.outcome]
    expect(outcomes).toEqual(['accepted', 'accepted'])
    expect(stage.received.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      'Bearer tk-not-the-right-one',
    ])
    expect(stage.remarks().map((remark) => [remark.code, remark.severity])).toEqual([
      ['livechat/auth-not-checked', 'broken'],
      ['livechat/auth-not-checked', 'broken'],
    ])
  })

  it('L-70 a bot that refuses passes, and nothing is shown to anybody', async () => {
    stage.bot = (push, response) =>
      push.headers.authorization === 'Bearer tk-caipai-rehearsal'
        ? answering(GOOD)(push, response)
        : status(401)(push, response)
    await stage.act('probe', 'auth')
    expect([(await stage.settled()).ended?.outcome, (await stage.settled()).ended?.outcome]).toEqual([
      'refused',
      'refused',
    ])
    expect(stage.codes()).toEqual([])
    expect(stage.lines()).toEqual([])
  })

  it('L-73 the same push twice, at once or later, with the same bytes', async () => {
    for (const repeatAfter of ['0', '20s']) {
      await stage.act('disturb', { repeatAfter })
      await stage.ask()
      await stage.settled()
    }
    const raws = stage.received.map(({ raw }) => raw)
    expect(raws).toHaveLength(4)
    expect(raws[0]).toBe(raws[1])
    expect(raws[2]).toBe(raws[3])
  })

  it('L-73 the gateway closes early', async () => {
    stage.bot = () => {}
    await stage.act('disturb', { closeAfter: '3s' })
    const push = await stage.ask()
    expect(push.ended?.outcome).toBe('aborted')
    expect(Math.round((push.ended!.at - push.at) / 1000)).toBe(3)
    expect(stage.lines().at(-1)).toBe('user text 你好')
  })

  it('L-73 the gateway closes after some events', async () => {
    stage.world.patchSettings('livechat', { 'robot.responseMode': 'streaming' })
    stage.bot = (_push, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(piece('一') + piece('二'))
    }
    await stage.act('disturb', { closeAfterEvents: 2 })
    expect((await stage.ask()).ended?.outcome).toBe('aborted')
    expect(stage.lines('bot')).toEqual(['bot markdown 一二'])
  })

  it('L-73 two messages in one push', async () => {
    await stage.act('disturb', { together: ['还有'] })
    await stage.ask()
    expect(stage.received[0]?.body.data.map((one) => one.message['content'])).toEqual(['你好', '还有'])
  })

  it('L-73 the gateway reads late', async () => {
    await stage.act('disturb', { readAfter: '7s', from: 'alice' })
    const push = await stage.ask()
    expect(push.ended?.outcome).toBe('answered')
    expect(push.ended!.at - push.at).toBeGreaterThanOrEqual(7000)
  })

  it('L-73 a disturbance says what it wants', async () => {
    await expect(stage.act('disturb', {})).rejects.toThrow('nothing is disturbed')
  })
})
