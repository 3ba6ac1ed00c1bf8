import type { PushLabel, Verdict } from '../../core/delivery/push.ts'
import type { HeaderList } from '../../core/journal-entries.ts'
import { signCard } from '../crypto/sign.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { deliverCallback } from '../push/callback.ts'
import { remark } from '../remarks/index.ts'
import { TOPIC_CARD } from '../stream/stream.ts'
import type { Card } from './card.ts'
import { takeChange } from './change.ts'
import { changeParams, changePrivateParams, readParams } from './params.ts'
import { readHttpTap, readStreamTap, type TapAnswer } from './tap-answer.ts'
import { assistantData, cardData, contentOf, idOf, type Tap } from './tap-data.ts'

/** Tells the bot about a tap, by the way the card was created for; a tap that nobody hears is a remark. */
export function tapCard(dingtalk: Dingtalk, card: Card, tap: Tap, cause: number): void {
  const { taps } = card
  const unheard = (en: string, zh: string): void => remarkUnheard(dingtalk, card, tap, { en, zh }, cause)
  if (taps.kind === 'none') {
    unheard('it was created without callbackType', '创建时没有设置 callbackType')
    return
  }
  if (taps.kind === 'assistant' && tap.conversation.kind === 'wand') {
    unheard('cards in the magic wand have no callback', '魔法棒中的卡片不支持回调')
    return
  }
  if (taps.kind === 'stream' || taps.kind === 'assistant') {
    const { stream, settings } = dingtalk
    if (!stream.hasSubscriber('CALLBACK', TOPIC_CARD) && !settings.stream.backlog)
      unheard(`no connection subscribes to ${TOPIC_CARD}`, `没有连接订阅 ${TOPIC_CARD}`)
    else tapByStream(dingtalk, card, tap, cause)
    return
  }
  const route = taps.kind === 'url' ? { url: taps.url, secret: undefined } : routeOf(dingtalk, taps.routeKey)
  if (route === undefined) unheard('its callbackRouteKey is not registered', 'callbackRouteKey 没有注册')
  else tapByHttp(dingtalk, card, tap, route, cause)
}

interface Route {
  readonly url: string
  readonly secret: string | undefined
}

/** What the bot has registered, else the webhook of the scenario, which stands for an address registered beforehand. */
function routeOf({ cards, world, settings }: Dingtalk, routeKey: string | undefined): Route | undefined {
  const registered = routeKey === undefined ? undefined : cards.route(routeKey)
  if (registered !== undefined) return { url: registered.callbackUrl, secret: registered.apiSecret }
  return world.hasWebhook('dingtalk', 'card')
    ? { url: world.webhook('dingtalk', 'card'), secret: settings.cards.apiSecret }
    : undefined
}

function tapByHttp(dingtalk: Dingtalk, card: Card, tap: Tap, { url, secret }: Route, cause: number): void {
  const { settings, world } = dingtalk
  card.openTaps += 1
  deliverCallback<TapAnswer>(dingtalk, {
    label: labelOf(card, tap, cause),
    url,
    body: JSON.stringify({
      type: 'actionCallback',
      outTrackId: card.outTrackId,
      corpId: settings.corpId,
      userId: idOf(card, tap.person),
      content: contentOf(tap),
    }),
    headers: () => (secret === undefined ? [] : proofOf(secret, world.clock.wall())),
    timeoutMs: settings.cards.callbackTimeout,
    read: readHttpTap,
    settled: (verdict, seq) => settle(dingtalk, card, tap, verdict, seq),
  })
}

function proofOf(secret: string, now: number): HeaderList {
  const timestamp = String(now)
  return [
    ['x-ddpaas-signature-timestamp', timestamp],
    ['x-ddpaas-signature', signCard(secret, timestamp)],
  ]
}

