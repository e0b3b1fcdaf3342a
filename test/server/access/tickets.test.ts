import { expect } from 'chai'
import { consumeTicket, issueTicket, removeOldTickets, ticketsByUsername } from '../../../server/access/tickets.ts'
import { testGateway, testMac, testResident, testSealer } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

describe('tickets', () => {
  let db: TestDatabase
  let holder: Parameters<typeof issueTicket>[2]
  before(async () => {
    db = await createTestDatabase()
    const [residentId, gatewayId] = [await testResident(db), await testGateway(db)]
    holder = { residentId, gatewayId, deviceMac: testMac(), hotspotId: null }
  })
  after(() => db.close())

  const issue = async () => {
    const issued = await issueTicket(db, testSealer, holder)
    const ticket = (await ticketsByUsername(db, testSealer, [issued.username])).get(issued.username)!
    return { issued, ticket }
  }

  it('are made of characters that every gateway dialect carries, for two minutes', async () => {
    const { issued, ticket } = await issue()
    expect(issued.username).to.match(/^t-[a-z0-9]{16}$/)
    expect(issued.password).to.match(/^[a-z0-9]{16}$/)
    expect(issued.expiresAt.getTime() - Date.now()).to.be.within(110_000, 120_000)
    expect(ticket).to.include({ password: issued.password, deviceMac: holder.deviceMac, usedAt: null })
  })

  it('keep the password sealed at rest', async () => {
    const { issued } = await issue()
    const { rows } = await db.pool.query('select t::text as row from tickets t where username = $1', [issued.username])
    expect(rows[0].row).not.to.include(issued.password)
    expect(rows[0].row).not.to.include(Buffer.from(issued.password).toString('hex'))
  })

  it('are used up exactly once by 20 requests at the same time', async () => {
    const { ticket } = await issue()
    const results = await Promise.all(Array.from({ length: 20 }, () => consumeTicket(db, ticket.id)))
    expect(results.filter(Boolean)).to.have.length(1)
  })

  it('cannot be used once expired', async () => {
    const { ticket } = await issue()
    await db.pool.query("update tickets set expires_at = now() - interval '1 second' where id = $1", [ticket.id])
    expect(await consumeTicket(db, ticket.id)).to.equal(false)
  })

  it('are removed a day after their end, not before', async () => {
    const [old, young] = [await issue(), await issue()]
    await db.pool.query("update tickets set expires_at = now() - interval '25 hours' where id = $1", [old.ticket.id])
    await removeOldTickets(db)
    const left = await ticketsByUsername(db, testSealer, [old.issued.username, young.issued.username])
    expect([...left.keys()]).to.deep.equal([young.issued.username])
  })
})
