/** What a {@link CaipaiError} tells besides its message. */
export interface CaipaiErrorDetails {
  /** Stable, upper-case and searchable: `CONFIG_UNKNOWN_KEY`. */
  readonly code: string
  /** Where it happened: `caipai.config.yaml:3:5`, `--port`, `POST /_caipai/faults`. */
  readonly where?: string
  /** What the user can do about it, as one imperative sentence. */
  readonly fix?: string
  /** A page that says more. */
  readonly link?: string
  readonly cause?: unknown
}

const mark = Symbol.for('caipai.error')

/**
 * The user did something wrong with caipai itself: a bad config, an unknown platform, a port in use.
 * It is printed without a stack. What a platform would answer is never a CaipaiError, it is a value
 * out of that platform's error table; and a bug of ours is a plain exception that keeps its stack.
 */
export class CaipaiError extends Error {
  readonly code: string
  readonly where: string | undefined
  readonly fix: string | undefined
  readonly link: string | undefined
  readonly [mark] = true

  constructor(message: string, details: CaipaiErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'CaipaiError'
    this.code = details.code
    this.where = details.where
    this.fix = details.fix
    this.link = details.link
  }
}

/** Recognises a CaipaiError by its mark, so that two copies of the package in one process agree. */
export function isCaipaiError(error: unknown): error is CaipaiError {
  return typeof error === 'object' && error !== null && mark in error
}

/** The text a terminal shows for a CaipaiError: where, what, how to mend it. No stack. */
export function describeCaipaiError(error: CaipaiError): string {
  const lines = [error.where === undefined ? error.message : `${error.where}  ${error.message}`]
  if (error.fix !== undefined) lines.push(`  fix   ${error.fix}`)
  if (error.link !== undefined) lines.push(`  see   ${error.link}`)
  lines.push(`  code  ${error.code}`)
  return lines.join('\n')
}
