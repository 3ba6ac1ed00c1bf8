import { show, type Judge } from '../remarks/judge.ts'
import type { LivechatSettings } from '../settings.ts'
import { isObject, type JsonObject } from './fields.ts'
import { readActionData, readCommand, type TransferCommand } from './transfer-command.ts'

interface TransferOptions {
  readonly stream: Pick<LivechatSettings['stream'], 'queueVariable'>
  readonly queueVariables: readonly string[]
}

/**
 * Reads the transfer out of the `metadata` of an `end` event, or, for a lax gateway, out of an element of the blocking
 * kind. The document has no place for a queue in a stream, so two likely ones are understood: `actionData` beside
 * `command`, and a key that is a queue variable of the route.
 */
export function readStreamTransfer(
  holder: JsonObject,
  options: TransferOptions,
  judge: Judge,
  at: string,
): TransferCommand | undefined {
  const { metadata } = holder
  if (!isObject(metadata)) {
    const command = isObject(holder['answerContent']) ? holder['answerContent'] : holder
    return readCommand(command, at, judge)
  }
  const { command } = metadata
  if (command === undefined || command === null) return undefined
  if (command !== 'TRANSFER_HUMAN') {
    judge.note('command-unknown', { at: `${at}/command` }, { given: show(command) })
    return undefined
  }
  const data: Record<string, string> = {}
  for (const name of options.queueVariables) if (name in metadata) data[name] = String(metadata[name])
  if (metadata['actionData'] !== undefined)
    Object.assign(data, readActionData(metadata['actionData'], `${at}/actionData`, judge))
  if (Object.keys(data).length === 0) return { data }
  judge.note('queue-in-stream', { at }, { given: show(data) })
  return { data: options.stream.queueVariable === 'on' ? data : {} }
}
