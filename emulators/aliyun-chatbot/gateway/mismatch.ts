import type { Bilingual } from '../../core/journal-entries.ts'
import type { Difference } from '../signing/compare.ts'
import type { Explanation } from '../signing/mistakes.ts'

/** Says how a signature went wrong, and where the two strings part. */
export function describeMistakes(explained: Explanation | undefined, difference: Difference | undefined): Bilingual {
  if (explained === undefined) {
    return {
      en: 'No usual mistake explains the signature: most likely another AccessKeySecret, or something was changed after signing.',
      zh: '签名不符，且不属于常见错误：多半是 AccessKeySecret 不对，或者签名之后内容又有改动。',
    }
  }
  const en = explained.mistakes.map((mistake) => mistake.en).join('; and ')
  const zh = explained.mistakes.map((mistake) => mistake.zh).join('；并且')
  if (difference === undefined) return { en: `${capital(en)}.`, zh: `${zh}。` }
  const { offset, ours, theirs } = difference
  return {
    en: `${capital(en)}. The strings differ at byte ${offset}: yours ${JSON.stringify(theirs)}, ours ${JSON.stringify(ours)}.`,
    zh: `${zh}。两个字符串在第 ${offset} 字节处不同：你的是 ${JSON.stringify(theirs)}，我们的是 ${JSON.stringify(ours)}。`,
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
