import type { RemarkKind } from './kind.ts'

const STREAM = 'https://open.dingtalk.com/document/development/api-streamingupdate'
const CREATE = 'https://open.dingtalk.com/document/development/create-and-deliver-cards'
const CALLBACK = 'https://open.dingtalk.com/document/development/event-callback-card'
const LIMITS = 'https://open.dingtalk.com/document/development/call-frequency-limit'

/** About card mistakes. */
export const cardRemarks = {
  'card-unfinished': {
    severity: 'broken',
    mend: {
      en: 'End every card with isFinalize: true, or isError: true when there is no answer, and repeat that one call until it is taken.',
      zh: '每张卡片都要以 isFinalize: true 结束（无法回答时用 isError: true），并重试这次调用直到成功。',
    },
    source: STREAM,
  },
  'card-unfinished-by-faults': {
    severity: 'hint',
    mend: {
      en: 'The bot tried often enough. When a card cannot be ended, a plain message still tells the person the answer.',
      zh: '机器人已多次重试。卡片无法结束时，仍可用普通消息把答案告诉用户。',
    },
    source: STREAM,
  },
  'card-text-doubled': {
    severity: 'broken',
    mend: {
      en: 'Send the whole text with isFull: true, or only what is new with isFull: false; PUT /v1.0/card/streaming appends by default.',
      zh: '发送全文时设 isFull: true，只发新增部分时设 isFull: false；PUT /v1.0/card/streaming 默认为追加。',
    },
    source: STREAM,
  },
  'card-markdown-in-pieces': {
    severity: 'hint',
    once: true,
    mend: {
      en: 'A Markdown variable needs the complete text with isFull: true each time; pieces are for plain text variables.',
      zh: 'Markdown 变量每次都需以 isFull: true 发送完整内容；分段追加只适用于纯文本变量。',
    },
    source: STREAM,
  },
  'card-key-unknown': {
    severity: 'broken',
    mend: {
      en: 'Stream to a variable that the template has and that is marked for streaming; DingTalk says only unknownError.',
      zh: '请流式更新模板中存在且开启流式的变量；钉钉只会返回 unknownError。',
    },
    source: STREAM,
  },
  'card-guid-repeated': {
    severity: 'broken',
    mend: {
      en: 'Make a new guid for each streaming call; keep it only when the very same call is repeated.',
      zh: '每次流式更新使用新的 guid；只有重试同一次调用时才沿用。',
    },
    source: STREAM,
  },
  'card-update-after-final': {
    severity: 'risky',
    mend: {
      en: 'Send updates of one card one after another, and nothing after the final one.',
      zh: '同一张卡片的更新应依次发送，最终更新之后不要再发送。',
    },
    source: STREAM,
  },
  'card-updates-too-often': {
    severity: 'risky',
    once: true,
    mend: {
      en: 'Join the words of the model and update two or three times a second; the standard edition allows 20 calls per second in all.',
      zh: '合并模型输出，每秒更新两三次；标准版每个接口每秒合计 20 次。',
    },
    source: LIMITS,
  },
  'card-text-long': {
    severity: 'hint',
    once: true,
    mend: {
      en: 'Keep a card below about 3,000 characters and send the rest as messages: some clients show longer ones blank.',
      zh: '卡片内容请控制在约 3000 字以内，其余部分用消息发送：部分客户端会显示为空白。',
    },
    source: STREAM,
  },
  'card-value-not-text': {
    severity: 'broken',
    mend: {
      en: 'Write every value of cardParamMap as a string, records and lists as JSON text.',
      zh: 'cardParamMap 的值都必须是字符串，对象和数组请写成 JSON 文本。',
    },
    source: CREATE,
  },
  'card-not-delivered': {
    severity: 'broken',
    mend: {
      en: 'Look at deliverResults[].success: HTTP 200 does not say that the card was delivered. Send a message when it was not.',
      zh: '请检查 deliverResults[].success：HTTP 200 并不表示投放成功。失败时请改发普通消息。',
    },
    source: CREATE,
  },
  'card-wrong-space': {
    severity: 'broken',
    mend: {
      en: 'Take IM_ROBOT.<userId> with imRobotOpenDeliverModel for conversationType "1", IM_GROUP.<openConversationId> with imGroupOpenDeliverModel for "2".',
      zh: 'conversationType 为 "1" 时用 IM_ROBOT.<userId> 和 imRobotOpenDeliverModel，为 "2" 时用 IM_GROUP.<openConversationId> 和 imGroupOpenDeliverModel。',
    },
    source: CREATE,
  },
  'card-tap-unheard': {
    severity: 'broken',
    mend: {
      en: 'Create the card with callbackType STREAM and subscribe to /v1.0/card/instances/callback, or with HTTP and a callbackRouteKey that is registered.',
      zh: '创建卡片时设 callbackType 为 STREAM 并订阅 /v1.0/card/instances/callback，或设为 HTTP 并使用已注册的 callbackRouteKey。',
    },
    source: CALLBACK,
  },
  'card-tap-unanswered': {
    severity: 'broken',
    mend: {
      en: 'Answer a card callback within 2 s, at the worst with {}, and update the card later.',
      zh: '卡片回调须在 2 秒内响应（至少返回 {}），耗时操作之后再更新卡片。',
    },
    source: CALLBACK,
  },
  'card-tap-answer-ignored': {
    severity: 'risky',
    mend: {
      en: 'Answer with {} or with cardData.cardParamMap, userPrivateData.cardParamMap and cardUpdateOptions; all values are strings.',
      zh: '请返回 {} 或包含 cardData.cardParamMap、userPrivateData.cardParamMap、cardUpdateOptions 的对象，值均为字符串。',
    },
    source: CALLBACK,
  },
  'card-updated-in-callback': {
    severity: 'risky',
    mend: {
      en: 'Put the change into the answer of the callback, or update the card after it was answered.',
      zh: '请在回调响应中返回更新内容，或在响应之后再调用更新接口。',
    },
    source: CALLBACK,
  },
} as const satisfies Record<string, RemarkKind>
