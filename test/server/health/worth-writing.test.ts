import { expect } from 'chai'
import type { PollState } from '../../../server/health/poller/poll-state.ts'
import type { Reading } from '../../../server/health/readings/agent-reading.ts'
import { resultOf } from '../../../server/health/readings/results.ts'
import { unknownHealth } from '../../../server/health/state.ts'

const MINUTE = 60_000
const identity = { model: null, serial: null, firmware: null, mac: null, name: null }
const reading: Reading & { responseMs: number } = {
  ...{ profile: 'openwrt', identity, uptimeSeconds: 9000, load: 0.1, loadIs: 'share', memoryUsed: 0.2, clients: 3 },
  ...{
    ownClients: null,
    members: null,
    kind: 'access-point',
    radios: [],
    uplink: null,
    interfaces: [],
    accessPoints: [],
    ups: null,
    responseMs: 4,
  },
  counters: { at: 0, clocks: {}, interfaces: {} },
}
const stateOf = (state: 'up' | 'down', failures = 0): PollState => ({
  health: { ...unknownHealth(0), state, cause: state === 'down' ? 'no-answer' : null, failures },
  ...{ profile: 'openwrt', memory: null, clients: 3, writtenAt: MINUTE },
})

describe('an answer that says nothing', () => {
  it('hides no reboot between those before and after it', () => {
    const at = (minute: number, hrSystemUptime?: number) => ({
      ...reading,
      counters: { at: minute * MINUTE, clocks: hrSystemUptime === undefined ? {} : { hrSystemUptime }, interfaces: {} },
    })
    const first = resultOf(1, undefined, at(100, 6000 * 100), 100 * MINUTE)
    const nothing = resultOf(1, first, at(101), 101 * MINUTE)
    expect(nothing).to.include({ reachable: true, rebootedAt: null })
    expect(resultOf(1, nothing, at(102, 30 * 100), 102 * MINUTE).rebootedAt).to.not.equal(null)
  })
})

describe('when more than a sample is written of a hotspot', () => {
  const cases: Array<[what: string, last: PollState | undefined, answers: boolean, at: number, whole: boolean]> = [
    ['at its first poll', undefined, true, MINUTE, true],
    ['where all is as it was', stateOf('up'), true, 2 * MINUTE, false],
    ['minutes after it was written last', stateOf('up'), true, 6 * MINUTE, true],
    ['where the clock went back by hours', stateOf('up'), true, -300 * MINUTE, true],
    ['where a poll is lost', stateOf('up'), false, 2 * MINUTE, false],
    ['where it falls', stateOf('up', 2), false, 2 * MINUTE, true],
    ['where it stays down', stateOf('down', 8), false, 2 * MINUTE, false],
    ['where it comes back', stateOf('down', 8), true, 2 * MINUTE, true],
    ['where it is read by another profile', { ...stateOf('up'), profile: 'unifi' }, true, 2 * MINUTE, true],
  ]
  for (const [what, last, answers, at, whole] of cases)
    it(`${whole ? 'is' : 'is not'}: ${what}`, () => {
      expect(resultOf(1, last, answers ? reading : undefined, at).whole).to.equal(whole)
    })
})
