import Fastify from 'fastify'

const app = Fastify()
app.get('/', () => ({ access_token: 'x'.repeat(140), expires_in: 7200 }))
await app.listen({ port: 0, host: '127.0.0.1' })
process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${app.server.address().port}/` })}\n`)
