import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rehearse, type Bot, type Rehearsal } from '../../../test/support/wechat-rehearsal.ts'
import { sign } from '../crypto/signature.ts'
import { explainEcho } from './verify.ts'

let stage: Rehearsal
beforeEach(async () => {
  stage = await rehearse()
})
afterEach(() => stage.close())

/** A bot that checks the signature and echoes with `write`. */
const careful =
  (write: (echostr: string) => string): Bot =>
  ({ query }, response) => {
    const signature = sign('CaipaiRehearsal', query.get('timestamp') ?? '', query.get('nonce') ?? '')
    if (signature === query.get('signature')) response.end(write(query.get('echostr') ?? ''))
    else response.writeHead(403).end()
  }

describe('the verification of the callback URL', () => {
  it('W-02 W-03 W-04 sends the GET in wire order, passes a byte-exact echo, and then a forged one', async () => {
    stage.bot = careful((echostr) => echostr)
    await stage.act('verify', true)
    expect(await stage.settled()).toMatchObject({ what: 'verification', ended: { outcome: 'verified', attempts: 1 } })
    expect(await stage.settled()).toMatchObject({ what: 'forged verification', ended: { outcome: 'refused' } })
    const [get, forged] = stage.received
    expect(get?.method).toBe('GET')
    expect([...(get?.query.keys() ?? [])]).toEqual(['signature', 'echostr', 'timestamp', 'nonce'])
    expect(get?.query.get('echostr')).toMatch(/^\d{18}$/)
    expect(get?.rawHeaders.slice(0, 8)).toEqual([
      'Host',
      expect.any(String),
      'User-Agent',
      'Mozilla/4.0',
      'Accept',
      '*/*',
      'Pragma',
      'no-cache',
    ])
    expect(forged?.query.get('signature')).not.toBe(get?.query.get('signature'))
    expect(forged?.query.get('echostr')).toBe(get?.query.get('echostr'))
    expect(stage.remarks().filter(({ severity }) => severity !== 'hint')).toEqual([])
  })

  it.each([
    ['JSON quotes', (echo: string) => JSON.stringify(echo), /JSON quotes, at bytes 0 and 19/],
    ['a BOM', (echo: string) => `\uFEFF${echo}`, /BOM stands at byte 0/],
    ['a blank line before', (echo: string) => `\n${echo}`, /white space stands around it, the first at byte 0/],
    ['a newline after', (echo: string) => `${echo}\n`, /white space stands around it, the first at byte 18/],
    ['a rounded number', (echo: string) => String(Number(echo)), /rounded|first difference/],
    ['a page', () => '<!DOCTYPE html><html></html>', /HTML page/],
    ['nothing', () => '', /body is empty/],
    ['another text', () => 'ok', /first difference is at byte 0.*begins "ok"/],
  ])('W-03 fails on %s and shows the bytes', async (_, write, reason) => {
    stage.bot = careful(write)
    await stage.act('verify', true)
    expect((await stage.settled()).ended).toMatchObject({ outcome: 'bad-body', reason: expect.stringMatching(reason) })
    expect(stage.remarks()).toContainEqual(
      expect.objectContaining({ code: 'wechat/verification-failed', severity: 'broken' }),
    )
  })

  it('W-03 names a number that lost its last digits', () => {
    expect(explainEcho('5120094837261540987', Buffer.from(String(Number('5120094837261540987'))))).toContain(
      'rounded to 5120094837261541000',
    )
  })

  it('W-02 fails when no complete answer comes within 5 s', async () => {
    stage.bot = (_request, response) => void response.write('51200')
    await stage.act('verify', true)
    expect((await stage.settled()).ended).toMatchObject({ outcome: 'timeout', attempts: 1 })
    expect(stage.remarks()[0]?.what.zh).toContain('请求URL超时')
  })

  it('W-03 fails on a status other than 200', async () => {
    stage.bot = ({ query }, response) => void response.writeHead(201).end(query.get('echostr'))
    await stage.act('verify', true)
    expect((await stage.settled()).ended).toMatchObject({
      outcome: 'bad-status',
      reason: 'got status 201, expected 200',
    })
  })

  it('W-04 remarks a bot that echoes whatever comes', async () => {
    stage.bot = ({ query }, response) => void response.end(query.get('echostr'))
    await stage.act('verify', true)
    await stage.settled()
    expect(await stage.settled()).toMatchObject({ what: 'forged verification', ended: { outcome: 'accepted' } })
    expect(stage.remarks()).toContainEqual(expect.objectContaining({ code: 'wechat/verification-blind' }))
  })

  it('W-03 hints at a chunked echo', async () => {
    stage.bot = ({ query }, response) => {
      response.write(query.get('echostr'))
      response.end()
    }
    await stage.act('verify', true)
    expect((await stage.settled()).ended?.outcome).toBe('verified')
    expect(stage.remarks()).toContainEqual(
      expect.objectContaining({ code: 'wechat/verification-chunked', severity: 'hint' }),
    )
  })
})
