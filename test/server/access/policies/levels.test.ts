import { expect } from 'chai'
import { decideGrant } from '../../../../server/access/decide-grant.ts'
import {
  addPolicy,
  changePolicy,
  type PolicyError,
  removePolicy,
} from '../../../../server/access/policies/change-policies.ts'
import { isEnough } from '../../../../server/access/policies/levels.ts'
import { ensureDefaultPolicy, initialPolicy, loadPolicies } from '../../../../server/access/policies/policies.ts'
import { openRules, rulesAt } from '../../../../server/access/policies/rules.ts'
import { findOrCreateResident } from '../../../../server/directory/residents.ts'
import { addGroup } from '../../../../server/network/groups/groups.ts'
import { testGateway } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

const levels = ['basic', 'full', 'in person']

describe('a level of verification', () => {
  const cases: Array<[level: string | null, least: string | null, enough: boolean]> = [
    [null, null, true],
    ['basic', null, true],
    [null, 'basic', false],
    ['unknown', 'basic', false],
    ['basic', 'full', false],
    ['full', 'full', true],
    ['in person', 'full', true],
    // The settings named it once.
    ['gone', 'gone', true],
    ['in person', 'gone', false],
  ]
  for (const [level, least, enough] of cases)
    it(`${level} ${enough ? 'is' : 'is not'} enough for ${least}`, () =>
      expect(isEnough({ level, levels }, least)).to.equal(enough))
})

