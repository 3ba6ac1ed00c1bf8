import type { RecalledReply } from '../../emulators/core/recall.ts'
import type { Scenario, Step } from '../scenario/scenario.ts'
import type { Redactor } from './redactor.ts'

/**
 * How a recorded reply is compared: its text word for word, however it came; only its kind and how it came; or not at all
 * (any reply will do).
 */
export const MATCHES = ['exact', 'kind', 'ignore'] as const
export type Match = (typeof MATCHES)[number]

/** What stands after `expect` for a recorded reply. */
export function replyExpectation(
  { kind, text, via, fields }: RecalledReply['reply'],
  match: Match,
  redactor: Redactor,
): Record<string, unknown> {
  switch (match) {
    case 'ignore':
      return { reply: {} }
    case 'kind':
      return { reply: { kind, via } }
    case 'exact': {
      const says = redactor.redactPattern(text)
      if (fields !== undefined) return { reply: { kind, text: says, fields: redactor.redact(fields) } }
      return { reply: kind === 'text' ? says : { kind, text: says } }
    }
  }
}

/** Loosens every reply a scenario expects; `exact` leaves the scenario as it was written. */
export function loosen(scenario: Scenario, match: Match): Scenario {
  if (match === 'exact') return scenario
  return { ...scenario, steps: scenario.steps.map((step) => loosenStep(step, match)) }
}

function loosenStep(step: Step, match: 'kind' | 'ignore'): Step {
  if (step.verb !== 'expect') return step
  const { reply, 'any-order': anyOrder, via, kind, ...beside } = step.input as Record<string, unknown>
  if (anyOrder !== undefined) {
    const patterns = (anyOrder as unknown[]).map((pattern) => loosenPattern(pattern, match))
    return { ...step, input: { ...beside, 'any-order': patterns } }
  }
  if (reply === undefined) return step
  const loose = Array.isArray(reply)
    ? reply.map((pattern) => loosenPattern(pattern, match))
    : loosenPattern(reply, match)
  const kept =
    match === 'kind' ? { ...(via === undefined ? {} : { via }), ...(kind === undefined ? {} : { kind }) } : {}
  return { ...step, input: { ...beside, ...kept, reply: loose } }
}

function loosenPattern(pattern: unknown, match: 'kind' | 'ignore'): Record<string, unknown> {
  if (match === 'ignore') return {}
  // A bare text says nothing of its kind, which was a text all the same.
  if (typeof pattern === 'string') return { kind: 'text' }
  const { kind, via } = pattern as { kind?: unknown; via?: unknown }
  return { ...(kind === undefined ? {} : { kind }), ...(via === undefined ? {} : { via }) }
}
