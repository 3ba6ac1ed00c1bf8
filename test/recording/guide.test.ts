import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { blocksOf, isConfig, isScenario, readPage } from '../support/pages.ts'
import { killPrograms, startProgram, type Program } from '../support/program.ts'
import { freePort } from '../support/recorded-conversation.ts'

afterEach(killPrograms)

it('recording and replaying go as their guide says', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'caipai-record-guide-'))
  const ports = { 7700: await freePort(), 7710: await freePort(), 3000: await freePort() }
  const here = (text: string): string =>
    Object.entries(ports)
      .reduce((changed, [port, free]) => changed.replaceAll(port, String(free)), text)
      .replaceAll('/path/to/caipai', resolve('.'))
  const blocks = blocksOf(readPage('docs/guides/record-and-replay.md'))
  const recordYaml = blocks.find(({ code }) => code.includes('upstream'))?.code ?? ''
  writeFileSync(join(folder, 'record.yaml'), `listen: { port: ${ports[7710]} }\n${here(recordYaml)}`)
  writeFileSync(join(folder, 'caipai.config.yaml'), here(blocks.find(isConfig)?.code ?? ''))
  const commands = blocks.filter(({ kind }) => kind === 'sh').flatMap(({ code }) => code.trim().split('\n'))

  /** A line of the guide: variables, a program, its arguments. */
  function run(line = '', ...more: readonly string[]): Program {
    const words = here(line).split(' ')
    const variables = words.filter((word) => /^[A-Z_]+=/.test(word)).map((word) => word.split('=') as [string, string])
    const [program = '', ...args] = [...words.slice(variables.length), ...more]
    return program === 'caipai'
      ? startProgram([resolve('dist/cli.js'), ...args], folder, Object.fromEntries(variables))
      : startProgram(args, folder, Object.fromEntries(variables), program)
  }

  const [up, record, bot, send, replay] = commands
  await run(up, '--port', String(ports[7700])).printed(/caipai send/)
  const recorder = run(record)
  await recorder.printed(/Ctrl-C/)
  await run(bot).printed(/\n/)
  const said = await run(send, '--control', `http://127.0.0.1:${ports[7700]}`).ended
  expect(said).toMatchObject({ code: 0, out: expect.stringContaining('你说的是：你好') })
  recorder.child.kill('SIGINT')
  expect((await recorder.ended).out).toContain('wrote recordings/')

  const [name = ''] = readdirSync(join(folder, 'recordings'))
  const shown = blocks.find(isScenario)?.code ?? ''
  const written = readFileSync(join(folder, 'recordings', name), 'utf8')
  const withoutName = (text: string): string =>
    text.slice(text.indexOf('\n')).replaceAll(/\[ | \]/g, (edge) => edge.trim())
  expect(withoutName(written)).toBe(withoutName(shown))
  expect(await run(replay).ended).toMatchObject({ code: 0, out: expect.stringContaining('1 passed') })
}, 120_000)
