import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { importNetwork, type NetworkImportOptions } from '../../../../server/import/network/import-network.ts'
import { listAgents } from '../../../../server/network/agents/agents.ts'
import { putCredentials } from '../../../../server/network/agents/credentials.ts'
import { changeHotspot } from '../../../../server/network/hotspots/change.ts'
import { historyOf } from '../../../../server/network/hotspots/history.ts'
import { hotspotRecords } from '../../../../server/network/hotspots/record.ts'
import { testGateway, testSealer } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

const HEADER = 'programa,código,nombre,mac,bssids,nombres,gateway,ip,credencial,modelo,serie,antenas'

describe('importing a city’s network', () => {
  let db: TestDatabase
  let dir: string
  let gateway: string
  beforeEach(async () => {
    db = await createTestDatabase()
    dir = await mkdtemp(join(tmpdir(), 'plaza-network-'))
    await testGateway(db)
    gateway = (await db.query.selectFrom('gateways').select('name').executeTakeFirstOrThrow()).name
    await putCredentials(db, testSealer, [{ name: 'kioscos', credential: { version: '2c', community: 'secreto' } }])
    await db.pool.query(
      `with site as (insert into sites (name, latitude, longitude) values ('Kiosco', 19.4, -99.1) returning id)
       insert into hotspots (programme, code, name, site_id, latitude, longitude)
       select programme, code, name, site.id, 19.4, -99.1 from site,
         (values ('Red', 'A', 'Kiosco A'), ('Red', 'B', 'Kiosco B'), ('Red', 'C', 'Alameda'), ('Metro', 'A', 'Alameda'))
           as given (programme, code, name)`,
    )
  })
  afterEach(async () => {
    await db.close()
    await rm(dir, { recursive: true, force: true })
  })

  const importLines = async (lines: string[], options: NetworkImportOptions = {}, header = HEADER) => {
    const file = join(dir, 'red.csv')
    await writeFile(file, [header, ...lines, ''].join('\r\n'))
    return importNetwork(db, file, options)
  }
  const hotspot = async (programme: string, code: string) =>
    [...(await hotspotRecords(db)).values()].find((one) => one.programme === programme && one.code === code)!
  const full = () =>
    `Red,A,,00-00-5E-00-53-01,02:00:5e:00:53:01;02:00:5e:00:53:02,AP Kiosco A,${gateway},192.0.2.1:1161,Kioscos,AP-7,S1,2`

  it('hangs a hotspot on gateway and agent, with its addresses and names; the same file again changes nothing', async () => {
    expect(await importLines([full()])).to.deep.include({
      lines: 1,
      changed: 1,
      unchanged: 0,
      newAgents: 1,
      setAside: 0,
    })
    const settings = {
      ...{ mac: '00:00:5e:00:53:01', bssids: ['02:00:5e:00:53:01', '02:00:5e:00:53:02'], names: ['AP Kiosco A'] },
      ...{ gateway, agent: '192.0.2.1:1161 (kioscos)', model: 'AP-7', serial: 'S1', antennas: 2, name: 'Kiosco A' },
    }
    expect(await hotspot('Red', 'A')).to.deep.include(settings)
    expect(await listAgents(db)).to.have.length(1)
    const again = await importLines([full()])
    expect(again).to.deep.include({ changed: 0, unchanged: 1, newAgents: 0, setAside: 0, valuesLost: 0 })
    const history = await historyOf(db, (await hotspot('Red', 'A')).id)
    expect(history.map(({ action }) => action)).to.deep.equal(['import'])
    expect(history[0]?.changes).to.deep.include({ model: [null, 'AP-7'], gateway: [null, gateway] })
  })

  it('leaves the database knowing how large the network is, so that the next statements are planned by it', async () => {
    const many = 2000
    await db.pool.query(
      `insert into hotspots (programme, code, name, site_id, latitude, longitude)
       select 'Red', 'N' || n, 'Punto ' || n, (select id from sites), 19.4, -99.1 from generate_series(1, $1::integer) n`,
      [many],
    )
    const lines = Array.from({ length: many }, (_, n) => `Red,N${n + 1},10.0.${n >> 8}.${n & 255},kioscos,AP ${n}`)
    expect(await importLines(lines, {}, 'programa,código,ip,credencial,nombres')).to.include({ changed: many })
    const { rows } = await db.pool.query<{ relname: string; reltuples: number }>(
      "select relname, reltuples from pg_class where relname in ('hotspots', 'hotspot_calls', 'agents') order by 1",
    )
    expect(rows).to.deep.equal([
      { relname: 'agents', reltuples: many },
      { relname: 'hotspot_calls', reltuples: many },
      { relname: 'hotspots', reltuples: many + 4 },
    ])
    expect((await listAgents(db)).every(({ hotspots }) => hotspots === 1)).to.equal(true)
  })

  it('says with --dry-run what would change, and changes nothing', async () => {
    const before = await hotspot('Red', 'A')
    const { changes, newAgents } = await importLines([full()], { dryRun: true })
    expect(changes[0]?.changes).to.deep.include({ serial: [null, 'S1'] })
    expect(newAgents).to.equal(1)
    expect(await hotspot('Red', 'A')).to.deep.equal(before)
    expect(await listAgents(db)).to.deep.equal([])
  })

  it('finds hotspots by programme and code, by address, by name, and sets aside what is ambiguous with the candidates', async () => {
    await importLines([full()])
    const result = await importLines([
      ',B,,,,,,,,M-B,,',
      ',,,,02-00-5E-00-53-02,,,,,M-A,,',
      ',,kiosco b,,,,,,,,S-B,',
      ',,Alameda,,,,,,,X,,',
      ',A,,,,,,,,X,,',
      ',Z,,,,,,,,X,,',
      ',,,,,,,,,X,,',
    ])
    expect(await hotspot('Red', 'B')).to.include({ model: 'M-B', serial: 'S-B' })
    expect(await hotspot('Red', 'A')).to.include({ model: 'M-A' })
    expect(result.faults.map(({ line, reason, taken }) => [line, reason, taken])).to.deep.equal([
      [5, 'ambiguous', false],
      [6, 'ambiguous', false],
      [7, 'unknown-hotspot', false],
      [8, 'names-no-hotspot', false],
    ])
    for (const fault of result.faults.slice(0, 2)) expect(fault.detail).to.include('Metro A').and.include('Red')
    expect(result).to.include({ changed: 2, setAside: 4 })
  })

  it('takes several lines of a hotspot as one, and sets aside a line that says otherwise', async () => {
    const result = await importLines([
      'Red,A,,00:00:5e:00:53:01,02:00:5e:00:53:01,,,,,AP-7,,',
      'Red,A,,,02:00:5e:00:53:02,,,,,AP-7,S1,',
      'Red,A,,,,,,,,AP-8,,',
    ])
    expect(await hotspot('Red', 'A')).to.deep.include({
      bssids: ['02:00:5e:00:53:01', '02:00:5e:00:53:02'],
      serial: 'S1',
    })
    expect(result.faults).to.have.length(1)
    expect(result.faults[0]).to.deep.include({ line: 4, reason: 'contradicts-another-line', field: 'model' })
  })

  it('gives no address to two hotspots, and lets two change theirs', async () => {
    await importLines(['Red,A,,00:00:5e:00:53:01,,,,,,,,', 'Red,B,,00:00:5e:00:53:02,,,,,,,,'])
    const shared = await importLines(['Red,C,,00:00:5e:00:53:01,,,,,,M,,'])
    expect(shared.faults[0]).to.deep.include({ reason: 'shared-address', value: '00:00:5e:00:53:01', taken: false })
    expect(shared.faults[0]?.detail).to.include('Red A').and.include('Red C')
    expect((await hotspot('Red', 'C')).model).to.equal(null)
    const both = ['Red,C,,00:00:5e:00:53:07,,,,,,,,', 'Metro,A,,,00:00:5e:00:53:07,,,,,,,']
    expect((await importLines(both)).faults.map(({ line }) => line)).to.deep.equal([2, 3])
    const swapped = ['Red,A,,00:00:5e:00:53:02,,,,,,,,', 'Red,B,,00:00:5e:00:53:01,,,,,,,,']
    expect(await importLines(swapped)).to.include({ changed: 2, setAside: 0 })
    expect((await hotspot('Red', 'A')).mac).to.equal('00:00:5e:00:53:02')
  })

  it('loses the gateway or agent that is unknown, not the line, and says what to do', async () => {
    const result = await importLines([
      'Red,A,,,,,nowhere,,,M,,',
      'Red,B,,,,,,192.0.2.1,otra,M,,',
      'Red,C,,,,,,192.0.2.2,,M,,',
    ])
    expect(result).to.include({ changed: 3, setAside: 0, valuesLost: 3, newAgents: 0 })
    expect(result.faults.map(({ reason }) => reason)).to.deep.equal([
      'unknown-gateway',
      'unknown-credential',
      'no-credential',
    ])
    expect(await importLines(['Red,C,,,,,,192.0.2.2,,M,,'], { credential: 'kioscos' })).to.include({
      changed: 1,
      newAgents: 1,
    })
    expect((await hotspot('Red', 'C')).agent).to.equal('192.0.2.2:161 (kioscos)')
  })

  it('takes lines of controllers, and hangs hotspots on them by the key that they know them by', async () => {
    const header = 'tipo de agente,ip,credencial,código,programa,clave en el controlador'
    await importLines(
      ['controlador,192.0.2.9,kioscos,,,', ',192.0.2.9,,A,Red,AP-1', ',192.0.2.9,,B,Red,AP-2'],
      {},
      header,
    )
    const agents = await listAgents(db)
    expect(agents).to.have.length(1)
    expect(agents[0]).to.include({ kind: 'controller', hotspots: 2 })
    expect(await hotspot('Red', 'B')).to.include({ agentKey: 'AP-2' })
  })

  it('changes the agent of a hotspot, and leaves none behind that nobody hangs on', async () => {
    await importLines([full()])
    await importLines([full().replace('192.0.2.1:1161', '192.0.2.44')])
    expect((await listAgents(db)).map(({ host, port }) => [host, port])).to.deep.equal(
      [['192.0.2.44', 1161]].map(([host]) => [host, 161]),
    )
  })

  it('offers for retirement what left the file, never retires by itself, and keeps other programmes out of it', async () => {
    await importLines([full(), 'Red,B,,,,,,,,M,,', 'Metro,A,,,,,,,,M,,'])
    const less = ['Red,B,,,,,,,,M,,']
    const offered = await importLines(less)
    expect(offered.left.map(({ programme, code }) => [programme, code])).to.deep.equal([['Red', 'A']])
    expect((await hotspot('Red', 'A')).retiredAt).to.equal(null)
    await importLines(['Red,C,,,,,,,,M,,', full()])
    const tooMany = await importLines(less, { retireMissing: true }).catch((error: Error) => error.message)
    expect(tooMany, 'two, where the file names one').to.include('--retire-missing').and.include('2 hotspots')
    await db.pool.query("update hotspots set network_import_id = null where code = 'C'")
    expect(await importLines(less, { retireMissing: true })).to.include({ retired: 1 })
    expect((await hotspot('Red', 'A')).retiredAt).to.not.equal(null)
    expect(await importLines(less)).to.deep.include({ left: [], changed: 0 })
    const [back] = (await importLines([full(), ...less])).faults
    expect(back).to.deep.include({ reason: 'retired', line: 2, taken: false })
    expect(back?.detail).to.include('plaza hotspot restore')
  })

  it('leaves what was accepted from what RADIUS heard', async () => {
    await importLines([full()])
    const { id } = await hotspot('Red', 'A')
    await changeHotspot(db, id, { staffId: null, action: 'accept' }, (now) => ({
      ...now,
      names: [...now.names, 'AP-nuevo'].sort(),
      found: ['AP-nuevo'],
    }))
    expect(await importLines([full()])).to.include({ changed: 0, unchanged: 1 })
    expect((await hotspot('Red', 'A')).names).to.deep.equal(['AP Kiosco A', 'AP-nuevo'])
  })

  it('lists what it did not take in a report, and refuses a file that names no hotspot at all', async () => {
    const reportFile = join(dir, 'report.csv')
    await importLines([full(), 'Red,Z,,,,,,,,M,,'], { reportFile })
    expect(await readFile(reportFile, 'utf8')).to.match(/^3,Red,Z,code,Z,unknown-hotspot,/m)
    for (const [lines, header] of [
      [['Red,Z,,,,,,,,M,,'], HEADER],
      [['x,y'], 'foo,bar'],
    ] as const) {
      const error = await importLines([...lines], {}, header).catch((failure: Error) => failure)
      expect(error).to.have.property('name', 'ImportError')
    }
  })
})
