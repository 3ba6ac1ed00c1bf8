import { answered, long, rehearsal } from './dingtalk-scenarios.ts'
import type { Mutant } from './mutant.ts'

const ROBOT = 'reference-bot/dingtalk/robot-surface.ts'
const SKILL = 'reference-bot/dingtalk/skill.ts'

const SEEN = 'expect: { reply: { contains: 很长的回答 } }'
const GROUP = 'send: { group: ops, text: 在吗 }'
/** A card that is written on several times. */
const onACard = rehearsal(`robot.mode: stream, ${long(6)}`, 'send: 在吗', SEEN)
const onACardInAGroup = rehearsal(`robot.mode: stream, ${long(6)}`, GROUP, SEEN.replace(' }', ' }, to: ops'))
const AT_ONCE = { DINGTALK_CARD_PACE_MS: '0' }

const given = 'model: [{ says: 好的 }]'
/** Nothing a bot could do about: the pages of the assistant are historical. */
const asking = (given: string, ...steps: readonly string[]): string =>
  `${rehearsal(given, ...steps)}allow: [dingtalk/agent-historical]\n`
const ASKED = answered()
const asked = asking(given, 'ask: 在吗', ASKED)
const askedInTheWand = asking(given, 'ask: { in: wand, text: 在吗 }', ASKED)
const askedLong = asking(`templates: [{ id: other.schema, keys: [content] }], ${long(6)}`, 'ask: 在吗', SEEN)

const SAY = 'if (!(await sayByWebhook(text))) await finish(text)'
/** Does this in active mode before it answers. */
const before = (calls: string) => ({ of: SKILL, replace: SAY, by: `${calls}\n      ${SAY}` })
const SEND_ACTIVELY = `await api.call('POST', '/v1.0/aiInteraction/send', {
        unionId: call.unionId,
        contentType: 'basic_card_schema',
        content: JSON.stringify({ contents: [{ type: 'text', text }] }),
      }).catch(() => undefined)`

