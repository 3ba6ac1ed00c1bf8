import { MARKDOWN_CARD, type CardTemplate, type Settings } from '../settings.ts'

/**
 * Templates that everybody may use, because the official Python SDK has them built in.
 *
 * Source: https://github.com/open-dingtalk/dingtalk-stream-sdk-python/blob/main/dingtalk_stream/card_instance.py
 */
const BUILT_IN: readonly CardTemplate[] = [
  MARKDOWN_CARD,
  { id: '382e4302-551d-4880-bf29-a30acfab2e71.schema', keys: ['msgContent'], published: true },
  { id: '589420e2-c1e2-46ef-a5ed-b8728e654da9.schema', keys: [], published: true },
  { id: '1366a1eb-bc54-4859-ac88-517c56a9acb1.schema', keys: [], published: true },
]

/** A template, and whether its variables are known: without that, any key may be streamed. */
export interface KnownTemplate extends CardTemplate {
  readonly isOpen: boolean
}

/** The template with this id: the organisation's own, a built-in one, or any when the settings say so. */
export function findTemplate({ templates, cards }: Settings, id: string): KnownTemplate | undefined {
  const known = templates.find((one) => one.id === id) ?? BUILT_IN.find((one) => one.id === id)
  if (known !== undefined) return { ...known, isOpen: false }
  return cards.anyTemplate ? { id, keys: [], published: true, isOpen: true } : undefined
}
