import type { z } from 'zod'
import type { Call } from '../../core/call.ts'
import { GenerateRequest, type Agent } from '../agents/agent.ts'
import { countUsage, generate } from '../agents/generate.ts'
import { refuse, type Refusal } from '../errors.ts'
import { remarkOneSided } from '../messages/publish.ts'
import { CONVERSATION } from '../messages/store.ts'
import { give, operation, type Outcome, type RongOperation } from '../operation.ts'
import type { RongCloud } from '../rongcloud.ts'
import { SuggestRequest } from '../suggest/request.ts'
import { suggest } from '../suggest/suggestions.ts'

/** Running agents: an answer, or suggestions for a reply. */
export const chatOperations: readonly RongOperation[] = [
  operation({
    path: '/v3/chat/suggest.json',
    summary: 'Suggests replies from the stored history of a private chat; sends and stores nothing.',
    encoding: 'json',
    body: SuggestRequest,
    rows: ['R-10', 'R-11', 'R-12', 'R-13', 'R-14', 'R-15', 'R-16', 'R-18', 'R-19'],
    source: 'http://docs.rongcloud.cn/platform-chat-api/agent/chat/chat-suggest',
    certainty: 'official',
    errors: [1009],
    run: runSuggest,
  }),
  operation({
    path: '/v3/chat/generate.json',
    summary: 'Lets an agent answer, at once or as a stream of events (the framing of the stream is not public).',
    encoding: 'json',
    body: GenerateRequest,
    rows: ['R-21', 'R-22'],
    source: 'http://docs.rongcloud.cn/platform-chat-api/agent/chat/call-agent',
    certainty: 'official',
    run: runGenerate,
  }),
]

function findActive(rong: RongCloud, agentId: string): Agent | Refusal {
  const agent = rong.agents.find(agentId)
  if (agent === undefined) return refuse(1002, `agent ${agentId} does not exist.`)
  return agent.status === 'active' ? agent : refuse(1002, `agent ${agentId} is ${agent.status}.`)
}

const isRefusal = (found: Agent | Refusal): found is Refusal => 'ok' in found

/** `run_` and digits, as in the sample of the documents; never the same twice. */
function nextRunId(rong: RongCloud): string {
  rong.runs += 1
  return `run_${String(rong.runs).padStart(9, '0')}`
}

async function runSuggest(rong: RongCloud, sent: SuggestRequest, call: Call): Promise<Outcome> {
  const { agentId, provider, variables = {}, metadata = {} } = sent
  const { world, settings } = rong
  const agent = findActive(rong, agentId)
  if (isRefusal(agent)) return agent
  if (!settings.history.enabled) return refuse(1009)
  call.entry.user = provider.userId
  if (settings.suggestLatency > 0) await call.hold(settings.suggestLatency, `suggestions of ${agentId}`)
  const view = { conversationType: CONVERSATION.private, userId: provider.userId, peerId: provider.targetId }
  const turns = rong.messages.turns(view, provider.limit, world.clock.now())
  const opening = settings.openingSuggestion ? agent.agentConfig.prompt?.openingStatement : undefined
  const rules = settings.suggestions.filter((rule) => rule.agent === undefined || rule.agent === agentId)
  const suggestions = suggest({ agentId, turns, variables, metadata, rules, opening })
  if (isOneSided(rong, provider.userId, provider.targetId))
    remarkOneSided(rong, provider.userId, provider.targetId, call.entry.seq)
  return give({
    runId: nextRunId(rong),
    agentId,
    timestamp: world.clock.now(),
    suggestions: suggestions.map((messages, at) => ({
      id: `s_${at + 1}`,
      messages: messages.map((content) => ({ content })),
    })),
  })
}

/** Whether a user's own view lacks what the peer's view shows the user to have said. */
function isOneSided(rong: RongCloud, userId: string, targetId: string): boolean {
  const now = rong.world.clock.now()
  const own = rong.messages.turns({ conversationType: CONVERSATION.private, userId, peerId: targetId }, 100, now)
  if (own.some((turn) => turn.who === 'self')) return false
  const theirs = rong.messages.turns(
    { conversationType: CONVERSATION.private, userId: targetId, peerId: userId },
    100,
    now,
  )
  return theirs.some((turn) => turn.who === 'peer')
}

function runGenerate(rong: RongCloud, sent: z.output<typeof GenerateRequest>): Outcome {
  const { agentId, query, memory, variables = {}, user } = sent
  const { world, settings } = rong
  const agent = findActive(rong, agentId)
  if (isRefusal(agent)) return agent
  if (settings.restrictions.some((one) => one.agentId === agentId && one.userId === user))
    return refuse(1002, `user ${user} is on the blacklist of agent ${agentId}.`)
  const timestamp = world.clock.now()
  const given = memory ? sent.conversationId : undefined
  const conversationId = given === undefined || given === '' ? `conv_${timestamp}_${world.random.hex(8)}` : given
  const before = memory ? rong.memories.before(agentId, conversationId) : []
  const answer = generate({ agent, query, variables, before, rules: settings.answers })
  if (memory) rong.memories.remember(agentId, conversationId, query)
  const base = { runId: nextRunId(rong), conversationId, agentId, timestamp }
  const end = { finishReason: 'stop', metadata: { usage: countUsage([...before, query].join(''), answer) } }
  if (!sent.stream) return give({ ...base, answer, ...end })
  return { ok: true, events: streamAnswer(base, answer, end), output: { ...base, streamed: answer, ...end } }
}

const PIECE = 4

/** Unnamed events whose `answer` is the next piece; the last one says why it ended. */
async function* streamAnswer(base: object, answer: string, end: object): AsyncGenerator<string> {
  const characters = [...answer]
  for (let at = 0; at < characters.length; at += PIECE)
    yield event({ code: 200, ...base, answer: characters.slice(at, at + PIECE).join('') })
  yield event({ code: 200, ...base, answer: '', ...end })
}

const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`
