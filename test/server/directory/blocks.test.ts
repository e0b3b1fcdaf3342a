import { expect } from 'chai'
import { blockAccount, liftEndedBlocks, residentSignedIn, unblockAccount } from '../../../server/directory/blocks.ts'
import { beginErasing } from '../../../server/directory/erase.ts'
import { testSealer as sealer } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const identity = { issuer: 'https://key.example', subject: 'subject-of-caro' }
const DAY_MS = 86_400_000

describe('a blocked account', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())
  afterEach(async () => {
    await db.query.deleteFrom('resident_blocks').execute()
    await db.query.deleteFrom('residents').execute()
  })
  const signIn = (now?: Date) => residentSignedIn(db, sealer, identity, now)
  const erase = () => db.query.deleteFrom('residents').execute()
  const in10Days = new Date(Date.now() + 10 * DAY_MS)

  it('signs in still, to see what is stored, and is blocked', async () => {
    const { id } = (await signIn())!
    await blockAccount(db, sealer, identity, in10Days)
    expect(await signIn()).to.include({ id, blocked: true })
  })

  it('is known again after erasure, of which nothing is stored but a keyed hash, until the block ends', async () => {
    await signIn()
    await blockAccount(db, sealer, identity, in10Days)
    await erase()
    expect(await signIn()).to.equal(undefined)
    expect(await db.query.selectFrom('residents').select('id').execute(), 'nor is it stored anew').to.deep.equal([])
    const rows = await db.query.selectFrom('resident_blocks').selectAll().execute()
    expect(rows).to.have.length(1)
    expect(rows[0]!.pseudonym).to.match(/^[0-9a-f]{64}$/)
    expect(Object.keys(rows[0]!)).to.have.members(['pseudonym', 'blocked_at', 'ends_at'])

    expect(await signIn(new Date(+in10Days + 1))).to.include({ blocked: false })
    await erase()
    await liftEndedBlocks(db, new Date(+in10Days + 1))
    expect(await db.query.selectFrom('resident_blocks').selectAll().execute()).to.deep.equal([])
  })

  it('is known again too where the erasure is not through yet', async () => {
    const { id } = (await signIn())!
    await blockAccount(db, sealer, identity, in10Days)
    await beginErasing(db, id)
    expect(await signIn()).to.equal(undefined)
  })

  it('gets online again when the block ends or is lifted, with or without what was stored', async () => {
    await signIn()
    await blockAccount(db, sealer, identity, in10Days)
    await liftEndedBlocks(db, new Date())
    expect(await signIn()).to.include({ blocked: true })
    await liftEndedBlocks(db, in10Days)
    expect(await signIn()).to.include({ blocked: false })

    await blockAccount(db, sealer, identity, in10Days)
    expect(await unblockAccount(db, sealer, identity)).to.equal(true)
    expect(await signIn()).to.include({ blocked: false })
    expect(await unblockAccount(db, sealer, identity)).to.equal(false)

    await blockAccount(db, sealer, identity, in10Days)
    await erase()
    expect(await unblockAccount(db, sealer, identity)).to.equal(true)
    expect(await signIn()).to.include({ blocked: false })
  })

  it('that was blocked without an end is known again for a year', async () => {
    await signIn()
    await db.query.updateTable('residents').set({ blocked_at: new Date() }).execute()
    await signIn()
    await erase()
    expect(await signIn()).to.equal(undefined)
    expect(await signIn(new Date(Date.now() + 366 * DAY_MS))).to.include({ blocked: false })
  })

  it('is another one’s at another City Key', async () => {
    await signIn()
    await blockAccount(db, sealer, identity, in10Days)
    const other = await residentSignedIn(db, sealer, { ...identity, issuer: 'https://other.example' })
    expect(other).to.include({ blocked: false })
  })
})
