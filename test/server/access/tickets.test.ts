import { expect } from 'chai'
import { accessRequest } from '../../../radius/index.ts'
import {
  consumeTicket,
  isRepeated,
  issueTicket,
  removeOldTickets,
  requestFingerprint,
  ticketsByUsername,
} from '../../../server/access/tickets.ts'
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

  /** The fingerprint of another request each time. */
  const request = () => requestFingerprint(1, accessRequest({ username: 'ada', password: 'x', secret: 's' }))
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
    const results = await Promise.all(Array.from({ length: 20 }, () => consumeTicket(db, ticket.id, request())))
    expect(results.filter(Boolean)).to.have.length(1)
  })

  it('are good for the retransmissions of the request that used them, for half a minute, and for no other', async () => {
    const { issued, ticket } = await issue()
    const [first, other] = [request(), request()]
    const current = async () => (await ticketsByUsername(db, testSealer, [issued.username])).get(issued.username)!
    expect(isRepeated(ticket, first)).to.equal(false)
    expect(await consumeTicket(db, ticket.id, first)).to.equal(true)
    expect(await consumeTicket(db, ticket.id, first)).to.equal(true)
    expect(await consumeTicket(db, ticket.id, other)).to.equal(false)
    expect([isRepeated(await current(), first), isRepeated(await current(), other)]).to.deep.equal([true, false])
    await db.pool.query("update tickets set used_at = now() - interval '31 seconds' where id = $1", [ticket.id])
    expect(await consumeTicket(db, ticket.id, first)).to.equal(false)
    expect(isRepeated(await current(), first)).to.equal(false)
  })

  it('tell the same request at another gateway apart', () => {
    const packet = accessRequest({ username: 'ada', password: 'x', secret: 's' })
    expect(requestFingerprint(7, packet).equals(requestFingerprint(7, packet))).to.equal(true)
    expect(requestFingerprint(7, packet).equals(requestFingerprint(8, packet))).to.equal(false)
  })

  it('cannot be used once expired', async () => {
    const { ticket } = await issue()
    await db.pool.query("update tickets set expires_at = now() - interval '1 second' where id = $1", [ticket.id])
    expect(await consumeTicket(db, ticket.id, request())).to.equal(false)
  })

  it('are removed a day after their end, not before', async () => {
    const [old, young] = [await issue(), await issue()]
    await db.pool.query("update tickets set expires_at = now() - interval '25 hours' where id = $1", [old.ticket.id])
    await removeOldTickets(db)
    const left = await ticketsByUsername(db, testSealer, [old.issued.username, young.issued.username])
    expect([...left.keys()]).to.deep.equal([young.issued.username])
  })
})
