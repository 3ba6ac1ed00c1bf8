import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'rolldown'
import { createWorld } from '../dist/index.js'

const ROUNDS = Number(process.env.ROUNDS ?? 5)
const SECONDS = Number(process.env.SECONDS_EACH ?? 3)
const MILLION = Number(process.env.MILLION ?? 1_000_000)
const here = (path) => fileURLToPath(new URL(path, import.meta.url))

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
const spread = (values) =>
  `${median(values).toFixed(1)} (${Math.min(...values).toFixed(1)}–${Math.max(...values).toFixed(1)})`

/** Starts a server that prints one line of JSON with its URL, and stops the time until it has answered. */
async function start(command) {
  const began = performance.now()
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] })
  const line = await new Promise((resolve) => child.stdout.setEncoding('utf8').once('data', resolve))
  const { url } = JSON.parse(line)
  await (await fetch(url)).text()
  return { url, ms: performance.now() - began, child, stop: () => child.kill('SIGKILL') }
}

/** `caipai up --json` in the shape of the other servers. */
async function startCaipai() {
  const began = performance.now()
  const child = spawn(
    process.execPath,
    [here('../dist/cli.js'), 'up', '--port', '0', '--json', '--set', 'wechat.quota.daily={"wechat.token":1000000000}'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const line = await new Promise((resolve) => child.stdout.setEncoding('utf8').once('data', resolve))
  const { baseUrl, appId, appSecret } = JSON.parse(line).platforms.wechat
  const url = `${baseUrl}/cgi-bin/token?grant_type=client_credential&appid=${appId}&secret=${appSecret}`
  const answer = await (await fetch(url)).text()
  if (!answer.includes('access_token')) throw new Error(`no token: ${answer}`)
  return { url, ms: performance.now() - began, child, stop: () => child.kill('SIGKILL') }
}

const { default: autocannon } = await import('autocannon')

/** Requests a second over `seconds`, the first of which is not counted. */
async function rate(url, seconds) {
  const result = await autocannon({ url, duration: seconds, connections: 10 })
  check(url, result)
  return { perSecond: result.requests.average, p99: result.latency.p99 }
}

async function hammer(url, amount) {
  check(url, await autocannon({ url, amount, connections: 10 }))
}

function check(url, result) {
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} bad answers, ${result.errors} errors`)
}

const memoryOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

const rows = []
const report = (what, figure, goal) => {
  rows.push(`| ${what} | ${figure} | ${goal} |`)
  process.stderr.write(`${what}: ${figure}\n`)
}

// Bundled like caipai itself: reading one file instead of four hundred is not an achievement of ours.
const bare = join(mkdtempSync(join(tmpdir(), 'caipai-bench-')), 'bare-fastify.js')
await build({ input: here('bare-fastify.js'), platform: 'node', output: { file: bare }, logLevel: 'silent' })

const starts = { fastify: [], caipai: [] }
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, open] of [
    ['fastify', () => start([bare])],
    ['caipai', startCaipai],
  ]) {
    const server = await open()
    starts[name].push(server.ms)
    server.stop()
  }
}
report('start to the first token, all platforms, ms', spread(starts.caipai), '150')
report('the same, bare Fastify in a bundle of the same kind, ms', spread(starts.fastify), '')
report('ratio', (median(starts.caipai) / median(starts.fastify)).toFixed(2), 'at most 1.5')

const servers = {
  fastify: await start([bare]),
  mockttp: await start([here('peer-mockttp.js')]),
  caipai: await startCaipai(),
}
const rates = { fastify: [], mockttp: [], caipai: [] }
const p99 = []
// All are asked for the same, with the same query to read.
const { search } = new URL(servers.caipai.url)
for (const [name, server] of Object.entries(servers)) if (name !== 'caipai') server.url += search
for (const server of Object.values(servers)) await rate(server.url, 1)
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, server] of Object.entries(servers)) {
    const measured = await rate(server.url, SECONDS)
    rates[name].push(measured.perSecond)
    if (name === 'caipai') p99.push(measured.p99)
  }
}
report('token calls a second, journal on', spread(rates.caipai), '')
report('bare Fastify, the same answer', spread(rates.fastify), '')
report('mockttp, one canned rule', spread(rates.mockttp), '')
report('ratio to bare Fastify', (median(rates.caipai) / median(rates.fastify)).toFixed(2), 'at least 0.6')
report('ratio to mockttp', (median(rates.caipai) / median(rates.mockttp)).toFixed(2), 'above 1')
report('99th percentile, ms', spread(p99), '1')
await hammer(servers.caipai.url, MILLION)
report(
  `memory after ${MILLION.toLocaleString('en')} calls, MB`,
  memoryOf(servers.caipai.child.pid).toFixed(0),
  'at most 150',
)
for (const server of Object.values(servers)) server.stop()

const worlds = []
const resets = []
const days = []
for (let round = 0; round < 20; round += 1) {
  const began = performance.now()
  const world = await createWorld({ clock: { mode: 'virtual', settleMs: 1, patienceMs: 1 } })
  worlds.push(performance.now() - began)
  const beforeReset = performance.now()
  world.reset()
  resets.push(performance.now() - beforeReset)
  const beforeDays = performance.now()
  await world.clock.advance(48 * 3_600_000)
  days.push(performance.now() - beforeDays)
  await world.close()
}
report('new world, ms', spread(worlds), 'at most 20')
report('reset, ms', spread(resets), 'at most 1')
report('48 hours, ms (patience set to 1 ms)', spread(days), 'at most 50')

process.stdout.write(
  `Node ${process.version}, ${ROUNDS} rounds of ${SECONDS} s, 10 connections, load generator on the same machine.\n\n| what | median (least–most) | goal |\n| --- | --- | --- |\n${rows.join('\n')}\n`,
)