/** The reference bot with one fault in its cards or its AI assistant each. */
export const dingtalkCardMutants: readonly Mutant[] = [
  {
    rule: 'dingtalk/card-unfinished',
    about: 'never says that a card is finished',
    of: ROBOT,
    replace: 'writeCard(id, cards.key, text, true)',
    by: 'writeCard(id, cards.key, text, false)',
    scenario: onACard,
    says: /^Card \S+ still shows that it is being written\. .*; no final update was sent\.$/,
  },
  {
    rule: 'dingtalk/card-text-doubled',
    about: 'appends the whole text each time',
    of: ROBOT,
    replace: 'isFull: true',
    by: 'isFull: false',
    scenario: onACard,
    says: /^Card \S+ shows its text twice: the whole text was appended to what it had\.$/,
  },
  {
    rule: 'dingtalk/card-key-unknown',
    about: 'streams to a variable the template does not have',
    of: ROBOT,
    replace: 'guid: randomUUID(),\n      key,',
    by: "guid: randomUUID(),\n      key: isFinalize ? key : 'text',",
    scenario: onACard,
    says: /^Template d28e2ac5\S+ has no variable text to stream to; it has: content\.$/,
  },
  {
    rule: 'dingtalk/card-guid-repeated',
    about: 'has one guid for all writes but the last',
    of: ROBOT,
    replace: 'guid: randomUUID()',
    by: 'guid: isFinalize ? randomUUID() : outTrackId',
    env: AT_ONCE,
    scenario: onACard,
    says: /^The guid \S+ came again with another content, which card \S+ does not show\.$/,
  },
  {
    rule: 'dingtalk/card-update-after-final',
    about: 'writes once more when it has finished',
    of: ROBOT,
    replace: 'writeCard(id, cards.key, text, true)',
    by: 'writeCard(id, cards.key, text, true).then(() => writeCard(id, cards.key, text, false))',
    scenario: onACard,
    says: /^Card \S+ was written on after its final update; the older words may stand there now\.$/,
  },
  {
    rule: 'dingtalk/card-value-not-text',
    about: 'gives a card a record for a variable',
    of: ROBOT,
    replace: "cardParamMap: { [cards.key]: '' }",
    by: "cardParamMap: { [cards.key]: '', config: { autoLayout: true } }",
    scenario: onACard,
    says: /^The card variable config is a record, not a string\.$/,
  },
  {
    rule: 'dingtalk/card-not-delivered',
    about: 'sends a card to a group that is none',
    of: ROBOT,
    replace: 'dtv1.card//IM_GROUP.${message.conversationId}',
    by: 'dtv1.card//IM_GROUP.cidNobody==',
    scenario: onACardInAGroup,
    says: /^Card \S+ did not reach IM_GROUP\.cidNobody==: invalid openConversationId\. The call itself was answered with HTTP 200\.$/,
  },
  {
    rule: 'dingtalk/card-wrong-space',
    about: 'takes the deliver model of groups for a single chat',
    of: ROBOT,
    replace: "spaceType: 'IM_ROBOT'",
    by: "spaceType: 'IM_GROUP'",
    scenario: onACard,
    says: /^Card \S+ goes to a single chat without imRobotOpenDeliverModel of spaceType IM_ROBOT\.$/,
  },
  {
    rule: 'dingtalk/agent-token-misused',
    about: 'calls finish for a question',
    ...before(
      "await api.call('POST', '/v1.0/aiInteraction/finish', { conversationToken: call.conversationToken }).catch(() => undefined)",
    ),
    scenario: asked,
    says: /^finish was called with a token that came from a question\.$/,
  },
  {
    rule: 'dingtalk/agent-update-instead-of-reply',
    of: SKILL,
    replace: '/v1.0/aiInteraction/reply',
    by: '/v1.0/aiInteraction/update',
    scenario: askedLong,
    says: /^update was called with the token of a question of alice\.$/,
  },
  {
    rule: 'dingtalk/agent-template-changed',
    about: 'takes another template for one write in between',
    of: SKILL,
    replace: 'templateId,\n        cardData: { key, value:',
    by: "templateId: !isFinalize && (globalThis.writes = (globalThis.writes ?? 0) + 1) === 2 ? 'other.schema' : templateId,\n        cardData: { key, value:",
    env: AT_ONCE,
    scenario: askedLong,
    says: /^The conversation token began with template d28e2ac5\S+ and goes on with other\.schema\.$/,
  },
  {
    rule: 'dingtalk/agent-content-form',
    about: 'sends the content as a text to the webhook',
    of: SKILL,
    replace: 'content: { templateId, cardData: { [key]: keepLineBreaks(text) } }',
    by: 'content: JSON.stringify({ templateId, cardData: { [key]: keepLineBreaks(text) } })',
    scenario: asked,
    says: /^The content at the agent webhook is a string; an object belongs there\.$/,
  },
  {
    rule: 'dingtalk/agent-component-tag-missing',
    about: 'does not say that a component streams',
    of: SKILL,
    replace: "options: { componentTag: 'streamingComponent' },",
    by: '',
    scenario: askedLong,
    says: /^The cardData looks like a streaming component, but options\.componentTag does not say so/,
  },
  {
    rule: 'dingtalk/agent-ordinary-app',
    about: 'speaks as an assistant for an app that has none',
    ...before(SEND_ACTIVELY),
    scenario: asking(`${given}, app.kind: ordinary`, 'ask: 在吗', ASKED),
    says: /^Active mode was called with the token of an ordinary app, which has no AI assistant\.$/,
  },
  {
    rule: 'dingtalk/agent-finished-empty',
    about: 'prepares a card and finishes it without a word',
    ...before(`const target = { unionId: call.unionId, contentType: 'ai_card' }
      const { result } = await api.call('POST', '/v1.0/aiInteraction/prepare', target)
      await api.call('POST', '/v1.0/aiInteraction/finish', result)`),
    scenario: asked,
    says: /^The card for alice was finished without a word\.$/,
  },
  {
    rule: 'dingtalk/agent-wrong-surface',
    about: 'answers the magic wand in the single chat',
    of: SKILL,
    replace: SAY,
    by: SEND_ACTIVELY,
    scenario: askedInTheWand,
    says: /^alice asked in the magic wand, and the answer went to the single chat by active mode\.$/,
  },
  {
    rule: 'dingtalk/agent-question-unanswered',
    about: 'needs an openConversationId',
    of: SKILL,
    replace: 'openConversationId: optionalText',
    by: 'openConversationId: z.string().min(1)',
    scenario: askedInTheWand,
    says: /^alice asked the assistant in the magic wand \(alice\) and never saw an answer\.$/,
  },
  {
    rule: 'dingtalk/agent-skill-failed',
    of: 'reference-bot/dingtalk/channel.ts',
    replace: 'const statusLine = { code: 200',
    by: 'const statusLine = { code: 500',
    scenario: asked,
    says: /^The skill failed for alice: statusLine\.code 500\. People see E000003\.$/,
  },
]
