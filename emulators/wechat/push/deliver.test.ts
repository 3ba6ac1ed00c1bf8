import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { elementOf, rehearse, textReply, type Bot, type Rehearsal } from '../../../test/support/wechat-rehearsal.ts'

let stage: Rehearsal
beforeEach(async () => {
  stage = await rehearse()
})
afterEach(() => stage.close())

const NOTICE = 'platform notice 该公众号暂时无法提供服务，请稍后再试'
const never: Bot = () => {}

describe('what the bot gets', () => {
  it('W-05 W-06 a POST with the documented parameters and headers, in order', async () => {
    stage.world.connectBot('wechat', `${stage.world.webhook('wechat')}?id=7`)
    await stage.act('send', '你好')
    await stage.settled()
    const [push] = stage.received
    const url = new URL(push?.url ?? '', 'http://bot')
    expect([...url.searchParams.keys()]).toEqual(['id', 'signature', 'timestamp', 'nonce', 'openid'])
    expect(url.searchParams.get('openid')).toMatch(/^o[\w-]{27}$/)
    expect(url.searchParams.get('timestamp')).toMatch(/^\d{10}$/)
    expect(url.searchParams.get('nonce')).toMatch(/^\d{9,10}$/)
    expect(push?.rawHeaders).toEqual([
      'User-Agent',
      'Mozilla/4.0',
      'Accept',
      '*/*',
      'Host',
      new URL(stage.world.webhook('wechat')).host,
      'Pragma',
      'no-cache',
      'Content-Length',
      String(Buffer.byteLength(push?.body ?? '')),
      'Content-Type',
      'text/xml',
    ])
  })

  it('W-13 a MsgId of 17 digits, odd and never the same', async () => {
    for (let count = 0; count < 30; count += 1) await stage.act('send', `${count}`)
    for (let count = 0; count < 30; count += 1) await stage.settled()
    const ids = stage.received.map(({ body }) => elementOf(body, 'MsgId'))
    expect(new Set(ids).size).toBe(30)
    for (const id of ids) {
      expect(id).toMatch(/^\d{17}$/)
      expect(String(Number(id))).not.toBe(id)
    }
  })

  it('W-57 the same bytes in every run when timestamp, nonce and random are fixed', async () => {
    const debug = { timestamp: '1767225600', nonce: '246813579', random: '0123456789abcdef' }
    stage.world.patchSettings('wechat', { debug, account: { mode: 'secure' } })
    await stage.act('send', { text: '你好', msgId: '24871234567890123' })
    await stage.act('send', { text: '你好', msgId: '24871234567890123' })
    await stage.settled()
    await stage.settled()
    const [first, second] = stage.received
    expect(first?.url).toBe(second?.url)
    expect(first?.body).toBe(second?.body)
  })
})

