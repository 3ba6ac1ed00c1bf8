import { readConfig } from '../config.ts'
import { startBot } from '../server.ts'
import type { RunningBot } from '../server.ts'
import type { FakeInternet } from './fake-internet.ts'

/** A bot in this process, and what it logged. */
export interface TestedBot extends RunningBot {
  readonly log: Record<string, unknown>[]
  /** The bot's output as one text, for what must not be in it. */
  output(): string
}

/** Starts the bot against the fake internet with these variables on top of the basics. */
export async function startTestedBot(internet: FakeInternet, environment: Record<string, string>): Promise<TestedBot> {
  const lines: string[] = []
  const config = readConfig({
    PORT: '0',
    OPENAI_BASE_URL: `${internet.url}/v1`,
    OPENAI_API_KEY: 'sk-test-secret',
    MODEL: 'fake',
    ...environment,
  })
  const bot = await startBot(config, (line) => void lines.push(line))
  return {
    ...bot,
    get log() {
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    },
    output: () => lines.join(''),
  }
}
