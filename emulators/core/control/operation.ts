import type { z } from 'zod'
import type { DirectedWorld } from '../world.ts'

/** What a control operation is given, already parsed. */
export interface ControlInput<Q, B> {
  readonly params: Readonly<Record<string, string>>
  readonly query: Q
  readonly body: B
}

/** One operation of the control API: its route, its checks and its page in the OpenAPI description. */
export interface ControlOperation {
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/_caipai`, parameters as `{name}`. */
  readonly path: string
  readonly summary: string
  readonly params?: Readonly<Record<string, string>>
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly answer: z.ZodType
  /** Needs no platform, so it does not wait until all are open. */
  readonly isEarly?: true
  readonly run: (world: DirectedWorld, input: ControlInput<never, never>) => unknown
}

/** Declares a control operation; the types of query and body follow from their schemas. */
export function controlOperation<Q extends z.ZodType, B extends z.ZodType>(
  definition: Omit<ControlOperation, 'query' | 'body' | 'run'> & {
    readonly query?: Q
    readonly body?: B
    readonly run: (world: DirectedWorld, input: ControlInput<z.output<Q>, z.output<B>>) => unknown
  },
): ControlOperation {
  return definition as unknown as ControlOperation
}
