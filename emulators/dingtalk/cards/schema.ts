import { z } from 'zod'
import type { CardButton } from './words.ts'

/** What people see of a card that is described whole, in the words of the card builder. */
export interface CardSchema {
  readonly title: string
  /** Title and texts, a line each. */
  readonly text: string
  readonly buttons: readonly CardButton[]
}

const words = z.union([z.string(), z.looseObject({ text: z.string() }).transform(({ text }) => text)]).catch('')

const item = z.looseObject({
  type: z.string().catch(''),
  text: words.optional(),
  label: words.optional(),
  id: z.string().optional(),
  actions: z.array(z.unknown()).optional(),
  contents: z.array(z.unknown()).optional(),
})

const schema = z.looseObject({
  header: z.looseObject({ title: words.optional() }).optional().catch(undefined),
  contents: z.array(z.unknown()).catch([]),
})

const MOST_DEPTH = 8

/** Reads `{ header, contents }`. What is not understood is passed over, as DingTalk's clients do. */
export function readCardSchema(content: unknown): CardSchema {
  const read = schema.safeParse(content).data
  const title = read?.header?.title ?? ''
  const texts: string[] = title === '' ? [] : [title]
  const buttons: CardButton[] = []
  collect(read?.contents ?? [], texts, buttons, MOST_DEPTH)
  return { title, text: texts.join('\n'), buttons }
}

function collect(items: readonly unknown[], texts: string[], buttons: CardButton[], depth: number): void {
  for (const given of items) {
    const read = item.safeParse(given).data
    if (read === undefined) continue
    const { type, text = '', label = '', id, actions, contents } = read
    if (type === 'button') buttons.push({ label: label === '' ? text : label, ...(id === undefined ? {} : { id }) })
    else if (text !== '') texts.push(text)
    if (depth > 0) collect([...(actions ?? []), ...(contents ?? [])], texts, buttons, depth - 1)
  }
}
