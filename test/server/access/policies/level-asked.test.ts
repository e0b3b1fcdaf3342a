import { expect } from 'chai'
import { addPolicy } from '../../../../server/access/policies/change-policies.ts'
import { levelAskedAt } from '../../../../server/access/policies/level-asked.ts'
import { ensureDefaultPolicy } from '../../../../server/access/policies/policies.ts'
import { assignHotspots } from '../../../../server/network/groups/group-members.ts'
import { addGroup } from '../../../../server/network/groups/groups.ts'
import { testGateway, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

const levels = ['basic', 'full', 'in person']

describe('the level that is asked for', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
    await ensureDefaultPolicy(db)
  })
  after(() => db.close())

  it('is that of the policy where somebody is; where nobody knows at which hotspot, the highest of the gateway’s', async () => {
    const group = async (name: string, minimumLevel: string) => {
      const policyId = await addPolicy(db, name, { minimumLevel }, levels)
      return addGroup(db, { name, policyId, hours: null })
    }
    const gatewayId = await testGateway(db)
    const [one, other] = await twoHotspots(db, gatewayId)
    expect(await levelAskedAt(db, { hotspotId: one }, levels)).to.equal(undefined)
    await assignHotspots(db, await group('schools', 'basic'), [one])
    await assignHotspots(db, await group('clinics', 'full'), [other])
    expect(await levelAskedAt(db, { hotspotId: one, gatewayId }, levels)).to.equal('basic')
    expect(await levelAskedAt(db, { hotspotId: other, gatewayId }, levels)).to.equal('full')
    expect(await levelAskedAt(db, { hotspotId: null, gatewayId }, levels)).to.equal('full')
    expect(await levelAskedAt(db, { hotspotId: null }, levels), 'nowhere known').to.equal(undefined)
    const empty = await testGateway(db, { network: '192.0.2.9/32' })
    expect(await levelAskedAt(db, { hotspotId: null, gatewayId: empty }, levels)).to.equal(undefined)
    expect(await levelAskedAt(db, { hotspotId: other }, ['basic']), 'the settings name it no more').to.equal(undefined)
  })
})
