import { existsSync } from 'node:fs'
import { basename, relative, resolve } from 'node:path'
import { checkFolder, readText } from '../../contracts/files.ts'
import { loadRecordConfig } from '../../contracts/recording/config.ts'
import { readHar } from '../../contracts/recording/har.ts'
import { importHar, usualAccounts } from '../../contracts/recording/import-har.ts'
import { CaipaiError } from '../../emulators/core/errors.ts'
import { loadPlatforms } from '../../emulators/index.ts'
import { readMatch } from './replay.ts'

/** The options of `caipai import`. */
export interface ImportOptions {
  /** Absent: record.yaml where there is one, else every platform at its own hosts. */
  readonly config?: string
  readonly output?: string
  readonly match?: string
  readonly name?: string
}

const USUAL_CONFIG = 'record.yaml'

/** `caipai import`: makes a scenario of an HTTP archive. */
export async function importArchive(file: string, options: ImportOptions): Promise<void> {
  if (!existsSync(file))
    throw new CaipaiError(`there is no ${file}`, { code: 'HAR_MISSING', fix: 'Name an HTTP archive (.har).' })
  const exchanges = readHar(readText(file, file), file)
  const known = (await loadPlatforms()).map((module) => module.info)
  const config = options.config ?? (existsSync(USUAL_CONFIG) ? USUAL_CONFIG : undefined)
  const usual = {
    accounts: usualAccounts(known),
    output: resolve('recordings'),
    name: `Imported from ${basename(file)}`,
    match: 'exact',
    pause: 10_000,
    secrets: [],
  } as const
  const read = config === undefined ? usual : loadRecordConfig(config, known, process.env)
  checkFolder(
    options.output === undefined ? read.output : resolve(options.output),
    options.output === undefined && config !== undefined ? `output of ${config}` : '--output',
  )
  const imported = importHar(exchanges, {
    ...read,
    stem: basename(file).replace(/\.har$/i, ''),
    tell: (line) => process.stderr.write(`${line}\n`),
    ...(options.output === undefined ? {} : { output: resolve(options.output) }),
    ...(options.match === undefined ? {} : { match: readMatch(options.match) }),
    name: options.name ?? usual.name,
  })
  if (imported.paths.length === 0) {
    throw new CaipaiError(`${file} holds nothing of a platform: ${imported.unknown} exchanges, all with others`, {
      code: 'HAR_FOREIGN',
      fix: `Say in ${USUAL_CONFIG} which addresses are a platform’s, below upstream, and the bot’s, below bot.`,
    })
  }
  const others = imported.unknown === 0 ? '' : `, ${imported.unknown} with others passed over`
  process.stdout.write(
    `${imported.known} exchanges with platforms${others}\n${imported.paths
      .map((path) => `wrote ${relative(process.cwd(), path)}\n`)
      .join('')}`,
  )
}
