import { describe, expect, it, vi } from 'vitest'
import { describeFailure } from '../../contracts/report/failure-text.ts'
import { listFindings } from '../../contracts/explaining/topics.ts'
import { rules } from '../../contracts/rules/index.ts'
import { platformOf } from '../../contracts/rules/rule.ts'
import { loadPlatforms } from '../../emulators/index.ts'
import { acrossMutants } from './across.mutants.ts'
import { aliyunChatbotMutants } from './aliyun-chatbot.mutants.ts'
import { dingtalkCallMutants } from './dingtalk-calls.mutants.ts'
import { dingtalkCardMutants } from './dingtalk-cards.mutants.ts'
import { dingtalkStreamMutants } from './dingtalk-stream.mutants.ts'
import { dingtalkTrustMutants } from './dingtalk-trust.mutants.ts'
import { dingtalkMutants } from './dingtalk.mutants.ts'
import { livechatMutants } from './livechat.mutants.ts'
import type { Mutant } from './mutant.ts'
import { atMost, findingsOf, rehearseMutant, rehearseSound } from './rehearse.ts'
import { rongcloudMutants } from './rongcloud.mutants.ts'
import { frameSlips } from './slips/frames.ts'
import { headSlips } from './slips/heads.ts'
import { messageSlips } from './slips/messages.ts'
import { streamSlips } from './slips/streams.ts'
import { wechatCallMutants } from './wechat-calls.mutants.ts'
import { wechatPushMutants } from './wechat-pushes.mutants.ts'
import { wechatReplyMutants } from './wechat-replies.mutants.ts'
import { wechatMutants } from './wechat.mutants.ts'

const mutants = {
  wechat: [...wechatMutants, ...wechatPushMutants, ...wechatCallMutants, ...wechatReplyMutants],
  dingtalk: [
    ...dingtalkMutants,
    ...dingtalkTrustMutants,
    ...dingtalkCallMutants,
    ...dingtalkCardMutants,
    ...dingtalkStreamMutants,
  ],
  livechat: livechatMutants,
  rongcloud: rongcloudMutants,
  'aliyun-chatbot': aliyunChatbotMutants,
  across: acrossMutants,
} satisfies Record<string, readonly Mutant[]>

const slips = [...frameSlips, ...headSlips, ...messageSlips, ...streamSlips]

/** Each is a bot in a process of its own, and most of its time is silence that has to last: more at a time than there are cores. */
const AT_ONCE = 8
const taking = atMost(AT_ONCE)
vi.setConfig({ maxConcurrency: AT_ONCE })
const LONGEST_MS = 300_000

const remarks = listFindings((await loadPlatforms()).map((module) => module.info)).filter(
  ({ kind }) => kind === 'remark',
)

/** Remarks of WeChat that no bot brings about: the key is the account's own. */
const OUT_OF_REACH: readonly string[] = ['wechat/reply-crypto-key']

/** Remarks of DingTalk that the reference bot cannot be made to bring about, or not alone. */
const OUT_OF_REACH_OF_DINGTALK: readonly string[] = [
  // The permissions are the app's own.
  'dingtalk/scope-missing',
  // Told by dingtalk/fetches-tokens-sparingly.
  'dingtalk/token-not-kept',
  // Told by dingtalk/paces-card-updates.
  'dingtalk/card-updates-too-often',
  // Its cards have nothing to tap.
  'dingtalk/card-tap-unheard',
  'dingtalk/card-tap-unanswered',
  'dingtalk/card-tap-answer-ignored',
  'dingtalk/card-updated-in-callback',
  // Takes ten seconds of real time, which no silence shortens.
  'dingtalk/not-reconnected',
]

it.each([...new Set(rules.map(({ id }) => platformOf(id)))])('every rule of %s is proven by a mutant', (platform) => {
  const proven = new Set(Object.values<readonly Mutant[]>(mutants).flatMap((table) => table.map(({ rule }) => rule)))
  const unproven = rules.filter(({ id }) => platformOf(id) === platform && !proven.has(id))
  expect(unproven.map(({ id }) => id)).toEqual([])
})

