import { expect, it } from 'vitest'
import { z } from 'zod'
import { readRows } from '../contracts/requirement-rows.ts'
import { readFieldFailures } from '../contracts/rules/field-failures.ts'
import { buildScenarioSchema } from '../contracts/scenario/schema.ts'
import { loadPlatforms } from '../emulators/index.ts'
import { renderPlatformPage } from '../scripts/reference/page.ts'
import { renderRulesPage } from '../scripts/reference/rules-page.ts'
import { renderConfigPage, renderScenarioPage } from '../scripts/reference/scenario-page.ts'

const infos = (await loadPlatforms()).map((module) => module.info)

it.each(infos.map((info) => [info.id, info] as const))(
  'docs/reference/%s.md says what the definitions say',
  async (id, info) => {
    await expect(renderPlatformPage(info)).toMatchFileSnapshot(`../docs/reference/${id}.md`)
  },
)

it('docs/reference/scenarios.md and config.md say what the schemas say', async () => {
  await expect(renderScenarioPage(infos)).toMatchFileSnapshot('../docs/reference/scenarios.md')
  await expect(renderConfigPage()).toMatchFileSnapshot('../docs/reference/config.md')
})

it('docs/reference/rules.md says what rules and remarks say', async () => {
  const rows = infos.flatMap(({ id }) => readRows(id)).map(({ id, subject }) => [id, subject] as const)
  const failures = readFieldFailures().map(({ id, title, report }) => [id, `[${title}](${report})`] as const)
  const page = renderRulesPage(infos, new Map([...rows, ...failures]))
  await expect(page).toMatchFileSnapshot('../docs/reference/rules.md')
})

it('scenarios/scenario.schema.json is the schema scenarios are read with', async () => {
  const schema = z.toJSONSchema(buildScenarioSchema(infos), { io: 'input', unrepresentable: 'any' })
  const text = `${JSON.stringify({ ...schema, title: 'caipai scenario' }, null, 2)}\n`
  await expect(text).toMatchFileSnapshot('../scenarios/scenario.schema.json')
})

it('every operation names a public source', () => {
  for (const info of infos)
    for (const operation of info.operations) expect(operation.source, operation.id).toMatch(/^https?:\/\//)
})
