import type { HeaderList } from '../../core/journal-entries.ts'
import type { Recall, RecallGround, Recalled, Recaller, SeenAnswer, SeenRequest } from '../../core/recall.ts'
import { readHttpResult, readStreamResult } from '../agent/skill-answer.ts'
import { sameText } from '../crypto/same-text.ts'
import { sign, signCard } from '../crypto/sign.ts'
import { readAnswer } from '../push/read-answer.ts'
import type { Settings } from '../settings.ts'
import { CONNECT } from '../stream/handshake.ts'
import { readClientFrame } from '../stream/client-frame.ts'
import { TOPIC_CARD, TOPIC_EVENTS, TOPIC_ROBOT, TOPIC_SKILL } from '../stream/topics.ts'
import { createSeenAssistant } from './assistant.ts'
import { createSeenCards } from './cards.ts'
import { createSeenFiles } from './files.ts'
import { fieldsOf, hideIds, listIn, parseJson, sessionIn, textIn, type Fields } from './ids.ts'
import { recallMessage } from './message.ts'
import { createParties } from './parties.ts'
import { shownByTemplate, shownByWebhook } from './shown.ts'

/** How an organisation's traffic becomes a scenario again, over HTTP and over Stream. */
export const recall: Recall = {
  carries: [
    'app.kind',
    'session.ttl',
    'session.policy',
    'callback.retries',
    'skill',
    'templates',
    'cards.anyTemplate',
    'strictWebhookTypes',
    'unknownPath',
  ],
  detours: ['downloadUrl'],
  open: openRecaller,
}

/** Calls that come and go with the life of a token or a connection, or are as many as a bot is quick. */
const QUIET: ReadonlySet<string> = new Set(
  [
    'gettoken',
    'oauth2.accessToken',
    'oauth2.corp.token',
    'gateway.connections.open',
    'robot.messageFiles.download',
    'media.download',
    'card.streaming',
  ].map((name) => `dingtalk.${name}`),
)

const MOST_FRAMES = 1000
const MOST_CARD_SECRETS = 100

