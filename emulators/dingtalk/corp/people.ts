import { BASE64URL, createRandom, type Random } from '../../core/random.ts'
import type { PersonSettings, Settings } from '../settings.ts'

/** A simulated person as the organisation and its robots know them. */
export interface Person {
  /** The name scenarios use: `alice`. */
  readonly name: string
  readonly nick: string
  /** The userId of the organisation's APIs; bots see it as `senderStaffId`. Empty for people outside. */
  readonly staffId: string
  readonly unionId: string
  readonly mobile: string
  readonly jobNumber: string
  /** The opaque id of messages (`$:LWCP_v1:$…`); no API takes it for a userId. */
  readonly dingtalkId: string
  readonly isExternal: boolean
  readonly isAdmin: boolean
  readonly client: PersonSettings['client']
}

/** The people around the robot. */
export interface People {
  /** The person with this name; made on first sight, the same in every run with the same seed. */
  named(name: string): Person
  withStaffId(staffId: string): Person | undefined
  withUnionId(unionId: string): Person | undefined
  withDingtalkId(dingtalkId: string): Person | undefined
  withMobile(mobile: string): Person | undefined
  clear(): void
}

const MOST_PEOPLE = 100_000
const BASE64 = BASE64URL.replace('-', '+').replace('_', '/')

/** An opaque id of DingTalk's own kind. */
export const dingtalkIdOf = (random: Random): string => `$:LWCP_v1:$${random.text(22, BASE64)}==`

/** Nobody has been seen yet. `seedOf` says what the ids follow from. */
export function createPeople(settings: Settings, seedOf: () => string): People {
  const byName = new Map<string, Person>()
  const byId = new Map<string, Person>()

  function index(person: Person): void {
    byName.set(person.name, person)
    for (const key of keysOf(person)) byId.set(key, person)
    if (byName.size <= MOST_PEOPLE) return
    const oldest = byName.values().next().value!
    byName.delete(oldest.name)
    for (const key of keysOf(oldest)) byId.delete(key)
  }

  function named(name: string): Person {
    const found = byName.get(name)
    if (found !== undefined) return found
    const random = createRandom(`${seedOf()}/dingtalk/${name}`)
    const own = settings.people[name]
    const person: Person = {
      name,
      nick: own?.nick ?? name,
      staffId: own?.external === true ? '' : (own?.staffId ?? `01${random.digits(14)}`),
      unionId: own?.unionId ?? `${random.text(18, BASE64URL)}iEiE`,
      mobile: own?.mobile ?? `13${random.digits(9)}`,
      jobNumber: random.digits(5),
      dingtalkId: dingtalkIdOf(random),
      isExternal: own?.external ?? false,
      isAdmin: own?.admin ?? false,
      client: own?.client ?? 'Mac',
    }
    index(person)
    return person
  }

  /** People a scenario has described exist before they have done anything. */
  function find(key: string): Person | undefined {
    const found = byId.get(key)
    if (found !== undefined) return found
    for (const name of Object.keys(settings.people)) named(name)
    for (const members of Object.values(settings.groups)) for (const name of members) named(name)
    return byId.get(key)
  }

  return {
    named,
    withStaffId: (staffId) => (staffId === '' ? undefined : find(`staff/${staffId}`)),
    withUnionId: (unionId) => find(`union/${unionId}`),
    withDingtalkId: (dingtalkId) => find(`ding/${dingtalkId}`),
    withMobile: (mobile) => find(`mobile/${mobile}`),
    clear() {
      byName.clear()
      byId.clear()
    },
  }
}

function keysOf({ staffId, unionId, dingtalkId, mobile }: Person): string[] {
  const keys = [`union/${unionId}`, `ding/${dingtalkId}`, `mobile/${mobile}`]
  return staffId === '' ? keys : [...keys, `staff/${staffId}`]
}
