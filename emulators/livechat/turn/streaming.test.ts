import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  answer,
  answering,
  end,
  event,
  piece,
  rehearse,
  streaming,
  text,
  type Bot,
  type Rehearsal,
} from '../../../test/support/livechat-rehearsal.ts'

let stage: Rehearsal
beforeEach(async () => {
  stage = await rehearse({ robot: { responseMode: 'streaming' } })
})
afterEach(() => stage.close())

const NOTICE = 'platform notice 抱歉,暂时无法回答,请稍后再试。'

const withHead =
  (head: Record<string, string>, body: string | Buffer, status = 200): Bot =>
  (_push, response) =>
    void response.writeHead(status, head).end(body)

describe('a stream as it runs', () => {
  it('L-22 L-35 L-47 asks for an event stream', async () => {
    stage.bot = streaming(piece('好'), end())
    await stage.ask()
    expect(stage.received[0]?.headers.accept).toBe('text/event-stream')
    expect(stage.received[0]?.body.responseMode).toBe('streaming')
  })

  it('L-47 L-50 L-51 shows each piece when it comes, in one bubble', async () => {
    let write = (_chunk: string): void => {}
    stage.bot = (_push, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      write = (chunk) => void response.write(chunk)
      response.write(piece('从前'))
    }
    await stage.act('send', '讲个故事')
    const grown = async (length: number): Promise<void> => {
      await stage.world.until(() => (stage.line('markdown')?.text.length === length ? true : undefined), 5000, 'text')
    }
    await grown(2)
    expect(stage.line('markdown')).toMatchObject({ text: '从前', open: true, via: 'stream' })
    await stage.world.clock.advance(2000)
    write(piece('有座山'))
    await grown(5)
    write(end())
    await stage.world.until(() => (stage.line('markdown')?.open === false ? true : undefined), 5000, 'the end')
    const { pieces = [] } = stage.line('markdown') ?? {}
    expect(pieces.map((one) => one.text)).toEqual(['从前', '有座山'])
    expect(pieces[1]!.at - pieces[0]!.at).toBeGreaterThanOrEqual(2000)
    expect((await stage.settled()).ended?.outcome).toBe('answered')
  })

  it('L-25 the id of a stream comes back with the next push', async () => {
    stage.bot = streaming(piece('好'), end())
    await stage.ask()
    await stage.ask()
    expect(stage.received[1]?.body.conversationId).toBe('c-1')
  })

  it('L-50 an id is a bubble, a type is a kind', async () => {
    stage.bot = streaming(
      piece('一', { content_type: 'text' }),
      piece('<b>二</b>', { message_id: 'm-2', content_type: 'html' }),
      end(),
    )
    await stage.ask()
    expect(stage.lines('bot')).toEqual(['bot text 一', 'bot rich-text <b>二</b>'])
  })

  it('L-50 contentMode cumulative replaces the text so far', async () => {
    stage.world.patchSettings('livechat', { 'stream.contentMode': 'cumulative' })
    stage.bot = streaming(piece('你'), piece('你好'), piece('您好'), end())
    await stage.ask()
    expect(stage.lines('bot')).toEqual(['bot markdown 您好'])
  })

  it('L-51 L-52 L-66 end with a command transfers, a queue variable chooses', async () => {
    stage.bot = streaming(piece('马上'), end({ command: 'TRANSFER_HUMAN', qno: '6002' }))
    await stage.ask()
    expect(stage.line('transfer')?.fields).toMatchObject({ queue: '6002', by: 'robot' })
    expect(stage.codes()).toEqual(['queue-in-stream'])
  })

  it('L-53 L-64 an error event shows the notice, never the bot’s own words', async () => {
    stage.bot = streaming(piece('半'), event({ event: 'error', code: 'invalid_param', message: '内部错误' }))
    const push = await stage.ask()
    expect(push.ended?.outcome).toBe('stream_error_event')
    expect(stage.lines()).toContain('bot markdown 半')
    expect(stage.lines('platform').at(-1)).toBe(NOTICE)
    expect(stage.remarks()).toMatchObject([{ what: { en: expect.stringContaining('invalid_param 内部错误') } }])
    stage.world.patchSettings('livechat', { 'failure.showBotError': true })
    await stage.ask()
    expect(stage.lines('platform').at(-1)).toBe('platform notice 内部错误')
  })

  it('L-54 a close without an end: text stays, the turn fails, the notice follows', async () => {
    stage.bot = streaming(piece('从前'))
    expect((await stage.ask()).ended?.outcome).toBe('stream_truncated')
    expect(stage.lines().slice(-2)).toEqual(['bot markdown 从前', NOTICE])
    expect(stage.line('markdown')?.open).toBe(false)
  })

  it('L-54 a connection that breaks is told apart from one that closes', async () => {
    stage.bot = (_push, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(piece('从前'), () => setImmediate(() => response.destroy()))
    }
    expect((await stage.ask()).ended?.outcome).toBe('stream_truncated')
    expect(stage.remarks()[0]?.what.en).toContain('broken off')
  })

  it('L-57 closes the connection 1 s after the end, and ignores what comes before that', async () => {
    let closedAt = 0
    stage.bot = (_push, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(piece('好') + end() + piece('还有'))
      response.on('close', () => (closedAt = stage.world.clock.now()))
    }
    const began = stage.world.clock.now()
    expect((await stage.ask()).ended?.outcome).toBe('answered')
    await stage.world.until(() => (closedAt > 0 ? true : undefined), 5000, 'the bot to see the close')
    expect(closedAt - began).toBeGreaterThanOrEqual(1000)
    expect(stage.lines('bot')).toEqual(['bot markdown 好'])
    expect(stage.codes()).toEqual(['event-after-end'])
  })

  it('L-55 bad JSON ends the stream at once', async () => {
    stage.bot = streaming('event: message\ndata: {\n  "event": "message"\n}\n\n', piece('好'), end())
    expect((await stage.ask()).ended?.outcome).toBe('bad_json')
    expect(stage.lines('bot')).toEqual([])
    expect(stage.remarks()[0]).toMatchObject({ code: 'livechat/stream-pretty-printed', details: { at: 'byte 0' } })
  })

  it('L-72 the journal keeps the chunks with their times and masks the token', async () => {
    stage.bot = streaming(piece('好'), end())
    const { attempts } = await stage.ask()
    const [attempt] = attempts
    expect(attempt?.ended?.chunks?.reduce((sum, chunk) => sum + chunk.bytes, 0)).toBe(attempt?.ended?.bytes)
    expect(attempt?.ended?.body).toBe(piece('好') + end())
    expect(JSON.stringify(stage.world.redact.value(attempt))).not.toContain('tk-caipai-rehearsal')
  })
})

