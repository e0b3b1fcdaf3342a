import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect } from 'chai'
import { register } from 'prom-client'
import { accessRequest, CallingStationId, Code, exchange } from '../../../radius/index.ts'
import { type FloodJob, type FloodKind, floodResult } from '../../../scripts/bench/radius/job.ts'
import { bindDevice } from '../../../server/directory/devices/devices.ts'
import { packageRoot } from '../../../server/package-root.ts'
import type { RadiusRole } from '../../../server/roles/radius.ts'
import { testMac, testResident } from '../../support/city.ts'
import type { TestDatabase } from '../../support/database.ts'
import { startTestRadius, type TestRadius } from '../../support/radius-role.ts'

const secret = 'testing123'
/** Of one gateway, as `radius/eap/eap-context.ts` has it. */
const MOST_CONVERSATIONS = 1000
const ROUNDS = 100
/** Datagrams of a flood, in about a second. */
const SENT = 2000
const flooder = join(packageRoot, 'scripts/bench/radius/flooder.ts')

describe('a flood at the RADIUS port', () => {
  let db: TestDatabase
  let radius: TestRadius
  let role: RadiusRole
  let flood: ChildProcess | undefined
  before(async () => {
    radius = await startTestRadius()
    ;({ db, role } = radius)
  })
  afterEach(() => {
    flood?.kill()
  })
  after(() => radius.close())

  const metric = async (name: string) => {
    const { values } = await register.getSingleMetric(name)!.get()
    return values.reduce((sum, { value }) => sum + value, 0)
  }
  /** Begins a flood that ends by itself. @returns how many datagrams it sent, once it has */
  const startFlood = async (kind: FloodKind): Promise<number> => {
    const job: FloodJob = { kind, port: role.authPort, secret, rate: SENT, limit: SENT }
    flood = spawn(process.execPath, ['--import', 'tsx', flooder, JSON.stringify(job)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let printed = ''
    flood.stdout!.on('data', (data) => {
      printed += data
    })
    await once(flood, 'close')
    return floodResult(printed).sent
  }
  const arrived = async () => (await metric('plaza_radius_discards_total')) + (await metric('plaza_eap_conversations'))

  for (const kind of ['unknown address', 'malformed packets', 'unfinished EAP conversations'] as const) {
    it(`of ${kind} leaves every known device answered, and fills no table`, async () => {
      const mac = testMac()
      await bindDevice(db, { mac, residentId: await testResident(db), until: new Date(Date.now() + 86_400_000) })
      const to = { address: '127.0.0.1', port: role.authPort, secret, initialTimeout: 2000, maxAttempts: 5 }
      const before = await arrived()
      let isOver = false
      const flooding = startFlood(kind).finally(() => {
        isOver = true
      })
      for (let round = 0; round < ROUNDS || !isOver; round++) {
        const packet = accessRequest({ username: mac, password: mac, secret }).add(CallingStationId, mac)
        expect((await exchange({ ...to, packet })).packet?.code).to.equal(Code.AccessAccept)
      }
      expect(await flooding).to.be.greaterThan(500)
      expect((await arrived()) - before, 'the flood was one').to.be.greaterThan(50)
      expect(await metric('plaza_eap_conversations')).to.be.at.most(MOST_CONVERSATIONS)
    })
  }
})
