import { globPattern } from '../../emulators/core/faults.ts'
import type { PlatformInfo } from '../../emulators/core/platform.ts'
import { expandDottedKeys } from '../../emulators/core/settings.ts'
import type { YamlDocument } from '../yaml/document.ts'
import { explainIssues } from '../yaml/explain-issue.ts'
import { nearestWord } from '../yaml/nearest.ts'
import { formatPath, type YamlProblem } from '../yaml/problem.ts'
import type { Config } from './config.ts'

/**
 * What in a config does not fit the platforms there are: names, settings by each platform's own schema, webhooks. The
 * config's schema cannot tell, since platforms are loaded only when they are asked for.
 */
export function checkPlatforms(config: Config, known: readonly PlatformInfo[]): YamlProblem[] {
  const { document, platforms, bot } = config
  const unknown = (path: readonly PropertyKey[], key: string, what: string, legal: readonly string[]): YamlProblem => {
    const near = nearestWord(key, legal)
    return {
      file: document.file,
      ...document.positionOfKey(path, key),
      path: formatPath(path),
      message: `there is no ${what} ${JSON.stringify(key)}`,
      fix: near !== undefined ? `Did you mean ${JSON.stringify(near)}?` : `Use one of: ${legal.join(', ')}`,
    }
  }
  const ids = known.map((info) => info.id)
  const find = (id: string): PlatformInfo | undefined => known.find((info) => info.id === id)

  const settings = Object.entries(platforms).flatMap(([id, given]) => {
    const info = find(id)
    return info === undefined ? [unknown(['platforms'], id, 'platform', ids)] : checkSettings(info, given, document)
  })
  const webhooks = Object.entries(bot.webhooks).flatMap(([id, given]): YamlProblem[] => {
    const info = find(id)
    const path = ['bot', 'webhooks']
    if (info === undefined) return [unknown(path, id, 'platform', ids)]
    const legal = Object.keys(info.webhooks)
    if (legal.length === 0) {
      const message = `${id} never pushes, so it has no webhook`
      return [
        {
          file: document.file,
          ...document.positionOfKey(path, id),
          path: formatPath(path),
          message,
          fix: 'Leave it out.',
        },
      ]
    }
    const names = typeof given === 'string' ? [] : Object.keys(given)
    return names.filter((name) => !legal.includes(name)).map((name) => unknown([...path, id], name, 'webhook', legal))
  })
  return [...settings, ...webhooks, ...checkReadyCall(config, known)]
}

function checkReadyCall({ document, bot }: Config, known: readonly PlatformInfo[]): YamlProblem[] {
  const { call } = bot.ready
  const operations = known.flatMap((info) => info.operations.map(({ id }) => id))
  if (call === undefined || operations.some((id) => globPattern(call).test(id))) return []
  const path = ['bot', 'ready', 'call']
  const near = nearestWord(call, operations)
  return [
    {
      file: document.file,
      ...document.positionOf(path),
      path: formatPath(path),
      message: `there is no operation ${JSON.stringify(call)}`,
      fix: near !== undefined ? `Did you mean ${JSON.stringify(near)}?` : 'caipai list operations names them all.',
    },
  ]
}

function checkSettings(info: PlatformInfo, given: Record<string, unknown>, document: YamlDocument): YamlProblem[] {
  const value = expandDottedKeys(given)
  const read = info.settings.safeParse(value)
  if (read.success) return []
  const place = (path: readonly PropertyKey[]): PropertyKey[] => ['platforms', info.id, ...path]
  const view: YamlDocument = {
    ...document,
    value,
    positionOf: (path) => document.positionOf(place(path)),
    positionOfKey: (path, key) => document.positionOfKey(place(path), key),
    sourceOf: (path) => document.sourceOf(place(path)),
  }
  return explainIssues(read.error.issues, view, info.settings).map((problem) => ({
    ...problem,
    path: problem.path === '' ? `platforms.${info.id}` : `platforms.${info.id}.${problem.path}`,
  }))
}
