import { readConfig } from './config.ts'
import { ConfigError } from './environment.ts'
import { readRegistrationSettings } from './livechat/settings.ts'
import type { RegistrationSettings } from './livechat/settings.ts'
import { describeError } from './log.ts'
import { startBot } from './server.ts'

const FAILED = 1
const BAD_CONFIGURATION = 2

async function register(settings: RegistrationSettings): Promise<void> {
  const { registerBot } = await import('./livechat/register.ts')
  try {
    const robotId = await registerBot(settings)
    process.stdout.write(`registered with the livechat gateway, robotId ${robotId}\n`)
  } catch (error) {
    process.stderr.write(`registration failed: ${describeError(error)}\n`)
    process.exitCode = FAILED
  }
}

/** `register` registers the bot with the livechat gateway, once; without a command the bot runs. */
async function main(command: string | undefined): Promise<void> {
  if (command === 'register') return register(readRegistrationSettings(process.env))
  if (command !== undefined) throw new ConfigError(`unknown command "${command}"; the only one is "register"`)
  const bot = await startBot(readConfig(process.env))
  const stop = () => void bot.close().then(() => process.exit(0))
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  process.stdout.write(`reference bot listening on ${bot.url}\n`)
}

try {
  await main(process.argv[2])
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`reference bot cannot start: ${error.message}\n`)
  process.exitCode = BAD_CONFIGURATION
}
