import { rootCertificates } from 'node:tls'
import { expect } from 'chai'
import { makeAuthority, makeServer } from '../../../server/certificates/make.ts'
import { trustOf } from '../../../server/certificates/trust.ts'
import { StartError } from '../../../server/start/start-error.ts'
import { createAuthority } from '../../radius/eap/certificates.ts'
import { requirePeer } from '../../support/peers.ts'

describe('what devices have to trust', () => {
  it('is the root that the chain leads to, wherever it stands in it, and the names of the first certificate', async () => {
    const ca = await makeAuthority('Ciudad', 10, new Date())
    const server = await makeServer(ca, 'wifi.example', 5, new Date())
    const trust = trustOf(server.cert + ca.cert)
    expect(trust.root.subject).to.include('CN=Plaza CA')
    expect(trust).to.deep.include({ isPublic: false, names: ['wifi.example'] })
    const byAddress = await makeServer(ca, '203.0.113.2', 5, new Date())
    expect(trustOf(byAddress.cert + ca.cert).names).to.deep.equal(['203.0.113.2'])
  })

  it('is Plaza’s own CA where that issued it, in the chain or not', async () => {
    const [own, other] = [await makeAuthority('Ciudad', 10, new Date()), await makeAuthority('Otra', 10, new Date())]
    const server = await makeServer(own, 'wifi.example', 5, new Date())
    expect(trustOf(server.cert, own.cert).root.subject).to.include('Ciudad')
    expect(() => trustOf(server.cert, other.cert)).to.throw(StartError)
  })

  it('is public where Mozilla lists it', () => {
    const root = rootCertificates[0]!
    expect(trustOf(root)).to.include({ isPublic: true })
  })

  it('is asked for where the file leaves it out, by the name of the setting', async () => {
    const [ca, other] = [await makeAuthority('Ciudad', 10, new Date()), await makeAuthority('Otra', 10, new Date())]
    const server = await makeServer(ca, 'wifi.example', 5, new Date())
    expect(() => trustOf(server.cert)).to.throw(StartError, /PLAZA_TLS_CERT: the root above "CN=wifi.example" is/)
    expect(() => trustOf(server.cert + other.cert)).to.throw(StartError, /neither in it nor public/)
  })

  it('is read from certificates that openssl made, with the common name where there is no other', function () {
    const authority = createAuthority(requirePeer(this, 'openssl'))
    try {
      const ca = authority.authority('city ca')
      const server = authority.issue('radius.example', ca, 'serverAuth')
      expect(trustOf(server.cert + ca.cert).names).to.deep.equal(['radius.example'])
      expect(trustOf(ca.cert).names).to.deep.equal(['city ca'])
    } finally {
      authority.remove()
    }
  })
})
