import { expect } from 'chai'
import { ensureDefaultPolicy } from '../../server/access/policies/policies.ts'
import { changeLimits } from '../../server/access/reply/change-limits.ts'
import { storeRecords } from '../../server/accounting/ingest.ts'
import { silentLog } from '../../server/log.ts'
import { openRegistry, type Registry } from '../../server/network/gateways/registry.ts'
import { disconnectSession } from '../../server/sessions/disconnects/disconnect.ts'
import type { SessionRecord } from '../../server/sessions/ledger/record.ts'
import { localDay } from '../../server/usage/local-day.ts'
import { testSealer as sealer, testGateway, testMac } from '../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { requirePeer } from '../support/peers.ts'
import { freePort } from '../support/plaza.ts'
import { type FreeRadius, startFreeRadius } from './freeradius-process.ts'

/** A gateway's listener: it knows the sessions whose name begins with "known", and may end all but "known-vip". */
const configuration = (port: number) => `
  proxy_requests = no
  client plaza { ipaddr = 127.0.0.1, secret = testing123 }
  server gateway {
    listen { type = coa, ipaddr = 127.0.0.1, port = ${port} }
    recv-coa {
      if (&Acct-Session-Id == "known-vip") {
        update reply { &Error-Cause := Administratively-Prohibited }
        reject
      }
      elsif (&Acct-Session-Id =~ /^known/) {
        ok
      }
      else {
        update reply { &Error-Cause := Session-Context-Not-Found }
        reject
      }
    }
    send-coa {
      ok
    }
  }`

describe('FreeRADIUS as a gateway’s CoA listener', () => {
  let db: TestDatabase
  let registry: Registry
  let listener: FreeRadius
  let gatewayId: number
  let staffId: number
  before(async function () {
    const program = requirePeer(this, 'freeradius')
    const coaPort = await freePort('udp')
    listener = await startFreeRadius(program, configuration(coaPort))
    db = await createTestDatabase()
    await ensureDefaultPolicy(db)
    gatewayId = await testGateway(db, { coaPort, vendor: 'coovachilli' })
    registry = await openRegistry(db, sealer, silentLog)
    const { rows } = await db.pool.query(
      "insert into staff (issuer, subject, name, role) values ('i', 's', 'n', 'operator') returning id",
    )
    staffId = rows[0].id
  })
  after(async () => {
    await listener?.close()
    await registry?.close()
    await db?.close()
  })

  const open = async (acctSessionId: string) => {
    const record: SessionRecord = {
      ...{ kind: 'start', gatewayId, sessionKey: acctSessionId, acctSessionId, at: new Date(), seconds: 0 },
      ...{
        inputOctets: 0,
        outputOctets: 0,
        terminateCause: null,
        gigawords: true,
        doubt: null,
        residentId: null,
        deviceMac: testMac(),
      },
      ...{ hotspotId: null, userName: 'T-Someone ', callingStationId: '02-AA-00-00-00-01', calledStationId: null },
      ...{ nasIdentifier: 'nas-7', nasIp: '127.0.0.1', nasPort: 3, framedIp: null, ipv6: null, natPorts: null },
      ...{ interimSeconds: null, multiSessionId: null },
    }
    const [change] = await storeRecords(db, [record], localDay('UTC'))
    return change!.id
  }
  const deps = () => ({ db, registry, log: silentLog, config: { timeZone: 'UTC' } })
  const disconnect = async (acctSessionId: string) => {
    const id = await open(acctSessionId)
    const answer = await disconnectSession(deps(), id, { cause: 'staff', staffId })
    const { rows } = await db.pool.query('select ended_at from sessions where id = $1', [id])
    return { answer, ended: rows[0].ended_at !== null }
  }

  it('verifies and acknowledges a Disconnect-Request, which ends the session', async () => {
    const { answer, ended } = await disconnect('known-1')
    expect(answer).to.include({ outcome: 'ack', errorCause: null })
    expect(ended).to.equal(true)
    expect(listener.output()).to.include('Received Disconnect-Request').and.to.include('Acct-Session-Id = "known-1"')
    expect(listener.output()).to.include('User-Name = "T-Someone "').and.to.include('Event-Timestamp')
  })

  it('refuses one with its reason, and the session stays', async () => {
    const { answer, ended } = await disconnect('known-vip')
    expect(answer).to.include({ outcome: 'nak', errorCause: 501 })
    expect(ended).to.equal(false)
  })

  it('does not know a session, which ends it here', async () => {
    const { answer, ended } = await disconnect('lost')
    expect(answer).to.include({ outcome: 'ack', errorCause: 503 })
    expect(ended).to.equal(true)
  })

  it('acknowledges new limits by CoA-Request, in the attributes of its vendor', async () => {
    const id = await open('known-2')
    const rate = { downBps: 2_000_000, upBps: 1_000_000 }
    const answer = await changeLimits(deps(), id, { rate, sessionSeconds: 600 }, staffId)
    expect(answer).to.include({ outcome: 'ack', errorCause: null })
    expect(listener.output())
      .to.include('Received CoA-Request')
      .and.to.match(/Max-Down = 2000/)
    expect(listener.output()).to.include('Session-Timeout')
  })
})
