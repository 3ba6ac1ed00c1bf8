import type { Recall, RecallGround, Recalled, Recaller, SeenAnswer, SeenRequest } from '../../core/recall.ts'
import type { HeaderList } from '../../core/journal-entries.ts'
import { sameSignature, sign } from '../auth/signature.ts'
import { parseContent } from '../messages/content.ts'
import type { Settings } from '../settings.ts'
import { nameThose } from './names.ts'
import { recallMessage, type PassedMessage } from './message.ts'
import { createLastWords, learnFromAgents, suggestionsIn } from './learning.ts'
import { shownTo } from './shown.ts'

/** How an app's traffic becomes a scenario again. One message that comes through several callbacks was sent once. */
export const recall: Recall = {
  carries: ['signing', 'openingSuggestion', 'routing', 'webhook', 'preSend', 'words', 'limits', 'strictContent'],
  open: openRecaller,
}

/** Calls that come and go with the life of a process. */
const QUIET: ReadonlySet<string> = new Set(['rongcloud.user.getToken'])

function openRecaller(ground: RecallGround): Recaller {
  const settings = ground.settings as unknown as Settings
  const names = nameThose(ground, settings)
  const words = createLastWords()
  ground.hide(settings.appKey)

  /** The parts stand in the query or in headers, under names that changed over the years. */
  function isGenuine({ url, headers }: SeenRequest): boolean {
    const query = new URL(url, 'http://recorded').searchParams
    const part = (name: string): string | undefined => query.get(name) ?? headerOf(headers, name)
    const nonce = part('nonce') ?? ''
    const timestamp = part('signTimestamp') ?? part('timestamp') ?? ''
    const signature = part('signature') ?? ''
    for (const text of [nonce, signature]) ground.hide(text)
    return sameSignature(sign(settings.appSecret, nonce, timestamp), signature)
  }

  function push(request: SeenRequest, webhook: string): Recalled[] {
    if (webhook === 'suggest') {
      const asked = parseContent(request.body.toString('utf8')) ?? {}
      const { userId, targetId } = asked
      if (typeof userId !== 'string' || typeof targetId !== 'string') return [unread(webhook)]
      return [...names.known(), { act: 'suggest', input: { from: names.user(userId), to: names.user(targetId) } }]
    }
    if (!isGenuine(request))
      return [
        {
          nothing: `a ${webhook} callback whose signature settings.appSecret does not make was passed on, not recorded`,
        },
      ]
    const message = readPassed(request.body.toString('utf8'), webhook)
    if (message === undefined) return [unread(webhook)]
    ground.hide(message.uid ?? '')
    // What the server API sent is the bot's own doing, and passes as a call.
    if (message.source === 'Server') return []
    words.hear(message, request.at)
    return [...names.known(), ...recallMessage(message, names)]
  }

  function answer(given: SeenAnswer, request: SeenRequest, webhook: string): Recalled[] {
    if (given.status < 200 || given.status > 299) return []
    const told = parseContent(given.body.toString('utf8')) ?? {}
    if (webhook === 'pre-send' && Number(told['pass']) === 0 && isGenuine(request))
      return [{ expect: { delivery: { what: 'pre-send', outcome: 'dropped' } } }]
    if (webhook !== 'suggest') return []
    const asked = parseContent(request.body.toString('utf8')) ?? {}
    const to = names.user(String(asked['userId'] ?? ''))
    return suggestionsIn(told).map((texts) => ({
      reply: { to, kind: 'suggestion', text: texts.join('\n'), via: 'suggest' },
    }))
  }

  function call(operation: string | undefined, request: SeenRequest, given: SeenAnswer): Recalled[] {
    for (const name of ['app-key', 'nonce', 'signature']) ground.hide(headerOf(request.headers, name) ?? '')
    if (operation === undefined) return []
    const body = request.body.toString('utf8')
    const told = parseContent(given.body.toString('utf8'))
    for (const name of ['token', 'messageUID', 'runId']) ground.hide(textOf(told?.[name]))
    const code = Number(told?.['code'] ?? given.status)
    if (given.status !== 200 || code !== 200)
      return [
        { call: { operation, ok: false, ...(told?.['code'] === undefined ? { status: given.status } : { code }) } },
      ]
    const asked = parseContent(body)
    const shown = shownTo(operation, asked ?? formOf(body), names)
    if (shown !== undefined) return [...names.known(), ...shown]
    return [
      ...learnFromAgents(operation, asked ?? {}, request.at, given.body.toString('utf8'), words),
      ...(QUIET.has(operation) ? [] : [{ call: { operation, ok: true } }]),
    ]
  }

  return { push, answer, call }
}

const unread = (webhook: string): Recalled => ({
  nothing: `a ${webhook} callback was passed on, not recorded: it is not what RongCloud sends there`,
})

/** A callback of any sort as one message; undefined when it is none. */
function readPassed(body: string, webhook: string): PassedMessage | undefined {
  const fields = webhook === 'bot' ? parseContent(body)?.['data'] : formOf(body)
  if (typeof fields !== 'object' || fields === null) return undefined
  const value = (...those: readonly string[]): string | undefined =>
    those
      .map((name) => (fields as Record<string, unknown>)[name])
      .find((one) => typeof one === 'string' && one !== '') as string | undefined
  const [from, to] = [value('fromUserId'), value('toUserId', 'targetId')]
  const [objectName, content] = [value('objectName', 'msgType'), value('content')]
  if (from === undefined || to === undefined || objectName === undefined || content === undefined) return undefined
  return {
    from,
    to,
    objectName,
    content,
    isGroup: value('channelType') === 'GROUP',
    only: webhook === 'bot' ? [] : new URLSearchParams(body).getAll('groupUserIds'),
    source: value('source', 'os'),
    isBlocked: value('sensitiveType') === '1',
    uid: value('msgUID', 'messageId'),
  }
}

const formOf = (body: string): Record<string, string | string[]> => {
  const form = new URLSearchParams(body)
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const values = form.getAll(name)
      return [name, values.length === 1 ? (values[0] ?? '') : values]
    }),
  )
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A header in either spelling, `Nonce` or `RC-Nonce`. */
const headerOf = (headers: HeaderList, wanted: string): string | undefined =>
  headers.find(([name]) => name.toLowerCase().replace(/^rc-/, '') === wanted)?.[1]