describe('a policy that asks for a level of verification', () => {
  let db: TestDatabase
  let [basicId, schoolsId, clinicsId, schools, clinics] = [0, 0, 0, 0, 0]
  before(async () => {
    db = await createTestDatabase()
    await ensureDefaultPolicy(db)
    basicId = await addPolicy(db, 'basic', { downBps: 1_000_000, dailySeconds: 3600 })
    schoolsId = await addPolicy(db, 'schools', { minimumLevel: 'full', belowPolicyId: basicId }, levels)
    clinicsId = await addPolicy(db, 'clinics', { minimumLevel: 'full' }, levels)
    schools = await addGroup(db, { name: 'Escuelas', policyId: schoolsId, hours: null })
    clinics = await addGroup(db, { name: 'Clínicas', policyId: clinicsId, hours: null })
  })
  after(() => db.close())

  it('gives accounts below it another policy, or lets them in nowhere; nobody’s has no level', async () => {
    const rules = await openRules(db, 'UTC', levels)
    expect(rules.policyOf(schools, 'full')).to.include({ id: schoolsId }).and.not.have.property('lacksLevel')
    expect(rules.policyOf(schools, 'basic')).to.include({ id: basicId, lacksLevel: 'limited', dailySeconds: 3600 })
    expect(rules.policyOf(schools, null)).to.include({ id: basicId, lacksLevel: 'limited' })
    expect(rules.policyOf(schools)).to.include({ id: schoolsId })
    expect(rules.policyOf(clinics, 'basic')).to.include({ lacksLevel: 'refused' })
    expect(rules.policyOf(null, null), 'the default one asks for none').to.equal(rules.get())
    expect(rules.policyAmong([schools, null], 'basic')).to.include({ lacksLevel: 'limited', downBps: 1_000_000 })
    expect(rules.policyAmong([schools, clinics], 'basic')).to.include({ lacksLevel: 'refused' })
    expect(rules.policyAmong([schools, clinics], 'full')).to.not.have.property('lacksLevel')
  })

  it('has each account’s own quota, wherever a session is, or may be', async () => {
    const rules = await openRules(db, 'UTC', levels)
    const { dailySeconds, dailyOctets } = initialPolicy
    const whole = { dailySeconds, dailyOctets }
    const lower = { dailySeconds: 3600, dailyOctets }
    const { ofLevels, ofGroups, ofGateways, ofPolicies, ...rest } = rules.quotas(new Map([[9, [schools, null]]]))
    expect(rest).to.deep.equal({ levels, ...whole })
    expect(ofLevels).to.deep.equal([whole, whole, whole])
    expect(ofPolicies, 'of vouchers').to.deep.include({ policyId: basicId, ...lower })
    expect(ofGroups?.find(({ groupId }) => groupId === schools)).to.deep.equal({
      ...{ groupId: schools, ...lower },
      ofLevels: [lower, whole, whole],
    })
    expect(ofGateways).to.deep.equal([{ gatewayId: 9, ...lower, ofLevels: [lower, whole, whole] }])
  })

  it('is looked into for what is true of either of the two', async () => {
    const rules = await openRules(db, 'UTC', levels)
    expect(rules.somePolicy(({ dailySeconds }) => dailySeconds === 3600)).to.equal(true)
    expect(rules.somePolicy(({ dailySeconds }) => dailySeconds === 3601)).to.equal(false)
  })

  it('makes nothing anew for each request', async () => {
    const rules = await openRules(db, 'UTC', levels)
    expect(rules.policyOf(schools, 'basic')).to.equal(rules.policyOf(schools, null))
  })

  it('holds where the portal opens gateways too, by what the City Key told last', async () => {
    await changePolicy(db, (await loadPolicies(db))[0]!.id, { minimumLevel: 'full', belowPolicyId: basicId }, levels)
    const gateway = await testGateway(db)
    const identity = { issuer: 'https://key.test', subject: 'ana' }
    const { id: residentId } = await findOrCreateResident(db, identity)
    const deviceMac = '0a:00:00:00:00:01'
    const request = { residentId, deviceMac, gatewayId: gateway, hotspotId: null, isPlaced: true } as const
    const calendar = { dayOf: (at: Date) => at.toISOString().slice(0, 10), timeZone: 'UTC', levels }
    const decide = () => decideGrant(db, { ...request, credentials: { kind: 'signed-in' } }, calendar)
    expect(await decide()).to.have.nested.property('limits.downBps', 1_000_000)
    await findOrCreateResident(db, { ...identity, verificationLevel: 'in person' })
    expect(await decide()).to.have.nested.property('limits.downBps', 5_000_000)
    const { ofAccount } = await rulesAt(db, null, 'UTC', new Date(), { level: 'basic', levels })
    expect(ofAccount).to.include({ id: basicId })
  })

  it('has a level that there is, and names one that asks for none', async () => {
    const refused = (change: Promise<unknown>): Promise<string> =>
      change.then(
        () => 'it is taken',
        (error: PolicyError) => error.message,
      )
    expect(await refused(changePolicy(db, schoolsId, { minimumLevel: 'fool' }, levels))).to.include('basic, full')
    expect(await refused(changePolicy(db, basicId, { minimumLevel: 'full' }))).to.include('CITY_KEY_LEVELS names none')
    expect(await refused(changePolicy(db, basicId, { minimumLevel: 'full' }, levels))).to.include('can ask for none')
    expect(await refused(changePolicy(db, clinicsId, { belowPolicyId: schoolsId }, levels))).to.include(
      'another policy',
    )
    expect(await refused(changePolicy(db, clinicsId, { belowPolicyId: clinicsId }, levels))).to.include(
      'another policy',
    )
    expect(await refused(changePolicy(db, clinicsId, { belowPolicyId: 999_999 }, levels))).to.include('another policy')
    expect(await refused(changePolicy(db, basicId, { belowPolicyId: schoolsId }, levels))).to.include('nobody below')
    expect(await refused(removePolicy(db, basicId))).to.include('another policy names it')
  })

  it('keeps a level that the settings name no more, and gives both up together', async () => {
    await changePolicy(db, schoolsId, { downBps: 7_000_000 })
    const stored = async () => (await loadPolicies(db)).find(({ id }) => id === schoolsId)
    expect(await stored()).to.include({ minimumLevel: 'full', belowPolicyId: basicId, downBps: 7_000_000 })
    await changePolicy(db, schoolsId, { minimumLevel: null })
    expect(await stored()).to.include({ minimumLevel: null, belowPolicyId: null })
  })
})
