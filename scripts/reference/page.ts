import type { OperationInfo } from '../../emulators/core/operation.ts'
import type { PlatformInfo } from '../../emulators/core/platform.ts'
import { listSettings } from './settings-rows.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ').trim()

/** A Markdown table; nothing when it would be empty. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '_None._'
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n')
}

const code = (text: string): string => (text === '' ? '' : `\`${text}\``)

function operationRow(operation: OperationInfo): string[] {
  const { method, path, id, summary, rows, certainty, source, errors = [] } = operation
  const route = `${method === '*' ? 'any' : method} ${path}`
  return [code(route), code(id), summary, errors.join(', '), rows.join(', '), `[${certainty}](${source})`]
}

/** The reference page of a platform, made from what it says about itself. */
export function renderPlatformPage(info: PlatformInfo): string {
  const section = (title: string, text: string): string => `## ${title}\n\n${text}\n`
  return `${[
    `# ${info.title.en} (${info.title.zh})\n\n_Generated from the definitions by \`npm run docs\`; a test keeps it equal. Certainty: **official** stated by the vendor, **sdk** seen in a mature SDK, **field** measured or reported by developers, **assumed** the sensible choice where nobody says anything._\n`,
    section(
      'What people can do',
      table(
        ['verb', 'what it does', 'rows'],
        Object.entries(info.acts).map(([verb, act]) => [code(verb), act.summary, (act.rows ?? []).join(', ')]),
      ),
    ),
    section(
      'Where it pushes to',
      table(
        ['webhook', 'what goes there'],
        Object.entries(info.webhooks).map(([name, about]) => [code(name), about]),
      ),
    ),
    section(
      'How a delivery can end',
      table(
        ['outcome', 'meaning'],
        Object.entries(info.outcomes).map(([name, about]) => [code(name), about]),
      ),
    ),
    section(
      'Host names',
      `The vendor's own, which lead here in a [test file](../guides/in-process.md): ${(info.hosts ?? []).map(code).join(', ')}.`,
    ),
    section(
      'Operations',
      table(['route', 'id', 'what it does', 'errors', 'rows', 'certainty'], info.operations.map(operationRow)),
    ),
    section(
      'Errors',
      table(
        ['code', 'message', 'when'],
        (info.errors ?? []).map((one) => [code(String(one.code)), code(one.message), one.when]),
      ),
    ),
    section(
      'Settings',
      `Set them under \`platforms.${info.id}\` in the config, under \`given\` or \`matrix\` in a scenario, or with \`caipai up --set ${info.id}.<setting>=<value>\`.\n\n${table(
        ['setting', 'type', 'default', 'what it does'],
        listSettings(info.settings).map((row) => [code(row.path), row.type, code(row.byDefault), row.about]),
      )}`,
    ),
  ].join('\n')}`
}