function tapByStream(dingtalk: Dingtalk, card: Card, tap: Tap, cause: number): void {
  const { settings, stream } = dingtalk
  card.openTaps += 1
  stream.push({
    type: 'CALLBACK',
    topic: TOPIC_CARD,
    data: card.taps.kind === 'assistant' ? assistantData(dingtalk, card, tap, cause) : cardData(dingtalk, card, tap),
    label: labelOf(card, tap, cause),
    timeoutMs: settings.cards.callbackTimeout,
    redeliveries: 0,
    read: (ack) => ({ ...readStreamTap(ack), value: ack }),
    settled({ outcome, reason, value }, seq) {
      const answer = value === undefined ? undefined : readStreamTap(value).value
      const about = reason === undefined ? {} : { reason }
      settle(dingtalk, card, tap, answer === undefined ? { outcome, ...about } : { outcome, value: answer }, seq)
    },
  })
}

function labelOf(card: Card, { person, conversation }: Tap, cause: number): Omit<PushLabel, 'platform'> {
  const ids = { outTrackId: card.outTrackId }
  return { what: 'card tap', user: person.name, conversation: conversation.name, ids, cause }
}

function settle(dingtalk: Dingtalk, card: Card, tap: Tap, verdict: Verdict<TapAnswer>, seq: number): void {
  const { outcome, reason, value } = verdict
  card.openTaps -= 1
  const about = { cause: seq, user: tap.person.name }
  const { outTrackId } = card
  if (value !== undefined) applyAnswer(dingtalk, card, tap, value, seq)
  else if (outcome === 'bad-body')
    remark(
      dingtalk,
      'card-tap-answer-ignored',
      {
        en: `The answer to a tap on card ${outTrackId} was dropped: ${reason}.`,
        zh: `对卡片 ${outTrackId} 点击的响应被丢弃：${reason}。`,
      },
      about,
    )
  else if (outcome === 'timeout' || outcome === 'refused' || outcome === 'connect-fail')
    remark(
      dingtalk,
      'card-tap-unanswered',
      {
        en: `The tap of ${tap.person.name} on card ${outTrackId} failed: ${reason ?? outcome}.`,
        zh: `${tap.person.name} 点击卡片 ${outTrackId} 失败：${reason ?? outcome}。`,
      },
      about,
    )
}

/** Cards of the assistant are always changed by key: its page shows an answer that names single variables. */
function applyAnswer(dingtalk: Dingtalk, card: Card, tap: Tap, answer: TapAnswer, seq: number): void {
  const { cardData: all, userPrivateData: own, cardUpdateOptions: options } = answer
  const isAssistant = card.taps.kind === 'assistant'
  const [publicly, privately] = [all, own].map((part) => readParams(dingtalk, textsOf(part, isAssistant), seq))
  if (publicly?.ok !== true || privately?.ok !== true) return
  if (Object.keys(publicly.params).length > 0)
    changeParams(card, publicly.params, isAssistant || options?.updateCardDataByKey === true)
  if (Object.keys(privately.params).length > 0)
    changePrivateParams(
      card,
      new Map([[tap.person.name, privately.params]]),
      isAssistant || options?.updatePrivateDataByKey === true,
    )
  takeChange(dingtalk, card, seq)
}

/** The samples for AI cards answer with numbers, too. */
function textsOf(part: TapAnswer['cardData'], isLenient: boolean): Readonly<Record<string, unknown>> {
  const map = part?.cardParamMap ?? {}
  if (!isLenient) return map
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
}

function remarkUnheard(
  dingtalk: Dingtalk,
  { outTrackId }: Card,
  { person }: Tap,
  why: { readonly en: string; readonly zh: string },
  cause: number,
): void {
  remark(
    dingtalk,
    'card-tap-unheard',
    {
      en: `The tap of ${person.name} on card ${outTrackId} reaches nobody: ${why.en}.`,
      zh: `${person.name} 点击卡片 ${outTrackId} 没有送达机器人：${why.zh}。`,
    },
    { cause, user: person.name },
  )
}
