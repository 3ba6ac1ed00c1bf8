/** What one message looks like, whatever platform it stands on. */
export interface Shown {
  readonly kind: string
  readonly title?: string
  readonly text: string
  /** Its text is written in Markdown, and its platform shows it so. */
  readonly isMarkdown: boolean
  /** People it calls by name; `all` for everybody. */
  readonly mentions: readonly string[]
  /** Articles and cards inside it. */
  readonly tiles: readonly Tile[]
  /** What a person could tap, under headings or not. */
  readonly options: readonly Option[]
  /** The text below the options. */
  readonly tail?: string
  /** Messages shown together as one. */
  readonly parts: readonly Shown[]
  /** Further fields, by name. */
  readonly details: readonly (readonly [name: string, value: string])[]
}

export interface Tile {
  readonly title: string
  readonly text: string
  readonly url: string
}

export interface Option {
  readonly text: string
  readonly isHeading: boolean
}

type Fields = Readonly<Record<string, unknown>>

const MOST_TEXT = 4000
const MOST_PARTS = 20
const MOST_DETAILS = 8
const DEEPEST = 3

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** A text of bounded length. */
export const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most)} …`)

/** The first of these fields that is a text with something in it. */
function textIn(fields: Fields, ...names: readonly string[]): string {
  for (const name of names) {
    const value = fields[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return ''
}

/** Reads a line of a transcript, whose fields differ from platform to platform. */
export function tellShown(kind: string, text: string, fields: Fields, depth = 0): Shown {
  const tiles = tilesOf(fields)
  const parts = depth < DEEPEST ? listOf(fields['items']).filter(isRecord).slice(0, MOST_PARTS) : []
  const title = textIn(fields, 'title')
  const tail = textIn(fields, 'tail')
  return {
    kind,
    ...(title === '' || title === text ? {} : { title: cut(title, 200) }),
    text: cut(ownText(kind, text, fields, tiles.length + parts.length > 0), MOST_TEXT),
    isMarkdown: ['markdown', 'actionCard', 'sampleMarkdown'].includes(kind) || 'outTrackId' in fields,
    mentions: [
      ...listOf(fields['notified']).filter((name) => typeof name === 'string'),
      ...(fields['atAll'] === true ? ['all'] : []),
    ].slice(0, MOST_PARTS),
    tiles,
    options: optionsOf(fields).slice(0, MOST_PARTS),
    ...(tail === '' ? {} : { tail: cut(tail, MOST_TEXT) }),
    parts: parts.map((part) =>
      tellShown(textIn(part, 'kind'), textIn(part, 'text'), isRecord(part['fields']) ? part['fields'] : {}, depth + 1),
    ),
    details: detailsOf(fields, text),
  }
}

/** The text without what stands in the parts of a message too. */
function ownText(kind: string, text: string, fields: Fields, isInParts: boolean): string {
  if (isInParts || kind === 'menu') return textIn(fields, 'head')
  const title = textIn(fields, 'title')
  return title !== '' && text.startsWith(`${title}\n`) ? text.slice(title.length + 1) : text
}

function tilesOf(fields: Fields): Tile[] {
  return [fields['articles'], fields['cards'], fields['links']]
    .flatMap(listOf)
    .filter(isRecord)
    .slice(0, MOST_PARTS)
    .map((card) => ({
      title: cut(textIn(card, 'title'), 200),
      text: cut(textIn(card, 'description', 'summary', 'text'), 400),
      url: cut(textIn(card, 'url', 'messageURL', 'messageUrl', 'link'), 300),
    }))
}

/** Options, in categories and topics or not, and buttons. */
function optionsOf(fields: Fields, depth = 0): Option[] {
  if (depth > DEEPEST) return []
  return ['options', 'buttons', 'categories', 'topics'].flatMap((name) =>
    listOf(fields[name]).flatMap((option): Option[] => {
      if (typeof option === 'string') return [{ text: cut(option, 200), isHeading: false }]
      if (!isRecord(option)) return []
      const inner = optionsOf(option, depth + 1)
      const text = textIn(option, 'content', 'title', 'label', 'text', 'name', 'category', 'topic')
      return [...(text === '' ? [] : [{ text: cut(text, 200), isHeading: inner.length > 0 }]), ...inner]
    }),
  )
}

const TOLD = new Set(['title', 'head', 'tail', 'event', 'atAll'])

function detailsOf(fields: Fields, text: string): [string, string][] {
  return Object.entries(fields)
    .flatMap(([name, value]): [string, string][] => {
      const isPlain = typeof value === 'string' || typeof value === 'number'
      return !isPlain || value === '' || value === text || TOLD.has(name) ? [] : [[name, cut(String(value), 160)]]
    })
    .slice(0, MOST_DETAILS)
}
