import { refuse } from '../errors.ts'
import { operation } from '../operation.ts'

/** The pictures visitors have sent, under links that need no credentials. */
export const fetchFile = operation({
  id: 'livechat.file',
  verb: 'GET',
  path: '/livechat-files/:id/:name',
  signed: false,
  summary: 'A picture a visitor has sent, as `fileUrl` of a push names it.',
  rows: ['L-28'],
  source: 'https://develop.clink.cn/develop/mobile/chat-mobile.html',
  certainty: 'assumed',
  errors: ['ResourceNotFound'],
  run({ files }, { call }) {
    const file = files.get(call.params['id'] ?? '')
    return file === undefined
      ? refuse('ResourceNotFound', 'there is no such file')
      : { bytes: file.data, contentType: file.contentType }
  },
})