it('every remark of WeChat is proven by a mutant', () => {
  const known = new Set(mutants.wechat.map(({ rule }) => rule))
  const unproven = remarks.filter(({ id }) => platformOf(id) === 'wechat' && !known.has(id))
  expect(unproven.map(({ id }) => id)).toEqual(OUT_OF_REACH)
})

it('every remark of DingTalk that is more than a hint is proven by a mutant', () => {
  const known = new Set(mutants.dingtalk.map(({ rule }) => rule))
  const unproven = remarks.filter(
    ({ id, severity }) => platformOf(id) === 'dingtalk' && severity !== 'hint' && !known.has(id),
  )
  expect(unproven.map(({ id }) => id).toSorted()).toEqual(OUT_OF_REACH_OF_DINGTALK.toSorted())
})

/** Remarks of the three that are more than hints, and that the reference bot cannot be made to bring about, or not alone. */
const OUT_OF_REACH_ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  livechat: [
    // Made by a command that no scenario runs, the registration.
    'signature-wrong',
    'authentication-unused',
    'boolean-as-string',
    'letter-case',
    'token-with-bearer',
    'push-type-unknown',
    'uri-without-slash',
    'message-entry-twice',
    'field-unknown',
    'name-repeated',
    // The stage itself connects the bot.
    'connect-refused',
    'connect-timeout',
    'host-unknown',
    'tls-failed',
    // Settings of the gateway bring them about.
    'event-names-settled',
    'stream-bad-json-skipped',
    // The time is the model's, or that of minutes of writing.
    'answer-slow',
    'timeout-total',
    'stream-too-large',
    // They come with another that says the same.
    'spelling-of-stream',
    'stream-content-type',
    'error-fields-missing',
    'conversation-id-missing-again',
    // The bot has no such call.
    'robot-message-unsolicited',
  ],
}

it.each(['livechat', 'rongcloud', 'aliyun-chatbot'] as const)(
  'every remark of %s that is more than a hint is proven by a mutant',
  (platform) => {
    const known = new Set([...mutants[platform], ...slips].map(({ rule }) => rule))
    const unproven = remarks.filter(
      ({ id, severity }) => platformOf(id) === platform && severity !== 'hint' && !known.has(id),
    )
    const expected = (OUT_OF_REACH_ELSEWHERE[platform] ?? []).map((code) => `${platform}/${code}`)
    expect(unproven.map(({ id }) => id).toSorted()).toEqual(expected.toSorted())
  },
)

const circumstancesOf = ({ scenario, variant, env, config }: Mutant): string =>
  JSON.stringify({ scenario, variant, env, config })

for (const [platform, table] of Object.entries<readonly Mutant[]>(mutants)) {
  if (table.length === 0) continue
  // A bot is at work in real time here, and eight of them share the machine with other tests: a second look tells weather from fault.
  describe.concurrent(platform, { timeout: LONGEST_MS, retry: 1 }, () => {
    it.each(table.map((mutant) => [mutant.rule, mutant.about ?? mutant.by, mutant] as const))(
      '%s is all that is found about a bot that has one fault: %s',
      async (rule, _about, mutant) => {
        const rehearsal = await taking(() => rehearseMutant(mutant))
        const findings = findingsOf(rehearsal)
        expect(
          findings.map(({ id }) => id),
          describeFailure(rehearsal),
        ).toEqual([rule])
        expect(findings[0]?.what.en).toMatch(mutant.says)
      },
    )

    const places = new Map(table.map((mutant) => [circumstancesOf(mutant), mutant]))
    it.each([...places.values()].map((mutant) => [mutant.scenario, mutant.variant ?? '', mutant] as const))(
      'nothing is found about the sound bot in its place: %s %s',
      async (_scenario, _variant, mutant) => {
        const rehearsal = await taking(() => rehearseSound(mutant))
        expect(rehearsal.failure, describeFailure(rehearsal)).toBeUndefined()
        expect(findingsOf(rehearsal)).toEqual([])
      },
    )
  })
}
