import { checkMenu, MenuRequest, type Button } from '../../account/menu.ts'
import { OK, operation, type WechatOperation } from '../dialect.ts'
import { refuse } from '../errors.ts'

const SOURCE = 'https://developers.weixin.qq.com/doc/service/api/custommenu/api_createcustommenu'

/** A button as menu/get shows it: leaves have an empty list below them. */
function asGot(button: Button): unknown {
  return { ...button, sub_button: (button.sub_button ?? []).map((sub) => ({ ...sub, sub_button: [] })) }
}

/** A button as get_current_selfmenu_info shows it. */
function asInfo({ sub_button, ...button }: Button): unknown {
  return sub_button === undefined || sub_button.length === 0
    ? button
    : { name: button.name, sub_button: { list: sub_button } }
}

export const menuOperations: readonly WechatOperation[] = [
  operation({
    id: 'wechat.menu.create',
    verb: 'POST',
    path: '/cgi-bin/menu/create',
    summary: 'Gives the account a menu; users see it at once, in reality after some minutes.',
    body: MenuRequest,
    rows: ['W-46', 'W-41', 'W-58'],
    source: SOURCE,
    certainty: 'official',
    errors: [
      40007, 40016, 40017, 40018, 40019, 40020, 40023, 40024, 40025, 40026, 40027, 40033, 40054, 40055, 48001, 65317,
    ],
    permission: 'menu',
    daily: { usual: 1000, test: 100 },
    decide(wechat, { body, escapes }) {
      if (escapes && wechat.settings.json.unicodeEscapes === 'literal')
        return refuse(40033, 'write UTF-8 instead of \\u escapes')
      const buttons = checkMenu(body, wechat.settings.account.contentDomains)
      if ('errcode' in buttons) return buttons
      return () => {
        wechat.menu.current = { id: `43${wechat.world.random.digits(7)}`, buttons }
        return OK
      }
    },
  }),
  operation({
    id: 'wechat.menu.get',
    verb: 'GET',
    path: '/cgi-bin/menu/get',
    summary: 'Tells the menu that was created by the API.',
    rows: ['W-46', 'W-58'],
    source: SOURCE,
    certainty: 'official',
    errors: [46003],
    permission: 'menu',
    daily: { usual: 10_000, test: 1000 },
    decide({ menu }) {
      const { current } = menu
      return current === undefined ? refuse(46003) : () => ({ json: { menu: { button: current.buttons.map(asGot) } } })
    },
  }),
  operation({
    id: 'wechat.menu.delete',
    verb: 'GET',
    path: '/cgi-bin/menu/delete',
    summary: 'Takes the menu away.',
    rows: ['W-46', 'W-58'],
    source: SOURCE,
    certainty: 'official',
    permission: 'menu',
    daily: { usual: 1000, test: 100 },
    decide:
      ({ menu }) =>
      () => {
        menu.current = undefined
        return OK
      },
  }),
  operation({
    id: 'wechat.get_current_selfmenu_info',
    verb: 'GET',
    path: '/cgi-bin/get_current_selfmenu_info',
    summary: 'Tells the menu however it was made.',
    rows: ['W-46'],
    source: 'https://developers.weixin.qq.com/doc/service/api/custommenu/api_getcurrentselfmenuinfo',
    certainty: 'official',
    decide:
      ({ menu }) =>
      () => ({
        json: {
          is_menu_open: menu.current === undefined ? 0 : 1,
          selfmenu_info: { button: (menu.current?.buttons ?? []).map(asInfo) },
        },
      }),
  }),
]
