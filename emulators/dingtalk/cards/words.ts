import { z } from 'zod'
import type { Card, CardParams } from './card.ts'

/** A button people see on a card. `id` is what its tap names in `actionIds`, where that is known. */
export interface CardButton {
  readonly label: string
  readonly id?: string
}

const HIDDEN = /^(?:flowStatus$|sys_|config$)/
const MOST_BUTTONS = 50

/** The text of a card as people see it: the streamed variables, or else every variable that reads as text. */
export function textOfCard({ params, template, streamed }: Card): string {
  const streamable = new Set([...template.keys, ...streamed])
  const words = [...streamable].map((key) => params[key] ?? '').filter((text) => text !== '')
  return words.length > 0 ? words.join('\n') : readable(params)
}

function readable(params: CardParams): string {
  return Object.entries(params)
    .filter(([key, value]) => value !== '' && !HIDDEN.test(key) && !/^[[{]/.test(value.trim()))
    .map(([, value]) => value)
    .join('\n')
}

const buttonShape = z.looseObject({
  text: z.string().optional(),
  title: z.string().optional(),
  name: z.string().optional(),
  id: z.string().optional(),
  actionId: z.string().optional(),
})

/** Buttons among the variables: lists of records with a text, as templates take them for their button groups. */
export function buttonsOfCard(params: CardParams): CardButton[] {
  return Object.entries(params)
    .filter(([key]) => !HIDDEN.test(key))
    .flatMap(([, value]) => readButtons(parseJson(value)))
    .slice(0, MOST_BUTTONS)
}

function readButtons(value: unknown): CardButton[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((item) => {
    const { text, title, name, id, actionId } = buttonShape.safeParse(item).data ?? {}
    const label = text ?? title ?? name
    const tapped = id ?? actionId
    return label === undefined ? [] : [{ label, ...(tapped === undefined ? {} : { id: tapped }) }]
  })
}

/** Text that is meant to be JSON, or undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
