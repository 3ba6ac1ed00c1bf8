import { getLocal } from 'mockttp'

const server = getLocal({ recordTraffic: false })
await server.start()
await server.forGet('/').thenJson(200, { access_token: 'x'.repeat(140), expires_in: 7200 })
process.stdout.write(`${JSON.stringify({ url: `${server.url}/` })}\n`)
