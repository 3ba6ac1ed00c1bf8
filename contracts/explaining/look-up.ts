import type { PlatformInfo } from '../../emulators/core/platform.ts'
import { nearestWords } from '../yaml/nearest.ts'
import { listCovers, listErrors, listFindings, type Topic } from './topics.ts'

/** What was found under a name, or else the names that come near it. */
export interface LookUp {
  readonly found: readonly Topic[]
  readonly near: readonly string[]
}

const MOST_NEAR = 6

/**
 * Finds what people name in a terminal: `wechat/answers-in-time`, `answers-in-time`, `40001`, `wechat 40001`,
 * `dingtalk/300001`, `W-15`, `WX-01`. A bare name or code finds all platforms that have it. Letter case does not matter.
 */
export function lookUp(words: string, infos: readonly PlatformInfo[]): LookUp {
  const findings = listFindings(infos)
  const topics: Topic[] = [...findings, ...listErrors(infos, findings), ...listCovers(infos, findings)]
  const wanted = words.trim().toLowerCase().replace(/\s+/g, ' ')
  const found = topics.filter((topic) => namesOf(topic).includes(wanted))
  return { found, near: found.length > 0 ? [] : near(wanted, topics) }
}

/** How a topic may be called, in lower case. */
function namesOf({ kind, id, platform }: Topic): string[] {
  if (kind === 'row' || kind === 'failure') return [id.toLowerCase()]
  const short = id.slice(platform.length + 1)
  return [short, `${platform}/${short}`, `${platform} ${short}`].map((name) => name.toLowerCase())
}

/** Names that hold what was asked for come first, then those that are spelt alike. */
function near(wanted: string, topics: readonly Topic[]): string[] {
  const holding =
    wanted === ''
      ? []
      : topics.filter((topic) => namesOf(topic).some((name) => name.includes(wanted))).map(({ id }) => id)
  const alike = new Map(topics.flatMap((topic) => namesOf(topic).map((name) => [name, topic.id] as const)))
  const spelt = nearestWords(wanted, [...alike.keys()], MOST_NEAR).map((name) => alike.get(name) ?? name)
  return [...new Set([...holding, ...spelt])].slice(0, MOST_NEAR)
}
