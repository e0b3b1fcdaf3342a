import cluster from 'node:cluster'
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  accessRequest,
  CallingStationId,
  Code,
  EapMessage,
  encodeRequest,
  exchange,
  Packet,
  State,
  UserName,
} from '../../../radius/index.ts'
import { issueTicket } from '../../../server/access/tickets.ts'
import { readConfig } from '../../../server/config.ts'
import { bindDevice } from '../../../server/directory/devices.ts'
import { silentLog } from '../../../server/log.ts'
import { type RadiusWorkers, startRadiusWorkers } from '../../../server/roles/radius-workers.ts'
import { createSealer } from '../../../server/sealing.ts'
import { StartError } from '../../../server/start-error.ts'
import { testGateway, testMac, testResident } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { freePort } from '../../support/plaza.ts'

const secret = 'testing123'
const plazaSecret = 'a secret for the workers only, 32 or more characters'

describe('several RADIUS workers', function () {
  this.timeout(120_000)
  let dir: string
  let db: TestDatabase
  let workers: RadiusWorkers
  let gatewayId: number
  const sealer = createSealer(plazaSecret)
  const config = async (environment: Record<string, string> = {}) =>
    readConfig({
      ...{ PLAZA_SECRET: plazaSecret, PLAZA_RADIUS_HOST: '127.0.0.1', PLAZA_RADIUS_WORKERS: '2' },
      PLAZA_DATA_DIR: dir,
      PLAZA_RADIUS_AUTH_PORT: `${await freePort('udp')}`,
      PLAZA_RADIUS_ACCT_PORT: `${await freePort('udp')}`,
      ...environment,
    })

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'plaza-workers-'))
    db = await createTestDatabase()
    gatewayId = await testGateway(db, { sealer })
    workers = await startRadiusWorkers({ config: await config(), db, log: silentLog })
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

  it('let each EAP conversation reach its own worker, wherever the datagram arrives', async () => {
    const say = async (eap: number[], state?: Buffer) => {
      const packet = new Packet(Code.AccessRequest, 0, randomBytes(16)).add(UserName, 'ada')
      packet.add(EapMessage, Buffer.from(eap))
      return (await ask(state ? packet.add(State, state) : packet)).packet
    }
    const begun = new Set<number | undefined>()
    for (let conversation = 0; conversation < 10; conversation++) {
      const challenge = await say([2, 7, 0, 8, 1, ...Buffer.from('ada')])
      expect(challenge?.code).to.equal(Code.AccessChallenge)
      const state = challenge?.get(State)
      begun.add(state?.[0])
      // A Nak that wants a method which nobody has: the one that does not hold the conversation would stay silent.
      const end = await say([2, challenge?.get(EapMessage)?.[1] ?? 0, 0, 6, 3, 99], state)
      expect(end?.code).to.equal(Code.AccessReject)
    }
    expect([...begun].every((number) => number === 1 || number === 2)).to.equal(true)
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
    const now = await eventually(() => workers.pids().length === 2 && workers.pids(), 30_000)
    expect(now).to.include(before[1]).and.to.not.include(before[0])
    expect((await ask(byMac(mac))).packet?.code).to.equal(Code.AccessAccept)
  })

  it('name the setting when a port is taken, and leave no process behind', async () => {
    const other = createSocket('udp4').bind(0, '127.0.0.1')
    await once(other, 'listening')
    const taken = { PLAZA_RADIUS_ACCT_PORT: `${other.address().port}` }
    const error = await startRadiusWorkers({ config: await config(taken), db, log: silentLog }).then(
      () => undefined,
      (reason: Error) => reason,
    )
    other.close()
    expect(error).to.be.instanceOf(StartError)
    expect(error?.message).to.include('PLAZA_RADIUS_ACCT_PORT').and.to.include(taken.PLAZA_RADIUS_ACCT_PORT)
    expect(Object.keys(cluster.workers ?? {})).to.have.length(2)
  })

  it('end when they are told to', async () => {
    const pids = workers.pids()
    await workers.close()
    for (const pid of pids) expect(() => process.kill(pid, 0)).to.throw('ESRCH')
  })
})
