import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'

type Fields = Readonly<Record<string, unknown>>

/** A page in a real browser without a window, driven over the DevTools protocol. */
export interface BrowserPage {
  /** What the page's console, its exceptions and the browser's own log said. */
  readonly complaints: string[]
  /** Addresses of all that was asked for, the page itself included. */
  readonly requests: string[]
  /** Loads an address to its end. */
  open(url: string): Promise<void>
  /** The value of an expression, which may be a promise. */
  read<T>(expression: string): Promise<T>
  /** Lays the page out for a window of this size. */
  resize(width: number, height: number): Promise<void>
  /** What the system says about colours. */
  prefer(scheme: 'light' | 'dark'): Promise<void>
  /** A picture of the window, or of the whole page. */
  picture(whole?: boolean): Promise<Buffer>
  command(method: string, params?: Fields): Promise<Fields>
}

/** A browser without a window. */
export interface Browser {
  page(): Promise<BrowserPage>
  close(): Promise<void>
}

/** The names under which systems install it; `CHROMIUM` names another. */
const PROGRAMS = [process.env['CHROMIUM'], 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const STARTS_WITHIN_MS = 60_000

/** Starts Chromium; fails with a sentence that says what to install where there is none. */
export async function openChromium(): Promise<Browser> {
  for (const program of PROGRAMS) {
    const browser = program === undefined ? undefined : await start(program)
    if (browser !== undefined) return browser
  }
  throw new Error('no Chromium found: `apt-get install chromium`, or name the program in the variable CHROMIUM')
}

async function start(program: string): Promise<Browser | undefined> {
  const profile = mkdtempSync(join(tmpdir(), 'caipai-chromium-'))
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars']
  const child = spawn(program, [...flags, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const address = await addressOf(child)
  if (address === undefined) {
    child.kill('SIGKILL')
    rmSync(profile, { recursive: true, force: true })
    return undefined
  }
  const socket = new WebSocket(address, { maxPayload: 256 * 1024 * 1024 })
  await new Promise((done, fail) => socket.once('open', done).once('error', fail))
  const { send, listen } = speak(socket)
  return {
    page: () => openPage(send, listen),
    async close() {
      const gone = new Promise((done) => child.once('exit', done))
      await send('Browser.close')
      await gone
      rmSync(profile, { recursive: true, force: true, maxRetries: 9 })
    },
  }
}

/** Where it listens, as it tells on its standard error; undefined when there is no such program or it ends. */
function addressOf(child: ChildProcess): Promise<string | undefined> {
  return new Promise((done) => {
    let said = ''
    const timer = setTimeout(() => done(undefined), STARTS_WITHIN_MS)
    const settle = (address: string | undefined): void => {
      clearTimeout(timer)
      done(address)
    }
    child.once('error', () => settle(undefined)).once('exit', () => settle(undefined))
    child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
      said += piece
      const [, address] = /DevTools listening on (\S+)/.exec(said) ?? []
      if (address !== undefined) settle(address)
    })
  })
}

type Send = (method: string, params?: Fields, sessionId?: string) => Promise<Fields>
type Listen = (sessionId: string, hear: (method: string, params: Fields) => void) => void

interface Frame {
  readonly id?: number
  readonly sessionId?: string
  readonly method?: string
  readonly params?: Fields
  readonly result?: Fields
  readonly error?: { readonly message: string }
}

function speak(socket: WebSocket): { readonly send: Send; readonly listen: Listen } {
  const waiting = new Map<number, (frame: Frame) => void>()
  const listeners = new Map<string, (method: string, params: Fields) => void>()
  let last = 0
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString('utf8')) as Frame
    if (frame.id !== undefined) waiting.get(frame.id)?.(frame)
    else listeners.get(frame.sessionId ?? '')?.(frame.method ?? '', frame.params ?? {})
  })
  return {
    send: (method, params = {}, sessionId) =>
      new Promise((done, fail) => {
        last += 1
        waiting.set(last, ({ result = {}, error }) => {
          if (error === undefined) done(result)
          else fail(new Error(`${method}: ${error.message}`))
        })
        socket.send(JSON.stringify({ id: last, method, params, ...(sessionId === undefined ? {} : { sessionId }) }))
      }),
    listen: (sessionId, hear) => listeners.set(sessionId, hear),
  }
}

async function openPage(send: Send, listen: Listen): Promise<BrowserPage> {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' })
  const attached = await send('Target.attachToTarget', { targetId, flatten: true })
  const sessionId = String(attached['sessionId'])
  const complaints: string[] = []
  const requests: string[] = []
  let loaded = (): void => {}
  listen(sessionId, (method, params) => {
    if (method === 'Page.loadEventFired') loaded()
    if (method === 'Network.requestWillBeSent') requests.push((params['request'] as { url: string }).url)
    if (/^(Runtime\.(consoleAPICalled|exceptionThrown)|Log\.entryAdded)$/.test(method))
      complaints.push(JSON.stringify(params))
  })
  const command = (method: string, params: Fields = {}): Promise<Fields> => send(method, params, sessionId)
  for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await command(`${domain}.enable`)
  return {
    complaints,
    requests,
    command,
    async open(url) {
      const done = new Promise<void>((resolve) => (loaded = resolve))
      await command('Page.navigate', { url })
      await done
    },
    async read<T>(expression: string): Promise<T> {
      const { result, exceptionDetails } = await command('Runtime.evaluate', {
        expression,
        returnByValue: true,
        awaitPromise: true,
      })
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails))
      return (result as { value: T }).value
    },
    async resize(width, height) {
      await command('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false })
    },
    async prefer(scheme) {
      await command('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] })
    },
    async picture(whole = false) {
      const { data } = await command('Page.captureScreenshot', { format: 'png', captureBeyondViewport: whole })
      return Buffer.from(String(data), 'base64')
    },
  }
}
