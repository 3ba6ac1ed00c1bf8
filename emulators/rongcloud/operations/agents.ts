import { refuse } from '../errors.ts'
import { number, object, text } from '../fields.ts'
import { AgentDraft, agentId, AgentPatch, AgentQuery, type Agent } from '../agents/agent.ts'
import { done, give, operation, type RongOperation } from '../operation.ts'

const SOURCE = 'http://docs.rongcloud.cn/platform-chat-api/agent/create-a-agent'

const nameOf = object('body', { agentId })

/** One page of a list, from page 1 on. */
export function pageOf<T>(
  all: readonly T[],
  page: number,
  size: number,
): { items: readonly T[]; hasNext: boolean; totalPages: number } {
  const items = all.slice((page - 1) * size, page * size)
  return { items, hasNext: page * size < all.length, totalPages: Math.ceil(all.length / size) }
}

/** AI agents and the users they do not serve. */
export const agentOperations: readonly RongOperation[] = [
  operation({
    path: '/v3/agent/create.json',
    summary: 'Makes an agent; an app has at most 100.',
    encoding: 'json',
    body: AgentDraft,
    rows: ['R-20'],
    source: SOURCE,
    certainty: 'official',
    run: (rong, sent) => rong.agents.create(sent, rong.world.clock.now()) ?? done,
  }),
  operation({
    path: '/v3/agent/get.json',
    summary: 'Reads an agent.',
    encoding: 'json',
    body: nameOf,
    rows: ['R-20'],
    source: SOURCE,
    certainty: 'official',
    run(rong, sent) {
      const agent = rong.agents.find(sent.agentId)
      return agent === undefined ? refuse(1002, `agent ${sent.agentId} does not exist.`) : give({ ...agent })
    },
  }),
  operation({
    path: '/v3/agent/update.json',
    summary: 'Changes an agent field by field.',
    encoding: 'json',
    body: AgentPatch,
    rows: ['R-20'],
    source: SOURCE,
    certainty: 'official',
    run: (rong, sent) => rong.agents.update(sent, rong.world.clock.now()) ?? done,
  }),
  operation({
    path: '/v3/agent/delete.json',
    summary: 'Removes an agent.',
    encoding: 'json',
    body: nameOf,
    rows: ['R-20'],
    source: 'https://github.com/rongcloud/server-sdk-java',
    certainty: 'sdk',
    run: (rong, sent) => rong.agents.remove(sent.agentId) ?? done,
  }),
  operation({
    path: '/v3/agent/query.json',
    summary: 'Lists agents, a page at a time.',
    encoding: 'json',
    body: AgentQuery,
    rows: ['R-20'],
    source: SOURCE,
    certainty: 'official',
    run(rong, sent) {
      const fits = (agent: Agent): boolean =>
        (sent.status === undefined || agent.status === sent.status) &&
        (sent.type === undefined || agent.type === sent.type)
      const all = rong.agents.all().filter(fits)
      const { items, hasNext, totalPages } = pageOf(all, sent.page, sent.size)
      return give({ total: all.length, totalPages, hasNext, agents: items })
    },
  }),
  operation({
    path: '/v3/agent/user/restriction/get.json',
    summary: 'Tells whether a user is on the blacklist of an agent.',
    encoding: 'json',
    body: object('body', { agentId, userId: text('userId', { max: 64 }) }),
    rows: ['R-20'],
    source: SOURCE,
    certainty: 'official',
    run: (rong, sent) =>
      give({
        restrictions: restrictionsOf(rong.settings.restrictions, rong.born).filter(
          (one) => one.agentId === sent.agentId && one.userId === sent.userId,
        ),
      }),
  }),
  operation({
    path: '/v3/agent/user/restriction/query.json',
    summary: 'Lists users on blacklists, a page at a time.',
    encoding: 'json',
    body: object('body', {
      page: number('page', { min: 1 }).default(1),
      size: number('size', { min: 1, max: 100 }).default(20),
      agentId: agentId.optional(),
    }),
    rows: ['R-20'],
    source: SOURCE,
    certainty: 'official',
    run(rong, sent) {
      const all = restrictionsOf(rong.settings.restrictions, rong.born).filter(
        (one) => sent.agentId === undefined || one.agentId === sent.agentId,
      )
      const { items, hasNext } = pageOf(all, sent.page, sent.size)
      return give({ message: 'success', restrictions: items, total: all.length, hasNext })
    },
  }),
]

interface Restriction {
  readonly agentId: string
  readonly userId: string
}

/** Type 1 is the blacklist; there is no other. */
const restrictionsOf = (restrictions: readonly Restriction[], born: number) =>
  restrictions.map((one) => ({ agentId: one.agentId, userId: one.userId, type: 1, createdAt: born, updatedAt: born }))
