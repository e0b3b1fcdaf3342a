import { expect } from 'chai'
import { type PlazaEvent, subscribe } from '../../../../server/database/events/events.ts'
import { updateGatewayEndpoints } from '../../../../server/network/gateways/change.ts'
import { loadGateways } from '../../../../server/network/gateways/gateways.ts'
import { addGateways } from '../../../../server/network/gateways/register.ts'
import { createSealer } from '../../../../server/sealing.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

describe('where gateways are reached', () => {
  const sealer = createSealer('a secret of at least thirty-two characters')
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())

  it('is updated for all at once, and told only where something changed', async () => {
    const gateway = (number: number) => ({
      name: `Gateway ${number}`,
      network: `127.20.0.${number}/32`,
      secret: 'secret',
      vendor: 'coovachilli' as const,
      coaPort: 3799,
      nasIdentifier: `gateway-${number}`,
      uamSecret: null,
      loginOrigins: [],
    })
    const [first = 0, second = 0] = await addGateways(db, sealer, [gateway(1), gateway(2)])
    const told: PlazaEvent[] = []
    let arrived = () => {}
    const subscription = await subscribe(db, (event) => {
      told.push(event)
      arrived()
    })
    const endpoints = [
      { id: first, coaPort: 40_001, loginOrigins: ['http://127.0.0.1:8090', 'http://127.0.0.1:8091'] },
      { id: second, coaPort: 3799, loginOrigins: [] },
    ]
    const event = new Promise<void>((resolve) => {
      arrived = resolve
    })
    await updateGatewayEndpoints(db, endpoints)
    await event
    await updateGatewayEndpoints(db, endpoints)
    const stored = await loadGateways(db, sealer)
    expect(stored.map(({ id, coaPort, loginOrigins }) => ({ id, coaPort, loginOrigins }))).to.deep.equal(endpoints)
    // A last event shows that nothing came between it and the first.
    const last = new Promise<void>((resolve) => {
      arrived = resolve
    })
    await db.pool.query(`select pg_notify('plaza', '{"type":"policies"}')`)
    await last
    await subscription.close()
    expect(told.map(({ type }) => type)).to.deep.equal(['gateways', 'policies'])
  })
})
