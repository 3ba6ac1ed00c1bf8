/** What a message of a built-in type shows where only text can be shown. Types that show nothing (`RC:CmdMsg`) map to ''. */
const PLACEHOLDERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'RC:ImgMsg': '[image]',
    'RC:GIFMsg': '[gif]',
    'RC:VcMsg': '[voice]',
    'RC:HQVCMsg': '[voice]',
    'RC:SightMsg': '[video]',
    'RC:FileMsg': '[file]',
    'RC:LBSMsg': '[location]',
    'RC:ImgTextMsg': '[link]',
    'RC:CombineMsg': '[chat history]',
    'RC:StreamMsg': '[stream]',
    'RC:InfoNtf': '',
    'RC:ContactNtf': '',
    'RC:ProfileNtf': '',
    'RC:GrpNtf': '',
    'RC:CmdNtf': '',
    'RC:CmdMsg': '',
    'RC:RcCmd': '',
    'RC:ReadNtf': '',
    'RC:TypSts': '',
  }),
)

/** Built-in types whose content is text. */
const WITH_TEXT = new Set(['RC:TxtMsg', 'RC:ReferenceMsg'])

/**
 * Whether RongCloud defines this object name; every other name with the reserved prefix `RC:` is refused.
 *
 * Source: https://docs.rongcloud.cn/platform-chat-api/message/send-private
 */
export function isBuiltIn(objectName: string): boolean {
  return WITH_TEXT.has(objectName) || PLACEHOLDERS.has(objectName)
}

/** Whether a message of this type is a notice or command, which no chat shows. */
export function isInvisible(objectName: string): boolean {
  return PLACEHOLDERS.get(objectName) === ''
}

/** The content of a message as an object, or nothing when it is not the JSON of one. */
export function parseContent(content: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(content)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/**
 * The text of a message for a reader who sees only text: the words of a text or reference message, a placeholder such as
 * `[image]` for other built-in types, nothing for custom types and for content that cannot be read.
 */
export function textOf(objectName: string, content: string): string | undefined {
  if (!WITH_TEXT.has(objectName)) return PLACEHOLDERS.get(objectName) || undefined
  const text = parseContent(content)?.['content']
  return typeof text === 'string' ? text : undefined
}

/** The content of a text message, as a client would send it. */
export function textContent(text: string): string {
  return JSON.stringify({ content: text })
}

/**
 * What is wrong with the content of a built-in type although RongCloud accepts it with code 200: the receiving clients
 * cannot show it. Nothing for a custom type, whose content is the app's own affair.
 */
export function contentFault(objectName: string, content: string): string | undefined {
  if (!isBuiltIn(objectName)) return undefined
  const parsed = parseContent(content)
  if (parsed === undefined) return `the content of ${objectName} is not the JSON of an object`
  if (WITH_TEXT.has(objectName) && typeof parsed['content'] !== 'string')
    return `the content of ${objectName} has no text in "content"`
  return undefined
}
