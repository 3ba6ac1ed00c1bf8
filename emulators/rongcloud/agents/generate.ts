import type { Agent } from './agent.ts'

/** A scripted answer of agents. */
export interface AnswerRule {
  readonly agent?: string | undefined
  readonly when?: string | undefined
  readonly says: string
}

/** Everything an answer follows from. */
export interface GenerateInput {
  readonly agent: Agent
  readonly query: string
  readonly variables: Readonly<Record<string, string>>
  /** The user's earlier queries in this conversation, oldest first. */
  readonly before: readonly string[]
  readonly rules: readonly AnswerRule[]
}

/**
 * The answer of an agent: the first rule that fits, else a sentence that names the agent, the query and, where the
 * conversation has a memory, the query before, so that a test can see what was remembered.
 */
export function generate({ agent, query, variables, before, rules }: GenerateInput): string {
  const fits = (rule: AnswerRule): boolean =>
    (rule.agent === undefined || rule.agent === agent.agentId) && (rule.when === undefined || query.includes(rule.when))
  const rule = rules.find(fits)
  if (rule !== undefined) {
    const known = new Map(Object.entries({ ...variables, query }))
    return rule.says.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => known.get(name) ?? whole)
  }
  const last = before.at(-1)
  return last === undefined
    ? `${agent.name}：你说的是“${query}”。`
    : `${agent.name}：你说的是“${query}”，之前说的是“${last}”。`
}

/** The scripted agents have no tokenizer; a character counts as a token. */
export function countUsage(prompt: string, answer: string): Record<string, number> {
  return {
    promptTokens: prompt.length,
    completionTokens: answer.length,
    totalTokens: prompt.length + answer.length,
  }
}

const MOST_CONVERSATIONS = 1000
const MOST_QUERIES = 50

/** What agents remember, per agent and conversation. */
export interface Memories {
  before(agentId: string, conversationId: string): readonly string[]
  remember(agentId: string, conversationId: string, query: string): void
  clear(): void
}

/** Nothing remembered yet; the conversation longest untouched is forgotten first. */
export function createMemories(): Memories {
  const queries = new Map<string, readonly string[]>()
  const keyOf = (agentId: string, conversationId: string): string => `${agentId}\n${conversationId}`
  return {
    before: (agentId, conversationId) => queries.get(keyOf(agentId, conversationId)) ?? [],
    remember(agentId, conversationId, query) {
      const key = keyOf(agentId, conversationId)
      const kept = [...(queries.get(key) ?? []), query].slice(-MOST_QUERIES)
      queries.delete(key)
      queries.set(key, kept)
      if (queries.size > MOST_CONVERSATIONS) queries.delete(queries.keys().next().value!)
    },
    clear: () => queries.clear(),
  }
}
