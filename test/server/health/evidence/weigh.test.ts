import { expect } from 'chai'
import fc from 'fast-check'
import { type Evidence, weigh } from '../../../../server/health/evidence/weigh.ts'

const HOUR = 3_600_000
const now = Date.parse('2026-11-23T18:00:00Z')
const ago = (hours: number) => now - hours * HOUR

const up = { state: 'up', cause: null, since: ago(100) } as const
const down = { state: 'down', cause: 'no-answer', since: ago(2) } as const
const lost = { state: 'down', cause: 'disconnected', since: ago(2) } as const
const silence = (hours: number) => ({ since: ago(hours), expected: 40 })

const gone = { fault: 'down', cutsOff: true, since: ago(1) } as const
const unplugged = { ...gone, fault: 'on-battery', cutsOff: false } as const

const cases: Array<[name: string, evidence: Evidence, state: string, cause: string | null, by: readonly string[]]> = [
  ['nothing', {}, 'unknown', null, []],
  ['nothing but reports of faults', { reports: 3 }, 'unknown', null, ['reports']],
  ['use alone', { usedAt: ago(1) }, 'up', null, ['use']],
  ['silence alone', { silence: silence(2) }, 'down', 'silent', ['silence']],
  ['silence after use', { usedAt: ago(1), silence: silence(1) }, 'down', 'silent', ['silence']],
  ['an agent that answers', { snmp: up }, 'up', null, ['snmp']],
  ['an agent that answers, and a short silence', { snmp: up, silence: silence(5) }, 'up', null, ['snmp']],
  [
    'an agent that answers, and nobody for six hours',
    { snmp: up, silence: silence(6) },
    'degraded',
    'unused',
    ['snmp', 'silence'],
  ],
  [
    'an agent under strain, and nobody for hours',
    { snmp: { ...up, state: 'degraded', cause: 'high-load' }, silence: silence(9) },
    'degraded',
    'high-load',
    ['snmp'],
  ],
  ['an agent that does not answer', { snmp: down }, 'down', 'no-answer', ['snmp']],
  [
    'one that its controller says is down, at which somebody went online since',
    { snmp: { ...down, cause: 'not-listed' }, begunAt: ago(1) },
    ...(['degraded', 'used-though-down', ['use', 'snmp']] as const),
  ],
  ['nor does its address', { snmp: down, ping: false }, 'down', 'no-answer', ['snmp', 'ping']],
  ['but its address does', { snmp: down, ping: true }, 'degraded', 'ping-without-answer', ['ping', 'snmp']],
  [
    'but somebody went online since',
    { snmp: down, begunAt: ago(1) },
    'degraded',
    'used-without-answer',
    ['use', 'snmp'],
  ],
  ['and somebody went online before', { snmp: down, begunAt: ago(3), usedAt: ago(0) }, 'down', 'no-answer', ['snmp']],
  [
    'and somebody went online since, more than a day ago',
    { snmp: { ...down, since: ago(48) }, begunAt: ago(25) },
    'down',
    'no-answer',
    ['snmp'],
  ],
  [
    'nor is anybody heard, though its address answers',
    { snmp: down, ping: true, silence: silence(1) },
    'down',
    'no-answer',
    ['snmp', 'silence'],
  ],
  [
    'an agent that does not answer, nor what it hangs on',
    { snmp: down, ping: false, parent: gone },
    ...(['down', 'parent-down', ['snmp', 'ping', 'parent']] as const),
  ],
  ['nothing but a parent that is down', { parent: gone }, 'down', 'parent-down', ['parent']],
  ['and use before that', { parent: gone, usedAt: ago(2), begunAt: ago(2) }, 'down', 'parent-down', ['parent']],
  ['and use since', { parent: gone, usedAt: ago(0), begunAt: ago(0.5) }, 'up', null, ['use']],
  ['a UPS that does not answer', { parent: { ...gone, cutsOff: false }, usedAt: ago(1) }, 'up', null, ['use']],
  ['an agent that answers behind one that does not', { snmp: up, parent: gone }, 'up', null, ['snmp']],
  ['one that works on a battery', { snmp: up, parent: unplugged }, 'degraded', 'parent-on-battery', ['snmp', 'parent']],
  ['one that does not, on a battery', { snmp: down, parent: unplugged }, 'down', 'no-answer', ['snmp']],
  [
    'nor anything else',
    { snmp: down, ping: false, silence: silence(1), reports: 1 },
    'down',
    'no-answer',
    ['snmp', 'ping', 'silence', 'reports'],
  ],
  ['a controller that sees it', { controller: { by: 'unifi', ...up } }, 'up', null, ['unifi']],
  [
    'a controller that sees it, and nobody for six hours',
    { controller: { by: 'omada', ...up }, silence: silence(6) },
    'degraded',
    'controller-unused',
    ['omada', 'silence'],
  ],
  ['a controller that does not see it', { controller: { by: 'meraki', ...lost } }, 'down', 'disconnected', ['meraki']],
  [
    'nor is anybody heard there',
    { controller: { by: 'meraki', ...lost }, silence: silence(1) },
    'down',
    'disconnected',
    ['meraki', 'silence'],
  ],
  [
    'and somebody went online since',
    { controller: { by: 'unifi', ...lost }, begunAt: ago(1) },
    'degraded',
    'used-disconnected',
    ['use', 'unifi'],
  ],
  ['an agent and a controller, both content', { snmp: up, controller: { by: 'unifi', ...up } }, 'up', null, ['snmp']],
  [
    'an agent that answers, though its controller does not see it',
    { snmp: up, controller: { by: 'unifi', ...lost } },
    'degraded',
    'controller-lost',
    ['snmp', 'unifi'],
  ],
  [
    'an agent that does not answer, though its controller sees it',
    { snmp: down, ping: false, controller: { by: 'unifi', ...up } },
    'degraded',
    'controller-without-answer',
    ['unifi', 'snmp'],
  ],
  [
    'an agent that does not answer, nobody heard, though its controller sees it',
    { snmp: down, controller: { by: 'unifi', ...up }, silence: silence(1) },
    'degraded',
    'controller-unused',
    ['unifi', 'snmp', 'silence'],
  ],
  [
    'neither agent nor controller',
    { snmp: down, ping: false, controller: { by: 'unifi', ...lost } },
    'down',
    'no-answer',
    ['snmp', 'ping', 'unifi'],
  ],
]

