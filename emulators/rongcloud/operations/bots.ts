import { BotDraft, BotIds, BotPatch, BotQuery, IntegrationDraft, IntegrationName, type Bot } from '../bots/bot.ts'
import { object, text } from '../fields.ts'
import { done, give, operation, type OperationDraft, type RongOperation } from '../operation.ts'
import { pageOf } from './agents.ts'
import type { z } from 'zod'

const CREATE = 'http://docs.rongcloud.cn/platform-chat-api/bot/create-a-bot'
const SDK = 'https://github.com/rongcloud/server-sdk-java'

const botOperation = <B extends z.ZodType>(
  draft: Pick<OperationDraft<B>, 'path' | 'summary' | 'body' | 'run' | 'source' | 'certainty'>,
): RongOperation => operation({ ...draft, encoding: 'json', rows: ['R-30'] })

/** Bots and how they are reached. */
export const botOperations: readonly RongOperation[] = [
  botOperation({
    path: '/v3/bot/create.json',
    summary: 'Makes a bot; an app has at most 10.',
    body: BotDraft,
    source: CREATE,
    certainty: 'official',
    run: (rong, sent) => rong.bots.create(sent, rong.world.clock.now()) ?? done,
  }),
  botOperation({
    path: '/v3/bot/update.json',
    summary: 'Changes a bot.',
    body: BotPatch,
    source: SDK,
    certainty: 'sdk',
    run: (rong, sent) => rong.bots.update(sent, rong.world.clock.now()) ?? done,
  }),
  botOperation({
    path: '/v3/bot/delete.json',
    summary: 'Removes a bot.',
    body: object('body', { userId: text('userId', { max: 64 }) }),
    source: SDK,
    certainty: 'sdk',
    run: (rong, sent) => rong.bots.remove(sent.userId) ?? done,
  }),
  botOperation({
    path: '/v3/bot/get.json',
    summary: 'Reads bots by id; unknown ones are left out.',
    body: BotIds,
    source: SDK,
    certainty: 'sdk',
    run: (rong, sent) => give({ bots: sent.userIds.flatMap((userId) => rong.bots.find(userId) ?? []) }),
  }),
  botOperation({
    path: '/v3/bot/query.json',
    summary: 'Lists bots, a page at a time.',
    body: BotQuery,
    source: 'http://docs.rongcloud.cn/platform-chat-api/bot/list-bots',
    certainty: 'official',
    run(rong, sent) {
      const all = rong.bots.all()
      const { items, hasNext } = pageOf(all, sent.page, sent.pageSize)
      return give({
        total: all.length,
        hasNext,
        bots: sent.includeIntegration ? items : items.map(withoutIntegrations),
      })
    },
  }),
  botOperation({
    path: '/v3/bot/integration/create.json',
    summary: 'Adds a way to reach a bot.',
    body: IntegrationDraft,
    source: SDK,
    certainty: 'sdk',
    run: (rong, { userId, ...integration }) =>
      rong.bots.addIntegration(userId, integration, rong.world.clock.now()) ?? done,
  }),
  botOperation({
    path: '/v3/bot/integration/update.json',
    summary: 'Changes a way to reach a bot.',
    body: IntegrationDraft,
    source: SDK,
    certainty: 'sdk',
    run: (rong, { userId, ...integration }) =>
      rong.bots.changeIntegration(userId, integration, rong.world.clock.now()) ?? done,
  }),
  botOperation({
    path: '/v3/bot/integration/delete.json',
    summary: 'Removes a way to reach a bot.',
    body: IntegrationName,
    source: SDK,
    certainty: 'sdk',
    run: (rong, sent) => rong.bots.removeIntegration(sent.userId, sent.type, rong.world.clock.now()) ?? done,
  }),
]

function withoutIntegrations({ integrations: _integrations, ...bot }: Bot): Omit<Bot, 'integrations'> {
  return bot
}