describe('the head of a stream', () => {
  const BODY = piece('好') + end()
  it.each<[string, Bot, string, string[]]>([
    [
      'a Content-Length',
      withHead({ 'content-type': 'text/event-stream', 'content-length': String(Buffer.byteLength(BODY)) }, BODY),
      'answered',
      ['stream-content-length'],
    ],
    ['as it should be', streaming(BODY), 'answered', []],
    [
      'charset utf-8',
      withHead({ 'content-type': 'text/event-stream; charset=UTF-8', 'transfer-encoding': 'chunked' }, BODY),
      'answered',
      [],
    ],
    [
      'another charset',
      withHead({ 'content-type': 'text/event-stream; charset=gbk', 'transfer-encoding': 'chunked' }, BODY),
      'answered',
      ['stream-charset'],
    ],
    ['no type', withHead({ 'transfer-encoding': 'chunked' }, BODY), 'answered', ['stream-content-type-missing']],
    [
      'text/plain',
      withHead({ 'content-type': 'text/plain', 'transfer-encoding': 'chunked' }, BODY),
      'answered',
      ['stream-content-type-missing'],
    ],
    [
      'an HTML page',
      withHead({ 'content-type': 'text/html' }, '<html></html>'),
      'content_type',
      ['stream-content-type'],
    ],
    ['a blocking answer', answering(answer([text('好')])), 'answered', ['stream-answered-json']],
    ['a JSON error', answering({ code: 4000, msg: 'no' }), 'content_type', ['stream-refused-json']],
    ['JSON that is none', withHead({ 'content-type': 'application/json' }, 'oops'), 'bad_json', ['json-invalid']],
    ['status 500', withHead({ 'content-type': 'text/event-stream' }, BODY, 500), 'http_status', ['http-status-failed']],
    ['status 202', withHead({ 'content-type': 'text/event-stream' }, BODY, 202), 'http_status', ['http-status-failed']],
    [
      'gzip',
      withHead(
        { 'content-type': 'text/event-stream', 'content-encoding': 'gzip', 'transfer-encoding': 'chunked' },
        gzipSync(BODY),
      ),
      'answered',
      ['answer-compressed'],
    ],
    [
      'an unknown encoding',
      withHead(
        { 'content-type': 'text/event-stream', 'content-encoding': 'zstd', 'transfer-encoding': 'chunked' },
        BODY,
      ),
      'content_type',
      ['answer-encoding-unreadable'],
    ],
    [
      'gzip that is none',
      withHead(
        { 'content-type': 'text/event-stream', 'content-encoding': 'gzip', 'transfer-encoding': 'chunked' },
        BODY,
      ),
      'content_type',
      ['answer-compressed', 'answer-encoding-unreadable'],
    ],
  ])('L-49 %s', async (_title, bot, outcome, codes) => {
    stage.bot = bot
    expect((await stage.ask()).ended?.outcome).toBe(outcome)
    expect(stage.codes()).toEqual(codes)
    expect(stage.lines('bot')).toHaveLength(outcome === 'answered' ? 1 : 0)
  })

  it('L-49 recognises a stream without a type even byte by byte', async () => {
    stage.bot = (_push, response) => {
      response.writeHead(200, {})
      const write = (at: number): void => {
        if (at >= BODY.length) response.end()
        else response.write(BODY[at], () => write(at + 1))
      }
      write(0)
    }
    expect((await stage.ask()).ended?.outcome).toBe('answered')
    expect(stage.lines('bot')).toEqual(['bot markdown 好'])
  })
})

