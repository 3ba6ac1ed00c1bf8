import { z } from 'zod'

/** Numbers of the gateway's message types; a visitor's client uses others. */
export const TEXT = 100
export const IMAGE = 105

/** What stands in a push is documented loosely: a number may be a string, an absent value `null` or empty. */
const optionalText = z
  .string()
  .nullish()
  .transform((text) => text || undefined)

/** One message of a visitor, as the gateway pushes it. */
export const Push = z.object({
  robotId: z.string().min(1),
  /** The id this bot gave the conversation; absent on the first push. */
  conversationId: optionalText,
  /** In a WeCom group the group's id. */
  visitorId: z.string().min(1),
  /** In a WeCom group the member who spoke; else the same as `visitorId`. */
  sender: optionalText,
  data: z.array(
    z.object({
      messageType: z.coerce.number(),
      message: z.object({ content: z.string().optional(), fileUrl: z.string().optional() }),
    }),
  ),
  inputs: z
    .object({ uniqueId: optionalText, user_transferFailReason: optionalText })
    .nullish()
    .transform((inputs) => ({ session: inputs?.uniqueId, transferFailReason: inputs?.user_transferFailReason })),
  responseMode: z.enum(['blocking', 'streaming']),
})
export type Push = z.infer<typeof Push>

/** The visitor's words, when there are any; several messages in one push belong together. */
export function textOf(push: Push): string {
  return push.data
    .filter(({ messageType }) => messageType === TEXT)
    .map(({ message }) => message.content?.trim() ?? '')
    .filter((text) => text !== '')
    .join('\n')
}
