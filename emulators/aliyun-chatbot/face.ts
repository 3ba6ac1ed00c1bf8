import { defineFace } from '../core/platform.ts'
import { settings } from './settings.ts'

/** Aliyun Chatbot, before it is loaded. */
export const face = defineFace({
  id: 'aliyun-chatbot',
  settings,
  connection: ({ accessKeyId, accessKeySecret, instanceId }, baseUrl) => ({
    baseUrl,
    // The newer Node client takes the endpoint without a scheme.
    endpoint: baseUrl.replace(/^https?:\/\//, ''),
    accessKeyId,
    accessKeySecret,
    instanceId,
  }),
})
