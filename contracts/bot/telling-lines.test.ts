import { expect, it } from 'vitest'
import { tellingLines } from './telling-lines.ts'

const dump = Array.from({ length: 30 }, (_unused, at) => `  detail${at}Error: false,`)

it.each([
  ['AxiosError: Request failed with status code 400'],
  ["TypeError: Cannot read properties of undefined (reading 'content')"],
  ['openai.error.APIError: {"error":{}}'],
  ['panic: runtime error: index out of range'],
])('puts %s before the end of a dump', (error) => {
  expect(tellingLines(['listening', error, ...dump], 2)).toEqual([error, '…', ...dump.slice(-2)])
})

it('leaves the last lines as they are when the error is among them, or when there is none', () => {
  const lines = [...dump, 'KeyError: text']
  expect(tellingLines(lines, 3)).toEqual(lines.slice(-3))
  expect(tellingLines(dump, 3)).toEqual(dump.slice(-3))
  expect(tellingLines([], 3)).toEqual([])
})
