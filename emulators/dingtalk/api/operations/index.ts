import type { DingtalkOperation } from '../operation.ts'
import { agentOperations } from './agent.ts'
import { cardOperations } from './cards.ts'
import { fileOperations } from './files.ts'
import { robotOperations } from './robot.ts'
import { standardCardOperations } from './standard-cards.ts'
import { streamOperations } from './stream.ts'
import { tokenOperations } from './tokens.ts'
import { webhookOperations } from './webhooks.ts'

/** Every operation of both hosts. */
export const operations: readonly DingtalkOperation[] = [
  ...tokenOperations,
  ...webhookOperations,
  ...robotOperations,
  ...standardCardOperations,
  ...fileOperations,
  ...cardOperations,
  ...agentOperations,
  ...streamOperations,
]
