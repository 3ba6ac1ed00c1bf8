import { setTimeout as sleep } from 'node:timers/promises'
import { DWClient } from 'dingtalk-stream'
import type { DWClientDownStream } from 'dingtalk-stream'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import { requestJson } from '../http-json.ts'
import type { Log } from '../log.ts'
import { describeError } from '../log.ts'
import { accept } from './api.ts'
import type { DingTalkSettings } from './settings.ts'

/** What a connection hears, by topic. A listener acknowledges before it does anything else. */
export type Listeners = Readonly<Record<string, (frame: DWClientDownStream, connection: DWClient) => void>>

/** Keeps one connection open. */
export interface StreamKeeper {
  /** Resolves when the first connection stands, or after `patienceMs` without one. */
  connected(patienceMs: number): Promise<void>
  /** Resolves when the connection is closed; call it after `stopping` was aborted. */
  closed(): Promise<void>
}

const OPEN = '/v1.0/gateway/connections/open'
const Opened = z.object({ endpoint: z.string().min(1), ticket: z.string().min(1) })

/** A connection that lives shorter than this has failed, in milliseconds. */
const SHORT_LIFE_MS = 5000
const LONGEST_PAUSE_MS = 30_000

/**
 * One connection of the official client, used up when it closes.
 *
 * The client is extended in three places. Its address is a constant, so the registration is made here. And it does nothing when the
 * server says `disconnect`: ten silent seconds would follow, in which messages are lost. How long a ping may stay unanswered is
 * a constant, too.
 * https://open.dingtalk.com/document/development/develop-stream-mode-push-server
 */
class Connection extends DWClient {
  readonly #settings: DingTalkSettings
  readonly #retire: () => void
  /** Resolves when the connection is over, or about to be. */
  readonly over: Promise<void>

  constructor(settings: DingTalkSettings, listeners: Listeners) {
    const options = {
      clientId: settings.clientId,
      clientSecret: settings.clientSecret,
      keepAlive: true,
      // By itself the client reconnects twice after some errors, and each of the two sockets gets a share of the messages.
      autoReconnect: false,
      // The client's own list is shared between all its instances. Events it acknowledges by itself.
      subscriptions: [{ type: 'EVENT', topic: '*' }],
    }
    super(options)
    this.#settings = settings
    Object.assign(this, { heartbeat_interval: settings.heartbeatMs })
    let retire = () => {}
    this.over = new Promise((resolve) => (retire = resolve))
    this.#retire = () => retire()
    for (const [topic, listen] of Object.entries(listeners)) {
      this.registerCallbackListener(topic, (frame) => listen(frame, this))
    }
  }

  override async getEndpoint(): Promise<this> {
    const { clientId, clientSecret, subscriptions } = this.config
    const body = { clientId, clientSecret, ua: 'reference-bot', subscriptions }
    // Without this header the gateway answers XML.
    const headers = { accept: 'application/json' }
    const answer = await requestJson(this.#settings.apiBase + OPEN, { method: 'POST', body, headers })
    const { endpoint, ticket } = Opened.parse(accept(OPEN, answer))
    Object.assign(this, { dw_url: `${endpoint}?ticket=${encodeURIComponent(ticket)}` })
    return this
  }

  override async _connect(): Promise<void> {
    await super._connect()
    this.#socket()?.once('close', this.#retire)
  }

  override onSystem(frame: DWClientDownStream): void {
    super.onSystem(frame)
    if (frame.headers.topic === 'disconnect') this.#retire()
  }

  /** @throws what kept the connection from being opened; `connect` would hide it */
  async open(): Promise<void> {
    await this.getEndpoint()
    await this._connect()
  }

  end(): void {
    this.disconnect()
    this.#socket()?.terminate()
  }

  #socket(): WebSocket | undefined {
    return Reflect.get(this, 'socket') as WebSocket | undefined
  }
}

/** Opens a connection, and another whenever one ends; never two at a time. */
export function keepConnected(
  settings: DingTalkSettings,
  listeners: Listeners,
  log: Log,
  stopping: AbortSignal,
): StreamKeeper {
  let announce = () => {}
  const first = new Promise<void>((resolve) => (announce = resolve))
  const stopped = new Promise<void>((resolve) => stopping.addEventListener('abort', () => resolve(), { once: true }))

  const holdOne = async (): Promise<boolean> => {
    const connection = new Connection(settings, listeners)
    const since = Date.now()
    try {
      await connection.open()
      log('info', 'connected to DingTalk')
      announce()
      await Promise.race([connection.over, stopped])
      if (!stopping.aborted) log('warn', 'the connection to DingTalk ended')
    } catch (error) {
      log('error', 'no connection to DingTalk', { error: describeError(error) })
    } finally {
      connection.end()
    }
    return Date.now() - since > SHORT_LIFE_MS
  }

  const run = async () => {
    for (let failures = 0; !stopping.aborted;) {
      failures = (await holdOne()) ? 0 : failures + 1
      // A connection that has lived is replaced at once; after failures the pauses grow, so as not to be shut out.
      const pause = failures === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, settings.retryMs * 2 ** (failures - 1))
      await sleep(pause, undefined, { signal: stopping }).catch(() => undefined)
    }
  }
  const running = run()

  return {
    connected: (patienceMs) =>
      Promise.race([first, sleep(patienceMs, undefined, { signal: stopping, ref: false }).catch(() => undefined)]),
    closed: () => running,
  }
}
