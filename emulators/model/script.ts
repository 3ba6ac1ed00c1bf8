import type { ScriptedAnswer, Settings } from './settings.ts'

const PATTERN = /^\/(.*)\/([a-z]*)$/s

/** Decides which scripted answer fits, and counts how often each was given. */
export interface Script {
  choose(text: string): ScriptedAnswer
  /** Forgets the counts. */
  reset(): void
}

/** Whether a `when` fits a text: contained in it, or `/pattern/flags`. */
export function fits(when: string | undefined, text: string): boolean {
  if (when === undefined) return true
  const [, source, flags] = PATTERN.exec(when) ?? []
  return source === undefined ? text.includes(when) : new RegExp(source, flags).test(text)
}

/** A script that reads its answers from the settings at each use, so that they can change. */
export function createScript(settings: Settings): Script {
  const given = new Map<ScriptedAnswer, number>()
  return {
    choose(text) {
      const isLeft = (answer: ScriptedAnswer): boolean => (given.get(answer) ?? 0) < (answer.times ?? Infinity)
      const chosen = settings.answers.find((answer) => isLeft(answer) && fits(answer.when, text))
      if (chosen === undefined) return { says: settings.otherwise.replaceAll('{{text}}', text) }
      given.set(chosen, (given.get(chosen) ?? 0) + 1)
      return { ...chosen, says: (chosen.says ?? '').replaceAll('{{text}}', text) }
    },
    reset: () => given.clear(),
  }
}

/** Cuts a text into `count` pieces of whole characters, as equal as can be; fewer when it is shorter. */
export function cutPieces(text: string, count: number): string[] {
  const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment)
  const size = Math.max(1, Math.ceil(characters.length / count))
  const pieces: string[] = []
  for (let at = 0; at < characters.length; at += size) pieces.push(characters.slice(at, at + size).join(''))
  return pieces
}
