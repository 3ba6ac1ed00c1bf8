import type { RemarkCode } from '../remarks/index.ts'
import type { ChannelSettings, RouteSettings, VisitorSettings } from '../enterprise.ts'
import type { LivechatSettings } from '../settings.ts'

/** What the context parameters of a push are made from. */
export interface InputSources {
  readonly robotId: string
  readonly enterpriseId: string
  /** The session's id. */
  readonly uniqueId: string
  readonly channelId: string
  readonly channel: ChannelSettings
  readonly visitorId: string
  /** In a WeCom group the group's name. */
  readonly visitorName: string
  readonly groupChat: boolean
  readonly visitor: VisitorSettings
  readonly route: RouteSettings
  /** Why the latest transfer of the session failed, if one did. */
  readonly transferFailReason?: string | undefined
}

/** A slip in the configuration that the owner of the route should know about. */
export interface InputsRemark {
  readonly code: RemarkCode
  readonly facts: Readonly<Record<string, string>>
}

type InputsSettings = LivechatSettings['inputs']

/**
 * Builds `inputs`, the context parameters (随路参数) of a push: built-in keys, custom fields with the prefix `user_`, data of
 * interaction nodes and branch names under their own keys.
 */
export function buildInputs(
  from: InputSources,
  settings: InputsSettings,
): { readonly inputs: Record<string, unknown> | undefined; readonly remarks: readonly InputsRemark[] } {
  if (settings.mode === 'absent') return { inputs: undefined, remarks: [] }
  if (settings.mode === 'empty') return { inputs: {}, remarks: [] }
  const flag = (value: boolean): unknown => (settings.booleanStyle === 'string' ? String(value) : value)
  const { visitor, channel, route } = from
  const builtIn: Record<string, unknown> = {
    botId: from.robotId,
    userId: from.enterpriseId,
    uniqueId: from.uniqueId,
    provider: 'thirdPart',
    channel_id: from.channelId,
    channel_name: channel.officialAccount ? 'wx_gzh' : 'to_be_added',
    appName: channel.appName,
    visitorId: from.visitorId,
    visitorName: from.visitorName,
    contactType: channel.contactType,
    user_province: visitor.province,
    user_city: visitor.city,
    user_customerId: visitor.customerId,
    user_transferFailReason: from.transferFailReason,
    timeslot: flag(route.timeslot),
    groupChat: flag(from.groupChat),
  }
  const remarks: InputsRemark[] = []
  const inputs: Record<string, unknown> = { ...builtIn }

  function put(source: string, given: string, key: string, value: unknown): void {
    if (key in builtIn) {
      remarks.push({ code: 'custom-key-collides', facts: { source, given, key, taken: settings.collision } })
      if (settings.collision === 'builtin') return
    }
    inputs[key] = value
  }

  const { visitorExtraInfo, customerFields } = visitor
  for (const [key, value] of Object.entries(visitorExtraInfo)) {
    if (key in customerFields) remarks.push({ code: 'custom-key-twice', facts: { given: key } })
    else put('visitorExtraInfo', key, `user_${key}`, value)
  }
  for (const [key, value] of Object.entries(customerFields)) put('customerFields', key, `user_${key}`, value)
  for (const [key, value] of Object.entries(route.interaction)) put('interaction', key, key, value)
  for (const [key, value] of Object.entries(route.branches)) put('branches', key, key, value)

  for (const [key, value] of Object.entries(inputs)) {
    if (value !== undefined && value !== null) continue
    if (settings.nulls === 'omit') delete inputs[key]
    else inputs[key] = null
  }
  return { inputs, remarks }
}
