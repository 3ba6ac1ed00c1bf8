import type { Settings } from './settings.ts'

/** A group of interfaces that an account has or lacks as a whole. */
export type Permission = 'service-messages' | 'menu' | 'users' | 'media' | 'templates' | 'qrcodes'

const ALL: readonly Permission[] = ['service-messages', 'menu', 'users', 'media', 'templates', 'qrcodes']

/**
 * What an account may call; everything else answers 48001. A test account may all, which is why a bot that works there
 * can still fail in production.
 *
 * Source: https://developers.weixin.qq.com/doc/offiaccount/Getting_Started/Explanation_of_interface_privileges.html
 */
export function permissionsOf({
  kind,
  verified,
}: Pick<Settings['account'], 'kind' | 'verified'>): readonly Permission[] {
  if (kind === 'test') return ALL
  if (kind === 'service') return verified ? ALL : ['menu']
  return verified ? ['service-messages', 'menu', 'users', 'media'] : []
}

/** How people call the account. */
export function describeAccount({ kind, verified }: Pick<Settings['account'], 'kind' | 'verified'>): string {
  return kind === 'test' ? 'a test account' : `${verified ? 'a verified' : 'an unverified'} ${kind} account`
}
