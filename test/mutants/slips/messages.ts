import type { Slip } from './slip.ts'

/** Slips in the messages of an answer that is written whole. */
export const messageSlips: readonly Slip[] = [
  {
    rule: 'livechat/type-unknown',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 110, content: {} } }] })`,
    says: 'Message type 110 is unknown; the visitor sees a placeholder.',
  },
  {
    rule: 'livechat/type-of-visitor-side',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 1, content: { content: '好' } } }] })`,
    says: `Message type 1 is a number of the visitor side's documents (text); the gateway has its own.`,
  },
  {
    rule: 'livechat/type-is-subtype',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 10301, content: { content: '请选', options: [{ content: '甲' }] } } }] })`,
    says: '10301 is a subtype, given as the type.',
  },
  {
    rule: 'livechat/type-as-string',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: '100', content: { content: '好' } } }] })`,
    says: '`type` is the string "100".',
  },
  {
    rule: 'livechat/content-bare-string',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 100, content: '好' } }] })`,
    says: '`content` is a bare string.',
  },
  {
    rule: 'livechat/content-not-object',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 100, content: ['好'] } }] })`,
    says: '`content` is ["好"], not an object.',
  },
  {
    rule: 'livechat/text-missing',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 109, content: {} } }] })`,
    says: 'The text is absent, not a string.',
  },
  {
    rule: 'livechat/text-empty',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 100, content: { content: '' } } }] })`,
    says: 'The text is empty.',
  },
  {
    rule: 'livechat/text-shown-as-typed',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 100, content: { content: '**好**' } } }] })`,
    says: 'Plain text holds markdown marks; the visitor sees them as typed.',
  },
  {
    rule: 'livechat/subtype-missing',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 102, content: { cards: [{ title: '甲' }] } } }] })`,
    says: 'Type 102 needs a `subtype` in `content`.',
  },
  {
    rule: 'livechat/subtype-unknown',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 102, content: { subtype: 10301, options: [{ content: '甲' }] } } }] })`,
    says: '`subtype` 10301 does not belong to type 102.',
  },
  {
    rule: 'livechat/subtype-as-string',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 103, content: { subtype: '10301', content: '请选', options: [{ content: '甲' }] } } }] })`,
    says: '`subtype` is the string "10301".',
  },
  {
    rule: 'livechat/list-missing',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 102, content: { subtype: 10201, cards: [] } } }] })`,
    says: '`cards` is []; a list with at least one element is needed.',
  },
  {
    rule: 'livechat/item-not-object',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 103, content: { subtype: 10301, content: '请选', options: ['甲', { content: '乙' }] } } }] })`,
    says: 'The element is "甲", not an object.',
  },
  {
    rule: 'livechat/card-title-missing',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 102, content: { subtype: 10201, cards: [{ summary: '甲' }] } } }] })`,
    says: 'The card has no `title`.',
  },
  {
    rule: 'livechat/url-not-absolute',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 102, content: { subtype: 10201, cards: [{ title: '甲', cover: '/a.png' }] } } }] })`,
    says: '`cover` is "/a.png", not an absolute http(s) address; the visitor’s client cannot open it.',
  },
  {
    rule: 'livechat/option-text-missing',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 103, content: { subtype: 10301, content: '请选', options: [{ text: '甲' }] } } }] })`,
    says: 'The option has no `content`.',
  },
  {
    rule: 'livechat/option-text-empty',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 103, content: { subtype: 10301, content: '请选', options: [{ content: '' }] } } }] })`,
    says: 'The text of the option is empty.',
  },
  {
    rule: 'livechat/category-name-missing',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 103, content: { subtype: 10302, content: '请选', options: [{ options: [{ content: '甲' }] }] } } }] })`,
    says: 'The category has no `categoryName`.',
  },
  {
    rule: 'livechat/style-unknown',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 103, content: { subtype: 10302, content: '请选', style: 'Grid', options: [{ categoryName: '物流', options: [{ content: '甲' }] }] } } }] })`,
    says: '`style` is "Grid"; it is shown horizontally.',
  },
  {
    rule: 'livechat/topic-options-key',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 103, content: { subtype: 10303, options: [{ content: '订单', options: [{ categoryName: '物流', options: [{ content: '甲' }] }] }] } } }] })`,
    says: 'The categories of the topic stand under `options` (as in the table), not `categories` (as in the sample).',
  },
  {
    rule: 'livechat/topic-both-keys',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 103, content: { subtype: 10303, options: [{ content: '订单', options: [], categories: [{ categoryName: '物流', options: [{ content: '甲' }] }] }] } } }] })`,
    says: 'The topic has both `categories` and `options`; `categories` counts.',
  },
  {
    rule: 'livechat/topic-heading',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 103, content: { subtype: 10303, content: '请选', options: [{ content: '订单', categories: [{ categoryName: '物流', options: [{ content: '甲' }] }] }] } } }] })`,
    says: '10303 has no heading; `content` is ignored.',
  },
  {
    rule: 'livechat/file-url-missing',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 104, content: { fileName: 'a.pdf', fileSize: 1 } } }] })`,
    says: '`fileUrl` is absent.',
  },
  {
    rule: 'livechat/file-name-missing',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 105, content: { fileUrl: 'https://cdn.example/a.png', fileSize: 1 } } }] })`,
    says: '`fileName` is absent.',
  },
  {
    rule: 'livechat/file-size-unusual',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 104, content: { fileUrl: 'https://cdn.example/a.png', fileName: 'a.pdf', fileSize: '1' } } }] })`,
    says: '`fileSize` is "1".',
  },
  {
    rule: 'livechat/combination-nested',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 111, content: { combinationList: [{ type: 111, content: {} }, { type: 100, content: { content: '好' } }] } } }] })`,
    says: 'A combination inside a combination.',
  },
  {
    rule: 'livechat/combination-command',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 111, content: { combinationList: [{ actionType: 'TRANSFER_HUMAN' }, { type: 100, content: { content: '好' } }] } } }] })`,
    says: 'A command inside a combination.',
  },
  {
    rule: 'livechat/combination-item-wrapped',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 111, content: { combinationList: answer.data.answers } } }] })`,
    says: 'The item is wrapped in `answerType` and `answerContent`.',
  },
  {
    rule: 'livechat/combination-long',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message', answerContent: { type: 111, content: { combinationList: Array.from({ length: 21 }, () => ({ type: 100, content: { content: '好' } })) } } }] })`,
    says: '21 items in one combination.',
  },
]
