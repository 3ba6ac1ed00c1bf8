import { readConfig } from './config.ts'
import { ConfigError } from './environment.ts'
import { startBot } from './server.ts'

const BAD_CONFIGURATION = 2

async function main(): Promise<void> {
  const bot = await startBot(readConfig(process.env))
  const stop = () => void bot.close().then(() => process.exit(0))
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  process.stdout.write(`reference bot listening on ${bot.url}\n`)
}

try {
  await main()
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`reference bot cannot start: ${error.message}\n`)
  process.exitCode = BAD_CONFIGURATION
}
