import { expect } from 'chai'
import type { Clocks, Counters } from '../../../server/health/readings/rates.ts'
import { rebootBetween } from '../../../server/health/readings/reboot.ts'

const T0 = Date.parse('2026-03-02T12:00:00Z')
const DAYS_497 = 2 ** 32
const answer = (seconds: number, clocks: Clocks): Counters => ({ at: T0 + seconds * 1000, clocks, interfaces: {} })
/** Seconds after T0. */
const reboot = (before: Counters | null, after: Counters) => {
  const at = rebootBetween(before, after)
  return at && (at.getTime() - T0) / 1000
}
const host = (seconds: number, uptime: number, agent = uptime) =>
  answer(seconds, { hrSystemUptime: uptime * 100, sysUpTime: agent * 100 })
const bare = (seconds: number, uptime: number) => answer(seconds, { sysUpTime: uptime * 100 })

describe('a reboot seen by SNMP', () => {
  it('is when the uptime started anew between two answers', () => {
    expect(reboot(host(0, 90_000), host(60, 20))).to.equal(40)
  })

  it('is seen after a long silence too, though the uptime has passed what it was', () => {
    expect(reboot(host(0, 600), host(86_400, 43_200))).to.equal(43_200)
  })

  it('is not seen in an uptime that goes on, drifts or is read a little late', () => {
    expect(reboot(host(0, 90_000), host(60, 90_060))).to.equal(undefined)
    expect(reboot(host(0, 90_000), host(60, 90_050))).to.equal(undefined)
    expect(reboot(host(0, 90_000), host(60, 89_995))).to.equal(undefined)
    expect(reboot(host(0, 10), host(900, 830))).to.equal(undefined)
  })

  it('is not an agent that started anew on a host that goes on, nor where nothing but the agent’s clock says so', () => {
    expect(reboot(host(0, 90_000), host(60, 90_060, 5))).to.equal(undefined)
    expect(reboot(bare(0, 90_000), bare(60, 20))).to.equal(undefined)
  })

  it('is not a clock that wrapped after 497 days, nor one that was set', () => {
    expect(reboot(host(0, DAYS_497 / 100 - 30), host(60, 30))).to.equal(undefined)
    expect(reboot(host(0, 90_000), host(60, 80_000))).to.equal(undefined)
  })

  it('is not seen in the first answer, nor where the clock is a different one', () => {
    expect(reboot(null, host(60, 5))).to.equal(undefined)
    expect(reboot(answer(0, { hrSystemUptime: 9_000_000 }), bare(60, 5))).to.equal(undefined)
    expect(reboot(answer(0, { engineTime: 9000 }), answer(60, { engineTime: 5 }))).to.equal(undefined)
  })
})
