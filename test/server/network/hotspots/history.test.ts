import { expect } from 'chai'
import { importHotspots } from '../../../../server/import/hotspots/import-hotspots.ts'
import { putAgents } from '../../../../server/network/agents/agents.ts'
import { putCredentials } from '../../../../server/network/agents/credentials.ts'
import { removeAgent } from '../../../../server/network/agents/remove.ts'
import { addDistrict, assignToDistrict, removeDistrict } from '../../../../server/network/districts/districts.ts'
import { removeGateway } from '../../../../server/network/gateways/in-use.ts'
import { assignHotspots } from '../../../../server/network/groups/group-members.ts'
import { addGroup, removeGroup } from '../../../../server/network/groups/groups.ts'
import { editHotspot } from '../../../../server/network/hotspots/edits.ts'
import { historyOf } from '../../../../server/network/hotspots/history.ts'
import { testGateway, testSealer, twoHotspots } from '../../../support/city.ts'
import type { TestDatabase } from '../../../support/database.ts'
import { openImport, type Scratch } from '../../import/city-files.ts'

describe('the history of a hotspot', () => {
  let db: TestDatabase
  let staffId: number
  let scratch: Scratch
  let close: () => Promise<void>
  beforeEach(async () => {
    ;({ db, scratch, close } = await openImport())
    const { rows } = await db.pool.query(`insert into staff (issuer, subject, name, role)
      values ('x', 'ana', 'Ana', 'operator') returning id`)
    staffId = rows[0].id
  })
  afterEach(() => close())

  /** The changes of a hotspot, the first first, each with who made it and how. */
  const told = async (id: number) =>
    (await historyOf(db, id)).reverse().map(({ action, staffId: by, changes }) => ({ action, by, changes }))

  it('tells what a file of hotspots brought, and what the next one changed', async () => {
    const take = async (...lines: string[]) =>
      importHotspots(
        db,
        await scratch.file('h.csv', ['id,programa,nombre,lat,lon,alcaldia', ...lines, ''].join('\n')),
        {
          reportFile: scratch.path('r.csv'),
        },
      )
    await take('1,P,Kiosco,10.5,-99.5,Norte', '2,P,Plaza,10.6,-99.6,Norte')
    const same = '2,P,Plaza,10.6,-99.6,Norte'
    await take('1,P,Kiosco Morelos,10.5,-99.4,Norte', same)
    await take('1,P,Kiosco Morelos,10.5,-99.4,Norte', same)
    const { rows } = await db.pool.query('select id from hotspots order by code')
    expect(await told(rows[0].id)).to.deep.equal([
      {
        ...{ action: 'import', by: null },
        changes: {
          ...{ name: [null, 'Kiosco'], latitude: [null, 10.5], longitude: [null, -99.5], borough: [null, 'Norte'] },
        },
      },
      {
        ...{ action: 'import', by: null },
        changes: { name: ['Kiosco', 'Kiosco Morelos'], longitude: [-99.5, -99.4] },
      },
    ])
    expect(await told(rows[1].id)).to.have.length(1)
  })

  it('tells into which group and district it was put, by whom, and that they are gone', async () => {
    const [a, b] = await twoHotspots(db, await testGateway(db))
    const group = await addGroup(db, { name: 'Escuelas', policyId: null, hours: null })
    expect(await assignHotspots(db, group, [a, b], { staffId })).to.equal(2)
    expect(await assignHotspots(db, group, [a, b], { staffId }), 'again').to.equal(0)
    await removeGroup(db, group, { staffId })
    const district = await addDistrict(db, 'Norte', [])
    await assignToDistrict(db, district, { hotspots: [b] }, { staffId })
    await removeDistrict(db, district)
    const edited = { action: 'edit', by: staffId }
    const ofGroup = [
      { ...edited, changes: { group: [null, 'Escuelas'] } },
      { ...edited, changes: { group: ['Escuelas', null] } },
    ]
    expect(await told(a)).to.deep.equal(ofGroup)
    expect(await told(b)).to.deep.equal([
      ...ofGroup,
      { ...edited, changes: { district: [null, 'Norte'] } },
      { ...edited, by: null, changes: { district: ['Norte', null] } },
    ])
    const { rows } = await db.pool.query('select from hotspots where num_nonnulls(group_id, district_id) > 0')
    expect(rows).to.deep.equal([])
  })

  it('tells of a gateway and an agent that are removed, of a retired hotspot too', async () => {
    const gatewayId = await testGateway(db)
    const [a, b] = await twoHotspots(db, gatewayId)
    const credential = { version: '2c', community: 'public' } as const
    const [credentialId = 0] = await putCredentials(db, testSealer, [{ name: 'city', credential }])
    const [agent = 0] = await putAgents(db, [{ host: '192.0.2.7', port: 161, credentialId, kind: 'controller' }])
    for (const id of [a, b]) await editHotspot(db, id, { staffId: null }, { agent: String(agent) })
    await db.pool.query('update hotspots set retired_at = now() where id = $1', [b])
    const { name } = (await removeGateway(db, testSealer, gatewayId, { staffId }))!
    expect(await removeAgent(db, agent, { staffId })).to.equal(true)
    for (const id of [a, b])
      expect((await told(id)).slice(1)).to.deep.equal([
        { action: 'edit', by: staffId, changes: { gateway: [name, null] } },
        { action: 'edit', by: staffId, changes: { agent: ['192.0.2.7:161 (city)', null] } },
      ])
  })
})