describe('the evidence of a hotspot’s state', () => {
  for (const [name, evidence, state, cause, by] of cases)
    it(`${name}: ${state}${cause ? ` (${cause})` : ''}`, () => {
      expect(weigh(evidence, now)).to.include({ state, cause }).and.to.have.property('evidence').that.deep.equals(by)
    })

  it('is named by every state that is known, and a state that is not well has a cause', () => {
    const time = fc.option(fc.integer({ min: ago(400), max: now }), { nil: undefined })
    const snmp = fc.record({
      state: fc.constantFrom('up', 'degraded', 'down'),
      since: fc.integer({ min: ago(400), max: now }),
    })
    const any = fc.record({
      snmp: fc.option(
        snmp.map((said) => ({ ...said, cause: said.state === 'up' ? null : 'x' })),
        { nil: undefined },
      ),
      ping: fc.option(fc.boolean(), { nil: undefined }),
      ...{ usedAt: time, begunAt: time },
      parent: fc.option(
        fc.record({
          fault: fc.constantFrom('down', 'on-battery'),
          kind: fc.constantFrom('switch', 'ups'),
          since: fc.integer({ min: ago(400), max: now }),
        }),
        { nil: undefined },
      ),
      silence: fc.option(
        fc.integer({ min: ago(200), max: now }).map((since) => ({ since, expected: 20 })),
        { nil: undefined },
      ),
    })
    fc.assert(
      fc.property(any, (evidence) => {
        const { state, cause, evidence: by } = weigh(evidence as Evidence, now)
        expect(by.length > 0).to.equal(state !== 'unknown')
        expect(cause !== null).to.equal(state === 'down' || state === 'degraded')
        expect(new Set(by).size).to.equal(by.length)
      }),
    )
  })
})
