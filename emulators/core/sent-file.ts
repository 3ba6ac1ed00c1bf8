import { z } from 'zod'
import { CaipaiError } from './errors.ts'

/** The bytes of a file somebody sends, as fields of an act's input. */
export const fileBytes = {
  base64: z.base64().optional().describe('The bytes of the file'),
  file: z.string().optional().describe('Or a file beside the scenario that holds them'),
}

/** A file somebody sends: its name alone, or with its bytes. */
export const namedFile = z.strictObject({ name: z.string(), ...fileBytes })

/** What an act was given for a file, whoever read it. */
export interface SentFile {
  readonly name: string
  readonly base64?: string | undefined
  readonly file?: string | undefined
}

/**
 * The bytes of a file somebody sends; undefined when only its name was given.
 *
 * @throws CaipaiError `FILE_NOT_READ` for a file beside a scenario where there is no scenario
 */
export function bytesOf({ base64, file }: SentFile): Buffer | undefined {
  if (base64 !== undefined) return Buffer.from(base64, 'base64')
  if (file === undefined) return undefined
  throw new CaipaiError(`nobody has read ${JSON.stringify(file)}`, {
    code: 'FILE_NOT_READ',
    fix: 'Only a scenario file can name a file beside it; elsewhere give the bytes as base64.',
  })
}
