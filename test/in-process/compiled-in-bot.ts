import https from 'node:https'

/** A bot as many are written: the vendors' hosts stand in its code, and nothing can be configured. */
export async function bot(request: Request): Promise<Response> {
  const push = await request.text()
  const field = (name: string): string => new RegExp(`<${name}><!\\[CDATA\\[([^]*?)\\]\\]>`).exec(push)?.[1] ?? ''
  void answerLater(field('FromUserName'), field('Content'))
  return new Response('success')
}

async function answerLater(user: string, question: string): Promise<void> {
  const completion = await fetch('https://api.openai.com/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-caipai' },
    body: JSON.stringify({ model: 'any', messages: [{ role: 'user', content: question }] }),
  })
  const { choices } = (await completion.json()) as { choices: [{ message: { content: string } }] }
  const credential = 'grant_type=client_credential&appid=wx00000000000000aa&secret=0123456789abcdef0123456789abcdef'
  const { access_token: token } = JSON.parse(await get(`https://api.weixin.qq.com/cgi-bin/token?${credential}`)) as {
    access_token: string
  }
  await fetch(`https://api.weixin.qq.com/cgi-bin/message/custom/send?access_token=${token}`, {
    method: 'POST',
    body: JSON.stringify({ touser: user, msgtype: 'text', text: { content: choices[0].message.content } }),
  })
}

function get(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    https
      .get(url, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        response.on('end', () => resolve(text))
      })
      .on('error', reject)
  })
}
