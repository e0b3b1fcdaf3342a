import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { register } from 'prom-client'
import {
  AcctSessionId,
  AcctStatusType,
  accessRequest,
  accountingRequest,
  CallingStationId,
  Code,
  checkMessageAuthenticator,
  decodePacket,
  ErrorCause,
  encodeReply,
  encodeRequest,
  isResponseAuthentic,
  Packet,
  RADSEC_SECRET,
  reply,
  SessionTimeout,
  statusRequest,
} from '../../radius/index.ts'
import { PacketStream } from '../../radius/tls/packet-stream.ts'
import { issueTicket } from '../../server/access/tickets.ts'
import { silentLog } from '../../server/log.ts'
import { rotateGatewaySecret } from '../../server/network/gateways/change.ts'
import { disconnectSession } from '../../server/sessions/disconnects/disconnect.ts'
import { type GatewayRelay, openGatewayRelay } from '../../server/sessions/disconnects/gateway-relay.ts'
import { connectTls, type TlsClient } from '../radius/tls/tls-client.ts'
import { testSealer as sealer, testMac, testResident } from '../support/city.ts'
import { eventually } from '../support/eventually.ts'
import { requirePeer } from '../support/peers.ts'
import { type RadsecCity, startRadsecCity } from './radsec-city.ts'

const encoded = (packet: Packet) => encodeRequest(packet, RADSEC_SECRET)

