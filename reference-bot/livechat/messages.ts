/** What a bot may answer, as the gateway's section on message types names it. `content` is always an object. */
export type Message =
  | { readonly type: 100 | 101 | 109; readonly content: { readonly content: string } }
  | { readonly type: 102; readonly content: { readonly subtype: 10201; readonly cards: readonly Card[] } }
  | { readonly type: 103; readonly content: OptionList | CategoryOptions | TopicOptions }
  | {
      readonly type: 104 | 105
      readonly content: { readonly fileUrl: string; readonly fileName: string; readonly fileSize: number }
    }
  | { readonly type: 111; readonly content: { readonly combinationList: readonly Message[] } }

interface Card {
  readonly title: string
  readonly summary?: string
  readonly cover?: string
  readonly url?: string
}
interface Option {
  readonly content: string
}
interface Category {
  readonly categoryName: string
  readonly options: readonly Option[]
}
interface OptionList {
  readonly subtype: 10301
  readonly content: string
  readonly options: readonly Option[]
}
interface CategoryOptions {
  readonly subtype: 10302
  readonly content: string
  readonly style: 'Horizontal'
  readonly options: readonly Category[]
}
interface TopicOptions {
  readonly subtype: 10303
  readonly background: string
  readonly options: readonly {
    readonly icon: string
    readonly content: string
    readonly categories: readonly Category[]
  }[]
}

/** Marks that a reader should see as formatting and not as signs. */
const MARKDOWN = /(?:\*\*|__|`|^#{1,6} |^\s*[-*] |\[[^\]]*\]\()/m

/** A text: as Markdown when it is written in it, since plain text is shown as typed. */
export function textMessage(content: string): Message {
  return { type: MARKDOWN.test(content) ? 109 : 100, content: { content } }
}

/** How a stream names the format of a message's text; `undefined` for messages that a stream cannot carry. */
export function streamFormat(message: Message): { contentType: string; content: string } | undefined {
  switch (message.type) {
    case 100:
      return { contentType: 'text', content: message.content.content }
    case 101:
      return { contentType: 'html', content: message.content.content }
    case 109:
      return { contentType: 'markdown', content: message.content.content }
    default:
      return undefined
  }
}
