import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { CaipaiError } from '../emulators/core/errors.ts'

/**
 * The text of a file that somebody named.
 *
 * @param shownAs what people call it
 * @throws CaipaiError `FILE_UNREADABLE` for a folder, or a file that may not be read
 */
export function readText(path: string, shownAs: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new CaipaiError(`${shownAs} cannot be read: ${reasonOf(cause)}`, {
      code: 'FILE_UNREADABLE',
      fix: 'Name a text file that you may read.',
      cause,
    })
  }
}

/**
 * Opens a file for writing at its end, with the folders it lies in.
 *
 * @param flag the flag that named it, such as `--log`
 * @returns its descriptor
 * @throws CaipaiError `FILE_UNWRITABLE`
 */
export function openForAppending(path: string, flag: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true })
    return openSync(path, 'a')
  } catch (cause) {
    throw new CaipaiError(`${path} cannot be written: ${reasonOf(cause)}`, {
      code: 'FILE_UNWRITABLE',
      where: flag,
      fix: 'Name a file in a folder that you may write to.',
      cause,
    })
  }
}

/**
 * Finds out, without making it, whether files can be written to a folder that may not be there yet.
 *
 * @param named what named it, such as `--output`
 * @throws CaipaiError `FILE_UNWRITABLE`
 */
export function checkFolder(folder: string, named: string): void {
  const nearest = (path: string): string => (existsSync(path) || dirname(path) === path ? path : nearest(dirname(path)))
  const found = nearest(folder)
  try {
    if (!statSync(found).isDirectory()) throw Object.assign(new Error(`${found} is a file`), { code: 'ENOTDIR' })
    accessSync(found, constants.W_OK)
  } catch (cause) {
    throw new CaipaiError(`nothing can be written to ${folder}: ${reasonOf(cause)}`, {
      code: 'FILE_UNWRITABLE',
      where: named,
      fix: 'Name a folder that you may write to.',
      cause,
    })
  }
}

/** Finds out before long work whether its result can be written. @throws CaipaiError `FILE_UNWRITABLE` */
export const checkWritable = (path: string, flag: string): void => closeSync(openForAppending(path, flag))

function reasonOf(cause: unknown): string {
  const { code = 'unknown' } = cause as NodeJS.ErrnoException
  const known: Readonly<Record<string, string>> = {
    EISDIR: 'it is a folder',
    EACCES: 'the rights are missing (EACCES)',
    EPERM: 'the rights are missing (EPERM)',
    ENOENT: 'there is no such file or folder',
    ENOTDIR: 'its path leads through a file',
    EEXIST: 'its path leads through a file',
    EROFS: 'the disk is read-only',
    ERR_STRING_TOO_LONG: 'it is larger than 512 MB',
    ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GB',
  }
  return known[code] ?? code
}
