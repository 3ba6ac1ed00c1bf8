import { z } from 'zod'
import { duration } from '../../core/duration.ts'

/** What can be asked to go wrong on the gateway's side with the next push. */
export const disturbance = z
  .strictObject({
    from: z.string().min(1).optional().describe('Only with a push caused by this visitor; default: anybody'),
    readAfter: duration.optional().describe('Begin to read the answer only so long after its head'),
    closeAfter: duration.optional().describe('Close the connection so long after the push was sent'),
    closeAfterEvents: z.int().positive().optional().describe('Close the connection after so many events of a stream'),
    repeatAfter: duration
      .optional()
      .describe(
        'Push the same bytes again so long after; 0: at once, beside the first. A bot cannot tell it from a new one',
      ),
    together: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('Further texts that go out in the same push, as elements of `data`'),
  })
  .check((context) => {
    const { from: _from, ...rest } = context.value
    if (Object.values(rest).some((value) => value !== undefined)) return
    const keys = 'readAfter, closeAfter, closeAfterEvents, repeatAfter, together'
    context.issues.push({
      code: 'custom',
      message: `nothing is disturbed; expected one of ${keys}`,
      input: context.value,
    })
  })

export type Disturbance = z.output<typeof disturbance>

/** Takes the oldest disturbance that fits a push of `from`. */
export function takeDisturbance(waiting: Disturbance[], from: string): Disturbance | undefined {
  const index = waiting.findIndex((one) => one.from === undefined || one.from === from)
  return index < 0 ? undefined : waiting.splice(index, 1)[0]
}
