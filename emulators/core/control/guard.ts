import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { isLoopback } from '../egress.ts'
import { CaipaiError } from '../errors.ts'

/** Who may use the control API. */
export interface ControlAccess {
  /** The host name we listen on. */
  readonly hostname: string
  /** When set, every request has to carry it: `Authorization: Bearer …`. */
  readonly token?: string | undefined
}

/** A refusal with its HTTP status. */
export interface Refusal {
  readonly status: number
  readonly error: CaipaiError
}

const hostOf = (authority: string): string =>
  URL.canParse(`http://${authority}`) ? new URL(`http://${authority}`).hostname : ''

/**
 * Keeps web pages out: a page on the internet can make a browser call this machine, either directly (it then sends an
 * Origin) or under a name of its own that resolves to the loopback (the Host gives it away).
 */
export function checkAccess(request: FastifyRequest, access: ControlAccess): Refusal | undefined {
  const host = hostOf(request.headers.host ?? '')
  if (!isLoopback(host) && host !== access.hostname) {
    return refusal(
      403,
      'CONTROL_HOST_REFUSED',
      `the control API does not answer to the host name ${JSON.stringify(host)}`,
      'Call it as 127.0.0.1 or localhost.',
    )
  }
  const { origin } = request.headers
  if (origin !== undefined && !isLoopback(URL.canParse(origin) ? new URL(origin).hostname : '')) {
    return refusal(
      403,
      'CONTROL_ORIGIN_REFUSED',
      `the control API does not answer pages of ${origin}`,
      'Call it from a program, or from a page served on this machine.',
    )
  }
  if (access.token !== undefined && !sameSecret(request.headers.authorization ?? '', `Bearer ${access.token}`)) {
    return refusal(
      401,
      'CONTROL_TOKEN_WRONG',
      'the control token is missing or wrong',
      'Send Authorization: Bearer <token>, with the token of --control-token.',
    )
  }
  return undefined
}

function sameSecret(given: string, expected: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(expected)
  return a.length === b.length && timingSafeEqual(a, b)
}

function refusal(status: number, code: string, message: string, fix: string): Refusal {
  return { status, error: new CaipaiError(message, { code, fix }) }
}
