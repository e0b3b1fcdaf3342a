import { expect } from 'chai'
import { givenUp } from '../../../dashboard/src/planning/given-up.ts'
import {
  addPlace,
  asSolved,
  locked,
  locksOf,
  moveTo,
  orderOf,
  placesToStore,
  queryOf,
  standingOf,
  toggled,
} from '../../../dashboard/src/planning/trial.ts'
import { usualParameters } from '../../../server/planning/plans/parameters.ts'

const place = (id: number) => ({ id, name: `Place ${id}`, latitude: 19, longitude: -99, cost: 10, locked: null })
const pick = (candidate: number) => ({ candidate, cost: 10, reach: 1, gain: 1, unique: 1, year: 1 })
const whole = {
  plan: {
    ...{
      id: 1,
      name: 'Plan',
      notes: '',
      status: 'solved' as const,
      forkedFrom: null,
      dataVersion: null,
      progress: null,
    },
    ...{ result: null, failure: null, fault: null, createdAt: '', endedAt: null, linkEndsAt: null },
    parameters: {
      ...usualParameters,
      equipmentCost: 4,
      backhaulCost: 2,
      powerCost: 1,
      lockedIn: [100],
      lockedOut: [103],
    },
  },
  candidates: [100, 101, 102, 103].map(place),
  picks: [pick(0), pick(2)],
  newCells: [],
}
const there = { latitude: 19.5, longitude: -99.5 }

describe('what is tried at the desk', () => {
  it('is asked of the server in the order in which it answers', () => {
    let trial = toggled(whole, asSolved, 1)
    trial = moveTo(trial, 2, there)
    const added = addPlace(trial, { latitude: 19.6, longitude: -99.6 })
    expect(added.key).to.equal(-1)
    expect(queryOf(whole, added.trial)).to.deep.equal({ without: '2', with: '1', at: '19.5,-99.5,10;19.6,-99.6,7' })
    expect(orderOf(whole, added.trial)).to.deep.equal([0, 1, 2, -1])
    const standing = standingOf(whole, added.trial, (number) => `New ${number}`)
    expect(standing.map(({ name, order }) => [name, order])).to.deep.equal([
      ['Place 100', 1],
      ['Place 101', 0],
      ['Place 102', 2],
      ['New 1', 0],
    ])
    expect(queryOf(whole, toggled(whole, added.trial, -1))).to.not.have.property('at', '19.6,-99.6,7')
    expect(queryOf(whole, asSolved)).to.deep.equal({})
  })

  it('locks a candidate in, which puts it on the map, or out, which takes it away; once more lets it go', () => {
    const kept = locked(whole, asSolved, 1, 'in')
    expect(orderOf(whole, kept)).to.deep.equal([0, 2, 1])
    const left = locked(whole, kept, 0, 'out')
    expect(orderOf(whole, left)).to.deep.equal([2, 1])
    expect(left.locks).to.deep.equal({ 0: 'out', 1: 'in' })
    expect(locked(whole, left, 1, 'in').locks).to.deep.equal({ 0: 'out' })
  })

  it('becomes the locks of a copy: what was tried is in or out, earlier locks stay unless they were undone', () => {
    let trial = locked(whole, asSolved, 3, 'in')
    trial = toggled(whole, trial, 0)
    trial = moveTo(trial, 2, there)
    expect(placesToStore(whole, trial)).to.deep.equal([{ key: 2, place: there, cost: 10 }])
    const { lockedIn, lockedOut } = locksOf(whole, trial, [555])
    expect(lockedIn).to.have.members([103, 555])
    expect(lockedOut).to.have.members([100, 102])
    expect(locksOf(whole, asSolved, [])).to.deep.equal({ lockedIn: [100], lockedOut: [103] })
  })
})

describe('what a plan gives up', () => {
  it('is told against the one that reaches most for as much or less, not against a dearer one', () => {
    const plan = (cost: number, after: number) => ({ result: { cost, residents: { before: 100, after } } })
    const [cheap, fair, dear] = [plan(10, 300), plan(12, 250), plan(20, 900)]
    const all = [cheap, fair, dear]
    expect(givenUp(fair, all)).to.equal(0.25)
    expect(givenUp(cheap, all)).to.equal(0)
    expect(givenUp(plan(5, 100), [plan(5, 100)])).to.equal(null)
  })
})
