import { mkdtempSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadConfig } from '../../contracts/bot/config.ts'
import { loadScenario } from '../../contracts/scenario/load.ts'
import { openStage } from '../../contracts/stage.ts'
import { loadPlatforms } from '../../emulators/index.ts'

const client = createRequire(import.meta.url).resolve('@alicloud/pop-core')
const script = `
const RPCClient = require(${JSON.stringify(client)})
const { ENDPOINT, ID, SECRET, INSTANCE } = process.env
const client = new RPCClient({ endpoint: ENDPOINT, accessKeyId: ID, accessKeySecret: SECRET, apiVersion: '2017-10-11' })
client.request('Chat', { InstanceId: INSTANCE, Utterance: process.argv[2] }, { method: 'POST' }).then(
  (answer) => console.log(answer.Messages[0].Knowledge.Content),
  (error) => { console.error(error.code); process.exit(3) },
)
`
const folder = mkdtempSync(join(tmpdir(), 'caipai-aliyun-'))
writeFileSync(join(folder, 'ask.cjs'), script)
writeFileSync(join(folder, 'shop.json'), JSON.stringify({ faq: [{ title: '退货流程', answer: '七天内可退' }] }))
writeFileSync(
  join(folder, 'caipai.config.yaml'),
  `bot:
  kind: script
  command: [node, ask.cjs]
  env:
    ENDPOINT: '{aliyun-chatbot.baseUrl}'
    ID: '{aliyun-chatbot.accessKeyId}'
    SECRET: '{aliyun-chatbot.accessKeySecret}'
    INSTANCE: '{aliyun-chatbot.instanceId}'
platforms: { aliyun-chatbot: {} }
clock: { settle: 20ms, patience: 50ms }
`,
)

async function rehearse(steps: string, given = ''): Promise<string | undefined> {
  const text = `name: A script asks\nplatform: aliyun-chatbot\ngiven:\n  knowledge: shop.json\n${given}steps:\n${steps}`
  writeFileSync(join(folder, 'one.yaml'), text)
  const known = (await loadPlatforms(['aliyun-chatbot', 'model'])).map((module) => module.info)
  const [scenario] = loadScenario(join(folder, 'one.yaml'), 'one.yaml', known)
  const stage = await openStage(loadConfig('caipai.config.yaml', folder))
  try {
    const { ok, failure, failing } = await stage.rehearse(scenario!)
    return ok ? undefined : (failure?.got ?? failing.map((finding) => finding.id).join())
  } finally {
    await stage.close()
  }
}

it('A-27 A-29 a client that is a script is rehearsed: its calls, parameters and signing are expected', async () => {
  const call = `{ operation: aliyun-chatbot.Chat, code: S1, input: { Utterance: 退货流程, signing: { style: V2 } } }`
  expect(await rehearse(`  - run-bot: { args: [退货流程] }\n  - expect: { call: ${call} }\n`)).toBeUndefined()
})

it('A-12 A-08 a script meets throttling, a clock that is off, and fails by its exit code', async () => {
  const throttled = '  - fault: { operation: aliyun-chatbot.Chat, code: Throttling.User }\n'
  expect(await rehearse(`${throttled}  - run-bot: { args: [退货流程], exit: 3 }\n`)).toBeUndefined()
  expect(await rehearse('  - run-bot: { args: [退货流程] }\n', '  clock: { ahead: 8h }\n')).toContain('exit code 3')
  const skewed =
    '  - run-bot: { args: [退货流程], exit: 3 }\n  - expect: { call: { operation: aliyun-chatbot.Chat, code: InvalidTimeStamp.Expired } }\n'
  expect(await rehearse(skewed, '  clock: { ahead: 8h }\n')).toBe('aliyun-chatbot/clock-off')
})
