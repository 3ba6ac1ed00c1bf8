import type { z } from 'zod'
import type { Call } from '../../core/call.ts'
import { isObject } from '../reading/fields.ts'
import { parseJson } from '../reading/json-diagnosis.ts'
import { refuse, type Refusal } from './errors.ts'
import { readMultipart } from './multipart.ts'
import type { ApiRequest, LivechatOperation } from './operation.ts'

const HINTS: Readonly<Record<string, string>> = {
  'json-comments': ': there is a comment in it; the comments in the printed samples are notes, not JSON',
  'json-trailing-comma': ': there is a comma before a closing bracket',
  'json-missing-comma': ': a comma is missing',
  'json-single-quotes': ': strings stand in single quotes',
  'json-unclosed': ': a bracket or a quote is not closed',
}

const mediaTypeOf = (call: Call): string => (call.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase()

function checkType(call: Call, operation: LivechatOperation): Refusal | undefined {
  const type = mediaTypeOf(call)
  if (type === 'application/json' || (operation.multipart === true && type === 'multipart/form-data')) return undefined
  const misspelt = call.headers['contenttype'] === undefined ? '' : '; the header is named Content-Type, with a hyphen'
  return refuse(
    'HttpMediaTypeNotSupported',
    `content type ${type === '' ? 'is absent' : type}, application/json is wanted${misspelt}`,
  )
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((holder, key) => (holder as Record<PropertyKey, unknown> | undefined)?.[key], value)

/** The first issue as the platform would tell it: one at a time, named by its field. */
function refuseIssue({ path, message }: z.core.$ZodIssue, fields: object): Refusal {
  const field = path.join('.')
  return valueAt(fields, path) === undefined
    ? refuse('MissingParameter', `${field} is required`)
    : refuse('InvalidParameter', `${field === '' ? 'the body' : field}: ${message}`)
}

/** Reads the parameters of a call: the query of a GET, the JSON or the form of a POST. */
export function readBody(call: Call, operation: LivechatOperation): ApiRequest<never> | Refusal {
  const read = readFields(call, operation)
  if ('status' in read) return read
  const { fields, file } = read
  call.entry.input = fields
  const parsed = operation.body?.safeParse(fields)
  if (parsed?.success === false) return refuseIssue(parsed.error.issues[0]!, fields)
  const body = (parsed === undefined ? fields : parsed.data) as never
  return file === undefined ? { call, body } : { call, body, file }
}

function readFields(
  call: Call,
  operation: LivechatOperation,
): { fields: object; file?: NonNullable<ApiRequest<never>['file']> } | Refusal {
  if (operation.verb === 'GET') return { fields: { ...call.query } }
  const wrongType = checkType(call, operation)
  if (wrongType !== undefined) return wrongType
  if (call.body.length === 0) return refuse('MissingRequestBody')
  if (mediaTypeOf(call) === 'multipart/form-data') {
    return readMultipart(call) ?? refuse('InvalidParameter', 'the body is not multipart/form-data')
  }
  const text = call.body.toString('utf8').replace(/^\uFEFF/, '')
  call.entry.input = text
  const parsed = parseJson(text)
  if ('wrong' in parsed) {
    return parsed.wrong.code === 'body-empty'
      ? refuse('MissingRequestBody')
      : refuse('InvalidParameter', `the body is not JSON${HINTS[parsed.wrong.code] ?? ''}`)
  }
  return isObject(parsed.value)
    ? { fields: parsed.value }
    : refuse('InvalidParameter', 'the body must be a JSON object')
}