describe('deliveries', () => {
  it('W-15 W-16 W-17 W-20 hangs up after 5 s, three times, with the same bytes on new connections, then the notice', async () => {
    let closed = 0
    stage.bot = (_request, response) => void response.on('close', () => (closed += 1))
    const began = stage.world.clock.now()
    await stage.act('send', '讲个故事')
    const push = await stage.settled()
    expect(push.ended).toMatchObject({ outcome: 'timeout', attempts: 3 })
    const offsets = push.attempts.map((attempt) => Math.round((attempt.at - began) / 1000))
    expect(offsets).toEqual([0, 5, 10])
    expect(Math.round((stage.world.clock.now() - began) / 1000)).toBe(15)
    expect(new Set(stage.received.map(({ url, body }) => url + body)).size).toBe(1)
    expect(new Set(stage.received.map(({ port }) => port)).size).toBe(3)
    expect(stage.lines('platform')).toEqual([NOTICE])
    await stage.world.until(() => (closed === 3 ? true : undefined), 5000, 'the bot to see three closed connections')
    expect(closed).toBe(3)
  })

  it('W-15 the 5 s cover the whole answer, not its first byte', async () => {
    stage.bot = (_request, response) => void response.writeHead(200).write('succ')
    await stage.act('send', '你好')
    expect((await stage.settled()).ended).toMatchObject({ outcome: 'timeout', attempts: 3 })
  })

  it('W-18 the answer to the third delivery is shown, once, without a notice', async () => {
    stage.bot = ({ body }, response) => {
      if (stage.received.length === 3) response.end(textReply(body, '从前有座山'))
    }
    await stage.act('send', '讲个故事')
    expect((await stage.settled()).ended).toMatchObject({ outcome: 'answered', attempts: 3 })
    expect(stage.lines('bot')).toEqual(['bot text 从前有座山'])
    expect(stage.lines('platform')).toEqual([])
  })

  it('W-18 an answer that comes after 5 s is kept as late, shown to nobody, and cancels nothing', async () => {
    await stage.close()
    stage = await rehearse({}, { deaf: true })
    let answerFirst = (): void => {}
    stage.bot = ({ body }, response) => {
      if (stage.received.length === 1) answerFirst = () => void response.end(textReply(body, '太迟了'))
      else {
        answerFirst()
        response.end('success')
      }
    }
    await stage.act('send', '讲个故事')
    const push = await stage.settled()
    expect(push.ended).toMatchObject({ outcome: 'acknowledged', attempts: 2 })
    const late = await stage.world.until(() => push.attempts[0]?.late, 1000, 'the late answer')
    expect(late).toMatchObject({ status: 200, body: expect.stringContaining('太迟了') })
    expect(stage.lines('bot')).toEqual([])
  })

  it.each([
    ['success', 'success'],
    ['zero bytes', ''],
  ])('W-19 %s is silence and ends the deliveries', async (_, body) => {
    stage.bot = (_request, response) => void response.end(body)
    await stage.act('send', '你好')
    expect((await stage.settled()).ended).toMatchObject({ outcome: 'acknowledged', attempts: 1 })
    expect(stage.lines('platform')).toEqual([])
  })

  it.each([201, 204, 302, 403, 500, 503])(
    'W-16 W-21 status %d is delivered four times, redirects are not followed',
    async (status) => {
      stage.bot = (_request, response) => void response.writeHead(status, { location: '/elsewhere' }).end('success')
      await stage.act('send', '你好')
      expect((await stage.settled()).ended).toMatchObject({ outcome: 'bad-status', attempts: 4 })
      expect(stage.received.every(({ url }) => url.startsWith('/wx?'))).toBe(true)
      expect(stage.lines('platform')).toEqual([NOTICE])
    },
  )

  it('W-16 a reset connection is delivered four times', async () => {
    stage.bot = (_request, response) => void response.socket?.resetAndDestroy()
    await stage.act('send', '你好')
    expect((await stage.settled()).ended).toMatchObject({ outcome: 'connect-fail', attempts: 4 })
    expect(stage.lines('platform')).toEqual([NOTICE])
  })

  it('W-16 a refused connection is delivered four times', async () => {
    const gone = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => gone.once('listening', resolve))
    const { port } = gone.address() as AddressInfo
    await new Promise((resolve) => gone.close(resolve))
    stage.world.connectBot('wechat', `http://127.0.0.1:${port}/`)
    await stage.act('send', '你好')
    expect((await stage.settled()).ended).toMatchObject({
      outcome: 'connect-fail',
      attempts: 4,
      reason: 'ECONNREFUSED',
    })
  })

  it('W-16 an unusable body is delivered once', async () => {
    stage.bot = (_request, response) => void response.end('{"errcode":0}')
    await stage.act('send', '你好')
    expect((await stage.settled()).ended).toMatchObject({ outcome: 'bad-body', attempts: 1 })
    expect(stage.lines('platform')).toEqual([NOTICE])
  })

  it('W-16 each limit is a setting', async () => {
    stage.world.patchSettings('wechat', { 'push.deliveries.bad-body': 2, 'push.deliveries.timeout': 4 })
    stage.bot = (_request, response) => {
      if (stage.received.length > 2) response.end('[]')
    }
    await stage.act('send', '你好')
    expect((await stage.settled()).ended).toMatchObject({ outcome: 'bad-body', attempts: 3 })
    stage.bot = never
    await stage.act('send', '你好')
    expect((await stage.settled()).ended).toMatchObject({ outcome: 'timeout', attempts: 4 })
  })

  it('W-57 no retries and no time-out when somebody debugs', async () => {
    stage.world.patchSettings('wechat', { debug: { retries: false }, push: { timeoutMs: 0 } })
    let answer = (): void => {}
    stage.bot = ({ body }, response) => {
      answer = () => void response.end(textReply(body, '终于'))
    }
    await stage.act('send', '你好')
    await stage.world.clock.advance(3_600_000)
    answer()
    expect((await stage.settled()).ended).toMatchObject({ outcome: 'answered', attempts: 1 })
    stage.bot = (_request, response) => void response.writeHead(500).end()
    await stage.act('send', '你好')
    expect((await stage.settled()).ended).toMatchObject({ outcome: 'bad-status', attempts: 1 })
  })

  it('W-20 the wording of the notice is a setting', async () => {
    stage.world.patchSettings('wechat', { 'notice.text': '该公众号提供的服务出现故障，请稍后再试' })
    stage.bot = (_request, response) => void response.end('oops')
    await stage.act('send', '你好')
    await stage.settled()
    expect(stage.lines('platform')).toEqual(['platform notice 该公众号提供的服务出现故障，请稍后再试'])
  })

  it('W-22 after so many failures nothing is pushed for a minute', async () => {
    stage.world.patchSettings('wechat', { 'markFail.after': 2 })
    stage.bot = (_request, response) => void response.end('oops')
    for (const text of ['一', '二', '三']) {
      await stage.act('send', text)
      await stage.settled()
    }
    const outcomes = stage.world.journal
      .entries()
      .flatMap((entry) => (entry.kind === 'push' ? [entry.ended?.outcome] : []))
    expect(outcomes).toEqual(['bad-body', 'bad-body', 'suspended'])
    expect(stage.received).toHaveLength(2)
    await stage.world.clock.advance(60_000)
    stage.bot = (_request, response) => void response.end('success')
    await stage.act('send', '四')
    expect((await stage.settled()).ended?.outcome).toBe('acknowledged')
  })

  it('W-55 the journal tells each delivery, the decisive one and what was wrong with it', async () => {
    stage.bot = ({ body }, response) => {
      if (stage.received.length === 1) response.writeHead(500).end('Error 500')
      else response.end(textReply(body, ''))
    }
    await stage.act('send', '你好')
    const push = await stage.settled()
    expect(push.attempts.map(({ number, ended }) => [number, ended?.outcome, ended?.status, ended?.bytes])).toEqual([
      [1, 'bad-status', 500, 9],
      [2, 'bad-body', 200, expect.any(Number)],
    ])
    expect(push.ended?.reason).toContain('text-empty: got 0 bytes')
    expect(stage.remarks()).toEqual([
      expect.objectContaining({
        code: 'wechat/reply-text-empty',
        severity: 'broken',
        cause: push.seq,
        what: { en: expect.stringContaining('Content is empty'), zh: expect.stringContaining('Content 为空') },
      }),
    ])
  })

  it('says what to do when nobody has told where the bot listens', async () => {
    const { createWorld } = await import('../../core/create-world.ts')
    const { platform } = await import('../index.ts')
    const lonely = await createWorld({ platforms: [platform] })
    await expect(lonely.act('wechat', 'send', '你好')).rejects.toMatchObject({ code: 'WEBHOOK_MISSING' })
    await lonely.close()
  })
})
