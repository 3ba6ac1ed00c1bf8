import type { z } from 'zod'
import { refuse, type Refusal } from './errors.ts'

/**
 * The answer to a request whose fields do not fit: the first field that is wrong in the documented order decides, and its
 * own code where it names one (1005 for too long), 1002 for everything else.
 */
export function refusalOfFields(issues: readonly z.core.$ZodIssue[]): Refusal {
  const issue = deepest(issues[0])
  if (issue === undefined) return refuse(1002)
  const code = issue.code === 'custom' && typeof issue.params?.['code'] === 'number' ? issue.params['code'] : 1002
  return refuse(code, issue.message)
}

/** Inside a union the branch that got furthest knows best; a custom issue beats "wrong type". */
function deepest(issue: z.core.$ZodIssue | undefined): z.core.$ZodIssue | undefined {
  if (issue?.code !== 'invalid_union') return issue
  const custom = issue.errors.flat().find((inner) => inner.code === 'custom')
  return custom ?? issue
}
