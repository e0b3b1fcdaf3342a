import { expect } from 'chai'
import { silentLog } from '../../../../server/log.ts'
import { addGatewayCertificate } from '../../../../server/network/gateways/change.ts'
import { GatewayError, loadGateways } from '../../../../server/network/gateways/gateways.ts'
import { addGateway } from '../../../../server/network/gateways/register.ts'
import { openRegistry, type Registry } from '../../../../server/network/gateways/registry.ts'
import { testSealer as sealer } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { eventually } from '../../../support/eventually.ts'

const certificate = (octet: string, days = 1) => ({
  fingerprint: octet.repeat(32),
  notAfter: new Date(Date.now() + days * 86_400_000),
})

describe('certificates of gateways', () => {
  let db: TestDatabase
  let registry: Registry
  before(async () => {
    db = await createTestDatabase()
    for (const name of ['sur-03', 'sur-04']) {
      await addGateway(db, sealer, {
        ...{ name, network: null, secret: 's', vendor: 'generic', coaPort: 3799, requireMessageAuthenticator: true },
        ...{ nasIdentifier: null, uamSecret: null, loginOrigins: [] },
      })
    }
    registry = await openRegistry(db, sealer, silentLog)
  })
  after(async () => {
    await registry.close()
    await db.close()
  })
  const known = (octet: string) => registry.gatewayByCertificate(octet.repeat(32))?.name

  it('let it in as soon as they are registered, several at a time', async () => {
    await addGatewayCertificate(db, 'sur-03', certificate('0a'))
    await addGatewayCertificate(db, 'sur-03', certificate('0b'))
    await eventually(() => known('0b') === 'sur-03')
    expect([known('0a'), known('0c')]).to.deep.equal(['sur-03', undefined])
    expect(registry.gatewayAt('127.0.0.1')).to.equal(undefined)
  })

  it('let nobody in when they have ended', async () => {
    await addGatewayCertificate(db, 'sur-04', certificate('0d', -1))
    await registry.reload()
    expect(known('0d')).to.equal(undefined)
  })

  it('take the place of all before them where that is wanted', async () => {
    await addGatewayCertificate(db, 'sur-03', certificate('0e'), true)
    await eventually(() => known('0e') === 'sur-03')
    expect([known('0a'), known('0b')]).to.deep.equal([undefined, undefined])
  })

  it('belong to one gateway, which is there; what was before stays where that fails', async () => {
    const refusal = (name: string) =>
      addGatewayCertificate(db, name, certificate('0e'), true).catch((error: unknown) => error)
    expect(await refusal('sur-04'))
      .to.be.instanceOf(GatewayError)
      .with.property('message')
      .that.includes('already')
    expect(await refusal('nowhere'))
      .to.be.instanceOf(GatewayError)
      .with.property('message')
      .that.includes('"nowhere"')
    const [, other] = await loadGateways(db, sealer)
    expect(other?.certificates.map(({ fingerprint }) => fingerprint)).to.deep.equal(['0d'.repeat(32)])
  })
})
