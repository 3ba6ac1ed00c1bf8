import type { WechatOperation } from '../dialect.ts'
import { materialOperations } from './material.ts'
import { mediaOperations } from './media.ts'
import { menuOperations } from './menus.ts'
import { platformOperations } from './platform.ts'
import { qrOperations } from './qrcodes.ts'
import { serviceMessageOperations } from './service-messages.ts'
import { templateOperations } from './templates.ts'
import { tokenOperations } from './tokens.ts'
import { userOperations } from './users.ts'

const working: readonly WechatOperation[] = [
  ...tokenOperations,
  ...serviceMessageOperations,
  ...mediaOperations,
  ...materialOperations,
  ...menuOperations,
  ...userOperations,
  ...templateOperations,
  ...qrOperations,
]

/** Every operation of the platform. */
export const operations: readonly WechatOperation[] = [...working, ...platformOperations(working)]
