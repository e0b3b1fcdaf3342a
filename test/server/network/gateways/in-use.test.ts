import { expect } from 'chai'
import { publish } from '../../../../server/database/events/events.ts'
import { silentLog } from '../../../../server/log.ts'
import { loadGateways } from '../../../../server/network/gateways/gateways.ts'
import { disabledGateways, disableGateway, removeGateway } from '../../../../server/network/gateways/in-use.ts'
import { openRegistry, type Registry } from '../../../../server/network/gateways/registry.ts'
import { testGateway, testSealer, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { eventually } from '../../../support/eventually.ts'

describe('a gateway out of use', () => {
  let db: TestDatabase
  let registry: Registry
  before(async () => {
    db = await createTestDatabase()
    registry = await openRegistry(db, testSealer, silentLog)
  })
  after(async () => {
    await registry.close()
    await db.close()
  })

  it('is unknown to every process until it is put back', async () => {
    const id = await testGateway(db, { network: '192.0.2.1/32' })
    await eventually(() => registry.gatewayAt('192.0.2.1'))
    const name = await disableGateway(db, id, true)
    await eventually(() => registry.gatewayAt('192.0.2.1') === undefined && registry.gateway(id) === undefined)
    expect((await disabledGateways(db)).map((row) => [row.id, row.name])).to.deep.equal([[id, name]])
    expect(await disableGateway(db, id, true), 'once more').to.equal(undefined)
    await disableGateway(db, id, false)
    await eventually(() => registry.gatewayAt('192.0.2.1')?.secret === 'testing123')
    expect(await disabledGateways(db)).to.deep.equal([])
  })

  it('that is removed leaves its sessions, and its name, network and NAS-Identifier to another', async () => {
    const id = await testGateway(db, { network: '192.0.2.2/32' })
    const { name } = (await loadGateways(db, testSealer)).find((gateway) => gateway.id === id)!
    const [hotspot] = await twoHotspots(db, id)
    await publish(db, { type: 'hotspots' })
    await db.query
      .insertInto('sessions')
      .values({
        ...{ gateway_id: id, session_key: 'k', acct_session_id: 'a', hotspot_id: hotspot },
        ...{ started_at: new Date(), updated_at: new Date() },
      })
      .execute()
    await eventually(() => registry.hotspotOf(id, undefined) === undefined && registry.gateway(id))
    expect(await removeGateway(db, testSealer, id)).to.deep.equal({ name, hotspots: 2 })
    await eventually(() => registry.gateway(id) === undefined && registry.hotspot(hotspot)?.gatewayId === null)
    expect(await removeGateway(db, testSealer, id)).to.equal(undefined)
    expect(await disableGateway(db, id, false)).to.equal(undefined)
    expect(await disabledGateways(db)).to.deep.equal([])
    await testGateway(db, { network: '192.0.2.2/32' })
    const { rows } = await db.pool.query('select g.name from sessions s join gateways g on g.id = s.gateway_id')
    expect(rows).to.deep.equal([{ name: `${name} (${id})` }])
  })
})
