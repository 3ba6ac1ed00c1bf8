import { z } from 'zod'
import type { Call } from '../../../core/call.ts'
import { finishTurn, prepareTurn, sendOnce, updateTurn } from '../../agent/active.ts'
import { replyByToken, replyByWebhook } from '../../agent/reply.ts'
import type { Dingtalk } from '../../dingtalk.ts'
import { remark } from '../../remarks/index.ts'
import { operation, type DingtalkOperation, type Outcome } from '../operation.ts'

const REPLY = 'https://open.dingtalk.com/document/development/ai-assistant-messages-reply-mode'
const UPDATE = 'https://open.dingtalk.com/document/development/the-ai-assistant-updates-active-message-sending-mode'
const SEND = 'https://open.dingtalk.com/document/development/ai-assistant-active-sends-messages-mode'
const WEBHOOK = 'https://open.dingtalk.com/document/aipass/ai-assistant-message-sending-webhook-reply-message-mode'

const content = z.unknown().optional()
const target = {
  openConversationId: z.string().optional(),
  unionId: z.string().optional(),
  unifiedAppId: z.string().optional(),
}

const TOKEN_ERRORS = ['invalid.conversation.token', 'invalid.content.type', 'invalid.content'] as const
const TARGET_ERRORS = ['invalid.content.type', 'invalid.content', 'invalid.param'] as const

/** These pages are among the historical ones since March 2026; saying it once is enough. */
function historical<I>(
  run: (dingtalk: Dingtalk, input: I, cause: number) => Outcome,
): (dingtalk: Dingtalk, input: I, call: Call) => Outcome {
  return (dingtalk, input, call) => {
    remark(
      dingtalk,
      'agent-historical',
      {
        en: 'The aiInteraction operations are among the historical, not recommended ones since 2026-03-05.',
        zh: 'aiInteraction 接口自 2026-03-05 起列为历史文档（不推荐）。',
      },
      { cause: call.entry.seq },
    )
    return run(dingtalk, input, call.entry.seq)
  }
}

export const agentOperations: readonly DingtalkOperation[] = [
  operation({
    id: 'agent.send',
    method: 'POST',
    path: '/agent/send',
    summary: 'Answers a question to the AI assistant by the webhook that came with it.',
    style: 'gateway',
    auth: 'none',
    reads: 'json',
    input: z.object({ contentType: z.string(), content }),
    rows: ['D-39', 'D-40'],
    source: WEBHOOK,
    certainty: 'assumed',
    errors: ['invalid.session', 'invalid.content.type', 'invalid.content'],
    run: replyByWebhook,
  }),
  operation({
    id: 'aiInteraction.reply',
    method: 'POST',
    path: '/v1.0/aiInteraction/reply',
    summary:
      'Answers a question to the AI assistant, wherever it was asked; the first reply makes the card, later ones change it.',
    style: 'gateway',
    reads: 'json',
    input: z.object({ conversationToken: z.string(), contentType: z.string(), content }),
    rows: ['D-41', 'D-45', 'D-46'],
    source: REPLY,
    certainty: 'official',
    errors: TOKEN_ERRORS,
    run: historical(replyByToken),
  }),
  operation({
    id: 'aiInteraction.prepare',
    method: 'POST',
    path: '/v1.0/aiInteraction/prepare',
    summary: 'Begins a card of the AI assistant in active mode; people see at once that something is prepared.',
    style: 'gateway',
    reads: 'json',
    input: z.object({ ...target, contentType: z.string(), content }),
    rows: ['D-42', 'D-44', 'D-47'],
    source: 'https://open.dingtalk.com/document/development/api-prepare',
    certainty: 'official',
    errors: TARGET_ERRORS,
    run: historical(prepareTurn),
  }),
  operation({
    id: 'aiInteraction.update',
    method: 'POST',
    path: '/v1.0/aiInteraction/update',
    summary: 'Changes a card that was prepared.',
    style: 'gateway',
    reads: 'json',
    input: z.object({
      conversationToken: z.string(),
      contentType: z.string(),
      content: z.unknown().refine((given) => given !== undefined),
    }),
    rows: ['D-42', 'D-45', 'D-46'],
    source: UPDATE,
    certainty: 'official',
    errors: TOKEN_ERRORS,
    run: historical(updateTurn),
  }),
  operation({
    id: 'aiInteraction.finish',
    method: 'POST',
    path: '/v1.0/aiInteraction/finish',
    summary: 'Ends a card that was prepared.',
    style: 'gateway',
    reads: 'json',
    input: z.object({ conversationToken: z.string() }),
    rows: ['D-42'],
    source: 'https://open.dingtalk.com/document/development/api-finish',
    certainty: 'official',
    errors: ['invalid.conversation.token'],
    run: historical(finishTurn),
  }),
  operation({
    id: 'aiInteraction.send',
    method: 'POST',
    path: '/v1.0/aiInteraction/send',
    summary: 'Sends one message of the AI assistant that is never changed.',
    style: 'gateway',
    reads: 'json',
    input: z.object({ ...target, contentType: z.string(), content }),
    rows: ['D-43', 'D-44', 'D-47'],
    source: SEND,
    certainty: 'official',
    errors: TARGET_ERRORS,
    run: historical(sendOnce),
  }),
]
