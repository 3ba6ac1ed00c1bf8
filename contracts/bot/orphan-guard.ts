import { spawn, spawnSync } from 'node:child_process'

/** Ends a process and everything it has started that still belongs to its group. What is gone already is left alone. */
export function killFamily(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform === 'win32') {
    // Windows knows neither groups nor a polite signal for a whole tree.
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' })
    return
  }
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

const families = new Set<number>()
let isWatchingExit = false

/**
 * Sees to it that a family does not outlive us, however we end. A tiny shell waits at the other end of a pipe: the pipe
 * breaks when this process or this worker thread is gone, be it by SIGKILL, and then the shell ends the family. The exit
 * hook is for where there is no shell.
 *
 * @returns stops guarding; call it when the family has ended
 */
export function guardFamily(pid: number): () => void {
  if (!isWatchingExit) {
    isWatchingExit = true
    process.on('exit', () => {
      for (const family of families) killFamily(family, 'SIGKILL')
    })
  }
  families.add(pid)
  const release = process.platform === 'win32' ? () => {} : startGuard(pid)
  return () => {
    families.delete(pid)
    release()
  }
}

function startGuard(pid: number): () => void {
  const guard = spawn('/bin/sh', ['-c', 'read -r _ || kill -s KILL -- "-$0"', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // Without a shell the exit hook has to do.
  guard.on('error', () => {})
  guard.stdin.on('error', () => {})
  guard.unref()
  return () => {
    guard.stdin.end('\n')
  }
}