describe('silences', () => {
  const open: Bot = (_push, response) => void response.writeHead(200, { 'content-type': 'text/event-stream' })

  it('L-61 nothing at all for 60 s', async () => {
    stage.bot = () => {}
    const push = await stage.ask()
    expect(push.ended?.outcome).toBe('timeout_first_byte')
    expect(Math.round((push.ended!.at - push.at) / 1000)).toBe(60)
  })

  it('L-61 a head without an event for 60 s', async () => {
    stage.bot = (push, response) => {
      open(push, response)
      response.flushHeaders()
    }
    expect((await stage.ask()).ended?.outcome).toBe('timeout_first_byte')
  })

  it('L-61 60 s of silence between two events', async () => {
    stage.bot = (push, response) => {
      open(push, response)
      response.write(piece('从前'))
    }
    const push = await stage.ask()
    expect(push.ended?.outcome).toBe('timeout_idle')
    expect(stage.lines().slice(-2)).toEqual(['bot markdown 从前', NOTICE])
    expect(stage.remarks().at(-1)?.mend.en).toContain('15 s')
  })

  it('L-61 a comment counts as a sign of life, the total limit does not move', async () => {
    let response: Parameters<Bot>[1] | undefined
    stage.bot = (push, given) => {
      response = given
      open(push, given)
      given.write(piece('从前'))
    }
    await stage.act('send', '你好')
    for (let minute = 0; minute < 8; minute += 1) {
      await stage.world.clock.advance(40_000)
      const beat = stage.world.wire.beat
      response?.write(': ping\n\n')
      if (minute < 7)
        await stage.world.until(() => (stage.world.wire.beat > beat ? true : undefined), 100, 'the comment')
    }
    const push = await stage.settled()
    expect(push.ended?.outcome).toBe('timeout_total')
    expect(Math.round((push.ended!.at - push.at) / 1000)).toBe(300)
  })

  it('L-59 L-61 a first byte after 10 s is remarked on', async () => {
    let answerNow = (): void => {}
    stage.bot = (push, response) => (answerNow = () => streaming(piece('好'), end())(push, response))
    await stage.act('send', '你好')
    await stage.world.until(() => (stage.received.length === 1 ? true : undefined), 5000, 'the push')
    await stage.world.clock.advance(11_000)
    answerNow()
    expect((await stage.settled()).ended?.outcome).toBe('answered')
    expect(stage.codes()).toContain('answer-slow')
  })
})