describe('RadSec', () => {
  let openssl: string
  let city: RadsecCity
  let folder: string
  before(async function () {
    openssl = requirePeer(this, 'openssl')
    city = await startRadsecCity()
    folder = await mkdtemp(join(tmpdir(), 'plaza-radsec-'))
    const stranger = await city.certificates.issue({ commonName: 'stranger', usage: 'device', days: 1 })
    for (const [name, { key, cert }] of Object.entries({ gateway: city.identity, stranger })) {
      await writeFile(join(folder, `${name}.pem`), key + cert, { mode: 0o600 })
    }
    await writeFile(join(folder, 'ca.crt'), city.certificates.ca())
  })
  after(async () => {
    await city?.close()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  const ticketRequest = async () => {
    const [residentId, deviceMac] = [await testResident(city.db), testMac()]
    const holder = { residentId, deviceMac, gatewayId: city.gatewayId, hotspotId: null }
    const { username, password } = await issueTicket(city.db, sealer, holder)
    return accessRequest({ username, password, secret: RADSEC_SECRET }).add(CallingStationId, deviceMac)
  }

  describe('with openssl s_client', () => {
    /** Sends raw packets and gathers as many; fewer where the connection ends before. */
    const exchange = async (args: string[], requests: Buffer[]): Promise<{ replies: Packet[]; output: string }> => {
      const connectTo = ['-connect', `127.0.0.1:${city.radsecPort}`, '-CAfile', join(folder, 'ca.crt')]
      const child = spawn(openssl, ['s_client', ...connectTo, '-verify_return_error', '-quiet', ...args])
      const closed = once(child, 'close')
      const stream = new PacketStream()
      const replies: Packet[] = []
      let output = ''
      child.stderr.setEncoding('utf8').on('data', (text) => (output += text))
      child.stdin.on('error', () => {})
      child.stdout.on('data', (octets) => {
        stream.add(octets)
        for (let frame = stream.next(); frame && frame !== 'bad-length'; frame = stream.next()) {
          replies.push(decodePacket(frame))
        }
        if (replies.length === requests.length) child.kill('SIGTERM')
      })
      child.stdin.write(Buffer.concat(requests))
      await closed
      return { replies, output }
    }
    const identity = (name: string) => ['-cert', join(folder, `${name}.pem`), '-key', join(folder, `${name}.pem`)]

    for (const version of ['-tls1_2', '-tls1_3']) {
      it(`answers raw packets, ${version.slice(1)}`, async () => {
        const request = await ticketRequest()
        const accounting = accountingRequest()
          .add(AcctStatusType, AcctStatusType.values.Start)
          .add(AcctSessionId, `openssl ${version}`)
        // Under way at once, they need identifiers of their own.
        const status = new Packet(Code.StatusServer, (request.identifier + 1) % 256, randomBytes(16))
        const requests = [encoded(request), encoded(accounting), encoded(status)]
        const { replies, output } = await exchange([version, ...identity('gateway')], requests)
        expect(replies, output).to.have.length(3)
        const accept = replies.find(({ identifier, code }) => identifier === request.identifier && code === 2)!
        expect(accept.get(SessionTimeout)).to.equal(14_400)
        expect(isResponseAuthentic(accept.raw!, request.authenticator, RADSEC_SECRET)).to.equal(true)
        expect(checkMessageAuthenticator(accept.raw!, RADSEC_SECRET, request.authenticator)).to.equal('right')
        expect(replies.map(({ code }) => code)).to.have.members([2, 2, Code.AccountingResponse])
      })
    }

    it('refuses no certificate, and one of Plaza’s own CA that no gateway has', async () => {
      const request = encoded(await ticketRequest())
      const nobody = await exchange([], [request])
      expect(nobody.replies).to.deep.equal([])
      expect(nobody.output).to.match(/alert certificate required|handshake failure/)
      expect((await exchange(identity('stranger'), [request])).replies).to.deep.equal([])
    })
  })

  describe('back to a gateway', () => {
    let gateway: TlsClient
    let elsewhere: GatewayRelay
    before(async () => {
      // As the web role has it: another process, without connections.
      elsewhere = await openGatewayRelay({ db: city.db, log: silentLog, claimMs: 500 })
    })
    after(() => elsewhere?.close())
    beforeEach(async () => {
      const { key, cert } = city.identity
      gateway = await connectTls({ port: city.radsecPort, ca: city.certificates.ca(), key, cert })
    })
    afterEach(() => gateway.close())

    let count = 0
    const openSession = async () => {
      const acctSessionId = `reverse-${++count}`
      const start = accountingRequest().add(AcctStatusType, AcctStatusType.values.Start)
      gateway.send(encoded(start.add(AcctSessionId, acctSessionId).add(CallingStationId, testMac())))
      expect((await gateway.next()).code).to.equal(Code.AccountingResponse)
      const { rows } = await city.db.pool.query('select id from sessions where acct_session_id = $1', [acctSessionId])
      return { id: rows[0].id as number, acctSessionId }
    }
    const staff = async () => {
      const { rows } = await city.db.pool.query(
        "insert into staff (issuer, subject, name, role) values ('i', gen_random_uuid(), 'n', 'operator') returning id",
      )
      return { cause: 'staff', staffId: rows[0].id } as const
    }
    const disconnect = async (sessionId: number) => {
      const { db, registry } = city
      const deps = { db, registry, log: silentLog, connectionTo: elsewhere.connectionTo }
      return disconnectSession(deps, sessionId, await staff())
    }

    it('ends a session from another process over the connection that the gateway opened', async () => {
      const { id, acctSessionId } = await openSession()
      const ended = disconnect(id)
      const asked = await gateway.next()
      expect(asked.code).to.equal(Code.DisconnectRequest)
      expect(asked.get(AcctSessionId)).to.equal(acctSessionId)
      gateway.send(encodeReply(reply(Code.DisconnectAck), asked, RADSEC_SECRET))
      expect(await ended).to.deep.equal({ outcome: 'ack', errorCause: null, attempts: 1 })
      const { rows } = await city.db.pool.query('select ended_at from sessions where id = $1', [id])
      expect(rows[0].ended_at).to.be.instanceOf(Date)
      expect((await city.db.pool.query('select from gateway_requests')).rowCount).to.equal(0)
    })

    it('counts the connections that are open', async () => {
      const open = async () => (await register.getSingleMetric('plaza_radsec_connections')!.get()).values[0]?.value
      await eventually(async () => (await open()) === 1)
      await gateway.close()
      await eventually(async () => (await open()) === 0)
    })

    it('tells why the gateway refuses', async () => {
      const { id } = await openSession()
      const ended = disconnect(id)
      const nak = reply(Code.DisconnectNak).add(ErrorCause, ErrorCause.values.AdministrativelyProhibited)
      gateway.send(encodeReply(nak, await gateway.next(), RADSEC_SECRET))
      expect(await ended).to.deep.equal({ outcome: 'nak', errorCause: 501, attempts: 1 })
    })

    it('is given up soon where the gateway is not connected', async () => {
      const { id } = await openSession()
      gateway.close()
      await gateway.closed
      expect(await disconnect(id)).to.include({ outcome: 'timeout', errorCause: null })
    })

    it('leaves a gateway’s connection open while its data change', async () => {
      await rotateGatewaySecret(city.db, sealer, 'radsec-gateway', 'another secret')
      gateway.send(encoded(statusRequest()))
      expect((await gateway.next()).code).to.equal(Code.AccessAccept)
    })
  })

  it('stops a gateway that is disabled, though its connection is open', async () => {
    const { key, cert } = city.identity
    const gateway = await connectTls({ port: city.radsecPort, ca: city.certificates.ca(), key, cert })
    gateway.send(encoded(statusRequest()))
    await gateway.next()
    const disable = async (at: Date | null) => {
      await city.db.pool.query('update gateways set disabled_at = $2 where id = $1', [city.gatewayId, at])
      await city.registry.reload()
    }
    await disable(new Date())
    gateway.send(encoded(statusRequest()))
    expect(await gateway.closed).to.deep.equal([])
    await disable(null)
  })
})
