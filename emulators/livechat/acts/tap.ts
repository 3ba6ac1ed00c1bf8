import { z } from 'zod'
import { CaipaiError } from '../../core/errors.ts'
import { act } from '../../core/platform.ts'
import type { Livechat } from '../livechat.ts'
import { speak } from '../desk/speak.ts'
import { sessionFor, who } from './send.ts'

const tapObject = z.strictObject({
  from: who,
  option: z.string().min(1).describe('Text of an option the visitor has been shown'),
  group: z.string().min(1).optional().describe('The WeCom group it stands in'),
})

/** An option the visitor taps is pushed as a text message that holds its words. */
export const tap = act({
  summary: 'A visitor taps an option of a message; its text is sent.',
  input: z.union([z.string().transform((option) => tapObject.parse({ option })), z.lazy(() => tapObject)]),
  rows: ['L-36'],
  summarise: ({ from, option }) => `${from} taps ${option}`,
  run(livechat: Livechat, { from, option, group }, cause) {
    const { session, sender } = sessionFor(livechat, { from, group }, cause)
    if (!session.options.includes(option)) {
      throw new CaipaiError(`${from} sees no option ${JSON.stringify(option)}`, {
        code: 'LIVECHAT_OPTION_UNKNOWN',
        fix:
          session.options.length === 0
            ? 'No message with options has been shown; expect one before the tap.'
            : `Tap one of: ${[...new Set(session.options)].join(', ')}`,
      })
    }
    speak(livechat, session, { kind: 'text', text: option }, { sender, via: 'tap', mention: true }, cause)
  },
})
