import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { elementOf, rehearse, textReply, type Bot, type Rehearsal } from '../../../test/support/wechat-rehearsal.ts'
import { decodeAesKey, decrypt } from '../crypto/encryption.ts'
import { sign } from '../crypto/signature.ts'

let stage: Rehearsal
beforeEach(async () => {
  stage = await rehearse({ account: { mode: 'secure' } })
})
afterEach(() => stage.close())

const TOKEN = 'CaipaiRehearsal'
const KEY = decodeAesKey('caipaiRehearsalKeyWithSpareBitsAtItsVeryEnd')
const APPID = 'wx5a1c0e7d93b24f68'

/** What a careful bot finds wrong with a push, in the order in which it looks. */
function findFault(url: URLSearchParams, body: string): string | undefined {
  const { signature, timestamp = '', nonce = '', msg_signature } = Object.fromEntries(url)
  if (signature !== sign(TOKEN, timestamp, nonce)) return 'signature'
  const sealed = elementOf(body, 'Encrypt')
  if (sealed === '') return 'plain'
  if (msg_signature !== sign(TOKEN, timestamp, nonce, sealed)) return 'msg-signature'
  const opened = KEY === undefined ? undefined : decrypt(sealed, KEY, APPID)
  if (opened?.ok === true) return undefined
  return opened?.step === 'appid' ? 'appid' : 'key'
}

const refusing: Bot = ({ query, body }, response) => {
  if (findFault(query, body) === undefined) response.end('success')
  else response.writeHead(403).end()
}

describe('forged messages', () => {
  it.each(['signature', 'msg-signature', 'key', 'appid', 'plain'])(
    'W-29 with a wrong %s exactly that is wrong',
    async (wrong) => {
      stage.bot = refusing
      await stage.act('forge', { wrong })
      expect(await stage.settled()).toMatchObject({
        what: `forged ${wrong}`,
        ended: { outcome: 'refused', attempts: 1 },
      })
      const [push] = stage.received
      expect(push === undefined ? '' : findFault(push.query, push.body)).toBe(wrong)
      expect(stage.lines('platform')).toEqual([])
    },
  )

  it('W-29 W-55 a bot that answers one is told, one that says nothing is not accused', async () => {
    stage.bot = (_request, response) => void response.end('success')
    await stage.act('forge', { wrong: 'signature' })
    expect((await stage.settled()).ended?.outcome).toBe('acknowledged')
    expect(stage.remarks()).toEqual([])
    stage.bot = ({ body }, response) => void response.end(textReply(body, '上当了'))
    await stage.act('forge', { wrong: 'plain' })
    expect((await stage.settled()).ended?.outcome).toBe('accepted')
    expect(stage.remarks()).toEqual([expect.objectContaining({ code: 'wechat/forgery-accepted', severity: 'broken' })])
    expect(stage.lines('bot')).toEqual([])
  })

  it('W-29 in plain mode a wrong signature is all that can be wrong', async () => {
    stage.world.patchSettings('wechat', { 'account.mode': 'plain' })
    await stage.act('forge', { wrong: 'signature' })
    await stage.settled()
    expect(stage.received[0]?.query.get('signature')).not.toBe(
      sign(TOKEN, stage.received[0]?.query.get('timestamp') ?? '', stage.received[0]?.query.get('nonce') ?? ''),
    )
  })

  it('W-32 another program that fetches a token voids the one the bot holds', async () => {
    const access_token = await stage.token()
    await stage.act('supersede-token', true)
    const answer = await stage.call(`/cgi-bin/getcallbackip?access_token=${access_token}`)
    expect(answer).toMatchObject({ errcode: 40001 })
    expect(stage.calls().at(-1)?.ended?.message).toContain('by a fetch of another program')
  })
})

describe('answers that get lost on their way', () => {
  it('W-17 W-18 are repeated by the platform; only one that arrives counts', async () => {
    stage.world.patchSettings('wechat', { 'push.loseAnswers': 2, 'account.mode': 'plain' })
    stage.bot = ({ body }, response) => void response.end(textReply(body, '好'))
    await stage.act('send', '你好')
    expect((await stage.settled()).ended).toMatchObject({ outcome: 'answered', attempts: 3 })
    expect(stage.lines('bot')).toEqual(['bot text 好'])
    expect(new Set(stage.received.map(({ url }) => url)).size).toBe(1)
  })
})
