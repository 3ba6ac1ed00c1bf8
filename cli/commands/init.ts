import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { CaipaiError } from '../../emulators/core/errors.ts'
import { createWorld, loadPlatforms } from '../../emulators/index.ts'

/** `caipai init`: a config and a first scenario, commented, for one platform. */
export async function init(platform: string, options: { readonly force?: boolean }): Promise<void> {
  const [module] = await loadPlatforms([platform])
  const { info } = module!
  const hooks = Object.keys(info.webhooks)
  const world = await createWorld({ platforms: [platform], listen: false })
  const values = Object.keys(world.connections()[platform] ?? {})
  await world.close()
  const files = {
    'caipai.config.yaml': configText(platform, hooks, values),
    [`scenarios/first-${platform}.yaml`]: scenarioText(platform, 'send' in info.acts),
  }
  const standing = Object.keys(files).find((file) => existsSync(file))
  if (standing !== undefined && options.force !== true) {
    throw new CaipaiError(`${standing} is there already`, {
      code: 'FILE_EXISTS',
      fix: 'Remove it first, or overwrite it with --force.',
    })
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    process.stdout.write(`wrote ${file}\n`)
  }
  process.stdout.write(
    '\nNext: in caipai.config.yaml put the command that starts your bot, name the variables it reads, and its path; then: caipai run\nWhen it passes, say under claims what your bot can do, and drop the line of scenarios: then the library is played.\n',
  )
}

function configText(platform: string, hooks: readonly string[], values: readonly string[]): string {
  const webhook =
    hooks.length === 0 ? `# ${platform} never pushes: your bot calls it.\n  webhooks: {}` : hooksText(platform, hooks)
  return `# What caipai rehearses. All keys: docs/reference/config.md
bot:
  # Starts your bot, in any language. A list is run as it is; a text goes through the shell.
  command: [node, bot.js]
  # {platform.name} is filled in: base URLs and credentials of the fake platforms, and the port your bot shall listen on.
  # On the left the variables your bot reads: rename them, and drop what it does not need.
  env:
    PORT: '{bot.port}'
${values.map((name) => `    ${variableFor(platform, name)}: '{${platform}.${name}}'`).join('\n')}
    # A scripted model, for a bot that asks one: OpenAI-compatible, and its URL ends in /v1.
    OPENAI_BASE_URL: '{model.baseUrl}'
    OPENAI_API_KEY: '{model.apiKey}'
  # How to tell that it is ready. Default: its port accepts connections.
  # ready: { http: /healthz, within: 30s }
  # Where the platform pushes to: a path on the bot's port, or a whole URL.
  ${webhook}

# What your bot can do. Scenarios that need more are skipped, visibly.
# The words for it: docs/reference/scenarios.md#claims
claims: []

# Your scenarios. Without this line the library's scenarios for your platforms are played.
scenarios: [scenarios/*.yaml]
`
}

/** `WECHAT_ENCODING_AES_KEY` for `encodingAESKey` of WeChat. */
const variableFor = (platform: string, name: string): string =>
  `${platform}_${name.replaceAll(/([a-z\d])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3_$2$4')}`
    .replaceAll('-', '_')
    .toUpperCase()

function hooksText(platform: string, hooks: readonly string[]): string {
  if (hooks.length === 1) return `webhooks:\n    ${platform}: /${platform}`
  return `webhooks:\n    ${platform}:\n${hooks.map((name) => `      ${name}: /${platform}/${name}`).join('\n')}`
}

function scenarioText(platform: string, canSend: boolean): string {
  const steps = canSend
    ? `  - send: 你好
  # Any reply will do for now; then say what it has to be: reply: 您好, or reply: { contains: 好 }
  - expect: { reply: {}, within: 5s }`
    : `  # Your bot calls the platform: name the operation you expect.
  - expect: { call: '${platform}.*', within: 60s }`
  return `name: The bot answers a greeting
platform: ${platform}
steps:
${steps}
`
}
