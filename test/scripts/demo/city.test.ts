import { expect } from 'chai'
import { bindKnownResidents, fillDemoCity, makeCity } from '../../../scripts/demo/city/city.ts'
import { inside, type Point } from '../../../scripts/demo/city/map.ts'
import type { DemoResident } from '../../../scripts/demo/residents/simulated-residents.ts'
import { boundDevices } from '../../../server/directory/devices/devices.ts'
import { loadGateways } from '../../../server/network/gateways/gateways.ts'
import { createSealer } from '../../../server/sealing.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const edgesOf = (corners: readonly Point[]): Array<[string, string]> =>
  corners.map((here, index) => {
    const next = corners[(index + 1) % corners.length] as Point
    return [`${here.x} ${here.y}`, `${next.x} ${next.y}`]
  })

describe('the demo city', () => {
  const city = makeCity()
  const { neighbourhoods, hotspots, gateways } = city

  it('is the same for the same seed, and another for another', () => {
    expect(makeCity()).to.deep.equal(city)
    expect(makeCity('Otra Plaza').hotspots).to.not.deep.equal(hotspots)
  })

  it('has the promised size', () => {
    expect(neighbourhoods.length).to.be.within(140, 168)
    expect(hotspots.length).to.be.within(1400, 1600)
    expect(new Set(hotspots.map(({ latitude, longitude }) => `${latitude} ${longitude}`)).size).to.be.within(850, 1000)
    expect(gateways).to.have.length(60)
    expect(gateways.filter(({ vendor }) => vendor === 'mikrotik')).to.have.length(20)
    expect(new Set(neighbourhoods.map(({ borough }) => borough)).size).to.equal(8)
  })

  it('tiles: every edge has one neighbourhood on each side or is the border, and the areas add up', () => {
    const owners = new Map<string, number>()
    for (const { corners } of neighbourhoods)
      for (const [from, to] of edgesOf(corners)) {
        expect(owners.has(`${from} ${to}`), 'two neighbourhoods on the same side of an edge').to.equal(false)
        owners.set(`${from} ${to}`, 1)
      }
    const border = [...owners.keys()].filter((edge) => {
      const [x1, y1, x2, y2] = edge.split(' ')
      return !owners.has(`${x2} ${y2} ${x1} ${y1}`)
    })
    expect(border.length).to.be.lessThan(owners.size / 4)
    const twiceInsideBorder = border.reduce((sum, edge) => {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = edge.split(' ').map(Number)
      return sum + x1 * y2 - x2 * y1
    }, 0)
    const areas = neighbourhoods.reduce((sum, { areaM2 }) => sum + areaM2, 0)
    expect(areas / (twiceInsideBorder / 2)).to.be.closeTo(1, 1e-6)
  })

  it('puts every point of the city in one neighbourhood', () => {
    for (let x = -6000; x <= 6000; x += 531)
      for (let y = -6000; y <= 6000; y += 497) {
        if (Math.hypot(x, y) > 7000) continue
        const holders = neighbourhoods.filter(({ corners }) => inside(corners, { x, y }))
        expect(holders.length, `at ${x}, ${y}`).to.equal(1)
      }
  })

  it('is unequal: need grows to the south-east, and hotspots are rarer where it is greatest', () => {
    const shares = neighbourhoods.map(({ withoutInternet }) => withoutInternet)
    expect(Math.min(...shares)).to.be.within(0.05, 0.1)
    expect(Math.max(...shares)).to.be.within(0.45, 0.6)
    const mean = (pick: (one: (typeof neighbourhoods)[number]) => boolean) => {
      const some = neighbourhoods.filter(pick)
      return some.reduce((sum, one) => sum + one.withoutInternet, 0) / some.length
    }
    expect(mean(({ middle }) => middle.x > 3000 && middle.y < -3000)).to.be.greaterThan(
      2 * mean(({ middle }) => middle.x < -3000 && middle.y > 3000),
    )
    const perThousand = (pick: (need: number) => boolean) => {
      const residents = neighbourhoods.reduce((sum, one) => sum + (pick(one.need) ? one.population : 0), 0)
      return (hotspots.filter((one) => pick(neighbourhoods[one.neighbourhood]!.need)).length / residents) * 1000
    }
    expect(perThousand((need) => need < 0.3)).to.be.greaterThan(4 * perThousand((need) => need > 0.6))
  })

  it('gives every gateway hotspots, and every hotspot a BSSID and a community of its own', () => {
    expect(new Set(hotspots.map(({ gateway }) => gateway)).size).to.equal(gateways.length)
    expect(new Set(hotspots.map(({ bssid }) => bssid)).size).to.equal(hotspots.length)
    expect(new Set(hotspots.map(({ snmpCommunity }) => snmpCommunity)).size).to.equal(hotspots.length)
    for (const { code, bssid } of hotspots) {
      expect(code).to.match(/^[A-Z]{2}-\d{4}$/)
      expect(bssid).to.match(/^06(:[0-9a-f]{2}){5}$/)
    }
  })
})

describe('filling a database with the demo city', () => {
  const sealer = createSealer('a secret of at least thirty-two characters')
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())

  it('stores it once, with population cells, and leaves a city that is there alone', async () => {
    const city = makeCity()
    expect(await fillDemoCity(db, sealer, city)).to.equal(true)
    expect(await fillDemoCity(db, sealer, city)).to.equal(false)
    const count = async (table: 'neighbourhoods' | 'hotspots' | 'population_cells') =>
      (
        await db.query
          .selectFrom(table)
          .select(({ fn }) => fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow()
      ).n
    expect(await count('neighbourhoods')).to.equal(city.neighbourhoods.length)
    expect(await count('hotspots')).to.equal(city.hotspots.length)
    expect(await count('population_cells')).to.be.greaterThan(10_000)
    const gateways = await loadGateways(db, sealer)
    expect(gateways.map(({ network }) => network)).to.deep.equal(city.gateways.map(({ address }) => `${address}/32`))
    expect(new Set(gateways.map(({ secret }) => secret)).size).to.equal(gateways.length)
  })

  it('binds the devices of residents who were here before', async () => {
    const resident: DemoResident = {
      username: 'somebody',
      password: 'secret',
      subject: 'sub-1',
      locale: 'es',
      level: 'basic',
      mac: '0a:70:6c:7a:00:01',
      address: '127.40.0.1',
    }
    const until = new Date('2030-01-01T00:00:00Z')
    await bindKnownResidents(db, [resident], { issuer: 'http://city-key.test', termsVersion: '1', until })
    const [device] = await boundDevices(db, [resident.mac])
    expect(device).to.deep.include({ mac: resident.mac, residentId: 1, boundUntil: until, residentBlocked: false })
  })
})
