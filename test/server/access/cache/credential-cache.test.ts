import { expect } from 'chai'
import { type CredentialCache, createCredentialCache } from '../../../../server/access/cache/credential-cache.ts'
import { type DatabaseWatch, watchDatabase } from '../../../../server/access/cache/outage.ts'
import { connect, type Database } from '../../../../server/database/connection.ts'
import {
  addPasswordCredential,
  revokeDeviceCredential,
} from '../../../../server/directory/devices/device-credentials.ts'
import { testSealer as sealer, testResident } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

describe('cached device credentials', () => {
  let db: TestDatabase
  let own: Database
  let database: DatabaseWatch
  let cache: CredentialCache
  let username: string
  let id: number
  before(async () => {
    db = await createTestDatabase()
  })
  beforeEach(async () => {
    const residentId = await testResident(db)
    const made = await addPasswordCredential(db, sealer, { residentId, deviceName: 'phone', days: 1 })
    id = made.id
    username = made.username
    own = connect(db.connection, 2)
    database = watchDatabase(own)
    cache = createCredentialCache({ db: own, database, sealer })
  })
  afterEach(async () => {
    database.close()
    await own.close().catch(() => {})
  })
  after(() => db.close())

  it('come from memory until an event says that one changed', async () => {
    expect(await cache.byUsername(username)).to.include({ id, revokedAt: null })
    await revokeDeviceCredential(db, id)
    expect((await cache.byUsername(username))?.revokedAt).to.equal(null)
    cache.invalidate(id)
    expect((await cache.byUsername(username))?.revokedAt).to.be.instanceOf(Date)
  })

  it('are all read afresh after a gap in the events', async () => {
    await cache.byUsername(username)
    await db.pool.query('delete from device_credentials where id = $1', [id])
    expect(await cache.byUsername(username)).to.include({ id })
    cache.invalidateAll()
    expect(await cache.byUsername(username)).to.equal(undefined)
  })

  it('stand in while the database is away; others are left unanswered', async () => {
    await cache.byUsername(username)
    cache.invalidateAll()
    await own.close()
    expect(await cache.byUsername(username)).to.include({ id })
    const error = await cache.byUsername('d-somebody').catch((e: unknown) => e)
    expect(error).to.be.instanceOf(Error)
  })

  it('are nobody for an unknown name and an unknown certificate', async () => {
    expect(await cache.byUsername('d-nobody')).to.equal(undefined)
    expect(await cache.byFingerprint('00'.repeat(32))).to.equal(undefined)
  })
})
