import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createPlainServer } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { makeAuthority, makeServer } from '../../../server/certificates/make.ts'
import { checkCityKey } from '../../../server/city-key/check/check.ts'
import { createFetch, type FetchError } from '../../../server/city-key/protocol/fetch.ts'
import { usualClient } from '../../../server/config/index.ts'

describe('requests to a City Key whose CA is the city’s own', () => {
  let dir: string
  let caFile: string
  let server: Server
  let address: string
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'plaza-ca-'))
    caFile = join(dir, 'ca.pem')
    const authority = await makeAuthority('A city', 10, new Date())
    const { cert, key } = await makeServer(authority, 'localhost', 5, new Date())
    await writeFile(caFile, authority.cert)
    server = createServer({ cert, key }, (_request, response) => response.writeHead(404).end('there'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    address = `https://localhost:${(server.address() as AddressInfo).port}`
  })
  after(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await rm(dir, { recursive: true })
  })
  const get = (options: { caFile?: string }) =>
    createFetch({ timeoutSeconds: 5, ...options })(`${address}/x?code=secret`, {
      ...{ method: 'GET', headers: {}, body: undefined, redirect: 'manual' },
    })

  it('go well with its file, and not without', async () => {
    const answer = await get({ caFile })
    expect([answer.status, await answer.text()]).to.deep.equal([404, 'there'])
    const failure: FetchError = await get({}).then(
      () => expect.fail('it was believed'),
      (error) => error,
    )
    expect(failure.code).to.match(/^(UNABLE_TO|SELF_SIGNED|DEPTH_ZERO)/)
    expect(failure.message, 'what stands in the query').to.include(address).and.not.include('secret')
  })

  it('are told of by the check, with the setting that mends them', async () => {
    const client = { ...usualClient, issuer: address, clientId: 'plaza', clientSecret: 's' }
    const options = { redirectUri: 'https://wifi.example/portal/callback', isApart: false }
    const [found] = await checkCityKey({ ...options, client })
    expect(found).to.include({ result: 'misfit', setting: 'CITY_KEY_CA_FILE' })
    const [next] = await checkCityKey({ ...options, client: { ...client, caFile } })
    expect(next).to.include({ result: 'misfit', setting: 'CITY_KEY_ISSUER' })
    expect(next?.detail).to.include('404')
  })

  it('are none where the file is not there, which is said at start', () => {
    expect(() => createFetch({ timeoutSeconds: 5, caFile: join(dir, 'nothing.pem') })).to.throw('CITY_KEY_CA_FILE: ')
  })
})

describe('requests to a City Key that closes connections', () => {
  it('are sent once more where it closed one that nobody used', async () => {
    let connections = 0
    const asked = new WeakMap<object, number>()
    const server = createPlainServer((request, response) => {
      const before = asked.get(request.socket) ?? 0
      asked.set(request.socket, before + 1)
      if (before > 0) request.socket.destroy()
      else response.end('there')
    }).on('connection', () => {
      connections += 1
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const fetch = createFetch({ timeoutSeconds: 5 })
    for (let time = 0; time < 2; time++) {
      const answer = await fetch(`http://127.0.0.1:${port}/token`, {
        ...{ method: 'POST', headers: {}, body: new URLSearchParams({ code: 'c' }), redirect: 'manual' },
      })
      expect(await answer.text()).to.equal('there')
    }
    expect(connections).to.equal(2)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
})
