import { expect } from 'chai'
import {
  accessRequest,
  CalledStationId,
  CallingStationId,
  Code,
  exchange,
  SessionTimeout,
} from '../../../radius/index.ts'
import { mostGenerous } from '../../../server/access/places.ts'
import { ensureDefaultPolicy, initialPolicy, namedPolicies, putPolicy } from '../../../server/access/policies.ts'
import { bindDevice } from '../../../server/directory/devices.ts'
import { assignGroup, hotspotGroups, putGroup, removeGroup } from '../../../server/hotspots/groups.ts'
import { openRegistry, type Registry } from '../../../server/hotspots/registry.ts'
import { silentLog } from '../../../server/log.ts'
import { type RadiusRole, startRadius } from '../../../server/roles/radius.ts'
import { testSealer as sealer, testGateway, testMac, testResident, twoHotspots } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'

const HOUR_MS = 3_600_000
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** UTC, open between so many hours from now. */
const hoursAround = (from: number, to: number): string => {
  const start = new Date(Date.now() + from * HOUR_MS)
  const clock = (at: Date) => at.toISOString().slice(11, 16)
  return `${days[start.getUTCDay()]} ${clock(start)}-${clock(new Date(Date.now() + to * HOUR_MS))}`
}

describe('hotspot groups', function () {
  this.timeout(30_000)
  let db: TestDatabase
  let registry: Registry
  let role: RadiusRole
  let hotspots: number[]
  before(async () => {
    db = await createTestDatabase()
    await ensureDefaultPolicy(db)
    hotspots = await twoHotspots(db, await testGateway(db))
    for (const id of hotspots)
      await db.query.updateTable('hotspots').set({ bssid: testMac() }).where('id', '=', id).execute()
    registry = await openRegistry(db, sealer, silentLog)
    role = await startRadius({
      config: { radius: { host: '127.0.0.1', authPort: 0, acctPort: 0 }, timeZone: 'UTC', deviceBindingDays: 30 },
      ...{ db, sealer, registry, log: silentLog },
    })
  })
  after(async () => {
    await role.close()
    await registry.close()
    await db.close()
  })

  /** What RADIUS says to a known device at a hotspot. */
  const ask = async (hotspot: number) => {
    const mac = testMac()
    await bindDevice(db, { mac, residentId: await testResident(db), until: new Date(Date.now() + HOUR_MS) })
    const { bssid } = await db.query
      .selectFrom('hotspots')
      .select('bssid')
      .where('id', '=', hotspot)
      .executeTakeFirstOrThrow()
    const packet = accessRequest({ username: mac, password: mac, secret: 'testing123' })
      .add(CallingStationId, mac)
      .add(CalledStationId, `${bssid}:Plaza`)
    const to = { address: '127.0.0.1', port: role.authPort, secret: 'testing123' }
    const answer = await exchange({ ...to, packet })
    return { mac, accepted: answer.packet?.code === Code.AccessAccept, seconds: answer.packet?.get(SessionTimeout) }
  }
  const isAccepted = async (hotspot: number) => (await ask(hotspot)).accepted

  it('are closed by their hours, say so in the access log, and let nobody stay beyond closing', async () => {
    const [school, plaza] = hotspots as [number, number]
    const id = await putGroup(db, { name: 'Escuelas', hours: hoursAround(-2, 1) })
    expect(await assignGroup(db, id, { ids: [school] }, true), 'a trial').to.equal(1)
    expect((await ask(school)).seconds, 'nothing was assigned by the trial').to.equal(initialPolicy.sessionSeconds)
    expect(await assignGroup(db, id, { ids: [school] }, false)).to.equal(1)
    await eventually(async () => ((await ask(school)).seconds ?? Infinity) <= 3600)
    expect((await ask(school)).seconds).to.be.within(3500, 3600)
    expect((await ask(plaza)).seconds, 'in no group').to.equal(initialPolicy.sessionSeconds)

    await putGroup(db, { name: 'Escuelas', hours: hoursAround(2, 3) })
    await eventually(async () => !(await isAccepted(school)))
    const { mac } = await ask(school)
    const entry = await eventually(() =>
      db.query.selectFrom('access_log').select('reason').where('device_mac', '=', mac).executeTakeFirst(),
    )
    expect(entry.reason).to.equal('hotspot-closed')
    expect(await isAccepted(plaza)).to.equal(true)

    await removeGroup(db, 'Escuelas')
    await eventually(() => isAccepted(school))
  })

  it('have a policy of their own, which does not touch the default one', async () => {
    const [hospital, plaza] = hotspots as [number, number]
    await putPolicy(db, 'Hospitales', { sessionSeconds: 12 * 3600, dailySeconds: null })
    const policy = (await namedPolicies(db)).find(({ name }) => name === 'Hospitales')!
    const id = await putGroup(db, { name: 'Hospitales', policyId: policy.id })
    await assignGroup(db, id, { ids: [hospital] }, false)
    await eventually(async () => (await ask(hospital)).seconds === 12 * 3600)
    expect((await ask(plaza)).seconds).to.equal(initialPolicy.sessionSeconds)
    await putPolicy(db, 'Hospitales', { sessionSeconds: 6 * 3600 })
    await eventually(async () => (await ask(hospital)).seconds === 6 * 3600)
    const [group] = await hotspotGroups(db)
    expect(group).to.deep.equal({ id, name: 'Hospitales', hours: null, policyId: policy.id, hotspots: 1 })
  })

  it('end sessions behind a gateway’s back only at the most that any place gives', () => {
    const hospital = { ...initialPolicy, dailySeconds: null, dailyOctets: 5 * initialPolicy.dailyOctets! }
    const school = { ...initialPolicy, dailySeconds: 60, dailyOctets: 1 }
    expect(mostGenerous(initialPolicy, [])).to.deep.equal(initialPolicy)
    expect(mostGenerous(initialPolicy, [school])).to.deep.equal(initialPolicy)
    expect(mostGenerous(initialPolicy, [school, hospital])).to.include({
      ...{ dailySeconds: null, dailyOctets: hospital.dailyOctets },
    })
  })
})
