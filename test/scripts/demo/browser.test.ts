import { createServer, type IncomingMessage, type Server } from 'node:http'
import { expect } from 'chai'
import { formsOf, linksOf } from '../../../scripts/demo/html.ts'
import { createBrowser } from '../../../scripts/demo/residents/browser.ts'

describe('reading a page without a browser', () => {
  it('takes hidden fields, ticked boxes and the first button of a form, entities resolved', () => {
    const [form] =
      formsOf(`<form method="POST" action="/go?a=1&amp;b=2"><input type=hidden name="csrf" value="x&quot;y">
      <input type="checkbox" name="news" value="1"><input name=keep type='checkbox' checked>
      <input type="password" name="word"><button name="choice" value="yes">Yes</button><button name="choice" value="no">No</button></form>`)
    expect(form?.action).to.equal('/go?a=1&b=2')
    expect(form?.method).to.equal('post')
    expect(form?.values).to.deep.equal({ csrf: 'x"y', keep: 'on', word: '', choice: 'yes' })
    expect(form?.fields.map(({ name, type }) => `${name} ${type}`)).to.deep.equal([
      'news checkbox',
      'keep checkbox',
      'word password',
    ])
  })

  it('finds links with their class and relation', () => {
    expect(linksOf('<p><a class="button" href="/x?a&amp;b">x</a> <a name="y">y</a></p>')).to.deep.equal([
      { href: '/x?a&b', rel: '', className: 'button' },
    ])
  })
})

describe('a browser without JavaScript', () => {
  let server: Server
  let origin: string
  const seen: Array<{ line: string; cookie: string | undefined; from: string | undefined; body: string }> = []
  const bodyOf = async (request: IncomingMessage) => {
    let text = ''
    for await (const chunk of request) text += chunk
    return text
  }

  before((done) => {
    server = createServer(async (request, response) => {
      const line = `${request.method} ${request.url}`
      const from = request.socket.remoteAddress
      seen.push({ line, cookie: request.headers.cookie, from, body: await bodyOf(request) })
      if (line === 'GET /in')
        response.writeHead(302, { location: 'form', 'set-cookie': ['a=1; Path=/; HttpOnly', 'b=2; Path=/deep'] }).end()
      else if (line === 'GET /form')
        response.end('<form method="post" action="/deep/er"><input name="user"><button>Go</button></form>')
      else if (line === 'POST /deep/er')
        response.writeHead(303, { location: '/out', 'set-cookie': 'a=; Max-Age=0; Path=/' }).end()
      else response.end('done')
    })
    server.listen(0, '127.0.0.1', () => {
      origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`
      done()
    })
  })
  after((done) => {
    server.closeAllConnections()
    server.close(done)
  })

  it('follows redirects, keeps cookies by path, forgets them when told, and comes from its own address', async () => {
    const browser = createBrowser({ localAddress: '127.40.0.9' })
    const page = await browser.get(`${origin}/in`)
    const last = await browser.submit(page, page.forms[0]!, { user: 'ana' })
    expect(last.html).to.equal('done')
    expect(seen.map(({ line, cookie }) => `${line} ${cookie}`)).to.deep.equal([
      'GET /in undefined',
      'GET /form a=1',
      'POST /deep/er a=1; b=2',
      'GET /out undefined',
    ])
    expect(seen[2]?.body).to.equal('user=ana')
    expect(new Set(seen.map(({ from }) => from))).to.deep.equal(new Set(['127.40.0.9']))
  })
})
