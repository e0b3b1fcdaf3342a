import { expect } from 'chai'
import { startController } from '../../../../../scripts/simulators/opened/gateway.ts'
import { makeAuthority, makeServer } from '../../../../../server/certificates/make.ts'
import { ControllerError } from '../../../../../server/network/gateways/controller/controller-error.ts'
import { converse } from '../../../../../server/network/gateways/controller/converse.ts'
import type { Gateway } from '../../../../../server/network/gateways/gateways.ts'
import { freePort } from '../../../../support/plaza.ts'

const PASSWORD = 'a password that nobody shall read'

describe('a conversation with a controller', () => {
  let port: number
  const closers: Array<() => Promise<void>> = []
  beforeEach(async () => {
    port = await freePort('tcp')
  })
  afterEach(async () => {
    for (const close of closers.splice(0)) await close()
  })

  const gateway = (url: string, ca: string | null = null) =>
    ({
      name: 'g',
      controller: { url, username: 'plaza', password: PASSWORD, site: 'default', ca },
    }) as unknown as Gateway
  const failureOf = async (url: string, ca: string | null = null, timeoutMs?: number) => {
    const error = await converse(gateway(url, ca), { ...(timeoutMs !== undefined && { timeoutMs }) })
      .ask('POST', '/', { password: PASSWORD })
      .then(
        () => undefined,
        (error) => error,
      )
    if (!(error instanceof ControllerError)) return error
    expect(error.message).to.include(new URL(url).host).and.not.include(PASSWORD)
    return error.failure
  }
  const controller = async (tls?: { key: string; cert: string }, hangs = false) => {
    const asked: Array<string | undefined> = []
    const { close } = await startController({ host: 'localhost', port }, tls, ({ headers, path }) => {
      asked.push(headers.cookie)
      return hangs
        ? undefined
        : { status: 200, headers: { 'set-cookie': `from=${path.slice(1)}; Path=/` }, json: { a: [1] } }
    })
    closers.push(close)
    return asked
  }

  it('keeps the cookies in between, and reads JSON', async () => {
    const asked = await controller()
    const { ask } = converse(gateway(`http://localhost:${port}/`))
    expect(await ask('GET', '/one')).to.deep.include({ status: 200, body: { a: [1] } })
    await ask('GET', '/two')
    expect(asked).to.deep.equal([undefined, 'from=one'])
  })

  it('tells a controller that is not there from one that does not answer', async () => {
    expect(await failureOf(`http://localhost:${port}`)).to.equal('controller-unreachable')
    await controller(undefined, true)
    expect(await failureOf(`http://localhost:${port}`, null, 50)).to.equal('controller-timeout')
  })

  it('trusts the CA or the very certificate that it was given, and no other', async () => {
    const now = new Date()
    const [authority, other] = await Promise.all([makeAuthority('City', 2, now), makeAuthority('Other', 2, now)])
    const server = await makeServer(authority, 'localhost', 2, now)
    await controller(server)
    const url = `https://localhost:${port}`
    expect(await failureOf(url)).to.equal('controller-untrusted')
    expect(await failureOf(url, other.cert)).to.equal('controller-untrusted')
    expect(await failureOf(url, authority.cert)).to.equal(undefined)
  })

  it('takes a certificate that it was given under whatever name, but one of the CA’s under its own name only', async () => {
    const now = new Date()
    const authority = await makeAuthority('City', 2, now)
    const server = await makeServer(authority, 'unifi', 2, now)
    await controller(server)
    const url = `https://localhost:${port}`
    expect(await failureOf(url, authority.cert)).to.equal('controller-untrusted')
    expect(await failureOf(url, `${server.cert}\n${authority.cert}`)).to.equal(undefined)
  })
})
