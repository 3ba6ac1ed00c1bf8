import { formatDuration } from '../../../emulators/core/duration.ts'
import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import { quote } from '../../matching/difference.ts'
import type { PlatformHearing } from '../hearing.ts'
import { defineRule } from '../rule.ts'
import { refusalOf } from './calls.ts'

const CODE = 40007

/** Every media id in the body of a call, whatever the type of the message calls it. */
function mediaIdsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key.endsWith('media_id') && typeof inner === 'string' ? [inner] : mediaIdsIn(inner),
  )
}

/** The upload that gave an id. */
function uploadOf(id: string, wechat: PlatformHearing): CallEntry | undefined {
  return wechat.calls().find((call) => {
    const { media_id, thumb_media_id } = (call.ended?.output ?? {}) as { media_id?: unknown; thumb_media_id?: unknown }
    return media_id === id || thumb_media_id === id
  })
}

export const keepsTrackOfMedia = defineRule({
  id: 'wechat/keeps-track-of-media',
  severity: 'broken',
  title: {
    en: 'A media id is used as long as it lives, as what it is, and where it was made.',
    zh: 'media_id 要在有效期内、按原类型、在原账号使用。',
  },
  why: {
    en: 'Temporary media live three days; thumbs, permanent material and temporary media have ids of their own kinds, and every account has its own. All of it is refused with 40007, and the picture is missing.',
    zh: '临时素材只保留三天；缩略图、永久素材、临时素材的 id 互不通用，账号之间也不通用。用错一律返回 40007，用户看不到图片。',
  },
  mend: {
    en: 'Keep kind, account and expiry beside each id, upload again when it is over, and send the text without the picture when that fails.',
    zh: '把类型、账号、过期时间与 media_id 一起保存，过期后重新上传；上传失败时至少发送文字。',
  },
  source: 'https://developers.weixin.qq.com/doc/service/api/material/temporary/api_uploadtempmedia',
  covers: ['W-39', 'W-43', 'WX-14'],
  *check(hearing) {
    const wechat = hearing.of('wechat')
    for (const call of wechat.calls('wechat.message.custom.send')) {
      if (Number(call.ended?.code) !== CODE || hearing.faultOn(call) !== undefined) continue
      const [id = ''] = mediaIdsIn(call.input)
      const upload = uploadOf(id, wechat)
      const age = upload === undefined ? undefined : formatDuration(call.at - upload.at)
      yield {
        what: {
          en: `A service message to ${call.user ?? 'a user'} with the media id ${quote(id)}${age === undefined ? '' : `, uploaded ${age} before,`} was refused: ${refusalOf(call)}.`,
          zh: `发给 ${call.user ?? '用户'} 的客服消息使用了 media_id ${quote(id)}${age === undefined ? '' : `（${age} 前上传）`}，被拒绝：${refusalOf(call)}。`,
        },
        cause: call.seq,
        user: call.user,
        details: { mediaId: id },
      }
    }
  },
})
