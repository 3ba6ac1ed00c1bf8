import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { createAssistant } from './answers/assistant.ts'
import type { AnswerSettings } from './answers/settings.ts'
import type { AnswerSource } from './answers/source.ts'
import type { Channel, Context, OpenChannel } from './channel.ts'
import type { Config } from './config.ts'
import { openAcceptedMessages } from './conversation/accepted.ts'
import { createHistory } from './conversation/history.ts'
import { createLog, describeError } from './log.ts'
import type { Log } from './log.ts'

/** A bot that is listening. */
export interface RunningBot {
  readonly url: string
  /** Finishes or hands over what is under way, then stops listening. Takes less than a second. */
  close(): Promise<void>
}

/** How long work that is under way may take to finish, and then its last bytes to leave. */
const FAREWELL_MS = 600
const LAST_BYTES_MS = 200

/** Starts the bot: one HTTP server, and one channel for each platform that is configured. */
export async function startBot(config: Config, write?: (line: string) => void): Promise<RunningBot> {
  const log = createLog(secretsOf(config), write)
  const stopping = new AbortController()
  const server = Fastify({ bodyLimit: 256 * 1024, forceCloseConnections: 'idle' })
  const context: Context = {
    log,
    assistant: createAssistant(await openAnswerSource(config.answers), createHistory(), log),
    stopping: stopping.signal,
    openAccepted: (channel) => openAcceptedMessages(config.stateDir, channel),
  }

  server.get('/healthz', async () => ({ status: 'ok' }))
  logFailures(server, log)
  const channels = await openChannels(server, context, config)
  const url = await server.listen(config.listen)
  // Loads the HTTP client now, which takes longer than one would think, and not while the first user waits.
  await fetch(`${url}/healthz`)

  return {
    url,
    async close() {
      stopping.abort(new Error('the bot is shutting down'))
      const finished = Promise.all(channels.map((channel) => channel.close()))
      await Promise.race([finished, sleep(FAREWELL_MS)])
      const closed = server.close()
      await Promise.race([closed, sleep(LAST_BYTES_MS)])
      server.server.closeAllConnections()
      await closed
    },
  }
}

/** Loads the source that was chosen, and only that. */
async function openAnswerSource(settings: AnswerSettings): Promise<AnswerSource> {
  if (settings.from === 'model') return (await import('./answers/model.ts')).createModelAnswers(settings)
  return (await import('./answers/aliyun-chatbot.ts')).createAliyunChatbotAnswers(settings)
}

async function openChannels(server: FastifyInstance, context: Context, config: Config): Promise<Channel[]> {
  const channels: Channel[] = []
  const add = async <Settings>(
    settings: Settings | undefined,
    load: () => Promise<{ openChannel: OpenChannel<Settings> }>,
  ) => {
    if (settings === undefined) return
    const { openChannel } = await load()
    // Each channel reads bodies in its own way, so each gets its own scope.
    await server.register(async (scope) => {
      channels.push(await openChannel(scope, context, settings))
    })
  }
  await add(config.wechat, () => import('./wechat/channel.ts'))
  await add(config.livechat, () => import('./livechat/channel.ts'))
  await add(config.dingtalk, () => import('./dingtalk/channel.ts'))
  await add(config.rongcloud, () => import('./rongcloud/channel.ts'))
  return channels
}

/** A bug of ours becomes a 500 and a log line; a refused request becomes its status and a log line. */
function logFailures(server: FastifyInstance, log: Log): void {
  server.setErrorHandler(async (error, request, reply) => {
    const status = hasStatus(error) ? error.statusCode : 500
    log(status < 500 ? 'warn' : 'error', 'request refused', {
      method: request.method,
      path: request.routeOptions.url ?? 'unknown path',
      status,
      error: describeError(error),
    })
    return reply
      .code(status)
      .type('text/plain; charset=utf-8')
      .send(status < 500 ? 'refused' : 'internal error')
  })
}

function hasStatus(error: unknown): error is { statusCode: number } {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
}

function secretsOf(config: Config): string[] {
  const { answers, wechat, livechat, dingtalk, rongcloud } = config
  const secrets = [
    answers.from === 'model' ? answers.apiKey : answers.accessKeySecret,
    wechat?.appSecret,
    wechat?.token,
    ...(wechat?.aesKeys ?? []),
    livechat?.token,
    dingtalk?.clientSecret,
    rongcloud?.appSecret,
  ]
  return secrets.filter((value) => value !== undefined)
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
