import { listFindings, type FindingTopic } from '../../contracts/explaining/topics.ts'
import type { PlatformInfo } from '../../emulators/core/platform.ts'
import { table } from './page.ts'

/** Stable, whatever a Markdown viewer makes of headings: `rules.md#wechat/answers-in-time`. */
const anchor = (id: string): string => `<a id="${id}"></a>`

function ruleSection({ id, severity, title, why, mend, source, covers }: FindingTopic, covered: Covered): string {
  const names = covers.map((one) => (covered.get(one) === undefined ? one : `${one} (${covered.get(one)})`))
  return [
    `### ${anchor(id)}\`${id}\``,
    `**${severity}** · ${title.en} ${title.zh}`,
    [
      ...(why === undefined ? [] : [`- Why: ${why.en}`]),
      `- What to change: ${mend.en}`,
      ...(source === undefined ? [] : [`- Source: <${source}>`]),
      ...(names.length === 0 ? [] : [`- Covers: ${names.join('; ')}`]),
    ].join('\n'),
  ].join('\n\n')
}

function platformSection(title: string, topics: readonly FindingTopic[], covered: Covered): string {
  const rules = topics.filter(({ kind }) => kind === 'rule')
  const remarks = topics.filter(({ kind }) => kind === 'remark')
  const rows = remarks.map(({ id, severity, title: what, mend, source }) => [
    `${anchor(id)}\`${id}\``,
    severity,
    what.en,
    `${mend.en}${source === undefined ? '' : ` ([source](${source}))`}`,
  ])
  return [
    `## ${title}`,
    ...rules.map((rule) => ruleSection(rule, covered)),
    ...(rows.length === 0
      ? []
      : ['### Remarks', table(['remark', 'severity', 'what was noticed', 'what to change'], rows)]),
  ].join('\n\n')
}

type Covered = ReadonlyMap<string, string>

/** The reference page of everything that can be found about a bot. `covered` says what the ids under `covers` stand for. */
export function renderRulesPage(infos: readonly PlatformInfo[], covered: Covered): string {
  const topics = listFindings(infos)
  const count = (kind: FindingTopic['kind']): number => topics.filter((topic) => topic.kind === kind).length
  const places = [
    ...infos.map(({ id, title }) => ({ id, name: `${title.en} (${title.zh})` })),
    { id: 'across', name: 'All platforms' },
  ]
  const sections = places.flatMap(({ id, name }) => {
    const own = topics.filter(({ platform }) => platform === id)
    return own.length === 0 ? [] : [platformSection(name, own, covered)]
  })
  return `${[
    '# Rules and remarks',
    '_Generated from the definitions by `npm run docs`; a test keeps it equal._',
    `Every rehearsal is checked for all of this, whatever its scenario expects: ${count('rule')} **rules** over everything that happened, and ${count('remark')} **remarks** that the platforms make while they work. **broken** fails a rehearsal; **risky** and **hint** do so with \`--fail-on risky\` or \`--fail-on hint\`. An id under \`allow\`, in a scenario or in the config, is put up with. \`caipai explain <id>\` says the same in a terminal, with \`--lang zh\` in Chinese.`,
    ...sections,
  ].join('\n\n')}\n`
}
