import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { testGateway, twoHotspots } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { runPlaza } from '../../support/plaza.ts'

describe('plaza district', () => {
  let db: TestDatabase
  let dir: string
  before(async () => {
    db = await createTestDatabase()
    dir = await mkdtemp(join(tmpdir(), 'plaza-district-'))
  })
  after(async () => {
    await db?.close()
    await rm(dir, { recursive: true, force: true })
  })

  const plaza = async (code: number, ...args: string[]) => {
    const command = runPlaza(args, { DATABASE_URL: db.url, PLAZA_DATA_DIR: dir })
    const ended = await command.ended
    expect(ended, command.output()).to.equal(code)
    expect(command.output()).to.not.match(/\n\s+at |Error:/)
    return command.output()
  }

  it('makes a city’s parts of boroughs, puts things into them, and limits staff to them', async () => {
    const [north, south] = await twoHotspots(db, await testGateway(db))
    await db.query.updateTable('hotspots').set({ borough: 'Álvaro Obregón' }).where('id', '=', north).execute()
    expect(await plaza(0, 'district', 'list')).to.include('plaza district add')
    const added = await plaza(0, 'district', 'add', 'Poniente', '--borough', 'alvaro obregon')
    expect(added).to.include('"Poniente": alvaro obregon; 1 hotspots')
    expect(await plaza(1, 'district', 'add', 'Sur', '--borough', 'Tlalpan')).to.include('names a borough "Tlalpan"')
    const put = await plaza(0, 'district', 'assign', 'poniente', '--hotspot', String(south))
    expect(put).to.include('2 hotspots')
    await plaza(0, 'staff', 'add', 'ana', '--name', 'Ana', '--role', 'operator', '--districts', 'PONIENTE')
    expect(await plaza(1, 'staff', 'set', 'ana', '--districts', 'Oriente')).to.include('no district "Oriente"')
    expect(await plaza(0, 'staff', 'list')).to.match(/Ana.*operator.*Poniente/)
    expect(await plaza(1, 'district', 'remove', 'Poniente')).to.include('Staff are limited to')
    expect(await plaza(0, 'staff', 'set', 'ana', '--districts', 'all')).to.include('districts: all')
    await plaza(0, 'district', 'unassign', '--hotspot', String(south))
    const renamed = await plaza(0, 'district', 'set', 'Poniente', '--name', 'Oeste', '--borough', 'none')
    expect(renamed).to.include('"Oeste": no borough; 0 hotspots')
    await plaza(0, 'district', 'remove', 'Oeste')
    const events = await db.query.selectFrom('audit_events').select('action').orderBy('id').execute()
    expect(events.map(({ action }) => action)).to.deep.equal([
      ...['district.add', 'district.assign', 'staff.put', 'staff.set', 'district.unassign', 'district.set'],
      'district.remove',
    ])
  })
})
