import type { Bilingual } from '../../core/journal-entries.ts'
import { sameSignature } from './compare.ts'

/** One way to go wrong: what to call it, and what it changes in the recipe of a signature. */
export interface Mistake<R> {
  readonly says: Bilingual
  readonly change: Partial<R>
}

/** What came out of a recipe: the text that was signed and its signature. */
export interface Made {
  readonly text: string
  readonly signature: string
}

/** Mistakes that together explain a signature, and the text that was signed with them. */
export interface Explanation {
  readonly mistakes: readonly Bilingual[]
  readonly text: string
}

/**
 * Looks for the one mistake, or the two of different sorts, that turn the right recipe into the signature received.
 * `sorts` are lists of alternatives: of one sort at most one is made.
 */
export function explainSignature<R>(
  right: R,
  sorts: readonly (readonly Mistake<R>[])[],
  make: (recipe: R) => Made,
  received: string,
): Explanation | undefined {
  const test = (...mistakes: readonly Mistake<R>[]): Explanation | undefined => {
    const recipe = mistakes.reduce((changed, mistake) => ({ ...changed, ...mistake.change }), right)
    const { text, signature } = make(recipe)
    return sameSignature(signature, received) ? { mistakes: mistakes.map((mistake) => mistake.says), text } : undefined
  }
  for (const mistake of sorts.flat()) {
    const found = test(mistake)
    if (found !== undefined) return found
  }
  for (const [at, sort] of sorts.entries()) {
    for (const first of sort) {
      for (const second of sorts.slice(at + 1).flat()) {
        const found = test(first, second)
        if (found !== undefined) return found
      }
    }
  }
  return undefined
}

/** A mistake, told in both languages. */
export const mistake = <R>(en: string, zh: string, change: Partial<R>): Mistake<R> => ({ says: { en, zh }, change })

/** Secrets as they are often pasted. */
export function secretMistakes<R extends { readonly secret: string }>(secret: string): Mistake<R>[] {
  const blanks: readonly (readonly [string, string, string])[] = [
    [`${secret}\n`, 'a line break behind it', '末尾多了换行'],
    [`${secret}\r\n`, 'a line break (CR LF) behind it', '末尾多了回车换行'],
    [`${secret} `, 'a blank behind it', '末尾多了空格'],
    [` ${secret}`, 'a blank before it', '开头多了空格'],
  ]
  return [
    ...blanks.map(([used, en, zh]) =>
      mistake<R>(`the AccessKeySecret was used with ${en}; trim it`, `AccessKeySecret ${zh}，请去掉`, {
        secret: used,
      } as Partial<R>),
    ),
    mistake<R>('the AccessKeySecret was decoded from base64 first', 'AccessKeySecret 被先做了 base64 解码', {
      secret: Buffer.from(secret, 'base64').toString('latin1'),
    } as Partial<R>),
  ]
}
