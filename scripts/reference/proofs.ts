import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { listRowTitles, type RowTitle } from './titles.ts'

/**
 * What a proof is worth: a published `vector`, a `client` that others wrote, a whole `scenario` with a bot, or a
 * `unit` test of ours.
 */
export type ProofKind = 'vector' | 'client' | 'scenario' | 'unit'

export const proofKinds: readonly ProofKind[] = ['vector', 'client', 'scenario', 'unit']

/** A test or a scenario that shows what a row says. */
export interface Proof {
  readonly kind: ProofKind
  /** From the root of the project: `emulators/wechat/push/deliver.test.ts`. */
  readonly file: string
  readonly name: string
}

const root = new URL('../../', import.meta.url)

// The reference bot's own tests are about the reference bot.
const TEST_FOLDERS = ['cli', 'contracts', 'emulators', 'test']

const list = (folder: string, ending: string): string[] =>
  readdirSync(fileURLToPath(new URL(folder, root)), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending) && !path.includes('node_modules'))
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .sort()

const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

function kindOf(file: string): ProofKind {
  if (file.startsWith('test/golden/')) return 'vector'
  return file.startsWith('test/sdk/') ? 'client' : 'unit'
}

function readScenario(file: string): RowTitle {
  const { rows = [], name } = parse(read(file)) as { rows?: readonly string[]; name: string }
  return { rows, name }
}

/** Every proof there is, by the row it is for. Tests are found by their titles, scenarios by their `rows`. */
export function collectProofs(): ReadonlyMap<string, readonly Proof[]> {
  const proofs = new Map<string, Proof[]>()
  const add = (kind: ProofKind, file: string, { rows, name }: RowTitle): void => {
    for (const row of rows) {
      const known = proofs.get(row) ?? []
      if (known.some((proof) => proof.file === file && proof.name === name)) continue
      proofs.set(row, [...known, { kind, file, name }])
    }
  }
  for (const file of TEST_FOLDERS.flatMap((folder) => list(folder, '.test.ts')))
    for (const title of listRowTitles(read(file), file)) add(kindOf(file), file, title)
  for (const file of list('scenarios', '.yaml')) add('scenario', file, readScenario(file))
  return proofs
}
