import type { RemarkKind } from './kind.ts'

const REPLY = 'https://open.dingtalk.com/document/development/ai-assistant-messages-reply-mode'
const PREPARE = 'https://open.dingtalk.com/document/development/api-prepare'
const CONTENT = 'https://open.dingtalk.com/document/development/message-content-filling-guidance'
const SEED = 'https://github.com/open-dingtalk/developerpedia/blob/main/docs/develop/agent/send-message.md'
const CODE = 'https://github.com/open-dingtalk/developerpedia/blob/main/docs/learn/codes/E000003.md'

/** About agent mistakes. */
export const agentRemarks = {
  'agent-historical': {
    severity: 'hint',
    once: true,
    mend: {
      en: 'Existing assistants keep working; for a new bot take the robot and interactive cards.',
      zh: '已有的 AI 助理仍可使用；新机器人请使用机器人消息和互动卡片。',
    },
    source: PREPARE,
  },
  'agent-token-misused': {
    severity: 'broken',
    mend: {
      en: 'Answer a question with reply and its own token; in active mode call prepare, update, finish in this order and nothing after finish.',
      zh: '回复提问时用 reply 和该次提问的凭证；主动模式按 prepare、update、finish 的顺序调用，finish 之后不再使用。',
    },
    source: SEED,
  },
  'agent-update-instead-of-reply': {
    severity: 'risky',
    mend: {
      en: 'Use reply for tokens of a question; update belongs to prepare.',
      zh: '提问带来的凭证请用 reply；update 与 prepare 配合使用。',
    },
    source: SEED,
  },
  'agent-template-changed': {
    severity: 'broken',
    mend: {
      en: 'Keep one templateId for the whole life of a conversation token.',
      zh: '同一会话凭证的 templateId 必须保持不变。',
    },
    source: REPLY,
  },
  'agent-content-form': {
    severity: 'broken',
    mend: {
      en: 'content is a string of JSON in /v1.0/aiInteraction/…, and an object at the agent webhook.',
      zh: '/v1.0/aiInteraction/… 的 content 是 JSON 字符串，agent webhook 的 content 是对象。',
    },
    source: CONTENT,
  },
  'agent-component-tag-missing': {
    severity: 'risky',
    mend: {
      en: 'Add options: { componentTag: "streamingComponent" } beside cardData.',
      zh: '请在 cardData 旁加上 options: { componentTag: "streamingComponent" }。',
    },
    source: CONTENT,
  },
  'agent-ordinary-app': {
    severity: 'broken',
    once: true,
    mend: {
      en: 'Fetch the token with the clientId of the AI assistant; an ordinary app has none.',
      zh: '请使用 AI 助理的 clientId 获取凭证；普通应用没有 AI 助理。',
    },
    source: PREPARE,
  },
  'agent-finished-empty': {
    severity: 'risky',
    mend: {
      en: 'Call update with the answer before finish.',
      zh: '请在 finish 之前用 update 写入答案。',
    },
    source: SEED,
  },
  'agent-webhook-expired': {
    severity: 'hint',
    mend: {
      en: 'Use /v1.0/aiInteraction/reply with the conversationToken, which lives longer than the webhook.',
      zh: '请改用 /v1.0/aiInteraction/reply 和 conversationToken，其有效期长于 webhook。',
    },
    source: SEED,
  },
  'agent-wrong-surface': {
    severity: 'broken',
    mend: {
      en: 'Answer a question with reply and its conversationToken, which knows the surface; active mode cannot reach the magic wand.',
      zh: '请用 reply 和提问的 conversationToken 回答，凭证知道去向；主动模式无法到达魔法棒。',
    },
    source: SEED,
  },
  'agent-question-unanswered': {
    severity: 'risky',
    mend: {
      en: 'Handle all three kinds of conversation: single chat, group, and the magic wand, whose openConversationId is empty.',
      zh: '单聊、群聊和魔法棒（openConversationId 为空）三种会话都要处理。',
    },
    source: SEED,
  },
  'agent-skill-failed': {
    severity: 'broken',
    mend: {
      en: 'Answer the call of the skill at once with 200 and a JSON object, and send the answer with the conversationToken.',
      zh: '技能调用应立即返回 200 和 JSON 对象，再用 conversationToken 发送答案。',
    },
    source: CODE,
  },
} as const satisfies Record<string, RemarkKind>
