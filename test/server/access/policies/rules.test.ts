import { expect } from 'chai'
import { addPolicy, changePolicy, removePolicy } from '../../../../server/access/policies/change-policies.ts'
import { ensureDefaultPolicy, initialPolicy } from '../../../../server/access/policies/policies.ts'
import { openRules, rulesAt, rulesAtGateway } from '../../../../server/access/policies/rules.ts'
import type { Database } from '../../../../server/database/connection.ts'
import { assignHotspots } from '../../../../server/network/groups/group-members.ts'
import { addGroup, changeGroup } from '../../../../server/network/groups/groups.ts'
import { testGateway, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

const MINUTE = 60_000
/** A Monday. */
const at = (time: string) => Date.parse(`2026-03-02T${time}:00Z`)

describe('the rules at hotspots', () => {
  let db: TestDatabase
  let policyId: number
  let groupId: number
  before(async () => {
    db = await createTestDatabase()
    await ensureDefaultPolicy(db)
    policyId = await addPolicy(db, 'schools', { dailySeconds: 3600, dailyOctets: null })
    groupId = await addGroup(db, { name: 'Escuelas', policyId, hours: 'mon-fri 07:00-21:00' })
  })
  after(() => db.close())

  it('are those of the group, and the default ones at all hours where there is none, or nobody knows it', async () => {
    const rules = await openRules(db, 'UTC')
    for (const nowhere of [null, undefined, 999_999]) {
      expect(rules.policyOf(nowhere)).to.equal(rules.get())
      expect(rules.openingOf(nowhere, at('03:00'))).to.deep.equal({ open: true, until: undefined })
    }
    expect(rules.policyOf(groupId)).to.include({ dailySeconds: 3600, sessionSeconds: initialPolicy.sessionSeconds })
    const { dailySeconds, dailyOctets } = initialPolicy
    const gateways = new Map([
      [7, [null]],
      [8, [groupId, null]],
    ])
    const { ofPolicies, ...byPlace } = rules.quotas(gateways)
    expect(ofPolicies, 'of vouchers').to.have.length(2)
    expect(byPlace).to.deep.equal({
      ...{ levels: [], dailySeconds, dailyOctets },
      ofGroups: [{ groupId, dailySeconds: 3600, dailyOctets: null }],
      // Nobody knows at which of its hotspots: the strictest.
      ofGateways: [{ gatewayId: 8, dailySeconds: 3600, dailyOctets }],
    })
  })

  it('ask the calendar once for each time that it opens or closes, in whatever order', async () => {
    const rules = await openRules(db, 'UTC')
    const opening = rules.openingOf(groupId, at('12:00'))
    expect(opening).to.deep.equal({ open: true, until: new Date(at('21:00')) })
    expect(rules.openingOf(groupId, at('21:00') - 1)).to.equal(opening)
    expect(rules.openingOf(groupId, at('21:00'))).to.include({ open: false })
    expect(rules.openingOf(groupId, at('06:59'))).to.deep.equal({ open: false, until: new Date(at('07:00')) })
    expect(rules.openingOf(groupId, at('07:00'))).to.include({ open: true })
  })

  it('count a group as closed only after the grace, and not once it is open again', async () => {
    const rules = await openRules(db, 'UTC')
    expect(rules.closedGroups(at('21:00') + MINUTE - 1, MINUTE)).to.deep.equal([])
    expect(rules.closedGroups(at('21:00') + MINUTE, MINUTE)).to.deep.equal([groupId])
    expect(rules.closedGroups(at('07:00'), MINUTE)).to.deep.equal([])
  })

  it('keep the newest reading, whichever ends last', async () => {
    let hold: Promise<void> | undefined
    const query = new Proxy(db.query, {
      get(target, name) {
        if (name !== 'selectFrom') return Reflect.get(target, name).bind(target)
        return (table: 'policies') => {
          const selecting = target.selectFrom(table)
          if (table !== 'policies' || !hold) return selecting
          const waiting = hold
          hold = undefined
          const late = selecting.selectAll().orderBy('is_default', 'desc').orderBy('name')
          const stub = {
            selectAll: () => stub,
            orderBy: () => stub,
            async execute() {
              const rows = await late.execute()
              await waiting
              return rows
            },
          }
          return stub
        }
      },
    }) as Database['query']
    const rules = await openRules({ query }, 'UTC')
    let release = () => {}
    hold = new Promise<void>((resolve) => {
      release = resolve
    })
    const older = rules.reload()
    await changePolicy(db, policyId, { dailySeconds: 7200 })
    await rules.reload()
    release()
    await older
    expect(rules.policyOf(groupId).dailySeconds).to.equal(7200)
  })

  it('are read afresh for a hotspot by whoever has no memory of them', async () => {
    const gatewayId = await testGateway(db)
    const [hotspotId, other] = await twoHotspots(db, gatewayId)
    await assignHotspots(db, groupId, [hotspotId])
    const night = new Date(at('03:00'))
    expect(await rulesAt(db, hotspotId, 'UTC', night)).to.deep.include({
      opening: { open: false, until: new Date(at('07:00')) },
      group: { name: 'Escuelas', hours: 'mon-fri 07:00-21:00' },
    })
    expect((await rulesAt(db, other, 'UTC', night)).opening.open).to.equal(true)
    expect((await rulesAt(db, null, 'UTC', night)).policy.isDefault).to.equal(true)
    const somewhere = await rulesAtGateway(db, gatewayId, 'UTC', night)
    expect(somewhere.opening.open, 'one of the two, nobody knows which').to.equal(false)
    expect(somewhere.policy.dailySeconds).to.equal(Math.min(7200, initialPolicy.dailySeconds!))
    const elsewhere = await testGateway(db, { network: '192.0.2.1/32' })
    expect((await rulesAtGateway(db, elsewhere, 'UTC', night)).opening.open, 'none at all').to.equal(true)
  })

  it('never lose the default policy, nor one that a group has', async () => {
    const { id } = await db.query
      .selectFrom('policies')
      .select('id')
      .where('is_default', '=', true)
      .executeTakeFirstOrThrow()
    for (const kept of [id, policyId]) {
      const error = await removePolicy(db, kept).catch((reason: Error) => reason)
      expect(error).to.be.instanceOf(Error).and.have.property('field', 'policy')
    }
    await changeGroup(db, groupId, { policyId: null })
    await removePolicy(db, policyId)
    expect((await openRules(db, 'UTC')).policyOf(groupId)).to.include({ isDefault: true })
  })
})
