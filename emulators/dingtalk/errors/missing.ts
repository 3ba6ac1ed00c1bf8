import type { LegacyRow } from './refusal.ts'

/**
 * Codes for missing parameters of webhook messages: the family of the type, then which one. Some are confirmed by public logs,
 * the rest follow from their order in the OpenAPI's list of errors.
 *
 * Sources: https://github.com/smarterallen/prometheus-webhook-dingtalk/issues/4 (400202),
 * https://github.com/feiyu563/PrometheusAlert/issues/63 (400403), https://github.com/cryozerolabs/n8n-nodes-dingtalk/issues/10
 * (400402), https://github.com/soimy/openclaw-channel-dingtalk/issues/556 (401102)
 */
export const MISSING = {
  text: 400201,
  'text->content': 400202,
  link: 400301,
  'link->text': 400302,
  'link->title': 400303,
  'link->messageUrl': 400304,
  markdown: 400401,
  'markdown->title': 400402,
  'markdown->text': 400403,
  actionCard: 400501,
  'actionCard->title': 400502,
  'actionCard->text': 400503,
  'actionCard->singleTitle': 400504,
  'actionCard->singleURL': 400505,
  'actionCard->btns': 400506,
  feedCard: 400601,
  'feedCard->links': 400602,
  'links->title': 400603,
  'links->messageURL': 400604,
  'links->picURL': 400605,
  file: 401101,
  'file->mediaId': 401102,
  'file->fileName': 401103,
  'file->fileType': 401104,
} as const

/** A parameter of a webhook message. */
export type Parameter = keyof typeof MISSING | 'image' | 'image->picURL'

/** Nobody has published what a picture without its URL gets. */
const MISSING_PICTURE = 40035

export const codeOf = (parameter: Parameter): number =>
  parameter in MISSING ? MISSING[parameter as keyof typeof MISSING] : MISSING_PICTURE

/** The table's rows for them. */
export const MISSING_ROWS: readonly LegacyRow[] = Object.entries(MISSING).map(([parameter, errcode]) => ({
  errcode,
  errmsg: `miss param : ${parameter}`,
  when: `${parameter} is missing or empty`,
  mend: {
    en: `Fill in ${parameter.replace('->', '.')}; an empty text counts as missing.`,
    zh: `请填写 ${parameter.replace('->', '.')}；空字符串视为缺失。`,
  },
  source: 'https://open.dingtalk.com/document/development/custom-robots-send-group-messages',
}))
