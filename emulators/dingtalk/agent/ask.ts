import type { Verdict } from '../../core/delivery/push.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { deliverCallback } from '../push/callback.ts'
import { remark } from '../remarks/index.ts'
import { TOPIC_SKILL } from '../stream/stream.ts'
import type { OpenedTurn, Turn } from './agent.ts'
import { readHttpResult, readStreamResult } from './skill-answer.ts'
import { skillCall, type Question } from './skill-call.ts'

/** Calls the skill for a question, over HTTP or Stream. Throws CaipaiError `WEBHOOK_MISSING` when there is no URL to call. */
export function askAssistant(dingtalk: Dingtalk, question: Question, cause: number): void {
  const { settings, agent, world } = dingtalk
  const { person, conversation } = question
  const baseUrl = settings.skill.protocol === 'http' ? world.webhook('dingtalk', 'skill') : undefined
  const opened = agent.open({ origin: 'message', conversation, person: person.name, cause })
  if (baseUrl === undefined) askByStream(dingtalk, question, opened)
  else askByHttp(dingtalk, question, opened, baseUrl)
}

function labelOf({ person, conversation }: Question, { token, cause }: Turn) {
  const ids = { conversationToken: token }
  return { what: 'skill', user: person.name, conversation: conversation.name, ids, cause }
}

function askByHttp(dingtalk: Dingtalk, question: Question, opened: OpenedTurn, baseUrl: string): void {
  const { timeout, headers, displayResult } = dingtalk.settings.skill
  const { method, uri, body } = skillCall(dingtalk, question, opened)
  deliverCallback<string>(dingtalk, {
    label: labelOf(question, opened.turn),
    url: baseUrl.replace(/\/$/, '') + uri,
    method,
    body,
    headers: () => Object.entries(headers),
    timeoutMs: timeout,
    read: (received, head) => readHttpResult(displayResult, received, head),
    settled: (verdict, seq) => settle(dingtalk, opened.turn, verdict, seq),
  })
}

function askByStream(dingtalk: Dingtalk, question: Question, opened: OpenedTurn): void {
  const { timeout, displayResult } = dingtalk.settings.skill
  const { method, uri, body } = skillCall(dingtalk, question, opened)
  dingtalk.stream.push({
    type: 'CALLBACK',
    topic: TOPIC_SKILL,
    data: { requestLine: { method, uri }, headers: { 'content-type': 'application/json' }, body },
    label: labelOf(question, opened.turn),
    timeoutMs: timeout,
    redeliveries: 0,
    read: (ack) => ({ ...readStreamResult(displayResult, ack), value: ack }),
    settled({ outcome, reason, value }, seq) {
      const words = value === undefined ? undefined : readStreamResult(displayResult, value).value
      const about = reason === undefined ? {} : { reason }
      settle(dingtalk, opened.turn, words === undefined ? { outcome, ...about } : { outcome, value: words }, seq)
    },
  })
}

const SILENT: ReadonlySet<string> = new Set(['acknowledged', 'aborted', 'unsendable'])

function settle(dingtalk: Dingtalk, turn: Turn, verdict: Verdict<string>, seq: number): void {
  const { outcome, reason, value } = verdict
  if (value !== undefined) {
    showResult(dingtalk, turn, value, seq)
    return
  }
  if (SILENT.has(outcome)) return
  turn.isAnswered = true
  dingtalk.world.transcript.add({
    platform: 'dingtalk',
    conversation: turn.conversation.name,
    who: 'platform',
    user: turn.person,
    kind: 'notice',
    text: 'AI 助理调用技能失败（E000003）',
    via: 'notice',
    fields: { code: 'E000003' },
    cause: seq,
  })
  // That nobody subscribes is said by the stream.
  if (outcome === 'unsubscribed') return
  remark(
    dingtalk,
    'agent-skill-failed',
    {
      en: `The skill failed for ${turn.person}: ${reason ?? outcome}. People see E000003.`,
      zh: `${turn.person} 的技能调用失败：${reason ?? outcome}，用户看到 E000003。`,
    },
    { cause: seq, user: turn.person },
  )
}

function showResult({ world, settings }: Dingtalk, turn: Turn, text: string, cause: number): void {
  turn.isAnswered = true
  world.transcript.add({
    platform: 'dingtalk',
    conversation: turn.conversation.name,
    who: 'bot',
    user: turn.person,
    kind: settings.skill.displayResult === 'markdown' ? 'markdown' : 'text',
    text,
    via: 'skill-result',
    cause,
  })
}
