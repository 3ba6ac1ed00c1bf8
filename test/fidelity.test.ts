import { expect, it } from 'vitest'
import { loadPlatforms } from '../emulators/index.ts'
import { renderFidelityPage } from '../scripts/reference/fidelity-page.ts'
import { collectProofs } from '../scripts/reference/proofs.ts'
import { readRows } from '../contracts/requirement-rows.ts'
import { listRowTitles } from '../scripts/reference/titles.ts'

const proofs = collectProofs()
const platforms = (await loadPlatforms())
  .map(({ info }) => ({ info, rows: readRows(info.id) }))
  .filter(({ rows }) => rows.length > 0)

it.each(platforms.map(({ info, rows }) => [info.id, rows] as const))(
  'every row of %s has a proof, unless it is left out',
  (_id, rows) => {
    const unproven = rows.filter(({ id, leftOut }) => leftOut === undefined && !proofs.has(id))
    expect(unproven.map(({ id, subject }) => `${id} ${subject}`)).toEqual([])
    const provenThough = rows.filter(({ id, leftOut }) => leftOut !== undefined && proofs.has(id))
    expect(provenThough.map(({ id }) => `${id} is left out, and yet there is a proof`)).toEqual([])
  },
)

it('operations and acts of a platform answer for rows of its own table', async () => {
  for (const { info } of await loadPlatforms()) {
    const known = new Set(readRows(info.id).map(({ id }) => id))
    const cited = [
      ...info.operations.map(({ id, rows }) => ({ id, rows })),
      ...Object.entries(info.acts).map(([id, { rows = [] }]) => ({ id, rows })),
    ]
    const strangers = cited.flatMap(({ id, rows }) =>
      rows.filter((row) => !known.has(row)).map((row) => `${info.id} ${id}: ${row}`),
    )
    expect(strangers).toEqual([])
  }
})

it.each(platforms.map(({ info }) => [info.id, info] as const))(
  'every operation of %s answers for a row',
  (_id, info) => {
    expect(info.operations.filter(({ rows }) => rows.length === 0).map(({ id }) => id)).toEqual([])
  },
)

it('tests and scenarios name rows that exist', () => {
  const known = new Set(platforms.flatMap(({ rows }) => rows.map(({ id }) => id)))
  const families = new Set([...known].map((id) => id[0]))
  const strangers = [...proofs].filter(([id]) => families.has(id[0]) && !known.has(id))
  expect(strangers.map(([id, [first]]) => `${id} in ${first?.file}`)).toEqual([])
})

it('titles are read out of it, describe and each, wherever the ids stand', () => {
  const titles = listRowTitles(
    `
    const lines = [['X-05', 'a line', 1], ['X-06 another', 2]] as const
    it('X-01 X-02 plain', () => {})
    describe(\`X-03 \${what} computed\`, () => {})
    it.each([1, 2])('X-04 of a table %i', () => {})
    it.each(lines)('%s %s', () => {})
    it.each(many.map((one) => [\`X-07 from \${one}\`]))('%s', () => {})
    it.skip('X-08 skipped', () => {})
    it.todo('X-09 to do')
    it('speaks of X-10 in passing', () => {})
    elsewhere('X-11 is no test')
    `,
    'x.test.ts',
  )
  expect(titles.map(({ rows, name }) => `${rows.join(' ')}: ${name}`).sort()).toEqual([
    'X-01 X-02: plain',
    'X-03: … computed',
    'X-04: of a table %i',
    'X-05: a line',
    'X-06: another',
    'X-07: from …',
  ])
})

it('docs/reference/fidelity.md says what the rows and proofs say', async () => {
  await expect(renderFidelityPage(platforms, proofs)).toMatchFileSnapshot('../docs/reference/fidelity.md')
})
