import { createHash } from 'node:crypto'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Document, isMap, isScalar, isSeq, Scalar, visit } from 'yaml'
import { CaipaiError } from '../../emulators/core/errors.ts'
import type { ScenarioDraft } from './draft.ts'
import type { Redacted, Redactor } from './redactor.ts'

/**
 * The text of a scenario file. Takes only what a redactor has been through.
 *
 * @throws CaipaiError `RECORDING_LEAKS` when something hidden occurs in it all the same
 */
export function scenarioText(draft: Redacted<ScenarioDraft>, redactor: Pick<Redactor, 'findLeak'>): string {
  const document = new Document(draft, { aliasDuplicateObjects: false })
  visit(document, {
    // A step is a line; lists of settings have a line for each item.
    Map(_key, node, path) {
      // Inside an element of a list everything stands on its line.
      if (isSeq(path.at(-1))) for (const { value } of node.items) if (isMap(value) || isSeq(value)) value.flow = true
    },
    Scalar(_key, node) {
      if (typeof node.value === 'string' && node.value.includes('\n')) node.type = Scalar.QUOTE_DOUBLE
    },
    Seq(_key, node) {
      if (node.items.every(isScalar)) node.flow = true
    },
  })
  const text = document.toString({
    lineWidth: 0,
    flowCollectionPadding: true,
    // A text of several lines stands on one.
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  })
  const leak = redactor.findLeak(text)
  if (leak === undefined) return text
  throw new CaipaiError(`a recording would have held a secret (${leak.length} characters); it was not written`, {
    code: 'RECORDING_LEAKS',
    fix: 'Report it with the shape of the message it came from, and without the secret.',
  })
}

/** Writes a file so that a reader sees it whole or not at all. */
export function writeWhole(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true })
  const draft = join(dirname(path), `.${basename(path)}.part`)
  writeFileSync(draft, content)
  renameSync(draft, path)
}

/** Bytes that stand beside a recording, named by what they are. */
export interface MediaShelf {
  /** Keeps the bytes and gives the name to find them by, seen from the scenario: `media/0f3a….jpg`. */
  keep(bytes: Buffer, contentType: string | undefined): string
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/gif': '.gif',
  'image/webp': '.webp',
  'audio/amr': '.amr',
  'audio/mpeg': '.mp3',
  'video/mp4': '.mp4',
  'application/pdf': '.pdf',
}

/** A shelf below the folder of the recordings. */
export function createMediaShelf(folder: string): MediaShelf {
  const kept = new Set<string>()
  return {
    keep(bytes, contentType = '') {
      const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 32)
      // Letters only, so that no run of digits can be taken for somebody's number.
      const hash = digest.replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '')
      const extension = EXTENSIONS[contentType.split(';')[0]?.trim().toLowerCase() ?? ''] ?? '.bin'
      const name = `media/${hash}${extension}`
      if (!kept.has(name)) writeWhole(join(folder, name), bytes)
      kept.add(name)
      return name
    },
  }
}
