import { expect } from 'chai'
import { type Decision, decide, type Facts } from '../../../../server/access/decide.ts'
import {
  EmergencyError,
  endEmergency,
  type NewEmergency,
  openEmergencies,
  sparedBy,
  startEmergency,
  watchEmergencies,
} from '../../../../server/access/emergencies/emergencies.ts'
import { initialPolicy } from '../../../../server/access/policies/policies.ts'
import { silentLog } from '../../../../server/log.ts'
import { claimOfNobody } from '../../../../server/sessions/disconnects/disconnects.ts'
import { testGateway, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { eventually } from '../../../support/eventually.ts'

const HOUR_MS = 3_600_000

describe('an emergency', () => {
  describe('in a decision', () => {
    const now = new Date()
    const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
    const facts = (more: Partial<Facts>): Facts => ({
      credentials: { kind: 'mac', passwordMatches: true, device: undefined },
      deviceMac: '02:00:00:00:00:01',
      gatewayId: 1,
      residentBlocked: false,
      otherDevices: 0,
      usedToday: { seconds: 0, octets: 0 },
      policy: initialPolicy,
      emergencyUntil: inMinutes(30),
      now,
      ...more,
    })
    const bound = { kind: 'mac', passwordMatches: true, device: { boundUntil: inMinutes(60) } } as const

    it('lets in whom nothing else would: unknown, forgotten, over the quota, blocked, with too many devices', () => {
      const expired = { ...bound, device: { boundUntil: inMinutes(-1) } }
      const cases: Partial<Facts>[] = [
        {},
        { credentials: expired },
        { credentials: bound, residentBlocked: true },
        { credentials: bound, usedToday: { seconds: 86_400, octets: 0 } },
        { credentials: bound, usedToday: { seconds: 0, octets: 2 ** 40 } },
        { credentials: bound, otherDevices: 99 },
      ]
      for (const one of cases) {
        expect(decide(facts({ ...one, emergencyUntil: undefined })).accept, JSON.stringify(one)).to.equal(false)
        expect(decide(facts(one))).to.include({ accept: true, emergency: true })
      }
    })

    it('gives no quota, and no session that outlasts it', () => {
      const limitsOf = (decision: Decision) => (decision.accept ? decision.limits : undefined)
      expect(limitsOf(decide(facts({})))).to.include({
        sessionSeconds: 1800,
        octets: null,
        downBps: initialPolicy.downBps,
      })
      const long = limitsOf(decide(facts({ emergencyUntil: inMinutes(10_000) })))
      expect(long?.sessionSeconds).to.equal(initialPolicy.sessionSeconds)
    })

    it('changes nothing for a resident who may, nor once it is over', () => {
      expect(decide(facts({ credentials: bound }))).to.not.have.property('emergency')
      expect(decide(facts({ emergencyUntil: now })).accept).to.equal(false)
    })

    it('helps nobody with a wrong password, without an address, or by another method', () => {
      const wrong = { kind: 'mac', passwordMatches: false, device: undefined } as const
      for (const one of [
        { credentials: wrong },
        { deviceMac: undefined },
        { credentials: { kind: 'ticket', passwordMatches: true, ticket: undefined } as const },
        { credentials: { kind: 'unsupported' } as const },
      ])
        expect(decide(facts(one)).accept, JSON.stringify(one)).to.equal(false)
    })
  })

  describe('in the database', () => {
    let db: TestDatabase
    let hotspots: number[]
    before(async () => {
      db = await createTestDatabase()
      hotspots = await twoHotspots(db, await testGateway(db))
    })
    after(() => db.close())
    afterEach(() => db.query.deleteFrom('emergencies').execute())

    const start = (more: Partial<NewEmergency>) =>
      startEmergency(db, { reason: 'Sismo: llame a los suyos', endsAt: new Date(Date.now() + HOUR_MS), ...more }, null)
    const mistake = (work: Promise<unknown>) =>
      work.then(
        () => undefined,
        (error: unknown) => (error instanceof EmergencyError ? error.field : error),
      )

    it('is on where it was started, in every process, until it is ended', async () => {
      const emergencies = await watchEmergencies(db, silentLog)
      const at = (id: number | null) => emergencies.at(id, Date.now())?.reason
      const id = await start({ hotspotId: hotspots[0]! })
      await eventually(() => emergencies.any(Date.now()))
      expect([at(hotspots[0]!), at(hotspots[1]!), at(null)]).to.deep.equal([
        'Sismo: llame a los suyos',
        undefined,
        undefined,
      ])
      expect((await endEmergency(db, id, null))?.id).to.equal(id)
      await eventually(() => !emergencies.any(Date.now()))
      expect(await endEmergency(db, id, null), 'once').to.equal(undefined)
      await emergencies.close()
    })

    it('is on in a neighbourhood, or the whole city', async () => {
      const neighbourhood = await db.query
        .insertInto('neighbourhoods')
        .values({
          code: 'n',
          name: 'Centro',
          geometry: JSON.stringify({ type: 'Polygon', coordinates: [] }),
          population: 1,
          area_m2: 1,
          updated_at: new Date(),
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      await db.query
        .updateTable('hotspots')
        .set({ neighbourhood_id: neighbourhood.id })
        .where('id', '=', hotspots[1]!)
        .execute()
      const emergencies = await watchEmergencies(db, silentLog)
      await start({ neighbourhoodId: neighbourhood.id })
      await eventually(() => emergencies.at(hotspots[1]!, Date.now()) !== undefined)
      expect(emergencies.at(hotspots[0]!, Date.now())).to.equal(undefined)
      await start({})
      await eventually(() => emergencies.at(null, Date.now()) !== undefined)
      expect(emergencies.at(hotspots[0]!, Date.now())).to.not.equal(undefined)
      await emergencies.close()
    })

    let sessions = 0
    const sessionAt = async (hotspotId: number, startedAt = new Date(Date.now() + 1000)) => {
      const gateway = await db.query.selectFrom('gateways').select('id').executeTakeFirstOrThrow()
      const key = `e-${++sessions}`
      const row = { gateway_id: gateway.id, session_key: key, acct_session_id: key, hotspot_id: hotspotId }
      const { id } = await db.query
        .insertInto('sessions')
        .values({ ...row, started_at: startedAt, updated_at: new Date() })
        .returning('id')
        .executeTakeFirstOrThrow()
      return id
    }
    const claimedFrom = async (since: Date, spared: number[] = []) =>
      (await claimOfNobody(db, since, undefined, spared)).map(({ sessionId }) => sessionId)

    it('ends for those whom it let in, also by a gateway whose clock is behind, and not for those before', async () => {
      const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)
      const [inWholeSeconds, behind] = [new Date(Math.floor(Date.now() / 1000) * 1000), minutesAgo(9)]
      const own = [await sessionAt(hotspots[0]!, inWholeSeconds), await sessionAt(hotspots[0]!, behind)]
      await sessionAt(hotspots[0]!, minutesAgo(60))
      const id = await start({})
      const ended = (await endEmergency(db, id, null))!
      expect(await claimedFrom(ended.startedAt)).to.have.members(own)
    })

    it('ends for those whom no other one still covers', async () => {
      const [city] = [await start({}), await start({ hotspotId: hotspots[0]! })]
      const [, other] = [await sessionAt(hotspots[0]!), await sessionAt(hotspots[1]!)]
      const ended = (await endEmergency(db, city, null))!
      const spared = sparedBy(await openEmergencies(db))
      expect(spared).to.deep.equal([hotspots[0]])
      expect(await claimedFrom(ended.startedAt, spared as number[])).to.deep.equal([other])
      await start({})
      expect(sparedBy(await openEmergencies(db))).to.equal('everywhere')
    })

    it('is read again when reading it failed: nobody waits for the next event', async () => {
      const emergencies = await watchEmergencies(db, silentLog)
      const { selectFrom } = db.query
      let failures = 1
      db.query.selectFrom = ((...args: Parameters<typeof selectFrom>) => {
        if (args[0] === 'emergencies' && failures-- > 0) throw new Error('a reading that fails')
        return selectFrom.apply(db.query, args)
      }) as typeof selectFrom
      try {
        await start({})
        await eventually(() => emergencies.any(Date.now()))
        expect(failures).to.be.lessThan(1)
      } finally {
        db.query.selectFrom = selectFrom
        await emergencies.close()
      }
    })

    it('has its reason in further languages, each with some words', async () => {
      const id = await start({ texts: { en: ' Earthquake: call your family ' } })
      const [emergency] = (await openEmergencies(db)).all(Date.now())
      expect(emergency).to.deep.include({ id, texts: { en: 'Earthquake: call your family' } })
      expect(await mistake(start({ texts: { en: ' ' } }))).to.equal('texts')
      expect(await mistake(start({ endsAt: new Date(Number.NaN) }))).to.equal('endsAt')
    })

    it('ends by the clock alone', async () => {
      const emergencies = await watchEmergencies(db, silentLog)
      await start({})
      await eventually(() => emergencies.any(Date.now()))
      expect(emergencies.any(Date.now() + HOUR_MS + 1000)).to.equal(false)
      expect(emergencies.at(hotspots[0]!, Date.now() + HOUR_MS + 1000)).to.equal(undefined)
      await emergencies.close()
    })

    it('needs a reason, an end, and a place that there is', async () => {
      expect(await mistake(start({ reason: ' x ' }))).to.equal('reason')
      expect(await mistake(start({ endsAt: new Date() }))).to.equal('endsAt')
      expect(await mistake(start({ endsAt: new Date(Date.now() + 200 * HOUR_MS) }))).to.equal('endsAt')
      expect(await mistake(start({ hotspotId: 999_999 }))).to.equal('hotspot')
      expect(await mistake(start({ neighbourhoodId: 999_999 }))).to.equal('neighbourhood')
      expect(await mistake(start({ hotspotId: 1, neighbourhoodId: 1 }))).to.equal('hotspot')
    })
  })
})
