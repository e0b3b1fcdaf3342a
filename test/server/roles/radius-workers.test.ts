import cluster from 'node:cluster'
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  AcctSessionId,
  AcctStatusType,
  accessRequest,
  accountingRequest,
  CallingStationId,
  Code,
  EapMessage,
  encodeReply,
  encodeRequest,
  exchange,
  Packet,
  RADSEC_SECRET,
  reply,
  State,
  UserName,
} from '../../../radius/index.ts'
import { issueTicket } from '../../../server/access/tickets.ts'
import { type IssuedCertificate, openCertificates } from '../../../server/certificates/certificates.ts'
import { readConfig } from '../../../server/config/index.ts'
import { bindDevice } from '../../../server/directory/devices/devices.ts'
import { silentLog } from '../../../server/log.ts'
import { addGatewayCertificate } from '../../../server/network/gateways/change.ts'
import { addGateway } from '../../../server/network/gateways/register.ts'
import { openRegistry } from '../../../server/network/gateways/registry.ts'
import { type RadiusWorkers, startRadiusWorkers } from '../../../server/roles/radius-workers.ts'
import { createSealer } from '../../../server/sealing.ts'
import { disconnectSession } from '../../../server/sessions/disconnects/disconnect.ts'
import { openGatewayRelay } from '../../../server/sessions/disconnects/gateway-relay.ts'
import { StartError } from '../../../server/start/start-error.ts'
import { connectTls, type TlsClient } from '../../radius/tls/tls-client.ts'
import { testGateway, testMac, testResident } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { freePort } from '../../support/plaza.ts'

const secret = 'testing123'
const plazaSecret = 'a secret for the workers only, 32 or more characters'

