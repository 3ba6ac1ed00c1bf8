import { z } from 'zod'
import { refuse, type ApiError, type ErrorCode } from '../api/errors.ts'

const optional = z.string().optional()

const leaf = {
  type: optional.describe(
    'click, view, scancode_push, scancode_waitmsg, pic_sysphoto, pic_photo_or_album, pic_weixin, location_select, media_id, article_id, article_view_limited, view_limited or miniprogram',
  ),
  name: optional,
  key: optional,
  url: optional,
  media_id: optional,
  article_id: optional,
  appid: optional,
  pagepath: optional,
}
const SubButton = z.object(leaf)
export type SubButton = z.output<typeof SubButton>
const Button = z.object({ ...leaf, sub_button: z.array(SubButton).optional() })
export type Button = z.output<typeof Button>

/** The body of menu/create; each broken rule has a code of its own, so nothing is required here. */
export const MenuRequest = z.object({ button: z.array(Button).optional() })
export type MenuRequest = z.output<typeof MenuRequest>

/** The menu of an account, as it was created. `id` is the MenuId of VIEW events. */
export interface Menu {
  readonly id: string
  readonly buttons: readonly Button[]
}

/** What a button of each type has to carry. */
const NEEDS: Readonly<Record<string, 'key' | 'url' | 'media_id' | 'article_id'>> = {
  click: 'key',
  view: 'url',
  scancode_push: 'key',
  scancode_waitmsg: 'key',
  pic_sysphoto: 'key',
  pic_photo_or_album: 'key',
  pic_weixin: 'key',
  location_select: 'key',
  media_id: 'media_id',
  view_limited: 'media_id',
  article_id: 'article_id',
  article_view_limited: 'article_id',
  miniprogram: 'url',
}

interface Codes {
  readonly type: ErrorCode
  readonly name: ErrorCode
  readonly nameBytes: number
  readonly key: ErrorCode
  readonly url: ErrorCode
  readonly domain: ErrorCode
}
const TOP: Codes = { type: 40017, name: 40018, nameBytes: 16, key: 40019, url: 40020, domain: 40055 }
const SUB: Codes = { type: 40024, name: 40025, nameBytes: 60, key: 40026, url: 40027, domain: 40054 }

const KEY_BYTES = 128
const URL_BYTES = 1024

/**
 * Checks a menu by the rules of menu/create: one to three buttons, one to five below each, names of 16 and 60 bytes.
 *
 * Source: https://developers.weixin.qq.com/doc/service/api/custommenu/api_createcustommenu
 */
export function checkMenu(request: MenuRequest, domains: readonly string[]): readonly Button[] | ApiError {
  const buttons = request.button ?? []
  if (buttons.length < 1 || buttons.length > 3) return refuse(40016, `${buttons.length} buttons`)
  for (const button of buttons) {
    const refused = checkTop(button, domains)
    if (refused !== undefined) return refused
  }
  return buttons
}

function checkTop(button: Button, domains: readonly string[]): ApiError | undefined {
  const below = button.sub_button ?? []
  if (below.length === 0) return checkButton(button, TOP, domains)
  const named = checkName(button, TOP)
  if (named !== undefined) return named
  if (below.length > 5) return refuse(40023, `${below.length} sub-buttons below ${button.name}`)
  for (const sub of below) {
    const refused = checkButton(sub, SUB, domains)
    if (refused !== undefined) return refused
  }
  return undefined
}

function checkButton(button: SubButton, codes: Codes, domains: readonly string[]): ApiError | undefined {
  const needed = NEEDS[button.type ?? '']
  if (needed === undefined) return refuse(codes.type, `type is ${button.type ?? 'missing'}`)
  return checkName(button, codes) ?? checkPayload(button, needed, codes, domains)
}

function checkName({ name = '' }: SubButton, codes: Codes): ApiError | undefined {
  const bytes = Buffer.byteLength(name)
  return bytes < 1 || bytes > codes.nameBytes
    ? refuse(codes.name, `${JSON.stringify(name)} has ${bytes} bytes, 1 to ${codes.nameBytes} are allowed`)
    : undefined
}

function checkPayload(
  button: SubButton,
  needed: 'key' | 'url' | 'media_id' | 'article_id',
  codes: Codes,
  domains: readonly string[],
): ApiError | undefined {
  const value = button[needed] ?? ''
  if (needed === 'media_id' || needed === 'article_id')
    return value === '' ? refuse(40007, `${needed} is missing`) : undefined
  const bytes = Buffer.byteLength(value)
  if (needed === 'key') return bytes < 1 || bytes > KEY_BYTES ? refuse(codes.key, `${bytes} bytes`) : undefined
  if (bytes < 1 || bytes > URL_BYTES) return refuse(codes.url, `${bytes} bytes`)
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) return refuse(65317, value)
  if (domains.length > 0 && !domains.includes(new URL(value).hostname)) return refuse(codes.domain, value)
  return undefined
}

/** Every button that can be tapped, with the name of the one it stands below. */
export function listButtons(
  menu: Menu | undefined,
): { readonly button: SubButton; readonly below: string | undefined }[] {
  return (menu?.buttons ?? []).flatMap((top) => {
    const below = top.sub_button ?? []
    return below.length === 0
      ? [{ button: top, below: undefined }]
      : below.map((button) => ({ button, below: top.name }))
  })
}
