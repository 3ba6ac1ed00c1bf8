import { z } from 'zod'

/** A text that must be there and not be empty. */
export const required = z.string().min(1)

export const optional = z.string().optional()

/** A JSON object written as a text. */
export const jsonObject = z.string().transform((text, context) => {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Falls through: whatever is not an object is refused alike.
  }
  context.addIssue('expected a JSON object')
  return z.NEVER
})

/** A JSON list of texts written as a text: `["FZJBY3raWr"]`. */
export const jsonTexts = z.string().transform((text, context) => {
  try {
    return z.array(z.string()).parse(JSON.parse(text))
  } catch {
    context.addIssue('expected a JSON list of strings')
    return z.NEVER
  }
})

/** A whole number written as a text. */
export const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max)

/** `true` or `false`, in any letter case. */
export const boolean = z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] })

/** The length of a text in code points. */
export function countCharacters(text: string): number {
  let count = 0
  for (const _character of text) count += 1
  return count
}
