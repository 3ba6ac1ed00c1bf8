import { hashText } from './random.ts'

/** What a platform may know about a simulated person besides the name a scenario gives. */
export interface Persona {
  /** A Chinese display name. */
  readonly nickname: string
  readonly city: string
  /** An 11-digit mainland mobile number. */
  readonly mobile: string
}

/**
 * Loads the name data and returns a function from a user's name to a persona that is always the same for
 * the same seed. Loading takes tens of milliseconds, so it happens only when somebody asks.
 */
export async function loadPersonas(seed: string): Promise<(name: string) => Persona> {
  const { faker } = await import('@faker-js/faker/locale/zh_CN')
  const known = new Map<string, Persona>()
  return (name) => {
    const found = known.get(name)
    if (found !== undefined) return found
    faker.seed(hashText(`${seed}/${name}`))
    const persona: Persona = {
      nickname: faker.person.fullName(),
      city: faker.location.city(),
      mobile: `1${faker.string.numeric({ length: 1, allowLeadingZeros: false, exclude: ['0', '1', '2'] })}${faker.string.numeric(9)}`,
    }
    if (known.size < 10_000) known.set(name, persona)
    return persona
  }
}
