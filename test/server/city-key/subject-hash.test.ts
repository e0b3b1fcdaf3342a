import { expect } from 'chai'
import { storedAccount } from '../../../server/city-key/account/stored-account.ts'
import { rotateSecret } from '../../../server/commands/secret.ts'
import { createSealer } from '../../../server/sealing.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const CURP = 'LOMA850101MDFPRN09'
const client = (isPersonal: boolean, issuer = 'https://key.example') => ({
  issuer,
  subject: { claim: 'curp', isPersonal },
})

describe('an account that names a person to others', () => {
  let db: TestDatabase
  const sealer = createSealer('x'.repeat(32))
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())

  it('is kept as a keyed hash, the same in every process, however people write it', async () => {
    const hash = await storedAccount(db, sealer, client(true))(CURP)
    expect(hash).to.match(/^hash:[0-9a-f]{64}$/)
    const other = storedAccount(db, sealer, client(true, 'https://key.example/'))
    for (const written of [CURP, CURP.toLowerCase(), ` ${CURP} `]) expect(await other(written)).to.equal(hash)
    expect(await other(`${CURP}x`)).to.not.equal(hash)
    expect(await storedAccount(db, sealer, client(true, 'https://other.example'))(CURP)).to.not.equal(hash)
  })

  it('is found again after PLAZA_SECRET was rotated', async () => {
    const hash = await storedAccount(db, sealer, client(true))(CURP)
    const fresh = createSealer('y'.repeat(32))
    await rotateSecret(db, sealer, fresh)
    expect(await storedAccount(db, fresh, client(true))(CURP)).to.equal(hash)
  })

  it('is kept as it is where it names nobody', async () => {
    expect(await storedAccount(db, sealer, client(false))('Ana-1')).to.equal('Ana-1')
  })
})
