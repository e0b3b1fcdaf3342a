import { expect } from 'chai'
import { residentFile, storedParts } from '../../../server/privacy/export.ts'
import { testGateway, twoHotspots } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { type KnownPerson, knownPerson, tablesOfPeople } from '../../support/known-person.ts'
import { tableOwners } from '../../support/table-owners.ts'

/** What looks as if it were of a resident and is not, or is not told. */
const NOT_TOLD: Record<string, string> = {
  legal_holds:
    'the law has an authority’s proceedings kept from whom they concern; the file says that it does not tell',
  lawful_requests: 'the same',
  traces: 'packets that an operator looks at while they come: gone within half an hour',
  trace_packets: 'the same',
}
/** Columns that are not told: secrets, what is made of them, who of the staff it was, Plaza's own keys. */
const LEFT_OUT: Record<string, string[]> = {
  residents: [],
  device_credentials: ['resident_id', 'password_sealed', 'certificate_fingerprint'],
  tickets: ['password_sealed', 'used_by'],
  grants: ['token'],
  help_cases: ['resume_sealed'],
  sessions: ['session_key', 'erased_at'],
  disconnects: ['staff_id'],
  limit_changes: ['staff_id'],
  audit_events: ['id', 'staff_id', 'target'],
  devices: ['id'],
  consents: ['id'],
  vouchers: ['id', 'code_hash', 'bearer_id'],
}

describe('the file of what is stored of a resident', () => {
  let db: TestDatabase
  let ana: KnownPerson
  let beto: KnownPerson
  before(async () => {
    db = await createTestDatabase()
    const gatewayId = await testGateway(db)
    const at = { gatewayId, hotspots: await twoHotspots(db, gatewayId) }
    ana = await knownPerson(db, { name: 'ana', mac: '02:e4:a5:e0:00:01', ip: '10.77.66.55', ...at })
    beto = await knownPerson(db, { name: 'beto', mac: '02:e4:a5:e0:00:02', ip: '10.77.66.56', ...at })
  })
  after(() => db.close())

  const fileOf = async (residentId: number): Promise<string> => {
    let text = ''
    for await (const piece of (await residentFile(db, residentId)) ?? []) text += piece
    return text
  }
  const rowsOf = (data: unknown, name: string): Array<Record<string, unknown>> =>
    [(data as Record<string, unknown>)[name]].flat() as Array<Record<string, unknown>>

  it('has a part for every table that knows of people, each table having an owner', async () => {
    const tables = await tablesOfPeople(db)
    expect(tables).to.include.members(['residents', 'sessions', 'disconnects', 'session_hotspots', 'access_log'])
    expect(Object.values(tableOwners).flat()).to.include.members(tables)
    const told = storedParts.map(({ table }) => table)
    expect(tables.filter((table) => !told.includes(table) && !(table in NOT_TOLD))).to.deep.equal([])
  })

  it('has every row of them, with every column that is no secret', async () => {
    const data = JSON.parse(await fileOf(ana.residentId))
    for (const { name, table } of storedParts) {
      const rows = rowsOf(data, name)
      const { rows: all } = await db.pool.query<{ count: number }>(
        `select count(*) from ${table} where ${table}::text not like '%staff.%'`,
      )
      expect(rows.length, `rows of ${table}, one half of which is each person's`).to.equal(all[0]!.count / 2)
      const { rows: columns } = await db.pool.query<{ name: string }>(
        'select column_name as name from information_schema.columns where table_name = $1',
        [table],
      )
      const untold = ['resident_id', ...(LEFT_OUT[table] ?? [])]
      const wanted = columns.map((column) => column.name).filter((column) => !untold.includes(column))
      expect(Object.keys(rows[0]!), table).to.include.members(wanted)
    }
  })

  it('holds no secrets, and nothing of anybody else', async () => {
    const text = await fileOf(ana.residentId)
    for (const trace of ana.traces) expect(text).to.include(trace)
    for (const trace of beto.traces) expect(text).to.not.include(trace)
    expect(text).to.not.match(/sealed|fingerprint|secret-token|Staff of the test/)
    expect(await residentFile(db, 999_999)).to.equal(undefined)
  })

  it('leaves out what a device did without a name before it was the resident’s', async () => {
    const earlier = { at: new Date(Date.now() - 7_200_000), gateway_id: 1, method: 'mac', accepted: false, reason: 'x' }
    await db.query
      .insertInto('access_log')
      .values({ ...earlier, device_mac: ana.mac })
      .execute()
    expect(rowsOf(JSON.parse(await fileOf(ana.residentId)), 'decisions')).to.have.length(2)
    await db.query.deleteFrom('access_log').where('reason', '=', 'x').execute()
  })

  it('is written piece by piece, of however many rows', async () => {
    await db.pool.query(
      `insert into access_log (at, gateway_id, resident_id, method, accepted, reason)
       select now() - make_interval(secs => n / 3), 1, $1, 'mac', true, 'many' from generate_series(1, 2500) as n`,
      [ana.residentId],
    )
    const lengths: number[] = []
    for await (const piece of (await residentFile(db, ana.residentId)) ?? []) lengths.push(piece.length)
    expect(Math.max(...lengths)).to.be.lessThan(5000)
    expect(JSON.parse(await fileOf(ana.residentId)).decisions).to.have.length(2502)
  })
})
