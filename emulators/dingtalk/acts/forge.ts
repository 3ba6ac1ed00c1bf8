import { z } from 'zod'
import type { AnswerHead } from '../../core/delivery/exchange.ts'
import type { Verdict } from '../../core/delivery/push.ts'
import type { HeaderList } from '../../core/journal-entries.ts'
import { act } from '../../core/platform.ts'
import { ownRobot } from '../corp/robot.ts'
import { sign } from '../crypto/sign.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { deliverCallback } from '../push/callback.ts'
import { readAnswer } from '../push/read-answer.ts'
import { robotBody } from '../push/robot-message.ts'
import { remark } from '../remarks/index.ts'
import { who } from './who.ts'

const FORGERIES = {
  sign: 'sign was made with another appSecret',
  stale: 'sign is right for its timestamp, which is more than an hour old',
  future: 'sign is right for its timestamp, which is more than an hour ahead',
  missing: 'timestamp and sign are missing',
  empty: 'sign is empty',
} as const
type Forgery = keyof typeof FORGERIES

const JUST_OVER_AN_HOUR_MS = 3_600_001

const ForgeInput = z.strictObject({
  from: who,
  text: z.string().default('我是钉钉'),
  wrong: z.enum(Object.keys(FORGERIES) as [Forgery, ...Forgery[]]).describe('What is wrong with it'),
})

/** Somebody else than DingTalk posts to the callback URL. A bot has to refuse it, or at least to do nothing about it. */
export const forge = act<Dingtalk, typeof ForgeInput>({
  summary: 'Somebody who is not DingTalk posts a message to the callback URL.',
  input: ForgeInput,
  rows: ['D-03'],
  summarise: ({ wrong }) => `a forged callback: ${FORGERIES[wrong]}`,
  run(dingtalk, { from, text, wrong }, cause) {
    const { world, sessions, people, conversations, settings } = dingtalk
    const sender = people.named(from)
    const conversation = conversations.single(from)
    const session = sessions.forge(conversation, FORGERIES[wrong], world.clock.now())
    const message = {
      msgId: `msg${world.random.hex(22)}==`,
      createAt: world.clock.now(),
      msgtype: 'text',
      content: { text: { content: text } },
      sender,
      conversation,
      robot: ownRobot(dingtalk),
      mentioned: [],
      isOutgoing: false,
      extra: {},
    }
    deliverCallback<object>(dingtalk, {
      label: { what: `forged ${wrong}`, user: sender.name, ids: { msgId: message.msgId }, cause },
      url: world.webhook('dingtalk', 'robot'),
      body: JSON.stringify(robotBody(dingtalk, message, session, 'http')),
      headers: () => forgedProof(wrong, settings.app.clientSecret, world.clock.wall()),
      timeoutMs: settings.callback.timeout,
      read: judge,
      settled(verdict, seq) {
        if (verdict.outcome === 'accepted') remarkAccepted(dingtalk, FORGERIES[wrong], seq)
      },
    })
  },
})

function forgedProof(wrong: Forgery, secret: string, now: number): HeaderList {
  const proof = (at: number, key: string): HeaderList => [
    ['timestamp', String(at)],
    ['sign', sign(key, String(at))],
  ]
  switch (wrong) {
    case 'sign':
      return proof(now, 'somebody-elses-secret')
    case 'stale':
      return proof(now - JUST_OVER_AN_HOUR_MS, secret)
    case 'future':
      // A minute more, because it shall still be too far ahead when it arrives.
      return proof(now + JUST_OVER_AN_HOUR_MS + 60_000, secret)
    case 'missing':
      return []
    case 'empty':
      return [
        ['timestamp', String(now)],
        ['sign', ''],
      ]
  }
}

/** Silence cannot be told from refusal; a message shown to somebody can. */
function judge(body: Buffer, head: AnswerHead): Verdict<object> {
  const verdict = readAnswer(body, head)
  return verdict.outcome === 'answered' ? { outcome: 'accepted', reason: 'the bot answered it' } : verdict
}

/** The bot has acted on a callback that DingTalk never sent. */
export function remarkAccepted(dingtalk: Dingtalk, forgery: string, cause: number): void {
  remark(
    dingtalk,
    'forgery-accepted',
    {
      en: `The bot acted on a callback that DingTalk never sent: ${forgery}.`,
      zh: '机器人处理了并非钉钉发出的回调（签名或时间戳不合法）。',
    },
    { cause },
  )
}
