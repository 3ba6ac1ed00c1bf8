import type { Answer, Candidate } from '../knowledge/route.ts'
import type { ReadyFaq } from '../knowledge/compile.ts'
import type { DialogAnswer } from '../knowledge/dialog.ts'
import type { KnowledgeBase } from '../knowledge/schema.ts'

/** What in a shape is contested; see the settings. */
export interface ShapeOptions {
  /** `AnswerSource` of a FAQ among mixed recommendations: the samples say `KNOWLEDGE`, the table `Knowledge`. */
  readonly recommendItemSource: 'KNOWLEDGE' | 'Knowledge'
}

/** The samples of the document that an answer can look like. */
export type Sample = 'S1' | 'S2' | 'S3' | 'S4' | 'S5' | 'S6' | 'S7' | 'S8' | 'S9' | 'S10' | 'S11'

/** One element of `Messages` in the shape of one of the samples. Absent members are left out, never null. */
export interface Shaped {
  readonly sample: Sample
  readonly message: Readonly<Record<string, unknown>>
}

type Fields = Readonly<Record<string, unknown>>

const PLAIN = { ContentType: 'PLAIN_TEXT' } as const

/** Scores go from 0 to 100 in S1 to S3 and S10, from 0 to 1 in S4 and S5; both in one API. */
const percent = (score: number): number => Math.round(score * 1000) / 10
const fraction = (score: number): number => Math.round(score * 1000) / 1000

const text = (sample: Sample, fields: Fields): Shaped => ({ sample, message: { Text: fields, AnswerType: 'Text' } })

/**
 * Gives an answer the shape of its sample: keys, scales and spellings as in the eleven responses of the document, its
 * inconsistencies included.
 *
 * Source: https://help.aliyun.com/document_detail/86145.htm
 */
export function shapeAnswer(answer: Answer, base: KnowledgeBase, options: ShapeOptions): Shaped {
  switch (answer.kind) {
    case 'faq':
      return { sample: 'S1', message: { Knowledge: shapeFaq(answer), AnswerType: 'Knowledge' } }
    case 'clarify':
      return shapeClarification(answer.of, answer.candidates, base, options)
    case 'dialog':
      return shapeDialog(answer)
    case 'chat':
      return text(answer.isCustom ? 'S7' : 'S6', {
        ...PLAIN,
        UserDefinedChatTitle: answer.title,
        AnswerSource: answer.isCustom ? 'USER_DEFINED_CHAT' : 'ChitChat',
        HitStatement: answer.statement,
        Content: answer.content,
      })
    case 'sensitive':
      return text('S8', { ...PLAIN, AnswerSource: 'SENSITIVE_WORD', Content: answer.content })
    case 'transfer':
      return text('S9', {
        ...PLAIN,
        AnswerSource: 'COMMANDS',
        Content: answer.content,
        Commands: { sysToAgent: JSON.stringify({ skillGroup: answer.skillGroup }) },
      })
    case 'none':
      return text('S11', { ...PLAIN, AnswerSource: 'NO_ANSWER', Content: answer.content })
  }
}

function shapeFaq({ faq, score, perspective }: Extract<Answer, { kind: 'faq' }>): Fields {
  const views: Readonly<Record<string, ReadyFaq['answer']>> = faq.perspectives
  const seen = perspective !== undefined && Object.hasOwn(views, perspective) ? views[perspective] : undefined
  const given: { readonly text: string; readonly html?: string | undefined } = seen ?? faq.answer
  return {
    Score: percent(score),
    Category: faq.category,
    ContentType: given.html === undefined ? 'PLAIN_TEXT' : 'RICH_TEXT',
    AnswerSource: 'KnowledgeBase',
    Content: given.html ?? given.text,
    Summary: given.text,
    Title: faq.title,
    Id: faq.id,
    ...(faq.related.length === 0 ? {} : { RelatedKnowledges: faq.related.map((id) => ({ KnowledgeId: id })) }),
  }
}

function shapeClarification(
  of: 'faq' | 'intent' | 'mixed',
  candidates: readonly Candidate[],
  base: KnowledgeBase,
  { recommendItemSource }: ShapeOptions,
): Shaped {
  const voice = { VoiceTitle: base.clarify }
  if (of === 'faq') {
    const items = candidates.map(({ item, score }) => ({
      Score: percent(score),
      Title: item.title,
      KnowledgeId: item.id,
    }))
    return {
      sample: 'S2',
      message: { Recommends: items, AnswerSource: 'KNOWLEDGE', AnswerType: 'Recommend', ...(base.voice ? voice : {}) },
    }
  }
  const items = candidates.map(({ item, score }) => ({
    Score: fraction(score),
    AnswerSource: item.kind === 'faq' ? recommendItemSource : 'BotFramework',
    Title: item.title,
    KnowledgeId: item.id,
    ...(item.kind === 'faq' ? { Category: item.category } : {}),
  }))
  const source = of === 'mixed' ? 'INTENT_FAQ_CLARIFY' : 'BotFramework'
  return {
    sample: of === 'mixed' ? 'S5' : 'S4',
    message: { ...voice, Recommends: items, AnswerSource: source, AnswerType: 'Recommend' },
  }
}

function shapeDialog({ intent, slot, slots, content, transfer }: DialogAnswer): Shaped {
  const suffix = slot === undefined ? '' : `__${slot}`
  const shared = {
    ...PLAIN,
    NodeName: `${intent.dialog}${suffix}`,
    AnswerSource: 'BotFramework',
    Score: 100,
    DialogName: intent.dialog,
    IntentName: intent.name,
    Content: content,
    NodeId: `${intent.id}${suffix}`,
    ExternalFlags: {},
  }
  if (transfer !== undefined) {
    const sysToAgent = JSON.stringify({ skillGroup: transfer.skillGroup, ext: transfer.ext ?? {} })
    return text('S10', { ...shared, Commands: { sysToAgent } })
  }
  const Slots = slots.map(({ name, value, origin, hit }) => ({ Name: name, Value: value, Origin: origin, Hit: hit }))
  return text('S3', { ...shared, Slots })
}

/** The titles of related FAQs belong into the answer; they are looked up where the whole knowledge base is at hand. */
export function withRelatedTitles(shaped: Shaped, titleOf: (id: string) => string | undefined): Shaped {
  const knowledge = shaped.message['Knowledge'] as
    | { RelatedKnowledges?: readonly { KnowledgeId: string }[] }
    | undefined
  if (knowledge?.RelatedKnowledges === undefined) return shaped
  const related = knowledge.RelatedKnowledges.flatMap(({ KnowledgeId }) => {
    const Title = titleOf(KnowledgeId)
    return Title === undefined ? [] : [{ KnowledgeId, Title }]
  })
  return { ...shaped, message: { ...shaped.message, Knowledge: { ...knowledge, RelatedKnowledges: related } } }
}

/** `Success` stands in four of the samples only, `RequestId` is missing from two. */
export const WITH_SUCCESS: ReadonlySet<Sample> = new Set(['S4', 'S5', 'S9', 'S10'])
export const WITHOUT_REQUEST_ID: ReadonlySet<Sample> = new Set(['S9', 'S10'])
