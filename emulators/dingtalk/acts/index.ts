import { ask } from './ask.ts'
import { forge } from './forge.ts'
import { dissolve, expireTokens, join, leave, redeliver } from './others.ts'
import { read } from './read.ts'
import { send } from './send.ts'
import { disconnect, dropConnections, event, halfOpen, refuseConnections } from './stream.ts'
import { tap } from './tap.ts'

/** What people, and the world around the robot, can do. */
export const acts = {
  send,
  read,
  ask,
  tap,
  join,
  leave,
  dissolve,
  redeliver,
  forge,
  'expire-tokens': expireTokens,
  disconnect,
  'drop-connections': dropConnections,
  'half-open': halfOpen,
  'refuse-connections': refuseConnections,
  event,
}