function openRecaller(ground: RecallGround): Recaller {
  const settings = ground.settings as unknown as Settings
  const parties = createParties(ground)
  const cards = createSeenCards(ground, settings, parties)
  const assistant = createSeenAssistant(ground, settings, parties, cards)
  const files = createSeenFiles(ground)
  const cardSecrets = new Set([settings.cards.apiSecret])
  /** Skill calls over Stream that wait for their ACK. */
  const asked = new Map<string, string>()
  /** Connections that were told to end and have not been replaced. */
  let toReturn = 0
  for (const id of [settings.corpId, settings.app.clientId, settings.robot.code]) ground.hide(id)

  /** Whether DingTalk has made a push, and whether a custom robot is meant. */
  function proofOf({ headers }: SeenRequest): 'robot' | 'outgoing' | undefined {
    const [timestamp, given, token] = ['timestamp', 'sign', 'token'].map((name) => headerOf(headers, name) ?? '') as [
      string,
      string,
      string,
    ]
    ground.hide(given)
    if (given !== '' && sameText(sign(settings.app.clientSecret, timestamp), given)) return 'robot'
    return token !== '' && sameText(settings.outgoing.token, token) ? 'outgoing' : undefined
  }

  function isCardPush({ headers }: SeenRequest): boolean {
    const timestamp = headerOf(headers, 'x-ddpaas-signature-timestamp') ?? ''
    const given = headerOf(headers, 'x-ddpaas-signature') ?? ''
    ground.hide(given)
    return [...cardSecrets].some((secret) => sameText(signCard(secret, timestamp), given))
  }

  function push(request: SeenRequest, webhook: string): Recalled[] {
    const body = fieldsOf(parseJson(request.body.toString('utf8')))
    if (webhook === 'skill') return assistant.ask(request.url, request.body.toString('utf8'))
    if (webhook === 'card') {
      return isCardPush(request)
        ? tap(body)
        : [{ nothing: 'a tap whose signature settings.cards.apiSecret does not make was passed on, not recorded' }]
    }
    const proof = proofOf(request)
    if (proof === undefined)
      return [{ nothing: 'a push whose sign settings.app.clientSecret does not make was passed on, not recorded' }]
    return recallMessage(body, { isOutgoing: proof === 'outgoing', at: request.at }, ground, parties)
  }

  function tap(body: Fields): Recalled[] {
    const said = fieldsOf(fieldsOf(parseJson(textIn(body, 'content') || textIn(body, 'value')))['cardPrivateData'])
    const actions = listIn(said, 'actionIds').map(String)
    const params = fieldsOf(said['params'])
    hideIds(ground, body)
    const id = textIn(body, 'userId')
    // A card of the assistant names nobody but its token.
    const from = id === '' ? (parties.led(textIn(body, 'conversationToken')) ?? 'alice') : parties.person(id)
    if (actions.length === 0) return [{ nothing: 'a tap was passed on, not recorded: it names no action' }]
    cards.freeze()
    const input = {
      ...(from === 'alice' ? {} : { from }),
      actions: actions.length === 1 ? actions[0] : actions,
      ...(Object.keys(params).length === 0 ? {} : { params }),
    }
    return [{ act: 'tap', input: Object.keys(input).length === 1 ? input.actions : input }]
  }

  function answer(given: SeenAnswer, request: SeenRequest, webhook: string): Recalled[] {
    const { status } = given
    const head = { status, headers: given.headers }
    if (webhook === 'robot' && proofOf(request) !== undefined) {
      const { value } = readAnswer(given.body, head)
      const message = fieldsOf(parseJson(request.body.toString('utf8')))
      const from = parties.person(textIn(message, 'senderStaffId') || textIn(message, 'senderId'))
      const shown =
        value && shownByWebhook(fieldsOf(value), parties.chatOf(message, from).name, 'callback-reply', parties)
      return shown === undefined ? [] : [shown]
    }
    if (webhook === 'skill') {
      const to = assistant.asker(request.url, request.body.toString('utf8'))
      return result(to, readHttpResult(settings.skill.displayResult, given.body, head).value)
    }
    return []
  }

  function result(to: string | undefined, text: string | undefined): Recalled[] {
    if (to === undefined || text === undefined) return []
    const kind = settings.skill.displayResult === 'markdown' ? 'markdown' : 'text'
    return [{ reply: { to, kind, text, via: 'skill-result' } }]
  }

  function call(operation: string | undefined, request: SeenRequest, given: SeenAnswer): Recalled[] {
    if (files.keep(request.url, given)) return []
    const sent = fieldsOf(parseJson(request.body.toString('utf8')))
    const told = fieldsOf(parseJson(given.body.toString('utf8')))
    hideCall(request, sent, told)
    if (operation === undefined) return []
    const code = codeOf(given, told)
    if (code !== undefined) return [{ call: { operation, ok: false, ...code } }]
    files.learn(sent, told)
    const shown = shownBy(operation, request.url, sent, told)
    if (shown !== undefined) return shown
    return QUIET.has(operation) ? [] : [{ call: { operation, ok: true } }]
  }

  function hideCall({ url, headers }: SeenRequest, sent: Fields, told: Fields): void {
    ground.hide(headerOf(headers, 'x-acs-dingtalk-access-token') ?? '')
    for (const [name, value] of new URLSearchParams(url.split('?')[1] ?? '')) hideIds(ground, { [name]: value })
    ground.hide(sessionIn(url) ?? '')
    for (const secret of [textIn(sent, 'apiSecret'), textIn(fieldsOf(told['result']), 'apiSecret')])
      if (secret !== '' && cardSecrets.size < MOST_CARD_SECRETS) cardSecrets.add(secret)
    // Who is named here is known by a name, or becomes it below; what is left is masked.
    hideIds(ground, told)
    hideIds(ground, sent)
  }

  function shownBy(operation: string, url: string, sent: Fields, told: Fields): Recalled[] | undefined {
    switch (operation) {
      case 'dingtalk.robot.sendBySession':
      case 'dingtalk.robot.send': {
        const bySession = operation === 'dingtalk.robot.sendBySession'
        const chat = bySession ? parties.withSession(url) : ''
        if (chat === undefined) return undefined
        const shown = shownByWebhook(sent, chat, bySession ? 'session-webhook' : 'custom-robot', parties)
        return shown === undefined ? [] : [shown]
      }
      case 'dingtalk.robot.oToMessages.batchSend':
        return listIn(sent, 'userIds').flatMap((id) => shownByTemplate(sent, parties.person(String(id))) ?? [])
      case 'dingtalk.robot.groupMessages.send':
      case 'dingtalk.robot.privateChatMessages.send': {
        const id = textIn(sent, 'openConversationId')
        const shown = shownByTemplate(sent, parties.withId(id) ?? ground.group(id))
        return shown === undefined ? [] : [shown]
      }
      default:
        return cards.recall(operation, sent) ?? assistant.recall(operation, url, sent, told)
    }
  }

  function frame(from: 'platform' | 'bot', text: string, at: number): Recalled[] {
    if (from === 'bot') {
      const ack = readClientFrame(text)
      if (ack.kind !== 'ack') return []
      const to = asked.get(ack.messageId)
      asked.delete(ack.messageId)
      return to === undefined ? [] : result(to, readStreamResult(settings.skill.displayResult, ack).value)
    }
    const { type, headers, data } = fieldsOf(parseJson(text))
    const named = fieldsOf(headers)
    hideIds(ground, headers)
    const said = fieldsOf(parseJson(typeof data === 'string' ? data : ''))
    const topic = textIn(named, 'topic')
    if (type === 'SYSTEM') {
      if (topic !== 'disconnect') return []
      toReturn += 1
      return [{ act: 'disconnect', input: { reason: textIn(said, 'reason') } }]
    }
    if (type === 'EVENT' || topic === TOPIC_EVENTS) return event(named, said)
    switch (topic) {
      case TOPIC_ROBOT:
        return recallMessage(said, { isOutgoing: false, at }, ground, parties)
      case TOPIC_CARD:
        return tap(said)
      case TOPIC_SKILL: {
        const { uri, body } = { uri: textIn(fieldsOf(said['requestLine']), 'uri'), body: textIn(said, 'body') }
        const recalled = assistant.ask(uri, body)
        const to = assistant.asker(uri, body)
        if (to !== undefined) asked.set(textIn(named, 'messageId'), to)
        if (asked.size > MOST_FRAMES) asked.delete(asked.keys().next().value ?? '')
        return recalled
      }
      default:
        return []
    }
  }

  function event(headers: Fields, data: Fields): Recalled[] {
    hideIds(ground, data)
    const [eventType, eventId] = [textIn(headers, 'eventType'), textIn(headers, 'eventId')]
    const input = Object.keys(data).length === 0 ? eventType : { type: eventType, data }
    return [{ act: 'event', input, id: eventId === '' ? undefined : eventId }]
  }

  /** People wait for a bot that is away; why else it connects, a scenario cannot say. */
  function opened(): Recalled[] {
    if (toReturn === 0) return []
    toReturn -= 1
    return [{ expect: { call: { operation: CONNECT, ok: true } } }]
  }

  return { push, answer, call, opened, frame }
}

/** Why a call was refused: by an errcode with HTTP 200, by a code of the gateway, or by a status alone. */
function codeOf({ status }: SeenAnswer, told: Fields): { code: string | number } | { status: number } | undefined {
  const errcode = Number(told['errcode'] ?? 0)
  if (errcode !== 0) return { code: errcode }
  if (status >= 200 && status < 300) return undefined
  const code = textIn(told, 'code') || textIn(told, 'Code')
  return code === '' ? { status } : { code }
}

const headerOf = (headers: HeaderList, wanted: string): string | undefined =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
