import { expect } from 'chai'
import { importHotspots } from '../../../server/import/hotspots/import-hotspots.ts'
import { importNeighbourhoods } from '../../../server/import/neighbourhoods/import-neighbourhoods.ts'
import { importRuns, undoImport } from '../../../server/import/undo.ts'
import { removeStreets } from '../../../server/planning/streets/store.ts'
import { testGateway } from '../../support/city.ts'
import type { TestDatabase } from '../../support/database.ts'
import { openImport, polygonFile, type Scratch, square } from './city-files.ts'

describe('undoing an import', () => {
  let db: TestDatabase
  let scratch: Scratch
  let close: () => Promise<void>
  beforeEach(async () => {
    ;({ db, scratch, close } = await openImport())
  })
  afterEach(() => close())

  const hotspots = async (...lines: string[]) =>
    importHotspots(db, await scratch.file('h.csv', ['id,programa,lat,lon', ...lines, ''].join('\n')), {
      reportFile: scratch.path('report.csv'),
    })
  const areas = async (...list: Parameters<typeof polygonFile>[0]) =>
    importNeighbourhoods(db, await scratch.file('areas.json', polygonFile(list)))
  const count = async (tableName: 'hotspots' | 'sites' | 'neighbourhoods') =>
    (await db.pool.query<{ count: number }>(`select count(*) from ${tableName}`)).rows[0]!.count
  const undo = (id: number, retire = false) => undoImport(db, id, { retire, streets: removeStreets })

  it('removes the hotspots that the file brought, with their sites, and no others', async () => {
    await hotspots('A,P,19.4,-99.1')
    const wrong = await hotspots('A,P,19.4,-99.1', 'X,Wrong,19.41,-99.1', 'Y,Wrong,19.42,-99.1')
    expect(await undo(wrong.run)).to.deep.equal({ kind: 'hotspots', file: 'h.csv', areas: 0, hotspots: 2, retired: 0 })
    expect([await count('hotspots'), await count('sites')]).to.deep.equal([1, 1])
    expect(await undo(wrong.run).catch(String)).to.match(/was undone already/)
    expect((await importRuns(db)).map((run) => [run.brought, run.undone !== ''])).to.deep.equal([
      [2, true],
      [1, false],
    ])
  })

  it('removes its areas, and hotspots are again in those that lie beneath', async () => {
    await areas({ properties: { code: 'right' }, ring: square(-99.1, 19.4) })
    await hotspots('A,P,19.405,-99.095')
    const wrong = await areas({ properties: { code: 'wrong' }, ring: square(-99.3, 19.2, 0.4) })
    expect(await undo(wrong.run)).to.include({ areas: 1, hotspots: 0 })
    expect(await count('neighbourhoods')).to.equal(1)
    const { rows } = await db.pool.query(
      'select n.code from hotspots h left join neighbourhoods n on n.id = neighbourhood_id',
    )
    expect(rows).to.deep.equal([{ code: 'right' }])
  })

  it('is refused where hotspots have had sessions, unless they may be retired', async () => {
    const { run } = await hotspots('A,P,19.4,-99.1', 'B,P,19.5,-99.1')
    const gateway = await testGateway(db, { network: '198.51.100.1/32' })
    await db.pool.query(
      `insert into sessions (gateway_id, hotspot_id, session_key, acct_session_id, started_at, updated_at)
       select $1, id, 'k', 'a', now(), now() from hotspots where code = 'A'`,
      [gateway],
    )
    expect(await undo(run).catch(String)).to.match(/1 of the 2 hotspots .* have had sessions.*--retire/)
    expect(await count('hotspots')).to.equal(2)
    expect(await undo(run, true)).to.include({ hotspots: 1, retired: 1 })
    const { rows } = await db.pool.query('select code, retired_at is not null as retired from hotspots')
    expect(rows).to.deep.equal([{ code: 'A', retired: true }])
  })

  it('is refused for an import that there is not, or that brought nothing of its own', async () => {
    for (const id of [99, Number.NaN, 1.5]) expect(await undo(id).catch(String)).to.match(/no such import/)
  })
})
