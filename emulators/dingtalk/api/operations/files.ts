import { z } from 'zod'
import type { ApiAnswer } from '../../../core/call.ts'
import { gateway } from '../../errors/index.ts'
import { readUpload } from '../../files/upload.ts'
import { remark } from '../../remarks/index.ts'
import { readRobot } from '../../robots/caller.ts'
import { give, operation, type DingtalkOperation } from '../operation.ts'

const DOWNLOAD =
  'https://open.dingtalk.com/document/development/download-the-file-content-of-the-robot-receiving-message'
const UPLOAD = 'https://open.dingtalk.com/document/development/upload-media-files'

/** What the file host says to a downloadUrl that is over. */
const OVER: ApiAnswer = {
  status: 403,
  headers: { 'content-type': 'application/json;charset=utf-8' },
  body: '{"code":"AccessDenied","message":"Request has expired."}',
  ok: false,
  code: 'AccessDenied',
  message: 'the downloadUrl has expired, or never was',
}

export const fileOperations: readonly DingtalkOperation[] = [
  operation({
    id: 'robot.messageFiles.download',
    method: 'POST',
    path: '/v1.0/robot/messageFiles/download',
    summary: 'Exchanges the downloadCode of a callback for a temporary downloadUrl.',
    style: 'gateway',
    reads: 'json',
    input: z.object({ downloadCode: z.string(), robotCode: z.string() }),
    rows: ['D-55'],
    source: DOWNLOAD,
    certainty: 'official',
    errors: [
      'invalidParameter.robotCode.empty',
      'invalidParameter.robotCode.notExsit',
      'invalidParameter.robotCode.auth',
      'invalidParameter.robotCode.downloadCode',
    ],
    run(dingtalk, { downloadCode, robotCode }, call) {
      const caller = readRobot(dingtalk, robotCode, call)
      if (!caller.ok) return caller.refusal
      const file = dingtalk.files.withDownloadCode(downloadCode)
      if (file !== undefined) return give({ downloadUrl: dingtalk.world.baseUrl + dingtalk.files.publish(file) })
      remark(
        dingtalk,
        'download-code-unknown',
        {
          en: 'The downloadCode is none that a callback has brought, or has expired.',
          zh: '该 downloadCode 不是回调中的值，或已过期。',
        },
        { cause: call.entry.seq },
      )
      return gateway('invalidParameter.robotCode.downloadCode')
    },
  }),
  operation({
    id: 'media.download',
    method: 'GET',
    path: '/media/download/:key',
    summary: 'Gives the bytes behind a downloadUrl; no token is asked for.',
    style: 'legacy',
    auth: 'none',
    reads: 'raw',
    rows: ['D-55'],
    source: DOWNLOAD,
    certainty: 'assumed',
    run(dingtalk, _input, call) {
      const file = dingtalk.files.withKey(call.params['key'] ?? '')
      if (file === undefined) return { ok: true, answer: OVER }
      const { name, contentType, bytes } = file
      const headers = {
        'content-type': contentType,
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name.toWellFormed())}`,
      }
      const output = { name, bytes: bytes.length }
      return { ok: true, answer: { status: 200, headers, body: bytes, ok: true, code: 0, output } }
    },
  }),
  operation({
    id: 'media.upload',
    method: 'POST',
    path: '/media/upload',
    summary: 'Takes a file of the bot and gives the media_id that stands for it.',
    style: 'legacy',
    reads: 'raw',
    rows: ['D-25', 'D-56'],
    source: UPLOAD,
    certainty: 'official',
    errors: [88, 40004, 40005, 40006, 40035],
    run(dingtalk, _input, call) {
      const read = readUpload(call)
      if (!read.ok) return read.refusal
      const media_id = dingtalk.files.upload(read.file)
      return give({ errcode: 0, errmsg: 'ok', type: read.type, media_id, created_at: dingtalk.world.clock.now() })
    },
  }),
]
