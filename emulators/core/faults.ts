import { z } from 'zod'

const count = z.int().positive()

/** What can be asked to go wrong when the bot calls an operation. */
export const faultSchema = z.strictObject({
  operation: z.string().min(1).describe('Id of the operation; * stands for any characters: wechat.message.custom.*'),
  times: count.default(1).describe('How many calls it strikes'),
  skip: z.int().nonnegative().default(0).describe('How many calls pass unharmed first'),
  every: count.default(1).describe('Of the calls that are left, strike each n-th only'),
  code: z.union([z.string(), z.number()]).optional().describe("Answer with this error of the platform's own table"),
  status: z
    .int()
    .min(100)
    .max(599)
    .optional()
    .describe('Answer with this HTTP status and an HTML page, as a gateway in between would'),
  delayMs: z.int().nonnegative().optional().describe("Answer this much later, on the world's clock (ms)"),
  reset: z.boolean().optional().describe('Close the connection without an answer'),
})

export type FaultInput = z.input<typeof faultSchema>
export type Fault = z.output<typeof faultSchema>

/** The faults that wait to strike. */
export interface Faults {
  add(fault: FaultInput): void
  /** The fault that strikes this call of `operation`, if any; it is counted down. */
  take(operation: string): Fault | undefined
  list(): Fault[]
  clear(): void
}

interface Armed {
  readonly fault: Fault
  readonly pattern: RegExp
  seen: number
  struck: number
}

const MOST_FAULTS = 1000

/** Matches ids in which `*` stands for any characters. */
export function globPattern(glob: string): RegExp {
  return new RegExp(`^${glob.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`)
}

/** One line about a fault, for people. */
export function describeFault(fault: Fault): string {
  const parts = []
  if (fault.delayMs !== undefined) parts.push(`answered ${fault.delayMs} ms later`)
  if (fault.reset === true) parts.push('connection closed without an answer')
  if (fault.status !== undefined) parts.push(`HTTP ${fault.status}`)
  if (fault.code !== undefined) parts.push(`error ${fault.code}`)
  return parts.join(', ') || 'nothing'
}

/** No faults yet. */
export function createFaults(): Faults {
  let armed: Armed[] = []
  return {
    add(input) {
      const fault = faultSchema.parse(input)
      armed.push({ fault, pattern: globPattern(fault.operation), seen: 0, struck: 0 })
      if (armed.length > MOST_FAULTS) armed.shift()
    },
    take(operation) {
      if (armed.length === 0) return undefined
      for (const one of armed) {
        if (!one.pattern.test(operation)) continue
        one.seen += 1
        const past = one.seen - one.fault.skip
        if (past <= 0 || past % one.fault.every !== 0) continue
        one.struck += 1
        if (one.struck >= one.fault.times) armed = armed.filter((other) => other !== one)
        return one.fault
      }
      return undefined
    },
    list: () => armed.map((one) => one.fault),
    clear() {
      armed = []
    },
  }
}
