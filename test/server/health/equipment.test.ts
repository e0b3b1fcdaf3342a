import { expect } from 'chai'
import { equipmentInUse, equipmentOf, hotspotsThatRun } from '../../../server/health/equipment.ts'
import { putAgents } from '../../../server/network/agents/agents.ts'
import { putCredentials } from '../../../server/network/agents/credentials.ts'
import { testSealer } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { makeHotspots } from './city-of-agents.ts'

describe('the equipment in use', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())

  it('is counted by model and firmware: of agents as they said, of a controller as it says of each hotspot', async () => {
    const [credentialId = 0] = await putCredentials(db, testSealer, [
      { name: 'c', credential: { version: '2c', community: 'c' } },
    ])
    const hotspots = await makeHotspots(db, 6)
    const agents = await putAgents(
      db,
      (['access-point', 'access-point', 'controller', 'access-point'] as const).map((kind, index) => ({
        ...{ host: `192.0.2.${index + 1}`, port: 161, credentialId, kind },
      })),
    )
    const nobody = { serial: null, mac: null, name: null }
    const learned = [
      { profile: 'unifi', identity: { ...nobody, model: 'U6', firmware: '6.6' } },
      { profile: 'unifi', identity: { ...nobody, model: 'U6', firmware: '6.6' } },
      {
        ...{ profile: 'cisco-wlc', identity: { ...nobody, model: 'C9800', firmware: '17.9' } },
        accessPoints: [{ ...nobody, key: 'x', serial: 'SN-1', model: 'C9120', firmware: '17.9' }],
      },
    ]
    for (const [index, what] of learned.entries())
      await db.query
        .insertInto('poll_plans')
        .values({ agent_id: agents[index]!, learned: JSON.stringify(what) })
        .execute()
    const hang = (hotspot: number, agent: number, more = {}) =>
      db.query
        .updateTable('hotspots')
        .set({ agent_id: agents[agent]!, ...more })
        .where('id', '=', hotspots[hotspot]!)
        .execute()
    await hang(0, 0)
    await hang(1, 1)
    await hang(2, 2, { serial: 'sn-1' })
    await hang(3, 2, { serial: 'not known to it' })
    await hang(4, 3)
    await hang(5, 1, { retired_at: new Date() })
    expect(await equipmentInUse(db)).to.deep.equal([
      { profile: 'unifi', model: 'U6', firmware: '6.6', hotspots: 2 },
      { profile: 'cisco-wlc', model: 'C9120', firmware: '17.9', hotspots: 1 },
    ])
    const run = async (firmware: string | null) =>
      (await hotspotsThatRun(db, { profile: 'unifi', model: 'U6', firmware })).map(({ hotspotId }) => hotspotId)
    expect(await run('6.6')).to.have.members([hotspots[0], hotspots[1]])
    expect(await run(null)).to.deep.equal([])
    const { rows } = await db.pool.query<{ id: number }>("insert into districts (name) values ('north') returning id")
    await hang(0, 0, { district_id: rows[0]!.id })
    const own = [rows[0]!.id]
    expect(await equipmentInUse(db, own), 'of one district').to.deep.equal([
      { profile: 'unifi', model: 'U6', firmware: '6.6', hotspots: 1 },
    ])
    expect(await hotspotsThatRun(db, { profile: 'unifi', model: 'U6', firmware: '6.6' }, own)).to.have.length(1)
    expect(await equipmentOf(db, hotspots[2]!)).to.include({ model: 'C9120', serial: 'SN-1' })
    expect(await equipmentOf(db, hotspots[3]!), 'of which its controller says nothing').to.equal(undefined)
    expect(await equipmentOf(db, hotspots[4]!), 'whose agent was never heard').to.equal(undefined)
  })
})
