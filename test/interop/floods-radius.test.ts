import { setTimeout as pause } from 'node:timers/promises'
import { AssertionError, expect } from 'chai'
import { encodeRequest, RADSEC_SECRET, statusRequest } from '../../radius/index.ts'
import { createEapClient } from '../../scripts/bench/eap-client.ts'
import type { FloodJob, FloodKind } from '../../scripts/bench/radius/job.ts'
import { connectTls } from '../radius/tls/tls-client.ts'
import { eventually } from '../support/eventually.ts'
import {
  calmly,
  type Flood,
  type FloodedCity,
  flood,
  heldBy,
  isAsBefore,
  NEIGHBOUR,
  SECRET,
  type Served,
  serveDevices,
  startFloodedCity,
} from './flooded-city.ts'
import { type RadsecServed, serveRadsec } from './radsec-traffic.ts'
import { clientHello, feed, openSlowly } from './slow-connections.ts'

/** Of its own rate without a flood, honest traffic keeps so much at least. */
const KEPT = 0.8
const PHONES = 8
const PHONE_PATIENCE_MS = 1_500

describe('RADIUS under a flood', () => {
  let city: FloodedCity
  before(async () => {
    city = await startFloodedCity()
    // Code that has run once runs faster, which would be the flood's merit.
    await serveDevices(city)
  })
  after(() => city?.close())

  const calm = calmly(() => serveDevices(city))
  const keepsItsRate = (served: Served | RadsecServed, undisturbed: Served | RadsecServed) => {
    const without = new Map(Object.entries(undisturbed))
    for (const [what, share] of Object.entries(served)) {
      const ratio = share / without.get(what)!
      expect(ratio, `${what}: ${share} of what was asked, ${without.get(what)} without`).to.be.at.least(KEPT)
    }
  }
  /** Honest devices beside what `begin` begins, and the server as it was when that is over. */
  const besideOnce = async (begin: () => Flood | Promise<Flood>, atLeast: number, undisturbed: Served) => {
    const before = await heldBy(city)
    const hostile = await begin()
    let harm = 0
    const served = await serveDevices(city).finally(async () => {
      harm = await hostile.stop()
    })
    expect(harm, 'the flood was one').to.be.at.least(atLeast)
    keepsItsRate(served, undisturbed)
    await isAsBefore(city, before)
  }
  /** What else the machine does changes meanwhile: the rate is lost where it is each time. */
  const beside = async (begin: () => Flood | Promise<Flood>, atLeast: number) => {
    const undisturbed = await calm()
    await besideOnce(begin, atLeast, undisturbed).catch(async (error) => {
      if (!(error instanceof AssertionError)) throw error
      await besideOnce(begin, atLeast, await serveDevices(city))
    })
  }
  const ofDatagrams = (what: string, kinds: Array<[FloodKind, Partial<FloodJob>?]>) =>
    it(`${what} leaves honest devices their rate`, () =>
      beside(async () => {
        const floods = await Promise.all(kinds.map(([kind, more]) => flood(city, kind, more)))
        return { stop: async () => Math.min(...(await Promise.all(floods.map(({ stop }) => stop())))) }
      }, 200))

  ofDatagrams('of names by PAP that no database holds, at another gateway and the same,', [
    ['names with an octet 0', { from: NEIGHBOUR }],
    ['names that are not UTF-8'],
  ])
  ofDatagrams('of malformed and forged packets, from the gateway’s own address and from no gateway’s,', [
    ['malformed packets'],
    ['unknown address', { from: '127.0.0.9' }],
  ])
  ofDatagrams('of MAC addresses that nobody has, at the same gateway,', [['unknown devices']])

  it('of phones that loop 802.1X with names that no database holds leaves honest devices their rate', () => {
    const names = [Buffer.from('a\0b'), Buffer.from('a\xe9\xff', 'latin1')]
    const common = { address: '127.0.0.1', port: city.authPort, secret: SECRET, ca: city.ca, password: 'guess' }
    const loop = () => {
      let done = 0
      let isOver = false
      const phone = async (number: number) => {
        while (!isOver) {
          const client = await createEapClient(NEIGHBOUR)
          const username = names[number % names.length]!
          const identity = { username, version: 'TLSv1.2', callingStationId: `0A-00-00-00-01-0${number}` } as const
          // Where there is no answer it begins anew, as phones do.
          const answered = client.authenticate({ ...common, ...identity }).catch(() => {})
          await Promise.race([answered, pause(PHONE_PATIENCE_MS)])
          client.close()
          done += 1
        }
      }
      const phones = Promise.all(Array.from({ length: PHONES }, (_, number) => phone(number)))
      return {
        async stop() {
          isOver = true
          await phones
          return done
        },
      }
    }
    return beside(loop, 8)
  })

  it('of accounting with the largest counters there are shuts nobody out, whom it names', async () => {
    await beside(() => flood(city, 'accounting of huge counters', { from: NEIGHBOUR }), 200)
    expect((await serveDevices(city, 0)).authentications).to.be.at.least(KEPT)
  })

  it('of silent, halved and slow RadSec connections keeps no gateway out, and none of them is kept', async () => {
    const undisturbed = await serveRadsec(city)
    const before = await heldBy(city)
    const port = city.radsecPort
    const { key, cert } = city.hostile
    const identity = { port, ca: city.ca, key, cert, localAddress: NEIGHBOUR }
    const neighbours = await Promise.all(Array.from({ length: 30 }, () => connectTls(identity)))
    const silent = await openSlowly(port, { count: 300, from: (number) => `127.0.0.${11 + (number % 5)}` })
    const first = await clientHello()
    const halved = await openSlowly(port, { count: 120, first, from: (number) => `127.0.0.${21 + (number % 3)}` })
    const request = encodeRequest(statusRequest(), RADSEC_SECRET)
    const dribbling = feed(
      neighbours.map(({ socket }) => socket),
      (turn) => request.subarray(turn, turn + 1),
    )
    const all = [silent, halved, dribbling]
    try {
      keepsItsRate(await serveRadsec(city), undisturbed)
      await eventually(() => all.every((slow) => slow.closedByServer() === slow.opened))
      await isAsBefore(city, before)
    } finally {
      for (const slow of all) slow.close()
    }
  })
})
