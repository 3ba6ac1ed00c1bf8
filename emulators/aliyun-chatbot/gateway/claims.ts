import { missingPublic, type Refusal } from '../errors.ts'

/** What a request says about itself, in either style. */
export interface Claims {
  readonly accessKeyId: string
  readonly timestamp: string
  readonly nonce: string
  /** Checked between the time stamp and the signature. */
  readonly checkMethod: () => Refusal | undefined
  /** Judges the signature with the secret of the key. */
  readonly checkSignature: (secret: string) => Refusal | undefined
}

/** The first public parameter that is absent or empty. */
export function firstMissing(
  names: readonly string[],
  read: (name: string) => string | undefined,
): Refusal | undefined {
  const name = names.find((one) => (read(one) ?? '') === '')
  return name === undefined ? undefined : missingPublic(name)
}
