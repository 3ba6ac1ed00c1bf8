import { z } from 'zod'
import type { ControlOperation } from './operation.ts'

type Json = Record<string, unknown>

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
  }) as Json
  return rest
}

/** The OpenAPI 3.1 description of the control API, made from its operations. */
export function describeControlApi(operations: readonly ControlOperation[], base: string): Json {
  const paths: Record<string, Json> = {}
  for (const operation of operations) {
    const path = (paths[`${base}${operation.path === '/' ? '/' : operation.path}`] ??= {})
    path[operation.method.toLowerCase()] = {
      operationId: operation.id,
      summary: operation.summary,
      parameters: [...pathParameters(operation), ...queryParameters(operation)],
      ...(operation.body === undefined
        ? {}
        : {
            requestBody: {
              content: { 'application/json': { schema: schemaOf(operation.body, 'input') } },
            },
          }),
      responses: {
        200: {
          description: 'Done',
          content: { 'application/json': { schema: schemaOf(operation.answer, 'output') } },
        },
        default: {
          description: 'Refused',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'caipai control API',
      version: '1',
      description: 'Acts as users, reads what happened, moves the clock, makes things go wrong.',
    },
    paths,
    components: {
      schemas: {
        Problem: {
          type: 'object',
          required: ['code', 'message'],
          properties: {
            code: { type: 'string' },
            message: { type: 'string' },
            where: { type: 'string' },
            fix: { type: 'string' },
            link: { type: 'string' },
          },
        },
      },
    },
  }
}

function pathParameters(operation: ControlOperation): Json[] {
  return Object.entries(operation.params ?? {}).map(([name, description]) => ({
    name,
    in: 'path',
    required: true,
    description,
    schema: { type: 'string' },
  }))
}

function queryParameters(operation: ControlOperation): Json[] {
  if (operation.query === undefined) return []
  const { properties = {}, required = [] } = schemaOf(operation.query, 'input') as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }))
}
