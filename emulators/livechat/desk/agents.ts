/** A human agent (座席) as the API's calls leave them. */
export interface Agent {
  /** Number of the agent. */
  readonly cno: string
  readonly chatLimitNumber: number
  idle: boolean
}

/** The agents who are logged in. */
export interface AgentBook {
  login(cno: string, chatLimitNumber: number): Agent
  logout(cno: string): void
  get(cno: string): Agent | undefined
  list(): Agent[]
  clear(): void
}

const MOST_AGENTS = 10_000

export function createAgentBook(): AgentBook {
  const agents = new Map<string, Agent>()
  return {
    login(cno, chatLimitNumber) {
      const agent: Agent = { cno, chatLimitNumber, idle: true }
      if (agents.size < MOST_AGENTS || agents.has(cno)) agents.set(cno, agent)
      return agent
    },
    logout: (cno) => void agents.delete(cno),
    get: (cno) => agents.get(cno),
    list: () => [...agents.values()],
    clear: () => agents.clear(),
  }
}
