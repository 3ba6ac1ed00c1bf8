import { z } from 'zod'

const words = z.array(z.string().min(1))
const id = z.union([z.string().min(1), z.int().transform(String)])

const answer = z.union([
  z.string().transform((text) => ({ text })),
  z.strictObject({
    text: z.string().describe('Plain text; with html it is the Summary'),
    html: z.string().optional().describe('Rich text; makes the ContentType RICH_TEXT'),
  }),
])

const faq = z.strictObject({
  id: id.optional().describe('KnowledgeId; absent: made from the position, from 5001 on'),
  title: z.string().min(1),
  similar: words.default([]).describe('Other ways to ask'),
  category: z.string().default('默认分类'),
  answer: answer.describe('A text, or { text, html }'),
  perspectives: z.record(z.string(), answer).default({}).describe('Another answer for a perspective, by its code'),
  related: z.array(id).default([]).describe('Ids of related FAQs, sent as RelatedKnowledges'),
})

const transfer = z.strictObject({
  skillGroup: z.string().min(1).describe('Where the conversation goes'),
  ext: z.unknown().optional().describe('Whatever else goes into sysToAgent'),
})

const slot = z.strictObject({
  name: z.string().min(1),
  asks: z.string().min(1).describe('The question, while it is empty'),
  values: z.record(z.string(), words).optional().describe('Values with other ways to say them; absent: anything'),
  pattern: z.string().optional().describe('A regular expression the value matches, in place of values'),
})

const intent = z.strictObject({
  id: id.optional().describe('Id in recommendations; absent: made from the position, from 7001 on'),
  name: z.string().min(1).describe('IntentName'),
  dialog: z.string().optional().describe('DialogName; absent: the name'),
  says: words.min(1).describe('Ways to say it; the first is the title in recommendations'),
  slots: z.array(slot).default([]),
  answer: z
    .string()
    .default('好的')
    .describe('Said when all slots are filled; ${slot}, ${SenderNick}, ${VendorParam.key} are filled in'),
  transfer: transfer.optional().describe('Hand over to a person instead of going on'),
})

const chat = z.strictObject({
  says: words.min(1).describe('Has to be said exactly, apart from case and punctuation'),
  answer: z.string(),
  title: z.string().optional().describe('UserDefinedChatTitle; absent: the first way to say it'),
})

/** A knowledge base: everything a robot can say in one business space. */
export const knowledgeBase = z.strictObject({
  faq: z.array(faq).default([]),
  intents: z.array(intent).default([]),
  chitchat: z
    .strictObject({
      custom: z.array(chat).default([]).describe('Custom chit-chat, before everything that is scored'),
      system: z.array(chat).default([{ says: ['你好', '您好', 'hello', 'hi'], answer: '您好，很高兴为您服务！' }]),
    })
    .prefault({}),
  sensitive: z
    .strictObject({ words: words.default([]), answer: z.string().default('您的问题中包含敏感词，请换个说法。') })
    .prefault({})
    .describe('Global sensitive words'),
  transfer: z
    .strictObject({
      words: words.default(['转人工', '人工', '人工客服']),
      answer: z.string().default('正在为您转接人工客服，请稍候。'),
      skillGroup: z.string().default('1001'),
    })
    .prefault({})
    .describe('Global words that hand over to a person; have to be said exactly'),
  noAnswer: z.string().default('抱歉，我还没有学会回答这个问题。'),
  clarify: z.string().default('请问您想咨询的是：').describe('VoiceTitle of clarifications'),
  welcome: z.string().default('您好，我是智能客服，请问有什么可以帮您？').describe('WelcomeMessage of BeginSession'),
  perspectives: z
    .array(z.strictObject({ name: z.string(), code: z.string(), selfDefine: z.boolean().default(true) }))
    .default([])
    .describe('Views with their codes, as QueryPerspectives lists them'),
  thresholds: z
    .strictObject({
      direct: z.number().min(0).max(1).default(0.7).describe('From this score on an answer is given at once'),
      clarify: z.number().min(0).max(1).default(0.3).describe('From this score on an answer is recommended'),
      margin: z.number().min(0).max(1).default(0.1).describe('How far the best has to lead to be given at once'),
      recommendations: z.int().positive().default(5).describe('How many are recommended at most'),
      retries: z.int().nonnegative().default(2).describe('How often a slot is asked for again before the dialog ends'),
    })
    .prefault({}),
  segments: z.record(z.string(), words).default({}).describe('QuerySegList for an utterance, where the segmenter errs'),
  voice: z.boolean().default(false).describe('A voice robot: FAQ clarifications carry a VoiceTitle, too'),
})

export type KnowledgeBase = z.output<typeof knowledgeBase>
export type Faq = KnowledgeBase['faq'][number]
export type Intent = KnowledgeBase['intents'][number]
export type Slot = Intent['slots'][number]
