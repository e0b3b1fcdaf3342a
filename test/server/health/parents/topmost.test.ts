import { expect } from 'chai'
import { type Parent, topmostFaults } from '../../../../server/health/parents/topmost.ts'
import type { AgentKind } from '../../../../server/network/tables.ts'

const UPS = 1
const SWITCH = 2
const GATEWAY = 3

const kinds: Record<number, AgentKind> = { [UPS]: 'ups', [SWITCH]: 'switch', [GATEWAY]: 'gateway' }
type State = 'up' | 'down' | 'on-battery' | 'mute' | undefined

/** The switch hangs on the UPS, the gateway on the switch. @param states of UPS, switch, gateway; undefined: not asked */
function faults(...states: State[]) {
  const parents = states.flatMap((state, index): Parent[] => {
    if (state === undefined) return []
    const agentId = index + 1
    const fault = state === 'down' || state === 'on-battery' ? state : null
    return [{ agentId, name: `${agentId}`, kind: kinds[agentId]!, answers: state !== 'down', fault, since: agentId }]
  })
  const above = new Map([
    [SWITCH, [UPS]],
    [GATEWAY, [SWITCH]],
  ])
  return topmostFaults(new Map(parents.map((parent) => [parent.agentId, parent])), above)
}
const told = (of: Map<number, { agentId: number; fault: string; cutsOff: boolean }>, id: number) => {
  const one = of.get(id)
  return one && [one.agentId, one.fault, one.cutsOff]
}

describe('the topmost fault of what hotspots hang on', () => {
  const cases: Array<[what: string, states: State[], at: number, told: unknown]> = [
    ['all are down', ['down', 'down', 'down'], GATEWAY, [UPS, 'down', true]],
    ['the one in the middle was never asked', ['down', undefined, 'down'], GATEWAY, [UPS, 'down', true]],
    ['the gateway was never asked', ['down', 'down', undefined], GATEWAY, [UPS, 'down', true]],
    ['the one in the middle answers', ['down', 'up', 'down'], GATEWAY, [GATEWAY, 'down', true]],
    ['the upper one answers', ['up', 'down', 'down'], GATEWAY, [SWITCH, 'down', true]],
    ['all but the topmost answer', ['down', 'up', 'up'], GATEWAY, undefined],
    ['a UPS alone, which may feed all the same', ['down', undefined, undefined], GATEWAY, [UPS, 'down', false]],
    ['a UPS on its battery is above all that works', ['on-battery', 'up', 'up'], GATEWAY, [UPS, 'on-battery', false]],
    ['what is down weighs more than a battery', ['on-battery', 'down', 'down'], GATEWAY, [SWITCH, 'down', true]],
    ['nothing is', ['up', 'up', 'up'], GATEWAY, undefined],
    ['of the topmost itself', ['down', 'down', 'down'], UPS, [UPS, 'down', false]],
  ]
  for (const [what, states, at, wanted] of cases)
    it(`is that where ${what}`, () => {
      expect(told(faults(...states), at)).to.deep.equal(wanted)
    })

  it('is found of two that feed one: what is down, what cuts off, what began first', () => {
    const parent = (agentId: number, change: Partial<Parent>): [number, Parent] => [
      agentId,
      { ...{ agentId, name: '', kind: 'switch', answers: false, fault: 'down', since: 5 }, ...change },
    ]
    const of = (...two: Array<[number, Parent]>) =>
      topmostFaults(new Map([...two, parent(9, {})]), new Map([[9, two.map(([id]) => id)]])).get(9)?.agentId
    expect(of(parent(1, { kind: 'ups' }), parent(2, {}))).to.equal(2)
    expect(of(parent(1, {}), parent(2, { since: 4 }))).to.equal(2)
    expect(of(parent(1, { fault: 'on-battery', answers: true }), parent(2, {}))).to.equal(2)
  })

  it('ends in a circle, though none can be stored', () => {
    const down = (agentId: number): [number, Parent] => [
      agentId,
      { agentId, name: '', kind: 'switch', answers: false, fault: 'down', since: agentId },
    ]
    const circle = new Map([
      [1, [2]],
      [2, [1]],
    ])
    expect([...topmostFaults(new Map([down(1), down(2)]), circle).keys()]).to.have.members([1, 2])
  })
})
