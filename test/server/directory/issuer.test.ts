import { expect } from 'chai'
import { blockAccount, residentSignedIn, unblockAccount } from '../../../server/directory/blocks.ts'
import { issuerSpellings } from '../../../server/directory/issuer.ts'
import { findOrCreateResident, residentNamed } from '../../../server/directory/residents.ts'
import { findStaff, putStaff, staffIdOf } from '../../../server/directory/staff.ts'
import { testSealer as sealer } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const BARE = 'https://key.example/realms/city'
const SLASHED = `${BARE}/`
const inADay = () => new Date(Date.now() + 86_400_000)

describe('an issuer that was written without its last /, or is now', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())
  afterEach(async () => {
    for (const table of ['residents', 'resident_blocks', 'staff'] as const) await db.query.deleteFrom(table).execute()
  })

  it('has two spellings, of which each has the other', () => {
    for (const issuer of [BARE, SLASHED]) expect(issuerSpellings(issuer)).to.deep.equal([BARE, SLASHED])
  })

  for (const [then, now] of [
    [BARE, SLASHED],
    [SLASHED, BARE],
  ] as const) {
    const how = `${then.endsWith('/') ? 'with' : 'without'} it then`
    it(`finds residents and staff of before, whose subject is the same: ${how}`, async () => {
      const { id } = await findOrCreateResident(db, { issuer: then, subject: 'Ana' })
      expect((await findOrCreateResident(db, { issuer: now, subject: 'Ana', locale: 'es' })).id).to.equal(id)
      expect((await findOrCreateResident(db, { issuer: now, subject: 'ana' })).id).to.not.equal(id)
      expect(await residentNamed(db, now, 'Ana')).to.equal(id)
      const staff = { subject: 'Ana', name: 'Ana', role: 'viewer' } as const
      const staffId = await putStaff(db, { ...staff, issuer: then })
      expect(await findStaff(db, now, 'Ana')).to.include({ id: staffId })
      expect(await staffIdOf(db, now, 'Ana')).to.equal(staffId)
      expect(await putStaff(db, { ...staff, issuer: now, role: 'admin' }), 'nobody is staff twice').to.equal(staffId)
    })

    it(`blocks accounts of before, erased ones too: ${how}`, async () => {
      await findOrCreateResident(db, { issuer: then, subject: 'Ana' })
      await blockAccount(db, sealer, { issuer: now, subject: 'Ana' }, inADay())
      expect(await residentSignedIn(db, sealer, { issuer: now, subject: 'Ana' })).to.include({ blocked: true })
      await db.query.deleteFrom('residents').execute()
      expect(await residentSignedIn(db, sealer, { issuer: now, subject: 'Ana' })).to.equal(undefined)
      expect(await unblockAccount(db, sealer, { issuer: then, subject: 'Ana' })).to.equal(true)
      expect(await residentSignedIn(db, sealer, { issuer: now, subject: 'Ana' })).to.include({ blocked: false })
    })
  }
})
