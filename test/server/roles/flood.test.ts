import { createSocket } from 'node:dgram'
import { expect } from 'chai'
import { accessRequest, CallingStationId, Code, encodeRequest, exchange } from '../../../radius/index.ts'
import { issueTicket } from '../../../server/access/tickets.ts'
import { bindDevice } from '../../../server/directory/devices/devices.ts'
import { silentLog } from '../../../server/log.ts'
import { openRegistry, type Registry } from '../../../server/network/gateways/registry.ts'
import { type RadiusRole, startRadius } from '../../../server/roles/radius.ts'
import { testSealer as sealer, testGateway, testMac, testResident } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const secret = 'testing123'
const ROUNDS = 100
const FLOOD = 4000

describe('a flood of wrong passwords for one user name', () => {
  let db: TestDatabase
  let registry: Registry
  let role: RadiusRole
  let gatewayId: number
  let ticketsRead = 0
  before(async () => {
    db = await createTestDatabase()
    gatewayId = await testGateway(db)
    registry = await openRegistry(db, sealer, silentLog)
    const config = {
      radius: { host: '127.0.0.1', authPort: 0, acctPort: 0 },
      timeZone: 'UTC',
      deviceBindingDays: 30,
    }
    const counting = db.query.withPlugin({
      transformQuery({ node }) {
        if (node.kind === 'SelectQueryNode' && JSON.stringify(node).includes('"tickets"')) ticketsRead++
        return node
      },
      transformResult: async ({ result }) => result,
    })
    role = await startRadius({ config, db: { ...db, query: counting }, sealer, registry, log: silentLog })
  })
  after(async () => {
    await role.close()
    await registry.close()
    await db.close()
  })

  it('leaves every device answered, and is itself refused from memory', async () => {
    const mac = testMac()
    const residentId = await testResident(db)
    await bindDevice(db, { mac, residentId, until: new Date(Date.now() + 86_400_000) })
    const byMac = () => accessRequest({ username: mac, password: mac, secret }).add(CallingStationId, mac)
    const to = { address: '127.0.0.1', port: role.authPort, secret, initialTimeout: 2000, maxAttempts: 5 }
    const rate = async () => {
      const began = performance.now()
      for (let round = 0; round < ROUNDS; round++) {
        expect((await exchange({ ...to, packet: byMac() })).packet?.code).to.equal(Code.AccessAccept)
      }
      return (1000 * ROUNDS) / (performance.now() - began)
    }
    const calm = await rate()

    const holder = { residentId, deviceMac: testMac(), gatewayId, hotspotId: null }
    const { username, password } = await issueTicket(db, sealer, holder)
    const guess = (password: string) =>
      accessRequest({ username, password, secret }).add(CallingStationId, holder.deviceMac)
    const socket = createSocket('udp4')
    let sent = 0
    const flood = setInterval(() => {
      for (let count = 0; count < 20 && sent < FLOOD; count++, sent++) {
        socket.send(encodeRequest(guess(`guess ${sent}`), secret), role.authPort, '127.0.0.1')
      }
    }, 1)
    const flooded = await rate()
    clearInterval(flood)
    console.log(`      flooded ${flooded.toFixed(0)}/s, calm ${calm.toFixed(0)}/s: ${(flooded / calm).toFixed(2)}`)

    expect(sent).to.be.greaterThan(100)
    const answer = await exchange({ ...to, packet: guess(password) })
    expect(answer.packet?.code, 'the right password, of a name that is closed for a minute').to.equal(Code.AccessReject)
    expect(ticketsRead).to.be.within(1, sent - 20)
    socket.close()
  })
})
