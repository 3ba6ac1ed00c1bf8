/** A message of the bot as the visitor sees it. */
export interface ShownMessage {
  /** `text`, `rich-text`, `graphic-card`, `options`, `category-options`, `topic-options`, `file`, `image`, `markdown`, `combination`, `unsupported` */
  readonly kind: ShownKind
  /** Number of the type on the wire; NaN when the bot gave none. */
  readonly type: number
  /** What can be read of it: the text, the heading, the name of the file. */
  readonly text: string
  readonly fields: Readonly<Record<string, unknown>>
}

export type ShownKind =
  | 'text'
  | 'rich-text'
  | 'graphic-card'
  | 'options'
  | 'category-options'
  | 'topic-options'
  | 'file'
  | 'image'
  | 'markdown'
  | 'combination'
  | 'unsupported'

/** A category of options, or the topic above it. */
export interface ShownCategory {
  readonly category: string
  readonly options: readonly string[]
}

export interface ShownTopic {
  readonly topic: string
  readonly icon?: string
  readonly categories: readonly ShownCategory[]
}

const isGroup = (value: unknown): value is { options?: readonly unknown[]; categories?: readonly unknown[] } =>
  typeof value === 'object' && value !== null

/** Every option of a message that a visitor can tap, at any depth, in reading order. */
export function tappableOptions(fields: Readonly<Record<string, unknown>>): string[] {
  const found: string[] = []
  const collect = (list: unknown): void => {
    if (!Array.isArray(list)) return
    for (const item of list) {
      if (typeof item === 'string') found.push(item)
      else if (isGroup(item)) {
        collect(item.options)
        collect(item.categories)
      }
    }
  }
  for (const key of ['options', 'categories', 'topics']) collect(fields[key])
  if (Array.isArray(fields['items']))
    for (const item of fields['items']) if (isGroup(item)) found.push(...tappableOptions((item as ShownMessage).fields))
  return found
}
