import { expect } from 'chai'
import { publish } from '../../../../server/database/events/events.ts'
import { type Log, silentLog } from '../../../../server/log.ts'
import { rotateGatewaySecret } from '../../../../server/network/gateways/change.ts'
import { addGateway } from '../../../../server/network/gateways/register.ts'
import { openRegistry, type Registry } from '../../../../server/network/gateways/registry.ts'
import { createSealer } from '../../../../server/sealing.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { eventually } from '../../../support/eventually.ts'

const sealer = createSealer('a secret of more than 32 characters, for tests')

describe('the registry of gateways and hotspots', () => {
  let db: TestDatabase
  let registry: Registry | undefined
  beforeEach(async () => {
    db = await createTestDatabase()
  })
  afterEach(async () => {
    await registry?.close()
    await db.close()
  })

  const add = (name: string, network: string) =>
    addGateway(db, sealer, {
      name,
      network,
      secret: `secret of ${name}`,
      vendor: 'generic',
      coaPort: 3799,
      nasIdentifier: `nas-${name}`,
      uamSecret: null,
      loginOrigins: [],
    })
  const addHotspot = async (code: string, gatewayId: number, mac: string | null) => {
    const site = await db.query
      .insertInto('sites')
      .values({ name: code, latitude: 19, longitude: -99 })
      .onConflict((conflict) => conflict.columns(['latitude', 'longitude']).doUpdateSet({ name: code }))
      .returning('id')
      .executeTakeFirstOrThrow()
    const place = { programme: 'P', code, name: code, site_id: site.id, latitude: 19, longitude: -99 }
    const row = await db.query
      .insertInto('hotspots')
      .values({ ...place, gateway_id: gatewayId, mac })
      .returning('id')
      .executeTakeFirstOrThrow()
    return row.id
  }
  const open = async () => {
    registry = await openRegistry(db, sealer, silentLog)
    return registry
  }

  it('finds a gateway by the narrowest network that holds an address', async () => {
    await add('wide', '10.0.0.0/8')
    await add('narrow', '10.1.0.0/16')
    await add('exact', '10.1.2.3/32')
    await add('six', '2001:db8::/32')
    await add('six-exact', '2001:db8::7/128')
    const at = await open()
    expect(
      ['10.1.2.3', '10.1.2.4', '10.2.0.1', '2001:db8::7', '2001:db8::8', '::ffff:10.1.2.3', '::ffff:10.2.0.1'].map(
        (address) => at.gatewayAt(address)?.name,
      ),
    ).to.deep.equal(['exact', 'narrow', 'wide', 'six-exact', 'six', 'exact', 'wide'])
    expect(at.gatewayAt('192.0.2.1')).to.equal(undefined)
    expect(at.gatewayAt('2001:db9::1')).to.equal(undefined)
  })

  it('gives a gateway with its secret opened, by id and by NAS identifier', async () => {
    const id = await add('north', '192.0.2.0/24')
    const at = await open()
    expect(at.gateway(id)).to.include({ name: 'north', secret: 'secret of north' })
    expect(at.gatewayByNasIdentifier('nas-north')?.id).to.equal(id)
    expect(at.gatewayByNasIdentifier('nas-south')).to.equal(undefined)
  })

  it("tells a gateway's hotspots apart by Called-Station-Id, in any spelling and with a network name", async () => {
    const gatewayId = await add('north', '192.0.2.0/24')
    const other = await add('south', '198.51.100.0/24')
    const first = await addHotspot('A', gatewayId, '00:00:5e:00:53:01')
    await addHotspot('B', gatewayId, '00:00:5e:00:53:02')
    const elsewhere = await addHotspot('C', other, '00:00:5e:00:53:03')
    const at = await open()
    expect(at.hotspotOf(gatewayId, '00-00-5E-00-53-01:Plaza')?.id).to.equal(first)
    expect(at.hotspotOf(gatewayId, '00005e005301')?.id).to.equal(first)
    expect(at.hotspotByMac('00:00:5e:00:53:03')?.id).to.equal(elsewhere)
    expect(at.hotspotOf(gatewayId, undefined), 'one of two').to.equal(undefined)
    expect(at.hotspotOf(gatewayId, '00-00-5E-00-53-03'), "another gateway's").to.equal(undefined)
    expect(at.hotspotOf(other, 'no MAC')?.id, 'its only one').to.equal(elsewhere)
  })

  it('leaves out hotspots that are retired', async () => {
    const gatewayId = await add('north', '192.0.2.0/24')
    await addHotspot('A', gatewayId, '00:00:5e:00:53:01')
    await db.query.updateTable('hotspots').set({ retired_at: new Date() }).execute()
    expect((await open()).hotspotByMac('00:00:5e:00:53:01')).to.equal(undefined)
  })

  it('follows gateways that are added and changed', async () => {
    const at = await open()
    expect(at.gatewayAt('192.0.2.9')).to.equal(undefined)
    await add('north', '192.0.2.0/24')
    await eventually(() => at.gatewayAt('192.0.2.9')?.name === 'north')
    await rotateGatewaySecret(db, sealer, 'north', 'rotated')
    await eventually(() => at.gatewayAt('192.0.2.9')?.secret === 'rotated')
  })

  it('follows hotspots that are added', async () => {
    const gatewayId = await add('north', '192.0.2.0/24')
    const at = await open()
    const id = await addHotspot('A', gatewayId, '00:00:5e:00:53:01')
    await publish(db, { type: 'hotspots' })
    await eventually(() => at.hotspotByMac('00:00:5e:00:53:01')?.id === id)
  })

  it('reads everything afresh after its connection was lost', async () => {
    const at = await open()
    const listeners = `select pid from pg_stat_activity
      where datname = current_database() and application_name = 'plaza listen'`
    const [lost] = (await db.pool.query<{ pid: number }>(listeners)).rows
    await db.pool.query('select pg_terminate_backend($1)', [lost?.pid])
    await eventually(async () => (await db.pool.query(listeners)).rowCount === 0)
    await add('north', '192.0.2.0/24')
    await eventually(() => at.gatewayAt('192.0.2.9')?.name === 'north')
  })

  it('reads once more what could not be read', async () => {
    await add('north', '192.0.2.0/24')
    let failed = false
    const error = () => {
      failed = true
    }
    registry = await openRegistry(db, sealer, { ...silentLog, error } as unknown as Log)
    await db.pool.query('alter table hotspots rename to away')
    await rotateGatewaySecret(db, sealer, 'north', 'rotated')
    await eventually(() => failed)
    await db.pool.query('alter table away rename to hotspots')
    await eventually(() => registry?.gatewayAt('192.0.2.9')?.secret === 'rotated')
  })

  it('does not open when the secrets were sealed with another PLAZA_SECRET', async () => {
    await add('north', '192.0.2.0/24')
    const other = createSealer('quite another secret, also of 32 characters')
    expect(await openRegistry(db, other, silentLog).catch(String)).to.match(/does not open/)
  })
})
