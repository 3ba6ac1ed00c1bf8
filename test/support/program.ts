import { spawn, type ChildProcess } from 'node:child_process'

const running = new Set<ChildProcess>()

/** Ends every program that was started and still runs. */
export function killPrograms(): void {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
}

/** A program of its own process. */
export interface Program {
  readonly child: ChildProcess
  /** Resolves with the standard output when `pattern` has been printed there. */
  printed(pattern: RegExp): Promise<string>
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>
}

/** Starts a program of Node, or another `command`, with `env` over the environment of the test. */
export function startProgram(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  command: string = process.execPath,
): Program {
  const child = spawn(command, args, { cwd, env: { ...process.env, NO_COLOR: '1', ...env } })
  running.add(child)
  let [out, err] = ['', '']
  const waiting = new Set<() => void>()
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    for (const look of waiting) look()
  })
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = new Promise<{ code: number | null; out: string; err: string }>((done) =>
    child.once('close', (code) => done({ code, out, err })),
  )
  return {
    child,
    ended,
    printed: (pattern) =>
      new Promise((found, failed) => {
        const look = (): void => {
          if (pattern.test(out)) found(out)
        }
        waiting.add(look)
        look()
        void ended.then(({ code }) => failed(new Error(`ended with ${code} before ${pattern}: ${out}${err}`)))
      }),
  }
}
