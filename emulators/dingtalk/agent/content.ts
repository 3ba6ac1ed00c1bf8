import { z } from 'zod'
import { parseJson } from '../cards/words.ts'
import { findTemplate, type KnownTemplate } from '../cards/templates.ts'
import type { Dingtalk } from '../dingtalk.ts'
import type { Settings } from '../settings.ts'
import { gateway } from '../errors/index.ts'
import type { Refusal } from '../errors/refusal.ts'
import { remark } from '../remarks/index.ts'

/** What an `ai_card` says is to be done with its card. */
export type CardChange =
  | { readonly kind: 'none' }
  | { readonly kind: 'static'; readonly params: Readonly<Record<string, string>> }
  | {
      readonly kind: 'stream'
      readonly key: string
      readonly value: string
      /** Overwrites; without it the value is appended. */
      readonly isFull: boolean
      readonly isFinalize: boolean
      readonly isError: boolean
    }

export type ReadContent =
  | {
      readonly ok: true
      readonly template: KnownTemplate
      readonly change: CardChange
      /** It looks like words that stream, but does not say so. */
      readonly isUntagged?: boolean
    }
  | { readonly ok: false; readonly refusal: Refusal }

const cardShape = z.looseObject({
  templateId: z.string().nullish(),
  cardData: z.unknown().optional(),
  options: z.looseObject({ componentTag: z.string().optional() }).nullish(),
})

const streamShape = z.looseObject({
  key: z.string().min(1),
  value: z.string(),
  isFinalize: z.boolean(),
  isFull: z.boolean().default(true),
  isError: z.boolean().default(false),
})

const refuse = (message?: string): ReadContent => ({ ok: false, refusal: gateway('invalid.content', message) })

/** `content` of the OpenAPI: a string that holds JSON. Undefined when it is something else. */
export function readTextOfJson(dingtalk: Dingtalk, content: unknown, cause: number): unknown {
  if (typeof content === 'string') return parseJson(content)
  remark(
    dingtalk,
    'agent-content-form',
    {
      en: 'The content of an aiInteraction call is a JSON object; it has to be a string that holds JSON.',
      zh: 'aiInteraction 接口的 content 传成了 JSON 对象，应为 JSON 字符串。',
    },
    { cause },
  )
  return undefined
}

/**
 * Reads an `ai_card`: its template, and words to write or variables to set.
 *
 * Source: https://open.dingtalk.com/document/development/message-content-filling-guidance
 */
export function readCardContent(dingtalk: Dingtalk, content: unknown, cause: number): ReadContent {
  const read = readCard(dingtalk.settings, content)
  if (read.ok && read.isUntagged === true)
    remark(
      dingtalk,
      'agent-component-tag-missing',
      {
        en: 'The cardData looks like a streaming component, but options.componentTag does not say so: its parts are shown as variables.',
        zh: 'cardData 是流式组件的形式，但未设 options.componentTag，内容会被当作普通变量。',
      },
      { cause },
    )
  return read
}

/** The same without telling anybody. */
export function readCard(settings: Settings, content: unknown): ReadContent {
  const read = cardShape.safeParse(content)
  if (!read.success) return refuse()
  const { templateId, cardData, options } = read.data
  if (templateId === undefined || templateId === null || templateId === '')
    return refuse('templateId cannot be null or empty')
  const template = findTemplate(settings, templateId)
  if (template === undefined || !template.published) return refuse('card template not exist')
  const data = typeof cardData === 'string' ? parseJson(cardData) : (cardData ?? {})
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return refuse()
  const tag = options?.componentTag ?? 'staticComponent'
  if (tag === 'streamingComponent') return readStream(template, data)
  if (tag !== 'staticComponent') return refuse('invalid componentTag')
  const isUntagged = options?.componentTag === undefined && streamShape.safeParse(data).success
  const entries = Object.entries(data).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const params = Object.fromEntries(entries) as Record<string, string>
  return {
    ok: true,
    template,
    change: entries.length === 0 ? { kind: 'none' } : { kind: 'static', params },
    isUntagged,
  }
}

function readStream(template: KnownTemplate, data: object): ReadContent {
  const { key } = data as { key?: unknown }
  const isKnown = typeof key === 'string' && key !== '' && (template.isOpen || template.keys.includes(key))
  if (!isKnown) return refuse('card streaming key invalid')
  const read = streamShape.safeParse(data)
  return read.success ? { ok: true, template, change: { kind: 'stream', ...read.data } } : refuse()
}
