import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { build } from 'rolldown'
import { beforeAll, expect, it } from 'vitest'
import { doesPortAnswer } from './port.ts'

const folder = mkdtempSync(join(tmpdir(), 'caipai-guard-'))
const keeper = join(folder, 'keeper.mjs')

/** Starts a shell with a server behind it, guards both, and tells the server's port. */
const KEEPER = `
import { spawn } from 'node:child_process'
import { parentPort } from 'node:worker_threads'
import { guardFamily } from './guard.mjs'
const server = "const s = require('net').createServer().listen(0, '127.0.0.1', () => console.log(s.address().port)); setTimeout(process.exit, 20000)"
const child = spawn('node -e "$SERVER" & wait', {
  shell: true, detached: true, env: { ...process.env, SERVER: server }, stdio: ['ignore', 'pipe', 'inherit'],
})
guardFamily(child.pid)
child.stdout.setEncoding('utf8').once('data', (port) => {
  if (parentPort) parentPort.postMessage(port.trim())
  else console.log(port.trim())
  if (process.argv[2] === 'crash') setImmediate(() => { throw new Error('a mistake') })
  if (process.argv[2] === 'leave') process.exit(0)
})
`

beforeAll(async () => {
  const input = join(import.meta.dirname, 'orphan-guard.ts')
  await build({ input, platform: 'node', output: { file: join(folder, 'guard.mjs') }, logLevel: 'silent' })
  writeFileSync(keeper, KEEPER)
})

const listens = (port: string): Promise<boolean> => doesPortAnswer(Number(port))

it.each([
  ['is killed', '', 'SIGKILL'],
  ['is interrupted', '', 'SIGINT'],
  ['is terminated', '', 'SIGTERM'],
  ['crashes', 'crash', undefined],
  ['leaves', 'leave', undefined],
] as const)('leaves nobody behind when our process %s', async (_how, behaviour, signal) => {
  const child = spawn(process.execPath, [keeper, behaviour], { stdio: ['ignore', 'pipe', 'ignore'] })
  const port = await new Promise<string>((tell) => child.stdout.setEncoding('utf8').once('data', tell))
  if (signal !== undefined) child.kill(signal)
  await new Promise((ended) => child.once('exit', ended))
  await expect.poll(() => listens(port)).toBe(false)
})

it('leaves nobody behind when our worker thread is ended', async () => {
  const worker = new Worker(keeper)
  const port = await new Promise<string>((tell) => worker.once('message', tell))
  expect(await listens(port)).toBe(true)
  await worker.terminate()
  await expect.poll(() => listens(port)).toBe(false)
})
