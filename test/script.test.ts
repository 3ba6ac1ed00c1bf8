import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadConfig } from '../contracts/bot/config.ts'
import { loadScenario } from '../contracts/scenario/load.ts'
import { openStage } from '../contracts/stage.ts'
import { loadPlatforms } from '../emulators/index.ts'

const script = `
const answer = await fetch(process.env.MODEL + '/chat/completions', {
  method: 'POST',
  headers: { authorization: 'Bearer ' + process.env.KEY, 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'any', messages: [{ role: 'user', content: process.argv[2] ?? 'hi' }] }),
})
if (!answer.ok) process.exit(4)
`

const folder = mkdtempSync(join(tmpdir(), 'caipai-script-'))
writeFileSync(join(folder, 'client.mjs'), script)
writeFileSync(
  join(folder, 'caipai.config.yaml'),
  `bot:\n  kind: script\n  command: [node, client.mjs]\n  env: { MODEL: '{model.baseUrl}', KEY: '{model.apiKey}' }\nplatforms: { model: {} }\nclock: { settle: 20ms, patience: 50ms }\n`,
)

async function rehearse(steps: string, more = ''): Promise<string | undefined> {
  writeFileSync(join(folder, 'one.yaml'), `name: A script asks\nplatform: model\n${more}steps:\n${steps}`)
  const known = (await loadPlatforms(['model'])).map((module) => module.info)
  const [scenario] = loadScenario(join(folder, 'one.yaml'), 'one.yaml', known)
  const stage = await openStage(loadConfig('caipai.config.yaml', folder))
  try {
    return (await stage.rehearse(scenario!)).failure?.got
  } finally {
    await stage.close()
  }
}

it('runs a bot that is a script to its end, and time jumps while it waits', async () => {
  const began = performance.now()
  const given = 'given: { answers: [{ when: 远方, says: 到了, after: 1h }] }\n'
  const steps = '  - run-bot: { args: [远方] }\n  - expect: { call: { operation: model.chat.completions, ok: true } }\n'
  expect(await rehearse(steps, given)).toBeUndefined()
  expect(performance.now() - began).toBeLessThan(15_000)
})

it('fails with the script’s exit code when it is another than expected', async () => {
  const fault = '  - fault: { operation: model.*, code: 500 }\n'
  expect(await rehearse(`${fault}  - run-bot: true\n`)).toContain('exit code 4')
  expect(await rehearse(`${fault}  - run-bot: { exit: 4 }\n`)).toBeUndefined()
})
