import type { z } from 'zod'
import { overlay } from '../../core/settings.ts'
import { refuse, type Refusal } from '../errors.ts'
import type { AgentSeed } from '../settings.ts'
import type { Agent, AgentDraft, AgentPatch } from './agent.ts'

/** An app holds at most so many agents. */
const MOST_AGENTS = 100

/** The agents of one app: those of the settings, with what the API has made of them since. */
export interface Agents {
  find(agentId: string): Agent | undefined
  all(): readonly Agent[]
  create(draft: z.output<typeof AgentDraft>, now: number): Refusal | undefined
  /** Merges field by field. */
  update(patch: z.output<typeof AgentPatch>, now: number): Refusal | undefined
  remove(agentId: string): Refusal | undefined
  clear(): void
}

const unknown = (agentId: string): Refusal => refuse(1002, `agent ${agentId} does not exist.`)

/** `seeds` is read at each use, so that settings may change; a seed counts as created at `born` (ms). */
export function createAgents(seeds: () => readonly AgentSeed[], born: () => number): Agents {
  // What the API has made, changed or (undefined) deleted, over the seeds.
  const changed = new Map<string, Agent | undefined>()

  function find(agentId: string): Agent | undefined {
    if (changed.has(agentId)) return changed.get(agentId)
    const seed = seeds().find((one) => one.agentId === agentId)
    return seed && grow(seed, born())
  }

  function all(): readonly Agent[] {
    const ids = new Set([...seeds().map((seed) => seed.agentId), ...changed.keys()])
    return [...ids].flatMap((agentId) => find(agentId) ?? [])
  }

  return {
    find,
    all,
    create(draft, now) {
      if (find(draft.agentId) !== undefined) return refuse(1002, `agent ${draft.agentId} exists already.`)
      if (all().length >= MOST_AGENTS) return refuse(1002, `an app has at most ${MOST_AGENTS} agents.`)
      changed.set(draft.agentId, { ...draft, createdAt: now, updatedAt: now })
      return undefined
    },
    update(patch, now) {
      const before = find(patch.agentId)
      if (before === undefined) return unknown(patch.agentId)
      const merged = overlay(before as unknown as Record<string, unknown>, patch) as unknown as Agent
      changed.set(patch.agentId, { ...merged, updatedAt: now })
      return undefined
    },
    remove(agentId) {
      if (find(agentId) === undefined) return unknown(agentId)
      // A seed stays hidden behind a mark; anything else leaves nothing behind.
      if (seeds().some((seed) => seed.agentId === agentId)) changed.set(agentId, undefined)
      else changed.delete(agentId)
      return undefined
    },
    clear: () => changed.clear(),
  }
}

function grow(seed: AgentSeed, born: number): Agent {
  return {
    agentId: seed.agentId,
    name: seed.name,
    ...(seed.description === undefined ? {} : { description: seed.description }),
    type: 'chat',
    status: seed.status,
    agentConfig: {
      model: { name: seed.model },
      ...(seed.openingStatement === undefined ? {} : { prompt: { openingStatement: seed.openingStatement } }),
    },
    createdAt: born,
    updatedAt: born,
  }
}
