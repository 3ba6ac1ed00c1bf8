import { z } from 'zod'
import { CaipaiError } from '../../core/errors.ts'
import { act } from '../../core/platform.ts'
import { listButtons, type SubButton } from '../account/menu.ts'
import type { User } from '../account/users.ts'
import { pictureOf } from '../push/picture.ts'
import type { Wechat } from '../wechat.ts'
import { pushEvent, pushMessage } from './receive.ts'
import { fileMedia, userWhoWrites, who } from './send.ts'
import { sampleOf } from './samples.ts'

const TapInput = z.union([
  z
    .string()
    .min(1)
    .transform((on) => tapObject.parse({ on })),
  z.lazy(() => tapObject),
])
const tapObject = z.strictObject({
  from: who,
  on: z.string().min(1).describe('A line of a message menu, or the name or key of a button of the account’s menu'),
  result: z.string().default('https://caipai.example/scanned').describe('For scan buttons: what was scanned'),
  scanType: z.enum(['qrcode', 'barcode']).default('qrcode'),
  pictures: z.int().min(1).max(9).default(1).describe('For picture buttons: how many are sent'),
  place: z
    .strictObject({
      latitude: z.number(),
      longitude: z.number(),
      scale: z.int().default(15),
      label: z.string().default(''),
      poiname: z.string().default(''),
    })
    .default({ latitude: 31.230416, longitude: 121.473701, scale: 15, label: '上海市黄浦区', poiname: '' })
    .describe('For location buttons'),
})
type TapObject = z.output<typeof tapObject>

export const tap = act<Wechat, typeof TapInput>({
  summary: 'A user taps a line of a message menu, or a button of the account’s menu.',
  input: TapInput,
  rows: ['W-12', 'W-40', 'W-46'],
  summarise: ({ from, on }) => `${from} taps ${on}`,
  run(wechat, input, cause) {
    const user = userWhoWrites(wechat, input.from)
    const line = user.menuLines.findLast(({ id, content }) => content === input.on || id === input.on)
    if (line !== undefined) {
      addLine(wechat, user, 'text', line.content, cause)
      pushMessage(wechat, user, { type: 'text', content: line.content, menuId: line.id }, cause)
      return
    }
    const buttons = listButtons(wechat.menu.current)
    const found =
      buttons.find(({ button }) => button.name === input.on) ?? buttons.find(({ button }) => button.key === input.on)
    if (found === undefined)
      throw nothingToTap(
        input.on,
        user,
        buttons.map(({ button }) => button.name ?? ''),
      )
    addLine(wechat, user, 'tap', found.button.name ?? '', cause)
    pressButton(wechat, user, found.button, input, cause)
  },
})

function nothingToTap(on: string, user: User, names: readonly string[]): CaipaiError {
  const tappable = [...user.menuLines.map(({ content }) => content), ...names]
  return new CaipaiError(`there is nothing called ${JSON.stringify(on)} to tap`, {
    code: 'WECHAT_NOTHING_TO_TAP',
    fix:
      tappable.length === 0
        ? 'The bot has created no menu and sent no message menu; to push a click without a menu write: event: { event: CLICK, eventKey: … }'
        : `Tap one of: ${tappable.join(', ')}`,
  })
}

function addLine({ world }: Wechat, user: User, kind: string, text: string, cause: number): void {
  world.transcript.add({
    platform: 'wechat',
    conversation: user.name,
    who: 'user',
    user: user.name,
    kind,
    text,
    via: 'tap',
    cause,
  })
}

/** What a button pushes. Opening a page pushes VIEW; a picture or a place comes as an event and as a message. */
function pressButton(wechat: Wechat, user: User, button: SubButton, input: TapObject, cause: number): void {
  const eventKey = button.key ?? ''
  switch (button.type) {
    case 'click':
      pushEvent(wechat, user, { event: 'CLICK', eventKey }, cause)
      return
    case 'view':
      pushEvent(
        wechat,
        user,
        { event: 'VIEW', eventKey: button.url ?? '', menuId: wechat.menu.current?.id ?? '0' },
        cause,
      )
      return
    case 'miniprogram':
      pushEvent(
        wechat,
        user,
        { event: 'view_miniprogram', eventKey: button.pagepath ?? '', menuId: wechat.menu.current?.id ?? '0' },
        cause,
      )
      return
    case 'scancode_push':
    case 'scancode_waitmsg':
      pushEvent(
        wechat,
        user,
        { event: button.type, eventKey, scanType: input.scanType, scanResult: input.result },
        cause,
      )
      return
    case 'pic_sysphoto':
    case 'pic_photo_or_album':
    case 'pic_weixin': {
      const pictures = Array.from({ length: input.pictures }, () =>
        pictureOf(wechat, fileMedia(wechat, 'image', 'picture.jpg')),
      )
      pushEvent(wechat, user, { event: button.type, eventKey, md5: pictures.map(() => sampleOf('image').md5) }, cause)
      for (const picture of pictures) pushMessage(wechat, user, picture, cause)
      return
    }
    case 'location_select': {
      const { poiname, ...place } = input.place
      pushEvent(wechat, user, { event: 'location_select', eventKey, ...place, poiname }, cause)
      pushMessage(wechat, user, { type: 'location', ...place }, cause)
      return
    }
    default:
      // Media and article buttons show their content by themselves; nothing is pushed.
      return
  }
}
