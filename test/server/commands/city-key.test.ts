import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { storedAccount } from '../../../server/city-key/account/stored-account.ts'
import { residentSignedIn } from '../../../server/directory/blocks.ts'
import { createSealer } from '../../../server/sealing.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { runPlaza } from '../../support/plaza.ts'
import { startVariedProvider, type VariedProvider } from '../../support/varied-provider.ts'

const SECRET = 'a-secret-for-tests-of-32-characters'
const CURP = 'LOMA850101MDFPRN09'

describe('the plaza command, of the City Key', () => {
  let provider: VariedProvider
  let dir: string
  before(async () => {
    provider = await startVariedProvider({ path: '/city/', clientSecret: 'a+b/c~d' })
    dir = await mkdtemp(join(tmpdir(), 'plaza-city-key-'))
  })
  after(async () => {
    await provider.close()
    await rm(dir, { recursive: true, force: true })
  })
  const plaza = async (args: string[], settings: Record<string, string> = {}) => {
    const command = runPlaza(args, {
      ...{ PLAZA_DATA_DIR: dir, PLAZA_SECRET: SECRET, PLAZA_PUBLIC_URL: 'https://wifi.example' },
      ...{ CITY_KEY_ISSUER: provider.issuer, CITY_KEY_CLIENT_ID: provider.clientId },
      ...{ CITY_KEY_CLIENT_SECRET: provider.clientSecret },
      ...settings,
    })
    const code = await command.ended
    return { code, output: command.output() }
  }

  it('says that all fits, without a database, and never the secret', async () => {
    const { code, output } = await plaza(['city-key', 'check'])
    expect(code, output).to.equal(0)
    expect(output)
      .to.include('City Key of residents:')
      .and.include('City Key of staff:')
      .and.match(/client authentication +fits/)
      .and.include('https://wifi.example/staff/callback')
    expect(output).to.not.include(provider.clientSecret)
  })

  it('names the setting that mends what does not fit, also as JSON, and ends with 1', async () => {
    const settings = { CITY_KEY_STAFF_CLIENT_ID: 'plaza', CITY_KEY_STAFF_CLIENT_SECRET: 'wrong' }
    const { code, output } = await plaza(['city-key', 'check', '--json'], settings)
    expect(code).to.equal(1)
    const [residents, staff] = JSON.parse(output)
    const wrong = ({ findings }: { findings: Array<{ result: string; setting?: string }> }) =>
      findings.filter(({ result }) => result === 'misfit').map(({ setting }) => setting)
    expect(wrong(residents)).to.deep.equal([])
    expect(wrong(staff)).to.deep.equal(['CITY_KEY_STAFF_CLIENT_SECRET'])
  })

  it('has nothing to check where no City Key is set', async () => {
    const none = { CITY_KEY_ISSUER: '', CITY_KEY_CLIENT_ID: '', CITY_KEY_CLIENT_SECRET: '' }
    const { code, output } = await plaza(['city-key', 'check'], none)
    expect(code).to.equal(1)
    expect(output)
      .to.include('CITY_KEY_ISSUER')
      .and.not.match(/\n\s+at /)
  })

  describe('whose accounts name people to others', () => {
    let db: TestDatabase
    before(async () => {
      db = await createTestDatabase()
    })
    after(() => db.close())

    it('finds a resident by what people write, to export, block and erase; staff too', async () => {
      const sealer = createSealer(SECRET)
      const { issuer } = provider
      const store = storedAccount(db, sealer, { issuer, subject: { claim: 'curp', isPersonal: true } })
      const identity = { issuer, subject: await store(CURP) }
      const { id } = (await residentSignedIn(db, sealer, identity))!
      const run = (...args: string[]) => plaza(args, { DATABASE_URL: db.url, CITY_KEY_SUBJECT_KIND: 'personal' })
      const out = join(dir, 'person.json')
      expect((await run('resident', 'export', CURP.toLowerCase(), '--out', out)).code).to.equal(0)
      const file = await readFile(out, 'utf8')
      expect(JSON.parse(file).account).to.include({ id })
      expect(file).to.not.match(/LOMA85/i)
      expect((await run('resident', 'block', CURP, '--reason', 'art. 7')).code).to.equal(0)
      expect((await run('resident', 'erase', CURP, '--yes')).code).to.equal(0)
      expect(await residentSignedIn(db, sealer, identity), 'blocked, though nothing is stored').to.equal(undefined)
      expect((await run('resident', 'unblock', CURP)).output).to.include('The block is lifted.')
      expect((await run('staff', 'add', CURP, '--name', 'Ana', '--role', 'viewer')).code).to.equal(0)
      const staff = await db.query.selectFrom('staff').select(['issuer', 'subject']).execute()
      expect(staff).to.deep.equal([identity])
      expect((await run('staff', 'disable', CURP)).code).to.equal(0)
    })
  })
})
