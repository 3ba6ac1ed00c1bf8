import { relative } from 'node:path'
import { checkFolder } from '../../contracts/files.ts'
import { loadRecordConfig, type RecordConfig } from '../../contracts/recording/config.ts'
import { startRecorder, type Recorder } from '../../contracts/recording/recorder.ts'
import { loadPlatforms } from '../../emulators/index.ts'
import { readMatch } from './replay.ts'

/** The options of `caipai record`. */
export interface RecordOptions {
  readonly config: string
  readonly match?: string
  readonly name?: string
}

/** `caipai record`: passes everything on and takes it down until it is interrupted. */
export async function record(options: RecordOptions): Promise<void> {
  const known = (await loadPlatforms()).map((module) => module.info)
  const read = loadRecordConfig(options.config, known, process.env)
  const config: RecordConfig = {
    ...read,
    ...(options.match === undefined ? {} : { match: readMatch(options.match) }),
    ...(options.name === undefined ? {} : { name: options.name }),
  }
  checkFolder(config.output, `output of ${options.config}`)
  const recorder = await startRecorder(config, {
    stem: stemOf(new Date()),
    tell: (line) => process.stderr.write(`${line}\n`),
  })
  process.stdout.write(describe(config, recorder))

  const down = (): void => {
    void recorder.close().then((paths) => {
      const written = paths.map((path) => `wrote ${relative(process.cwd(), path)}\n`)
      process.stdout.write(written.join('') || 'nothing was recorded\n')
      process.exit(0)
    })
  }
  process.once('SIGINT', down)
  process.once('SIGTERM', down)
}

/** `2026-11-21-093005`: in the order of time, and two recordings of a day do not meet. */
function stemOf(now: Date): string {
  const [day = '', time = ''] = now.toISOString().split('T')
  return `${day}-${time.slice(0, 8).replaceAll(':', '')}`
}

function describe({ accounts, output }: RecordConfig, { url, hooks }: Recorder): string {
  const parts = accounts.map(({ info, upstream }) => {
    const pushes = hooks
      .filter((hook) => hook.platform === info.id)
      .map((hook) => `  ${`${hook.webhook} URL`.padEnd(16)} ${hook.url}  -> ${hook.bot.href}\n`)
    const calls = upstream.map(
      ([prefix, origin]) => `  ${'base URL'.padEnd(16)} ${url}${prefix === '/' ? '' : prefix}  -> ${origin}\n`,
    )
    return `${info.id}\n${[...pushes, ...calls].join('')}`
  })
  return `${parts.join('\n')}
Give the platform the webhook URLs and your bot the base URLs. Recording into ${relative(process.cwd(), output) || '.'}; Ctrl-C ends it.
`
}
