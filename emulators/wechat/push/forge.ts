import { z } from 'zod'
import { wholeBody } from '../../core/delivery/whole-body.ts'
import type { Verdict } from '../../core/delivery/push.ts'
import { act } from '../../core/platform.ts'
import { userWhoWrites, who } from '../client/send.ts'
import { headOf } from '../client/receive.ts'
import { nextMsgId, type Wechat } from '../wechat.ts'
import { requestOf, secretsOf, stampPush } from './deliver.ts'
import { sealPush, type PushEnvelope } from './envelope.ts'
import { messageFields } from './messages.ts'
import { remark } from '../remarks.ts'

const FORGERIES = {
  signature: 'the signature was made with another Token',
  'msg-signature': 'the signature is right, msg_signature was made with another Token',
  key: 'encrypted with another EncodingAESKey, signed rightly',
  appid: 'encrypted for another AppID, signed rightly',
  plain: 'a plain message that carries a right signature over a body it does not cover, though the account encrypts',
} as const
type Forgery = keyof typeof FORGERIES

const ForgeInput = z.strictObject({
  from: who,
  text: z.string().default('我是微信'),
  wrong: z.enum(Object.keys(FORGERIES) as [Forgery, ...Forgery[]]).describe('What is wrong with it'),
})

const FOREIGN_KEY = Buffer.alloc(32, 7)

/** Somebody else than WeChat posts to the callback URL. A bot has to refuse it, or at least to do nothing about it. */
export const forge = act<Wechat, typeof ForgeInput>({
  summary: 'Somebody who is not WeChat posts a message to the callback URL.',
  input: ForgeInput,
  rows: ['W-29', 'W-55'],
  summarise: ({ wrong }) => `a forged message: ${FORGERIES[wrong]}`,
  run(wechat, { from, text, wrong }, cause) {
    const { world, settings } = wechat
    const user = userWhoWrites(wechat, from)
    const fields = messageFields(headOf(wechat, user), { type: 'text', content: text }, nextMsgId(wechat))
    const envelope = forgeEnvelope(wechat, wrong, (secrets) =>
      sealPush(fields, user.openid, secrets, stampPush(wechat)),
    )
    const url = world.webhook('wechat')
    world.deliver<undefined>({
      label: { platform: 'wechat', what: `forged ${wrong}`, user: user.name, cause },
      attempt: () => ({
        transport: world.httpTransport(requestOf(url, envelope)),
        read: wholeBody((body, { status }) => judgeForged(body, status)),
      }),
      timers: { connectMs: settings.push.timeoutMs, totalMs: settings.push.timeoutMs },
      deliveries: () => 1,
      settled({ verdict, seq }) {
        if (verdict.outcome === 'accepted') remarkAccepted(wechat, wrong, seq)
      },
    })
  },
})

function forgeEnvelope(
  wechat: Wechat,
  wrong: Forgery,
  seal: (secrets: ReturnType<typeof secretsOf>) => PushEnvelope,
): PushEnvelope {
  const secrets = secretsOf(wechat)
  switch (wrong) {
    case 'signature':
      return seal({ ...secrets, token: 'somebodyElse' })
    case 'msg-signature': {
      const [genuine, foreign] = [
        seal({ ...secrets, mode: 'secure' }),
        seal({ ...secrets, mode: 'secure', token: 'somebodyElse' }),
      ]
      const msgSignature = foreign.query.find(([name]) => name === 'msg_signature')?.[1] ?? ''
      return {
        ...genuine,
        query: genuine.query.map(([name, value]) => [name, name === 'msg_signature' ? msgSignature : value] as const),
      }
    }
    case 'key':
      return seal({ ...secrets, mode: 'secure', key: FOREIGN_KEY })
    case 'appid':
      return seal({ ...secrets, mode: 'secure', appid: 'wx00000000000000ff' })
    case 'plain':
      return seal({ ...secrets, mode: 'plain' })
  }
}

function judgeForged(body: Buffer, status: number): Verdict<undefined> {
  const text = body.toString('utf8').trim()
  if (status >= 400) return { outcome: 'refused', reason: `status ${status}` }
  if (text === '' || text === 'success')
    return { outcome: 'acknowledged', reason: 'nothing was said, so it cannot be told whether it was refused' }
  return /^<xml[\s>]/.test(text)
    ? { outcome: 'accepted', reason: 'the bot answered it' }
    : { outcome: 'refused', reason: `status ${status}` }
}

function remarkAccepted({ world }: Wechat, wrong: Forgery, cause: number): void {
  const what = {
    en: `The bot answered a message that WeChat never sent: ${FORGERIES[wrong]}.`,
    zh: `机器人回复了并非微信发出的消息（${wrong}）。`,
  }
  remark({ world }, 'forgery-accepted', what, { cause })
}
