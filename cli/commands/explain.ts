import { readCoverLines } from '../../contracts/explaining/cover-lines.ts'
import { lookUp } from '../../contracts/explaining/look-up.ts'
import { tellTopic, type Language } from '../../contracts/explaining/tell.ts'
import { CaipaiError } from '../../emulators/core/errors.ts'
import { loadPlatforms } from '../../emulators/index.ts'
import { paint } from '../paint.ts'

/**
 * `caipai explain`: what a finding, an error code of a platform or the id of a requirement means, and what to change.
 *
 * @throws CaipaiError `EXPLAIN_UNKNOWN` with the nearest names, `LANGUAGE_UNKNOWN`
 */
export async function explain(words: readonly string[], options: { readonly lang?: string }): Promise<void> {
  const language = readLanguage(options.lang)
  const infos = (await loadPlatforms()).map((module) => module.info)
  const wanted = words.join(' ')
  const { found, near } = lookUp(wanted, infos)
  if (found.length === 0) {
    throw new CaipaiError(`nothing is called ${JSON.stringify(wanted)}`, {
      code: 'EXPLAIN_UNKNOWN',
      fix:
        near.length > 0
          ? `Did you mean ${near.join(', ')}?`
          : 'Give the id of a rule or remark, an error code, or the id of a row: caipai list shows the ids.',
    })
  }
  const covered = readCoverLines(infos)
  const told = found.map((topic) => tellTopic(topic, language, covered, paint))
  process.stdout.write(`${told.join('\n\n')}\n`)
}

/** As asked for, or else as the terminal is set up: Chinese in a Chinese one, English everywhere else. */
function readLanguage(asked: string | undefined): Language {
  if (asked === 'en' || asked === 'zh') return asked
  if (asked !== undefined) {
    throw new CaipaiError(`${JSON.stringify(asked)} is no language caipai speaks`, {
      code: 'LANGUAGE_UNKNOWN',
      where: '--lang',
      fix: 'Use en or zh.',
    })
  }
  const { LC_ALL, LC_MESSAGES, LANG } = process.env
  return /^zh/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'zh' : 'en'
}
