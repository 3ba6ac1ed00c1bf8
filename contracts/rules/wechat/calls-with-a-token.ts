import { quote } from '../../matching/difference.ts'
import { defineRule } from '../rule.ts'
import { refusalOf, tokenOf } from './calls.ts'

const CODES: readonly number[] = [40014, 41001]
/** No token looks otherwise. */
const TOKEN = /^[\w-]{20,512}$/

/** Whether a string can have been given out as an access token. */
export const canBeToken = (text: string | undefined): boolean => text !== undefined && TOKEN.test(text)

export const callsWithAToken = defineRule({
  id: 'wechat/calls-with-a-token',
  severity: 'broken',
  title: {
    en: 'No call is made before there is a token to make it with.',
    zh: '没有拿到 access_token 之前不发起调用。',
  },
  why: {
    en: 'A fetch that failed answers HTTP 200 without access_token; what a program makes of the missing field (an empty string, undefined, null) is refused with 40014 or 41001.',
    zh: '获取失败时同样返回 HTTP 200，只是没有 access_token；把缺失的字段（空串、undefined、null）当作 token 使用会得到 40014 或 41001。',
  },
  mend: {
    en: 'Read errcode of the fetch, keep nothing but an access_token that is there, and let the call wait or fail with the reason of the fetch.',
    zh: '检查获取接口的 errcode，只保存真正存在的 access_token；失败时让调用等待，或以获取失败的原因报错。',
  },
  source: 'https://developers.weixin.qq.com/doc/offiaccount/Basic_Information/Get_access_token.html',
  covers: ['W-35', 'WX-08'],
  *check(hearing) {
    const wrong = hearing
      .of('wechat')
      .calls()
      .filter(
        (call) =>
          CODES.includes(Number(call.ended?.code)) && hearing.faultOn(call) === undefined && !canBeToken(tokenOf(call)),
      )
    const [first] = wrong
    if (first === undefined) return
    const token = tokenOf(first)
    const shown = token === undefined ? 'no access_token' : `access_token=${quote(token)}`
    const isPadded = token !== undefined && canBeToken(token.trim())
    yield {
      what: {
        en: `${wrong.length === 1 ? first.operation : `${wrong.length} calls, ${first.operation} first,`} came with ${shown}: ${refusalOf(first)}.${isPadded ? ' But for the white space around it, it would be a token: look at how the URL is put together.' : ''}`,
        zh: `${wrong.length} 次调用（首先是 ${first.operation}）${token === undefined ? '没有带 access_token' : `带的是 ${shown}`}：${refusalOf(first)}。${isPadded ? '去掉首尾空白它就是一个 token：请检查拼接 URL 的地方。' : ''}`,
      },
      cause: first.seq,
      user: first.user,
      details: { calls: wrong.length },
    }
  },
})
