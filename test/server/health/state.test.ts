import { expect } from 'chai'
import fc from 'fast-check'
import {
  defaultTolerance,
  nextHealth,
  type Strain,
  type Tolerance,
  unknownHealth,
} from '../../../server/health/state.ts'

const well: Strain = { load: 0.2, loadIs: 'share', memoryUsed: 0.5, uplinkUp: true }
const follow = (answers: Array<Strain | undefined>) => {
  let health = unknownHealth(0)
  return answers.map((answer, index) => {
    health = nextHealth(health, answer, index + 1)
    return health
  })
}
const states = (answers: Array<Strain | undefined>) => follow(answers).map(({ state }) => state)

describe('the state of a hotspot', () => {
  it('is unknown until the first answer, or until three polls were lost', () => {
    expect(states([well])).to.deep.equal(['up'])
    expect(states([undefined, undefined, undefined])).to.deep.equal(['unknown', 'unknown', 'down'])
  })

  it('is not changed by one or two lost polls', () => {
    expect(states([well, undefined, well, undefined, undefined, well])).to.deep.equal(Array(6).fill('up'))
  })

  it('is down after the third lost poll in a row, and up with the first answer', () => {
    const all = follow([well, undefined, undefined, undefined, undefined, well])
    expect(all.map(({ state }) => state)).to.deep.equal(['up', 'up', 'up', 'down', 'down', 'up'])
    expect(all[4]).to.deep.include({ cause: 'no-answer', since: 4, failures: 4 })
    expect(all[5]).to.deep.include({ cause: null, since: 6, failures: 0 })
  })

  it('is what the limits of a group say, of which air and devices are looked at nowhere else', () => {
    const follows = (answers: Array<Strain | undefined>, tolerance: Partial<Tolerance>) =>
      answers.reduce(
        (health, answer, index) => nextHealth(health, answer, index, { ...defaultTolerance, ...tolerance }),
        unknownHealth(0),
      )
    const full: Strain = { ...well, load: 0.7, clients: 0.9, utilisation: 0.8 }
    const thrice = [full, full, full]
    expect(follows([undefined], { failures: 1 })).to.deep.include({ state: 'down' })
    expect(follows([well, ...Array(5).fill(undefined)], { failures: 6 })).to.deep.include({ state: 'up' })
    expect(follows(thrice, {})).to.deep.include({ state: 'up' })
    expect(follows(thrice, { load: 0.7 })).to.deep.include({ state: 'degraded', cause: 'high-load' })
    expect(follows(thrice, { clients: 0.9 })).to.deep.include({ state: 'degraded', cause: 'near-capacity' })
    expect(follows(thrice, { utilisation: 0.8 })).to.deep.include({ state: 'degraded', cause: 'busy-air' })
    expect(follows([...thrice, { ...full, clients: 0.85 }], { clients: 0.9 })).to.deep.include({ state: 'degraded' })
    expect(follows([...thrice, { ...full, clients: 0.75 }], { clients: 0.9 })).to.deep.include({ state: 'up' })
  })

  it('is degraded by strain that lasts, and only until it eases clearly', () => {
    const busy = { ...well, load: 0.97 }
    const easing = { ...well, load: 0.85 }
    expect(states([well, busy, well, busy, busy])).to.deep.equal(Array(5).fill('up'))
    expect(states([busy, busy, busy, easing, easing, well])).to.deep.equal([
      ...['up', 'up', 'degraded', 'degraded', 'degraded', 'up'],
    ])
  })

  it('is degraded at once where a UPS runs on its battery, and says when little of that is left', () => {
    const battery = (charge: number | null) => ({ ...well, ups: { onBattery: true, charge } })
    const all = follow([
      well,
      battery(0.9),
      battery(0.2),
      battery(null),
      { ...well, ups: { onBattery: false, charge: 1 } },
    ])
    expect(all.map(({ state, cause }) => cause ?? state)).to.deep.equal([
      ...['up', 'on-battery', 'battery-low', 'on-battery', 'up'],
    ])
  })

  it('names what the strain is', () => {
    const cause = (strain: Strain) => follow([strain, strain, strain]).at(-1)?.cause
    expect(cause({ ...well, uplinkUp: false })).to.equal('uplink-down')
    expect(cause({ ...well, load: 9, loadIs: 'average' })).to.equal('high-load')
    expect(cause({ ...well, load: 1.5, loadIs: 'average' })).to.equal(null)
    expect(cause({ ...well, memoryUsed: 0.97 })).to.equal('low-memory')
    expect(cause({ load: null, loadIs: 'share', memoryUsed: null, uplinkUp: true })).to.equal(null)
  })

  it('is down only after three losses in a row, whatever came before (property)', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (answered) => {
        const all = follow(answered.map((yes) => (yes ? well : undefined)))
        for (const [index, { state }] of all.entries()) {
          const lost = index >= 2 && answered.slice(index - 2, index + 1).every((yes) => !yes)
          expect(state === 'down').to.equal(lost)
        }
      }),
    )
  })
})
