import type { Livechat } from '../livechat.ts'
import { createJudge, type Fact, type Noted } from './judge.ts'
import type { RemarkCode } from './index.ts'

/** Writes what was noted into the journal. `cause` is the number of the entry it was noted in. */
export function tell({ world }: Livechat, noted: readonly Noted[], user: string | undefined, cause: number): void {
  for (const one of noted) world.remark({ platform: 'livechat', ...one, user, cause })
}

/** Writes a single remark that has nothing to do with the bytes of an answer. */
export function remarkOn(
  livechat: Livechat,
  code: RemarkCode,
  facts: Readonly<Record<string, Fact>>,
  user: string | undefined,
  cause: number,
): void {
  const judge = createJudge(livechat.settings, 'bad_envelope')
  judge.note(code, {}, facts)
  tell(livechat, judge.noted, user, cause)
}
