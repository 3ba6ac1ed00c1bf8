import { Command } from 'commander'
import { describeCaipaiError, isCaipaiError } from '../emulators/core/errors.ts'
import { EXIT, exitCodeFor } from './exit-codes.ts'

// Several names are separated by commas, several values given one by one: a flag that took all words behind it would swallow
// files and platforms.
const names = (given: string, before: readonly string[] = []): string[] => [...before, ...given.split(',')]
const values = (given: string, before: readonly string[] = []): string[] => [...before, given]

const program = new Command('caipai')
  .description('A dress rehearsal (彩排) for chat bots: the platforms on your own machine, with time that jumps.')
  .version('0.1.0')
  .showSuggestionAfterError()
  .showHelpAfterError('(caipai --help shows what there is)')
  .exitOverride()
  .addHelpText(
    'after',
    `
Exit codes: 0 all passed, 1 a scenario failed, 2 a config, file, flag or port is wrong, 3 the bot did not start or died,
130 interrupted.
Begin with: caipai init`,
  )

/** How results are shown and written, alike for everything that rehearses. */
const withReports = (command: Command): Command =>
  command
    .option(
      '--reporter <name,…>',
      'caipai (default), html, or any of vitest: junit, json, github-actions, verbose, tap …',
      names,
    )
    .option('--output <file>', 'where the HTML report goes; default: caipai-report.html')
    .option('--output-file <file>', 'where a reporter of vitest writes to')

withReports(program.command('run'))
  .description('Start the bot of the config and rehearse it.')
  .argument('[files...]', 'scenario files, folders or globs; default: those of the config, or the library')
  .option('-c, --config <file>', 'the config', 'caipai.config.yaml')
  .option('-g, --grep <pattern>', 'only scenarios whose file, name or variant matches')
  .option('-t, --tag <tag,…>', 'only scenarios with one of these tags or rows', names)
  .option('--shard <part>', 'one part of all, such as 1/4')
  .option('--stages <number>', 'how many bots play side by side (env CAIPAI_STAGES)')
  .option('--seed <seed>', 'makes ids repeatable (env CAIPAI_SEED)')
  .option('--fail-on <severity>', 'broken (default), risky or hint: what findings fail it (env CAIPAI_FAIL_ON)')
  .option('--verbose', 'show every scenario with the time it covered')
  .action(async (files: string[], options) => (await import('./commands/run.ts')).run(files, options))

program
  .command('up')
  .description('Run the platforms until interrupted, and print base URLs and credentials.')
  .argument('[platforms...]', 'which platforms; default: all')
  .option('-c, --config <file>', 'take platforms, settings and server from a config')
  .option('-p, --port <port>', 'the port, 0 for any free one (env CAIPAI_PORT)')
  .option('--host <host>', 'the address (env CAIPAI_HOST)')
  .option('--control-token <token>', 'the control API asks for it; needed off the loopback (env CAIPAI_CONTROL_TOKEN)')
  .option('--allow-host <host,…>', 'pushes may go there besides this machine', names)
  .option('--bot <platform=url>', 'where your bot listens: wechat=http://127.0.0.1:3000/wechat; repeatable', values)
  .option('--set <setting=value>', 'fix a setting: wechat.account.mode=secure; repeatable', values)
  .option('--virtual', 'time jumps while somebody waits; default: time follows the wall')
  .option('--seed <seed>', 'makes ids and credentials repeatable', 'caipai')
  .option('--log <file>', 'write the journal there, one JSON value a line')
  .option('--json', 'print one line of JSON, then serve')
  .action(async (platforms: string[], options) => (await import('./commands/up.ts')).up(platforms, options))

program
  .command('send')
  .description('Say something to the bot as a user of a running `caipai up`, and print what comes back.')
  .argument('<platform>', 'such as wechat')
  .argument('<user>', 'such as alice')
  .argument('<text>', 'what to say')
  .option('--control <url>', 'where `caipai up` listens', 'http://127.0.0.1:7700')
  .option('--control-token <token>', 'its control token (env CAIPAI_CONTROL_TOKEN)')
  .option('--wait <duration>', 'how long to wait for the answer', '30s')
  .action(async (platform: string, user: string, text: string, options) =>
    (await import('./commands/send.ts')).send(platform, user, text, options),
  )

