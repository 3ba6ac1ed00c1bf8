import type { GatewayRow } from './refusal.ts'

const REPLY = 'https://open.dingtalk.com/document/development/ai-assistant-messages-reply-mode'
const PREPARE = 'https://open.dingtalk.com/document/development/api-prepare'
const CONTENT = 'https://open.dingtalk.com/document/development/message-content-filling-guidance'

/** Refusals of the AI assistant. */
export const agentErrors: readonly GatewayRow[] = [
  {
    code: 'invalid.conversation.token',
    status: 400,
    message: 'invalid conversation token',
    when: 'the conversationToken is unknown, expired or finished, or belongs to the other mode',
    mend: {
      en: 'Answer a question with reply and its own token; in active mode call prepare, update, finish in this order and nothing after finish.',
      zh: '回复提问时用 reply 和该次提问的凭证；主动模式按 prepare、update、finish 的顺序调用，finish 之后不再使用。',
    },
    source: REPLY,
  },
  {
    code: 'invalid.content.type',
    status: 400,
    message: 'invalid content type',
    when: 'contentType is not ai_card (reply, prepare, update, webhook) or basic_card_schema (send)',
    mend: {
      en: 'Write ai_card to reply, prepare, update and the agent webhook, basic_card_schema to send.',
      zh: 'reply、prepare、update 和 agent webhook 填 ai_card，send 填 basic_card_schema。',
    },
    source: CONTENT,
  },
  {
    code: 'invalid.content',
    status: 400,
    message: 'invalid content',
    when: 'content is not a string of JSON, or its template, key or componentTag is wrong; the message says which',
    mend: {
      en: 'In the OpenAPI content is a string that holds JSON, at the agent webhook an object; name a template that exists.',
      zh: 'OpenAPI 的 content 是 JSON 字符串，agent webhook 的 content 是对象；templateId 必须存在。',
    },
    source: CONTENT,
  },
  {
    code: 'invalid.param',
    status: 400,
    message: 'invalid openConversationId',
    when: 'the conversation or unionId is unknown, or the app has no AI assistant; the message says which',
    mend: {
      en: 'Give the openConversationId of a group or the unionId (not the userId) of a person, and switch the AI assistant of the app on.',
      zh: '请填写群的 openConversationId 或用户的 unionId（不是 userId），并为应用开通 AI 助理。',
    },
    source: PREPARE,
  },
  {
    code: 'invalid.session',
    status: 400,
    message: 'invalid session',
    when: 'the agent webhook is unknown or has expired; this answer is not documented',
    mend: {
      en: 'Use /v1.0/aiInteraction/reply with the conversationToken, which lives longer than the webhook.',
      zh: '请改用 /v1.0/aiInteraction/reply 和 conversationToken，其有效期长于 webhook。',
    },
    source: REPLY,
  },
]
