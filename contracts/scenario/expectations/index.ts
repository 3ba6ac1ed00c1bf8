import type { Expectation } from '../expectation.ts'
import { call, modelCalls } from './call.ts'
import { delivery } from './delivery.ts'
import { nothing, notice, remark, transfer, typing } from './lines.ts'
import { altogether, anyOrder, reply } from './reply.ts'

/** Everything a scenario can expect. */
export const expectations: readonly Expectation[] = [
  reply,
  anyOrder,
  altogether,
  delivery,
  call,
  modelCalls,
  notice,
  transfer,
  typing,
  nothing,
  remark,
]
