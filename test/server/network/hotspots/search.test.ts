import { expect } from 'chai'
import { putAgents } from '../../../../server/network/agents/agents.ts'
import { putCredentials } from '../../../../server/network/agents/credentials.ts'
import { changeHotspots } from '../../../../server/network/hotspots/change.ts'
import { hotspotInventory } from '../../../../server/network/hotspots/listed.ts'
import { hotspotNamed } from '../../../../server/network/hotspots/named.ts'
import { hotspotRecords } from '../../../../server/network/hotspots/record.ts'
import { testGateway, testSealer, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

describe('finding hotspots', () => {
  let db: TestDatabase
  let ids: number[]
  before(async () => {
    db = await createTestDatabase()
    ids = await twoHotspots(db, await testGateway(db))
    await db.pool.query("update gateways set name = 'Nodo Ñandú'")
    await db.pool.query(
      `update hotspots set name = 'ESTACIÓN Árbol ' || id, code = 'K-' || id, borough = 'ÁLVARO OBREGÓN',
         settlement = 'Ēcatepēc ' || id`,
    )
    const [credentialId = 0] = await putCredentials(db, testSealer, [
      { name: 'k', credential: { version: '2c', community: 'c' } },
    ])
    const [agentId = 0] = await putAgents(db, [
      { host: 'ap-7.red.example', port: 161, credentialId, kind: 'controller' },
    ])
    const [first] = [...(await hotspotRecords(db, ids)).values()]
    const settings = { mac: '00:00:5e:00:53:01', bssids: ['02:00:5e:00:53:09'], names: ['Ap Ángel'], serial: 'SN-77' }
    await changeHotspots(db, [{ before: first!, after: { ...first!, ...settings, agentId, agent: 'x' } }], {
      staffId: null,
      action: 'edit',
    })
  })
  after(() => db.close())

  const found = async (search: string, filter: object = {}) => {
    const { items, total } = await hotspotInventory(db, { search, limit: 10, ...filter })
    expect(items.length).to.equal(total)
    return items.map(({ id }) => id).sort()
  }

  it('by parts of words in any order, whatever case and accents they are written in', async () => {
    for (const search of ['alvaro obregon', 'OBREGÓN álvaro', 'obreg arb', 'estacion', 'ecatepec', 'ñandu', 'nandú'])
      expect(await found(search), search).to.deep.equal(ids)
    expect(await found(`arbol k-${ids[1]}`)).to.deep.equal([ids[1]])
    expect(await found('alvaro xochimilco')).to.deep.equal([])
  })

  it('by address in any spelling or part of it, serial, agent and what gateways call it', async () => {
    for (const search of [
      '00-00-5E-00-53-01',
      '00005e005301',
      '53:01',
      'sn-77',
      'AP-7.red',
      'ap angel',
      '0200.5e00.5309',
    ])
      expect(await found(search), search).to.deep.equal([ids[0]])
  })

  it('by what they lack', async () => {
    for (const without of ['agent', 'address'] as const) expect(await found('', { without })).to.deep.equal([ids[1]])
    expect(await found('', { without: 'gateway' })).to.deep.equal([])
    expect(await found('', { retired: true })).to.deep.equal([])
  })

  it('takes signs that patterns know as they are', async () => {
    for (const search of ['%', '_', '\\', '%a%']) expect(await found(search), search).to.deep.equal([])
  })

  it('by one name that a person types, and says which where there are several', async () => {
    expect(await hotspotNamed(db, `k-${ids[1]}`)).to.equal(ids[1])
    expect(await hotspotNamed(db, '02-00-5E-00-53-09')).to.equal(ids[0])
    expect(await hotspotNamed(db, `${ids[0]}`)).to.equal(ids[0])
    expect(await hotspotNamed(db, `estacion arbol ${ids[0]}`)).to.equal(ids[0])
    await db.pool.query('update hotspots set code = $1 where id = $2', [String(ids[0]), ids[1]])
    const refusal = (given: string) => hotspotNamed(db, given).catch((error: Error) => `${error.name} ${error.message}`)
    expect(await refusal(`${ids[0]}`))
      .to.include('HotspotError')
      .and.include(`K-${ids[0]}`)
    expect(await hotspotNamed(db, `${ids[0]}`, 'test'), 'its code').to.equal(ids[1])
    expect(await refusal('nowhere')).to.include('no hotspot')
  })
})
