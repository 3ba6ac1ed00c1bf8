import { defineFace } from '../core/platform.ts'
import { settings } from './settings.ts'

/** The scripted model, before it is loaded. */
export const face = defineFace({
  id: 'model',
  settings,
  connection: ({ apiKey }, baseUrl) => ({ baseUrl: `${baseUrl}/v1`, apiKey }),
})
