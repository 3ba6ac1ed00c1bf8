import { execFile } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** How a command ended. */
export interface Ended {
  readonly code: number
  /** Both of its streams, without colours. */
  readonly out: string
}

/** Bots of a few lines are never silent for long. */
const QUICK = { CAIPAI_PATIENCE: '200ms', CAIPAI_SETTLE: '20ms' }

/** Runs a command to its end, whatever its exit code. */
export function runIn(
  cwd: string,
  command: string,
  args: readonly string[],
  pace: Readonly<Record<string, string>> = QUICK,
): Promise<Ended> {
  const env = { ...process.env, NO_COLOR: '1', CI: 'true', ...pace }
  // What the outer vitest says about itself is not for the inner one.
  const inherited = Object.entries(env).filter(([name]) => !/^(VITEST|FORCE_COLOR|GITHUB_|NODE_OPTIONS)/.test(name))
  return new Promise((done) => {
    execFile(
      command,
      args,
      { cwd, env: Object.fromEntries(inherited), maxBuffer: 32 * 1024 * 1024 },
      (error, stdout, stderr) => done({ code: error === null ? 0 : Number(error.code ?? 1), out: stdout + stderr }),
    )
  })
}

/** The package as users get it. */
export interface Packed {
  readonly tarball: string
  /** Where it has been unpacked. */
  readonly folder: string
  /** The paths of its files. */
  readonly files: readonly string[]
}

/** Packs what is built, with its types, and unpacks it again. */
export async function packPackage(): Promise<Packed> {
  const target = mkdtempSync(join(tmpdir(), 'caipai-pack-'))
  await succeed(process.cwd(), 'node', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json'])
  await succeed(process.cwd(), 'node', ['scripts/prune-types.js'])
  await succeed(process.cwd(), 'npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', target])
  const [name] = readdirSync(target)
  const tarball = join(target, name ?? '')
  await succeed(target, 'tar', ['-xzf', tarball])
  const folder = join(target, 'package')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  return { tarball, folder, files: files.sort() }
}

/** A copy of the project of the CI guide that has installed the package, and from our own folder what it asks for. */
export function installInto(packed: Packed, peers: readonly string[]): string {
  const project = mkdtempSync(join(tmpdir(), 'caipai-project-'))
  cpSync('test/fixtures/ci-project', project, { recursive: true })
  const modules = join(project, 'node_modules')
  cpSync(packed.folder, join(modules, 'caipai'), { recursive: true })
  for (const peer of peers) {
    mkdirSync(dirname(join(modules, peer)), { recursive: true })
    symlinkSync(resolve('node_modules', peer), join(modules, peer), 'dir')
  }
  mkdirSync(join(modules, '.bin'))
  for (const name of ['caipai', 'vitest']) {
    const { bin } = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')) as {
      bin: string | Record<string, string>
    }
    const script = typeof bin === 'string' ? bin : (bin[name] ?? '')
    if (name === 'caipai') chmodSync(join(modules, name, script), 0o755)
    symlinkSync(join('..', name, script), join(modules, '.bin', name))
  }
  return project
}

async function succeed(cwd: string, command: string, args: readonly string[]): Promise<void> {
  const { code, out } = await runIn(cwd, command, args)
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${out}`)
}