program
  .command('record')
  .description('Stand between real platforms and a bot, and write what passes as a scenario.')
  .option('-c, --config <file>', 'what to record, and between whom', 'record.yaml')
  .option('--match <how>', 'how replies are to be compared: exact, kind or ignore')
  .option('--name <name>', 'the name of the scenario')
  .addHelpText(
    'after',
    `
record.yaml says between whom. What stands in the environment is written as $NAME, and never into a recording:

  platforms:
    wechat:
      upstream: https://api.weixin.qq.com
      bot: http://127.0.0.1:3000/wechat
      settings: { account: { appid: $WECHAT_APP_ID, token: $WECHAT_TOKEN, encodingAesKey: $WECHAT_AES_KEY } }
    model:
      upstream: https://api.openai.com`,
  )
  .action(async (options) => (await import('./commands/record.ts')).record(options))

withReports(program.command('replay'))
  .description('Play recordings against the bot of the config, with fresh signatures, ids and ciphertext.')
  .argument('<files...>', 'recordings: files, folders or globs')
  .option('-c, --config <file>', 'the config', 'caipai.config.yaml')
  .option('--match <how>', 'compare replies at most so strictly: exact, kind or ignore', 'exact')
  .option('-g, --grep <pattern>', 'only recordings whose file, name or variant matches')
  .option('--seed <seed>', 'makes ids repeatable (env CAIPAI_SEED)')
  .option('--verbose', 'show every recording with the time it covered')
  .action(async (files: string[], options) => (await import('./commands/replay.ts')).replay(files, options))

program
  .command('import')
  .description('Make a scenario of an HTTP archive: what the bot called, and what it was answered.')
  .argument('<file>', 'a HAR file of a browser or a proxy')
  .option(
    '-c, --config <file>',
    'a record.yaml that says which addresses are whose; default: record.yaml, if it is there',
  )
  .option('-o, --output <folder>', 'where to write to; default: that of the config, or recordings')
  .option('--match <how>', 'how replies are to be compared: exact, kind or ignore')
  .option('--name <name>', 'the name of the scenario')
  .action(async (file: string, options) => (await import('./commands/import.ts')).importArchive(file, options))

program
  .command('init')
  .description('Write a commented config and a first scenario into this folder.')
  .argument('[platform]', 'the platform of the first scenario', 'wechat')
  .option('--force', 'overwrite what is there')
  .action(async (platform: string, options) => (await import('./commands/init.ts')).init(platform, options))

program
  .command('lint')
  .description('Check configs and scenarios without playing them.')
  .argument('[files...]', 'scenario files, folders or globs; default: those of the config')
  .option('-c, --config <file>', 'the config', 'caipai.config.yaml')
  .action(async (files: string[], options) => (await import('./commands/lint.ts')).lint(files, options))

program
  .command('explain')
  .description('Say what a finding, an error code or the id of a requirement means, and what to change.')
  .argument('<name...>', 'such as wechat/answers-in-time, 45047, wechat 45047, or W-15')
  .option('--lang <language>', 'en or zh; default: as your terminal is set up')
  .action(async (words: string[], options) => (await import('./commands/explain.ts')).explain(words, options))

program
  .command('list')
  .description('List rules (with the remarks of the platforms), operations, requirement rows, or scenarios.')
  .argument('<what>', 'rules, operations, rows or scenarios')
  .option('-p, --platform <platform,…>', 'only of these platforms', names)
  .option('--json', 'as JSON, with every field')
  .action(async (what: string, options) => (await import('./commands/list.ts')).list(what, options))

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = reportError(error)
}

function reportError(error: unknown): number {
  if (isCaipaiError(error)) {
    process.stderr.write(`${describeCaipaiError(error)}\n`)
    return exitCodeFor(error.code)
  }
  // Commander has printed its own message by now.
  const { exitCode, code } = error as { exitCode?: number; code?: string }
  if (typeof code === 'string' && code.startsWith('commander.')) return exitCode === 0 ? EXIT.ok : EXIT.usage
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(
    `${stack}\n\nThis is a mistake of caipai. Please report it with the lines above and the command you ran.\n`,
  )
  return EXIT.failed
}
