import { z } from 'zod'
import { duration } from '../../emulators/core/duration.ts'
import { faultSchema } from '../../emulators/core/faults.ts'
import type { PlatformInfo } from '../../emulators/core/platform.ts'
import { callPattern } from './expectations/call.ts'
import { expectations } from './expectations/index.ts'
import { replyPattern } from './expectations/reply.ts'

const text = z.string().min(1)
const words = z.array(text).min(1)

/** Where the schema of scenario files is published, seen from a file two folders down. */
export const SCHEMA_FILE = 'scenario.schema.json'

const modifiers = {
  on: text.optional().describe('The platform it is about; default: the scenario’s'),
  to: text.optional().describe('The user it is about; default: anybody'),
  within: duration.optional().describe("How soon, on the world's clock, counted from the latest act or advance"),
  for: duration.optional().describe("How long it stays so, on the world's clock"),
  via: text.optional().describe('With reply: how it comes'),
  kind: text.optional().describe('With reply: its kind'),
  attempts: z.int().positive().optional().describe('With delivery: in how many deliveries'),
}

const expectationKeys = expectations.map((one) => one.key)

/** The schema of what stands after `expect`: one expectation, and words beside it. */
export const expectSchema = z
  .strictObject({ ...Object.fromEntries(expectations.map((one) => [one.key, one.schema.optional()])), ...modifiers })
  .check((context) => {
    const named = expectationKeys.filter((key) => (context.value as Record<string, unknown>)[key] !== undefined)
    if (named.length === 1) return
    const message = named.length === 0 ? 'nothing is expected' : `${named.join(' and ')} cannot stand in one step`
    context.issues.push({
      code: 'custom',
      message: `${message}; expected one of ${expectationKeys.join(', ')}`,
      input: context.value,
    })
  })

/** Verbs that belong to the stage and not to a platform. */
const stageVerbs = {
  expect: expectSchema.describe('What has to happen'),
  advance: duration.describe('Moves the time on; everything on the way happens'),
  fault: faultSchema.describe('Makes calls of an operation go wrong'),
  settings: z.record(z.string(), z.unknown()).describe("Changes the platform's settings; dotted keys are understood"),
  'run-bot': z
    .union([
      z.literal(true),
      z.strictObject({
        args: z.array(z.string()).optional().describe('Further arguments'),
        env: z.record(z.string(), z.string()).optional().describe('Further variables'),
        exit: z.int().default(0).describe('The exit code it has to end with'),
      }),
    ])
    .describe('Runs a bot that is a script (bot.kind: script) to its end'),
  'restart-bot': z.union([z.literal(true), z.enum(['graceful', 'kill'])]).describe('Restarts the bot under test'),
}
export type StageVerb = keyof typeof stageVerbs

const neverSchema = z.union([
  z.enum(['notice', 'transfer']),
  z.strictObject({ reply: replyPattern }),
  z.strictObject({ call: callPattern }),
  z.strictObject({ delivery: text }),
  z.strictObject({ remark: text }),
])
export type Never = z.output<typeof neverSchema>

/** Builds the schema of scenario files for the given platforms. */
export function buildScenarioSchema(platforms: readonly PlatformInfo[]): typeof generic {
  const ids = platforms.map((info) => info.id)
  const id = ids.length === 0 ? text : z.enum(ids)
  const verbs = new Map<string, z.ZodType[]>()
  for (const info of platforms) {
    for (const [verb, { input, summary }] of Object.entries(info.acts)) {
      verbs.set(verb, [...(verbs.get(verb) ?? []), input.describe(`${info.title.en}: ${summary}`)])
    }
  }
  const acts = [...verbs].map(
    ([verb, inputs]) => [verb, (inputs.length === 1 ? inputs[0]! : z.union(inputs)).optional()] as const,
  )
  const step = z
    .strictObject({
      ...Object.fromEntries(acts),
      ...Object.fromEntries(Object.entries(stageVerbs).map(([verb, schema]) => [verb, schema.optional()])),
      on: id.optional().describe('The platform the step is about; default: the scenario’s'),
    })
    .check((context) => {
      const named = Object.keys(context.value).filter((key) => key !== 'on')
      if (named.length === 1) return
      const message = named.length === 0 ? 'a step needs a verb' : `a step has one verb, not ${named.join(' and ')}`
      context.issues.push({ code: 'custom', message, input: context.value })
    })
  return generic.extend({
    platform: id.optional().describe('The platform it plays on'),
    platforms: z.array(id).min(1).optional().describe('Rehearse it on each of these in turn'),
    with: z.array(id).optional().describe('Further platforms in the same world; steps name them with on'),
    steps: z.array(step).min(1).describe('What happens, one verb each'),
  }) as unknown as typeof generic
}

const generic = z.strictObject({
  name: text.describe('One sentence that says what a sound bot does here'),
  platform: text.optional(),
  platforms: words.optional(),
  with: z.array(text).optional(),
  rows: z
    .array(z.string().regex(/^[A-Z]-\d{2}$/))
    .default([])
    .describe('Rows of the requirement tables it shows'),
  needs: z.array(text).default([]).describe('What the bot has to claim; a bot that does not skips the file, visibly'),
  tags: z.array(text).default([]),
  about: text.optional().describe('Why it matters, with a public source'),
  given: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('Settings before it begins: of the platform, or by name of another'),
  matrix: z
    .record(z.string(), z.array(z.unknown()).min(1))
    .default({})
    .describe('Play it once for each combination of these settings'),
  allow: z.array(text).default([]).describe('Findings that do not fail this scenario, by id'),
  clock: z
    .strictObject({ settle: duration.optional(), patience: duration.optional() })
    .optional()
    .describe('How long silence has to last before time jumps, in real time'),
  steps: z.array(z.record(z.string(), z.unknown())).min(1),
  never: z.array(neverSchema).default([]).describe('What must not happen at any time'),
})

/** A scenario file as its schema reads it. */
export type ScenarioFile = z.output<typeof generic>
