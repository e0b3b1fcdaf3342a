import { expect } from 'chai'
import { addPolicy, changePolicy, PolicyError } from '../../../../server/access/policies/change-policies.ts'
import { ensureDefaultPolicy, initialPolicy, loadPolicies } from '../../../../server/access/policies/policies.ts'
import { segmentOf } from '../../../../server/access/policies/segment.ts'
import { strictestPolicy } from '../../../../server/access/policies/strictest.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

const guests = { vlan: 120, filterId: 'guests', role: 'visitor' }

describe('VLAN, filter and role of a policy', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
    await ensureDefaultPolicy(db)
  })
  after(() => db.close())

  it('are kept, changed one by one, and taken away', async () => {
    const id = await addPolicy(db, 'visitors', guests)
    const stored = async () => (await loadPolicies(db)).find((policy) => policy.id === id)
    expect(await stored()).to.include(guests)
    await changePolicy(db, id, { vlan: 4094 })
    expect(await stored()).to.include({ ...guests, vlan: 4094 })
    await changePolicy(db, id, { vlan: null, filterId: null, role: null })
    expect(segmentOf((await stored())!)).to.equal(undefined)
  })

  const wrong = [
    ...([0, 4095, -1, 1.5, Number.NaN] as const).map((vlan) => ({ vlan })),
    ...['', ' ', ' guests', 'guests ', 'huéspedes', 'a\nb', 'a\0', 'x'.repeat(65)].flatMap((name) => [
      { filterId: name },
      { role: name },
    ]),
  ]
  for (const settings of wrong)
    it(`are refused by name where they are no such: ${JSON.stringify(settings)}`, async () => {
      const [field] = Object.keys(settings)
      const error = await addPolicy(db, 'wrong', settings).catch((reason: unknown) => reason)
      expect(error).to.be.instanceOf(PolicyError)
      expect(error).to.include({ field })
      expect((error as Error).message).to.match(new RegExp(`^${field}: expected .* or none`))
    })

  it('are what all policies say where nobody knows which holds', () => {
    const one = { ...initialPolicy, ...guests }
    expect(strictestPolicy([one, { ...one, sessionSeconds: 60 }])).to.include(guests)
    expect(strictestPolicy([one, { ...one, vlan: 7 }])).to.include({ ...guests, vlan: null })
    expect(segmentOf(strictestPolicy([initialPolicy, one]))).to.equal(undefined)
    expect(segmentOf(strictestPolicy([one, initialPolicy]))).to.equal(undefined)
  })
})
