import type { InGeneral } from './in-general.ts'

/** Remarks about callbacks, cards and the AI assistant, as they are told where nothing has happened yet. */
export const surfaces = {
  'forgery-accepted': {
    what: { en: 'The bot acted on a callback that DingTalk never sent.', zh: '机器人处理了并非钉钉发出的回调。' },
    covers: ['DT-22', 'X-10'],
  },
  'callback-answer-ignored': {
    what: { en: 'What the bot answered to a callback was dropped.', zh: '机器人对回调的响应内容被丢弃。' },
    covers: ['DT-14'],
  },
  'callback-failed': {
    what: {
      en: 'The bot answered a callback with an error, and DingTalk does not try again.',
      zh: '机器人对回调返回错误，钉钉不会重试。',
    },
    covers: ['DT-14'],
  },
  'callback-unanswered': {
    what: { en: 'A message had no answer when its callback was given up.', zh: '回调超时放弃时，消息仍没有得到回复。' },
    covers: ['DT-14'],
  },
  'card-unfinished': {
    what: {
      en: 'A card still shows that it is being written when everything is over.',
      zh: '流程结束后，卡片仍显示“正在生成”。',
    },
    covers: ['DT-03'],
  },
  'card-unfinished-by-faults': {
    what: {
      en: 'A card still shows that it is being written, because calls were made to fail.',
      zh: '因注入的故障，卡片仍显示“正在生成”。',
    },
    covers: ['DT-03'],
  },
  'card-text-doubled': {
    what: {
      en: 'A card shows its text twice: the whole was appended to what it had.',
      zh: '卡片内容重复：把全文追加到了已有内容后面。',
    },
    covers: ['DT-03'],
  },
  'card-markdown-in-pieces': {
    what: { en: 'A card that replaces gets its Markdown in pieces.', zh: '全量更新的卡片只收到了 Markdown 片段。' },
    covers: ['DT-03', 'DT-09'],
  },
  'card-key-unknown': {
    what: { en: 'The template has no such variable to stream to.', zh: '模板里没有要流式更新的变量。' },
    covers: ['DT-03'],
  },
  'card-guid-repeated': {
    what: {
      en: 'A guid came again with another content, which is not shown.',
      zh: 'guid 重复而内容不同，后者不会显示。',
    },
    covers: ['DT-03'],
  },
  'card-update-after-final': {
    what: { en: 'A card was written on after its final update.', zh: '最终更新之后仍在写卡片。' },
    covers: ['DT-03', 'X-05'],
  },
  'card-updates-too-often': {
    what: { en: 'A card is updated more often than the quota allows.', zh: '卡片更新频率超过限额。' },
    covers: ['DT-03'],
  },
  'card-text-long': {
    what: { en: 'A card is so long that some clients show it blank.', zh: '卡片内容过长，部分客户端会显示空白。' },
    covers: ['DT-16'],
  },
  'card-value-not-text': {
    what: { en: 'A variable of a card is no string.', zh: '卡片变量不是字符串。' },
    covers: ['DT-03'],
  },
  'card-not-delivered': {
    what: {
      en: 'A card did not reach its space, though the call was answered with HTTP 200.',
      zh: '接口返回 200，但卡片没有投放成功。',
    },
    covers: ['X-01'],
  },
  'card-wrong-space': {
    what: {
      en: 'The space a card is delivered to does not fit the conversation or its robot.',
      zh: '卡片投放的场域与会话或机器人不符。',
    },
  },
  'card-tap-unheard': {
    what: { en: 'A tap on a card reaches nobody.', zh: '点击卡片没有任何程序收到。' },
    covers: ['DT-23'],
  },
  'card-tap-unanswered': {
    what: { en: 'The callback of a tap failed.', zh: '卡片点击的回调失败。' },
    covers: ['DT-23'],
  },
  'card-tap-answer-ignored': {
    what: { en: 'The answer to a tap was dropped.', zh: '对卡片点击的响应被丢弃。' },
    covers: ['DT-23'],
  },
  'card-updated-in-callback': {
    what: {
      en: 'A card was updated by a call while the callback of a tap on it was still open.',
      zh: '点击回调尚未响应，就用接口更新了卡片。',
    },
    covers: ['DT-23'],
  },
  'agent-historical': {
    what: {
      en: 'An operation of aiInteraction was used; they are no longer recommended.',
      zh: '使用了 aiInteraction 接口，官方已不再推荐。',
    },
  },
  'agent-token-misused': {
    what: {
      en: 'A conversation token was used with a call it does not belong to.',
      zh: '会话 token 用在了不对应的接口上。',
    },
  },
  'agent-update-instead-of-reply': {
    what: {
      en: 'The answer to a question was sent by update, which belongs to another way of answering.',
      zh: '用 update 回答了提问，它属于另一种回复方式。',
    },
  },
  'agent-template-changed': {
    what: { en: 'The template changed within one conversation token.', zh: '同一个会话 token 中途更换了模板。' },
  },
  'agent-content-form': {
    what: {
      en: 'The content has the form that belongs to the other way of sending.',
      zh: 'content 的形式用错了：对象与 JSON 字符串弄反。',
    },
  },
  'agent-component-tag-missing': {
    what: {
      en: 'A streaming component is written without options.componentTag, so its parts show as variables.',
      zh: '流式组件缺少 options.componentTag，内容被当作变量显示。',
    },
    covers: ['DT-03'],
  },
  'agent-ordinary-app': {
    what: {
      en: 'An ordinary app without an AI assistant used the assistant’s calls.',
      zh: '没有 AI 助理的普通应用调用了助理接口。',
    },
  },
  'agent-finished-empty': {
    what: { en: 'A card was finished without a word.', zh: '卡片没有任何内容就结束了。' },
    covers: ['DT-14'],
  },
  'agent-webhook-expired': {
    what: { en: 'The webhook of a question was used after its end.', zh: '提问的 webhook 过期后仍在使用。' },
    covers: ['DT-11'],
  },
  'agent-wrong-surface': {
    what: {
      en: 'The answer went to another place than the one the person asked in.',
      zh: '回答发到了与提问不同的地方。',
    },
    covers: ['DT-21'],
  },
  'agent-question-unanswered': {
    what: { en: 'A person asked the assistant and never saw an answer.', zh: '有人向助理提问，却一直没有看到回答。' },
    covers: ['DT-14'],
  },
  'agent-skill-failed': {
    what: {
      en: 'A skill of the assistant failed, and people see an error code.',
      zh: '助理技能执行失败，用户看到的是错误码。',
    },
  },
} as const satisfies Record<string, InGeneral>
