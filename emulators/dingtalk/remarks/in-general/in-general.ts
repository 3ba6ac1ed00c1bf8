import type { RemarkInfo } from '../../../core/platform.ts'

/** What a remark says in general, for the reference page and `caipai explain`; the occasion has words of its own. */
export type InGeneral = Required<Pick<RemarkInfo, 'what'>> & Pick<RemarkInfo, 'covers'>
