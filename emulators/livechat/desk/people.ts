import { plainVisitor, type ChannelSettings, type VisitorSettings } from '../enterprise.ts'
import type { Livechat } from '../livechat.ts'
import { CaipaiError } from '../../core/errors.ts'

/** Whoever has a session: a visitor, or a WeCom group. */
export interface Party {
  /** The name scenarios use; also the name of the chat in the transcript. */
  readonly key: string
  readonly visitorId: string
  readonly visitorName: string
  readonly groupChat: boolean
  readonly channelId: string
  readonly channel: ChannelSettings
  readonly visitor: VisitorSettings
}

/** A stable id for a named thing, made from the world's seed. */
function idOf({ world }: Livechat, prefix: string, name: string): string {
  return `${prefix}-${world.randomFor(`livechat/${prefix}/${name}`).digits(8)}`
}

/** The id of somebody who speaks in a group. */
export const memberIdOf = (livechat: Livechat, name: string): string => idOf(livechat, 'member', name)

function channelOf(livechat: Livechat, name: string | undefined): Pick<Party, 'channelId' | 'channel'> {
  const { channels } = livechat.settings
  const chosen = name ?? Object.keys(channels)[0] ?? ''
  const channel = channels[chosen]
  if (channel === undefined) {
    throw new CaipaiError(`livechat has no channel ${JSON.stringify(chosen)}`, {
      code: 'LIVECHAT_CHANNEL_UNKNOWN',
      fix: `Use one of: ${Object.keys(channels).join(', ')}, or add it to livechat.channels`,
    })
  }
  return { channelId: livechat.world.randomFor(`livechat/channel/${chosen}`).uuid(), channel }
}

/** The visitor with this name; shown to agents as 访客 and a number unless the settings know better. */
export function visitorNamed(livechat: Livechat, name: string, channel?: string): Party {
  const visitor = livechat.settings.visitors[name] ?? plainVisitor
  return {
    key: name,
    visitorId: idOf(livechat, 'v', name),
    visitorName: visitor.name ?? `访客${livechat.world.randomFor(`livechat/name/${name}`).digits(4)}`,
    groupChat: false,
    ...channelOf(livechat, channel ?? visitor.channel),
    visitor,
  }
}

/** The WeCom group with this name. */
export function groupNamed(livechat: Livechat, name: string): Party {
  const { channels, groups } = livechat.settings
  return {
    key: name,
    visitorId: idOf(livechat, 'grp', name),
    visitorName: groups[name]?.name ?? name,
    groupChat: true,
    ...channelOf(livechat, 'wecom' in channels ? 'wecom' : undefined),
    visitor: plainVisitor,
  }
}

/** A visitor whose session was opened through the API, with the data given there. */
export function visitorGiven(
  livechat: Livechat,
  given: { visitorId: string; visitorName: string; visitorExtraInfo: object; customerFields: object },
): Party {
  return {
    key: given.visitorId,
    visitorId: given.visitorId,
    visitorName: given.visitorName,
    groupChat: false,
    ...channelOf(livechat, undefined),
    visitor: {
      ...plainVisitor,
      visitorExtraInfo: given.visitorExtraInfo as VisitorSettings['visitorExtraInfo'],
      customerFields: given.customerFields as VisitorSettings['customerFields'],
    },
  }
}
