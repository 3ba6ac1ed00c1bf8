import { readCardSchema } from '../cards/schema.ts'
import type { Conversation } from '../corp/conversations.ts'
import type { Dingtalk } from '../dingtalk.ts'

/** Shows a message of the assistant that stays as it is. */
export function showOnce(
  { world }: Dingtalk,
  { name }: Conversation,
  contentType: string,
  content: Readonly<Record<string, unknown>>,
  cause: number,
): void {
  const line = { platform: 'dingtalk', conversation: name, who: 'bot', user: name, via: 'ai-active', cause } as const
  if (contentType === 'basic_card_schema') {
    const { text, title, buttons } = readCardSchema(content)
    const fields = { ...(title === '' ? {} : { title }), ...(buttons.length === 0 ? {} : { buttons }), content }
    world.transcript.add({ ...line, kind: 'card', text, fields })
    return
  }
  const { content: plain, title, text } = content
  const shown = contentType === 'text' ? plain : text
  world.transcript.add({
    ...line,
    kind: contentType,
    text: typeof shown === 'string' ? shown : '',
    fields: typeof title === 'string' ? { title } : {},
  })
}
