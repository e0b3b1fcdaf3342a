import { expect } from 'chai'
import fc from 'fast-check'
import { type Counters, interfaceRates, restarted, troubleRate } from '../../../server/health/readings/rates.ts'

const MINUTE = 60_000
const counters = (
  seconds: number,
  octets: bigint,
  { ticks = 1000, bits = 64 as 32 | 64, discontinuity = 0, speed = 1e9, name = 'eth0' } = {},
): Counters => ({
  at: 1_000_000 + seconds * 1000,
  clocks: { sysUpTime: ticks },
  interfaces: { [name]: { inOctets: String(octets), outOctets: String(octets), bits, discontinuity, speed } },
})
const rateOf = (before: Counters, after: Counters) => interfaceRates(before, after).get('eth0')?.inBps

describe('rates', () => {
  it('are the octets between two answers, in bit/s, over the time that the agent measured', () => {
    expect(rateOf(counters(0, 0n), counters(60, 7_500_000n, { ticks: 7000 }))).to.equal(1_000_000)
    expect(rateOf(counters(0, 0n), counters(62, 7_500_000n, { ticks: 7000 }))).to.equal(1_000_000)
  })

  it('survive the wrap of a counter, of 32 and of 64 bits', () => {
    for (const bits of [32, 64] as const) {
      const top = 2n ** BigInt(bits)
      expect(rateOf(counters(0, top - 500_000n, { bits }), counters(60, 250_000n, { bits, ticks: 7000 }))).to.equal(
        100_000,
      )
    }
  })

  it('are unknown when a counter went back further than the interface is fast', () => {
    const reset = counters(60, 10n, { ticks: 7000, bits: 32, speed: 10e6 })
    expect(rateOf(counters(0, 2_000_000_000n, { bits: 32, speed: 10e6 }), reset)).to.equal(null)
    expect(rateOf(counters(0, 2_000_000_000n), counters(60, 10n, { ticks: 7000 }))).to.equal(null)
    const unknownSpeed = { bits: 32 as const, speed: 0 }
    expect(
      rateOf(counters(0, 2n ** 32n - 1n, unknownSpeed), counters(60, 10n, { ...unknownSpeed, ticks: 7000 })),
    ).to.equal(null)
  })

  it('are unknown after a discontinuity, a change of width, a gap and for a new interface', () => {
    const before = counters(0, 0n)
    expect(rateOf(before, counters(60, 100n, { ticks: 7000, discontinuity: 6500 }))).to.equal(null)
    expect(rateOf(before, counters(60, 100n, { ticks: 7000, bits: 32 }))).to.equal(null)
    expect(rateOf(before, counters(901, 100n, { ticks: 91_100 }))).to.equal(null)
    expect(interfaceRates(before, counters(60, 100n, { ticks: 7000, name: 'eth1' })).get('eth1')?.inBps).to.equal(null)
    expect(interfaceRates(null, before).get('eth0')).to.deep.equal({ inBps: null, outBps: null })
  })

  it('follow an interface by its name, whatever its place in the table', () => {
    const two = (first: string, second: string, seconds: number, ticks: number): Counters => {
      const one = counters(seconds, BigInt(seconds) * 1000n, { name: first, ticks })
      return {
        ...one,
        interfaces: { ...one.interfaces, ...counters(0, BigInt(seconds) * 5000n, { name: second }).interfaces },
      }
    }
    const rates = interfaceRates(two('a', 'b', 0, 1000), two('a', 'b', 60, 7000))
    const turned = two('a', 'b', 60, 7000)
    turned.interfaces = Object.fromEntries(Object.entries(turned.interfaces).reverse())
    expect(interfaceRates(two('a', 'b', 0, 1000), turned).get('b')).to.deep.equal(rates.get('b'))
  })

  it('a sysUpTime that wraps after 497 days is no restart, one that starts anew is', () => {
    const before = counters(0, 0n, { ticks: 2 ** 32 - 3000 })
    expect(restarted(before, counters(60, 0n, { ticks: 3000 }))).to.equal(false)
    expect(rateOf(before, counters(60, 7_500_000n, { ticks: 3000 }))).to.equal(1_000_000)
    expect(restarted(counters(0, 0n, { ticks: 500_000_000 }), counters(60, 0n, { ticks: 3000 }))).to.equal(true)
    expect(restarted(counters(0, 0n, { ticks: 5000 }), counters(60, 0n, { ticks: 3000 }))).to.equal(true)
    expect(restarted(counters(0, 0n, { ticks: 10_000 }), counters(600, 0n, { ticks: 20_000 }))).to.equal(true)
  })

  it('never exceed what was carried, whenever the device restarts (property)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ bps: fc.integer({ min: 0, max: 900_000_000 }), restart: fc.boolean() }), {
          maxLength: 20,
        }),
        fc.constantFrom<32 | 64>(32, 64),
        fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }),
        (steps, bits, start) => {
          const wrap = 2n ** BigInt(bits)
          let octets = start + (bits === 64 ? wrap - 2n ** 33n : 0n)
          let ticks = 100_000
          let at = 0
          let before = counters(at, octets % wrap, { ticks, bits })
          for (const { bps, restart } of steps) {
            at += MINUTE / 1000
            ticks = restart ? 1000 : ticks + 6000
            octets = restart ? BigInt(bps) : octets + (BigInt(bps) * 60n) / 8n
            const after = counters(at, octets % wrap, { ticks, bits })
            const rate = rateOf(before, after)
            if (restart) expect(rate).to.equal(null)
            else if (rate !== null && rate !== undefined) expect(rate).to.be.at.most(bps + 1)
            before = after
          }
        },
      ),
    )
  })

  describe('of packets with errors or discarded', () => {
    const told = (seconds: number, troubles: number | undefined, ticks = 1000 + seconds * 100): Counters => {
      const { interfaces, ...rest } = counters(seconds, 0n, { ticks })
      return { ...rest, interfaces: { eth0: { ...interfaces.eth0!, ...(troubles !== undefined && { troubles }) } } }
    }
    const cases: Array<[what: string, before: Counters | null, after: Counters, rate: number | null]> = [
      ['are what was counted between two answers, a second', told(0, 40), told(60, 100), 1],
      ['are none where nothing was', told(0, 40), told(60, 40), 0],
      ['are unknown at the first answer', null, told(60, 100), null],
      ['are unknown where the agent does not count them', told(0, undefined), told(60, 100), null],
      ['are unknown where it counts them no more', told(0, 40), told(60, undefined), null],
      ['are unknown where the counters went back', told(0, 40), told(60, 10), null],
      ['are unknown after a restart', told(0, 40, 500_000), told(60, 100, 100), null],
      ['are unknown over a gap', told(0, 40), told(901, 100), null],
    ]
    for (const [what, before, after, rate] of cases)
      it(what, () => expect(troubleRate(before, after, 'eth0')).to.equal(rate))
    it('are unknown of another interface', () => {
      expect(troubleRate(told(0, 40), told(60, 100), 'eth1')).to.equal(null)
    })
  })
})
