import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { testGateway } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { runPlaza } from '../../support/plaza.ts'
import { OPENED, openedCity } from '../planning/new-sites/opened-city.ts'
import { plannedCity } from '../planning/plans/planned-city.ts'

describe('plaza site-plan', () => {
  let db: TestDatabase
  let dir: string
  before(async () => {
    db = await createTestDatabase()
    await plannedCity(db)
    dir = await mkdtemp(join(tmpdir(), 'plaza-site-plan-'))
  })
  after(async () => {
    await db?.close()
    await rm(dir, { recursive: true, force: true })
  })

  async function plaza(args: string[], expected = 0): Promise<string> {
    const command = runPlaza(args, { DATABASE_URL: db.url, PLAZA_DATA_DIR: dir })
    expect(await command.ended, command.output()).to.equal(expected)
    return command.output()
  }

  it('takes candidates, solves a draft, verifies its bound, finds what was altered, and exports it', async () => {
    const file = join(dir, 'mercados.csv')
    await writeFile(file, 'clave,nombre,latitud,longitud,costo\nM1,Mercado,19.402,-99.148,50\n')
    expect(await plaza(['import', 'candidates', file])).to.include('1 candidates added')
    const asked = '--sites 2 --reach 400 --need-weight 0 --rings 60=1,300=0.5 --antenna-cost 7 --power-cost 3'.split(
      ' ',
    )
    const id = /Plan (\d+) is a draft/.exec(await plaza(['site-plan', 'add', 'Next year', ...asked]))![1]!
    const { parameters } = JSON.parse(await plaza(['site-plan', 'show', id, '--json']))
    expect(parameters).to.deep.include({
      ...{ reach: 400, method: 'line', needWeight: 0, antennaCost: 7, powerCost: 3, objective: 'coverage' },
      rings: [
        { metres: 60, worth: 1 },
        { metres: 300, worth: 0.5 },
      ],
    })
    const solved = JSON.parse(await plaza(['site-plan', 'solve', id, '--json']))
    expect(solved).to.include({ status: 'solved' })
    expect(await plaza(['site-plan', 'list'])).to.include('Next year')
    expect(await plaza(['site-plan', 'show', id])).to.match(/School|Mercado/)
    const verified = JSON.parse(await plaza(['site-plan', 'verify', id, '--json']))
    expect(verified).to.deep.include({ faults: [], method: '400 m in a straight line' })
    const fork = await plaza(['site-plan', 'fork', id, 'Again', '--objective', 'rings'])
    expect(await plaza(['site-plan', 'show', /Plan (\d+)/.exec(fork)![1]!])).to.include('60, 300 m in a straight line')
    expect(JSON.parse(await plaza(['site-plan', 'export', id])).features).to.have.length(2)
    expect(await plaza(['site-plan', 'export', id, '--format', 'csv'])).to.match(/^order,candidate,name/)
    expect(await plaza(['site-plan', 'solve', id], 1)).to.include('fork it')
    expect(await plaza(['site-cost', 'set', 'backhaul', 'Fibra', '300', '--needs', 'fibra'])).to.include('Fibra')
    expect(JSON.parse(await plaza(['site-cost', 'list', '--json']))).to.deep.equal([
      { part: 'backhaul', name: 'Fibra', needs: 'fibra', cost: 300 },
    ])
    expect(await plaza(['site-cost', 'remove', 'backhaul', 'Radio'], 1)).to.include('There is no backhaul')
    await db.pool.query(`update site_plans set result = jsonb_set(result, '{value}', '1') where id = $1`, [id])
    expect(await plaza(['site-plan', 'verify', id], 1)).to.include('was stored')
    expect(await plaza(['site-plan', 'show', '999999'], 1)).to.include('There is no plan 999999')
  })

  it('evaluates new sites, and says what it found of each', async () => {
    expect(await plaza(['site-plan', 'evaluate'])).to.include('No site has opened since use is counted.')
    const { sites } = await openedCity(db, await testGateway(db))
    const site = String(sites[0])
    expect(await plaza(['site-plan', 'evaluate', site])).to.match(/S0 .*moved/)
    const { sites: found, programmes } = JSON.parse(await plaza(['site-plan', 'evaluate', '--json']))
    expect(found[0]).to.deep.include({ openedOn: OPENED })
    expect(found[0].outcome.verdict).to.equal('moved')
    expect(programmes[0]).to.include({ programme: 'Plazas', sites: 1 })
    expect(await plaza(['site-plan', 'evaluate', String(sites[1])], 1)).to.include('has not been evaluated')
  })
})
