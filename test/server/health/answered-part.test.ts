import { expect } from 'chai'
import { answeredPart, type Readable } from '../../../server/health/profiles/answered-part.ts'
import type { Profile } from '../../../server/health/profiles/profile.ts'
import { readProfile } from '../../../server/health/profiles/read-profile.ts'

const [A, B, C] = ['1.3.6.1.4.1.1.1.0', '1.3.6.1.4.1.1.2.0', '1.3.6.1.4.1.1.3.0']
const [LIVE, TABLE, OTHER] = ['1.3.6.1.4.1.1.4', '1.3.6.1.4.1.1.5', '1.3.6.1.4.1.1.6']

const profile = (yaml: string): Profile =>
  readProfile(`name: ours\ntitle: Ours\nkind: controller\nfrom: MIB\n${yaml}`, 'ours.yaml')

/** An agent that has the objects A and B, rows of LIVE, and TABLE, which is walked. */
const readable: Readable = {
  scalar: (oid) => oid === A || oid === B,
  column: (oid) => oid === LIVE || oid === TABLE,
  walked: (oid) => oid === TABLE,
}

describe('what of a profile an agent can answer', () => {
  it('leaves out alternatives of objects and columns that it has not, and counts of columns that are not walked', () => {
    const whole = profile(
      `clients: [{ oid: ${C} }, { count: ${LIVE} }, { count: ${TABLE} }, { column: ${LIVE} }, { oid: ${A} }]`,
    )
    expect(answeredPart(whole, readable).clients).to.deep.equal([{ count: TABLE }, { column: LIVE }, { oid: A }])
  })

  it('keeps of a sum what can be answered, and leaves out one of which nothing can', () => {
    const whole = profile(
      `uptime: [{ sum: [{ oid: ${A} }, { oid: ${C} }] }, { sum: [{ oid: ${C} }, { column: ${OTHER} }] }]`,
    )
    expect(answeredPart(whole, readable).uptime).to.deep.equal([{ sum: [{ oid: A }] }])
  })

  it('leaves out forms of load, memory, radios and access points that it has nothing of', () => {
    const part = answeredPart(
      profile(`
load:
  - { is: share, value: { oid: ${C} } }
  - { is: average, value: { oid: ${B} } }
memory:
  - { percent: { oid: ${C} } }
  - { total: { oid: ${C} }, free: { oid: ${A} } }
radios:
  - { rows: ${OTHER}, name: { column: ${OTHER} } }
  - { rows: ${LIVE}, name: { column: ${OTHER} }, channel: { column: ${LIVE} } }
accessPoints:
  - { rows: ${OTHER}, key: { column: ${OTHER} } }
  - { rows: ${TABLE}, key: { column: ${TABLE} }, clients: { column: ${OTHER} } }`),
      readable,
    )
    expect(part.load).to.deep.equal([{ is: 'average', value: [{ oid: B }] }])
    // Without its total there is no share: as before, it gives none.
    expect(part.memory).to.deep.equal([{ total: [], free: [{ oid: A }] }])
    expect(part.radios).to.deep.equal([{ rows: LIVE, name: [], channel: [{ column: LIVE }] }])
    expect(part.accessPoints).to.deep.equal([{ rows: TABLE, key: [{ column: TABLE }], clients: [] }])
  })
})