describe('several RADIUS workers', () => {
  let dir: string
  let db: TestDatabase
  let workers: RadiusWorkers
  let gatewayId: number
  let ca: string
  let identity: IssuedCertificate
  const sealer = createSealer(plazaSecret)
  const config = async (environment: Record<string, string> = {}) =>
    readConfig({
      ...{ PLAZA_DEMO: '1', PLAZA_SECRET: plazaSecret, PLAZA_RADIUS_HOST: '127.0.0.1', PLAZA_RADIUS_WORKERS: '2' },
      PLAZA_DATA_DIR: dir,
      PLAZA_RADIUS_AUTH_PORT: `${await freePort('udp')}`,
      PLAZA_RADIUS_ACCT_PORT: `${await freePort('udp')}`,
      PLAZA_RADSEC_PORT: `${await freePort('tcp')}`,
      ...environment,
    })

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'plaza-workers-'))
    db = await createTestDatabase()
    gatewayId = await testGateway(db, { sealer })
    const settings = await config()
    const certificates = await openCertificates({ config: settings, db, sealer, log: silentLog })
    ca = certificates.ca()
    identity = await certificates.issue({ commonName: 'radsec-gateway', usage: 'gateway', days: 7 })
    await certificates.close()
    await addGateway(db, sealer, {
      ...{ name: 'radsec-gateway', network: null, secret: 'of no use here', vendor: 'coovachilli', coaPort: 3799 },
      ...{ requireMessageAuthenticator: true, nasIdentifier: null, uamSecret: null, loginOrigins: [] },
    })
    await addGatewayCertificate(db, 'radsec-gateway', identity)
    workers = await startRadiusWorkers({ config: settings, db, log: silentLog })
  })
  after(async () => {
    await workers?.close()
    await db.close()
    await rm(dir, { recursive: true, force: true })
  })

  const ask = (packet: Packet) =>
    exchange({ address: '127.0.0.1', port: workers.authPort, secret, packet, maxAttempts: 2, initialTimeout: 5000 })
  const byMac = (mac: string) => accessRequest({ username: mac, password: mac, secret }).add(CallingStationId, mac)
  const boundDevice = async () => {
    const mac = testMac()
    await bindDevice(db, { mac, residentId: await testResident(db), until: new Date(Date.now() + 86_400_000) })
    return mac
  }
  /** How many decisions each worker counts. */
  const decisions = async (): Promise<number[]> =>
    (await workers.metrics()).map((metrics) => {
      const all = metrics as Array<{ name: string; values: Array<{ value: number }> }>
      const found = all.find(({ name }) => name === 'plaza_radius_access_total')
      return found?.values.reduce((sum, { value }) => sum + value, 0) ?? 0
    })
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)

  it('answer on one port, and tell what they count', async () => {
    const before = sum(await decisions())
    const macs = await Promise.all(Array.from({ length: 8 }, boundDevice))
    const answers = await Promise.all(macs.map((mac) => ask(byMac(mac))))
    expect(answers.map(({ packet }) => packet?.code)).to.deep.equal(macs.map(() => Code.AccessAccept))
    expect(sum(await decisions()) - before).to.equal(8)
  })

  const eapRequest = (eap: number[], state?: Buffer) => {
    const packet = new Packet(Code.AccessRequest, 0, randomBytes(16)).add(UserName, 'ada')
    packet.add(EapMessage, Buffer.from(eap))
    return state ? packet.add(State, state) : packet
  }
  const IDENTITY = [2, 7, 0, 8, 1, ...Buffer.from('ada')]
  /** A Nak that wants a method which nobody has: the one that does not hold the conversation would stay silent. */
  const nak = (challenge: Packet | undefined) =>
    eapRequest([2, challenge?.get(EapMessage)?.[1] ?? 0, 0, 6, 3, 99], challenge?.get(State))

  it('let each EAP conversation reach its own worker, wherever the datagram arrives', async () => {
    const begun = new Set<number | undefined>()
    for (let conversation = 0; conversation < 10; conversation++) {
      const challenge = (await ask(eapRequest(IDENTITY))).packet
      expect(challenge?.code).to.equal(Code.AccessChallenge)
      begun.add(challenge?.get(State)?.[0])
      expect((await ask(nak(challenge))).packet?.code).to.equal(Code.AccessReject)
    }
    expect([...begun].every((number) => number === 1 || number === 2)).to.equal(true)
  })

  const connectGateway = () => connectTls({ port: workers.radsecPort!, ca, key: identity.key, cert: identity.cert })
  const askTls = async (gateway: TlsClient, packet: Packet) => {
    gateway.send(encodeRequest(packet, RADSEC_SECRET))
    return gateway.next()
  }

  it('let an EAP conversation go on over another RadSec connection of the gateway', async () => {
    const gateways = await Promise.all([connectGateway(), connectGateway(), connectGateway()])
    for (const [index, gateway] of gateways.entries()) {
      const challenge = await askTls(gateway, eapRequest(IDENTITY))
      expect(challenge.code).to.equal(Code.AccessChallenge)
      expect((await askTls(gateways[(index + 1) % 3]!, nak(challenge))).code).to.equal(Code.AccessReject)
    }
    for (const gateway of gateways) gateway.close()
  })

  it('bring a disconnect from another process to the gateway, over the RadSec connection that one of them holds', async () => {
    const gateway = await connectGateway()
    const start = accountingRequest().add(AcctStatusType, AcctStatusType.values.Start)
    start.add(AcctSessionId, 'over-tls').add(CallingStationId, testMac())
    expect((await askTls(gateway, start)).code).to.equal(Code.AccountingResponse)
    const sessionId = await eventually(async () => {
      const { rows } = await db.pool.query("select id from sessions where acct_session_id = 'over-tls'")
      return rows[0]?.id as number | undefined
    })
    const registry = await openRegistry(db, sealer, silentLog)
    const relay = await openGatewayRelay({ db, log: silentLog })
    const { rows } = await db.pool.query(
      "insert into staff (issuer, subject, name, role) values ('i', 's', 'n', 'operator') returning id",
    )
    const deps = { db, registry, log: silentLog, connectionTo: relay.connectionTo }
    const ended = disconnectSession(deps, sessionId, { cause: 'staff', staffId: rows[0].id })
    const asked = await gateway.next()
    expect(asked.code).to.equal(Code.DisconnectRequest)
    gateway.send(encodeReply(reply(Code.DisconnectAck), asked, RADSEC_SECRET))
    expect(await ended).to.include({ outcome: 'ack' })
    gateway.close()
    await relay.close()
    await registry.close()
  })

  it('have a folder each for the accounting that waits for the database', async () => {
    expect(await readdir(join(dir, 'spool'))).to.have.length(2)
  })

  it('accept a ticket again and again while it is the same request, whichever gets it', async () => {
    const deviceMac = testMac()
    const holder = { residentId: await testResident(db), deviceMac, gatewayId, hotspotId: null }
    const { username, password } = await issueTicket(db, sealer, holder)
    const request = accessRequest({ username, password, secret }).add(CallingStationId, deviceMac)
    const datagram = encodeRequest(request, secret)
    const socket = createSocket('udp4')
    for (let time = 0; time < 12; time++) {
      socket.send(datagram, workers.authPort, '127.0.0.1')
      const [answer] = (await once(socket, 'message')) as [Buffer]
      expect(answer[0]).to.equal(Code.AccessAccept)
    }
    socket.close()
    const another = accessRequest({ username, password, secret }).add(CallingStationId, deviceMac)
    expect((await ask(another)).packet?.code).to.equal(Code.AccessReject)
  })

  it('are replaced when they die, while the others answer', async () => {
    const before = workers.pids()
    process.kill(before[0]!, 'SIGKILL')
    await eventually(() => workers.pids().length === 1)
    const mac = await boundDevice()
    expect((await ask(byMac(mac))).packet?.code).to.equal(Code.AccessAccept)
    const now = await eventually(() => workers.pids().length === 2 && workers.pids())
    expect(now).to.include(before[1]).and.to.not.include(before[0])
    expect((await ask(byMac(mac))).packet?.code).to.equal(Code.AccessAccept)
    const gateway = await connectGateway()
    expect((await askTls(gateway, eapRequest(IDENTITY))).code).to.equal(Code.AccessChallenge)
    gateway.close()
  })

  it('name the setting when a port is taken, and leave no process behind', async () => {
    const other = createSocket('udp4').bind(0, '127.0.0.1')
    await once(other, 'listening')
    for (const [setting, port] of [
      ['PLAZA_RADIUS_ACCT_PORT', other.address().port],
      ['PLAZA_RADSEC_PORT', workers.radsecPort],
    ] as const) {
      const taken = await config({ [setting]: `${port}` })
      const error = await startRadiusWorkers({ config: taken, db, log: silentLog }).then(
        () => undefined,
        (reason: Error) => reason,
      )
      expect(error).to.be.instanceOf(StartError)
      expect(error?.message).to.include(setting).and.to.include(`${port}`)
      expect(Object.keys(cluster.workers ?? {})).to.have.length(2)
    }
    other.close()
  })

  it('end when they are told to', async () => {
    const pids = workers.pids()
    await workers.close()
    for (const pid of pids) expect(() => process.kill(pid, 0)).to.throw('ESRCH')
  })
})
