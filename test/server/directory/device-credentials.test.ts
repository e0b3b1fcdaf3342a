import { expect } from 'chai'
import { openAuthority } from '../../../server/certificates/authority.ts'
import { subscribe } from '../../../server/database/events/events.ts'
import {
  addCertificateCredential,
  addPasswordCredential,
  credentialsByFingerprint,
  credentialsByUsername,
  listDeviceCredentials,
  removeOldDeviceCredentials,
  revokeDeviceCredential,
} from '../../../server/directory/devices/device-credentials.ts'
import { testSealer as sealer, testResident } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const DAY_MS = 86_400_000

describe('device credentials', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())

  it('are a random user name and password, sealed in the database and found again by name', async () => {
    const residentId = await testResident(db)
    const made = await addPasswordCredential(db, sealer, { residentId, deviceName: 'phone', days: 10 })
    const other = await addPasswordCredential(db, sealer, { residentId, deviceName: 'laptop', days: 10 })
    expect(made.username).to.match(/^d-[a-z0-9]{16}$/)
    expect(made.password)
      .to.match(/^[a-z0-9]{24}$/)
      .and.not.equal(other.password)
    expect(made.expiresAt.getTime()).to.be.closeTo(Date.now() + 10 * DAY_MS, 60_000)
    const { rows } = await db.pool.query('select password_sealed from device_credentials where id = $1', [made.id])
    expect(rows[0].password_sealed.toString('latin1')).to.not.include(made.password)
    const found = await credentialsByUsername(db, sealer, [made.username, 'd-nobody'])
    expect([...found.keys()]).to.deep.equal([made.username])
    expect(found.get(made.username)).to.include({ id: made.id, residentId, password: made.password, revokedAt: null })
  })

  it('are a certificate of Plaza’s CA, found again by its fingerprint, and by no password', async () => {
    const residentId = await testResident(db)
    const { issue } = await openAuthority({ config: { cityName: 'Plaza' }, db, sealer })
    const { id, username, certificate } = await addCertificateCredential(db, issue, {
      ...{ residentId, deviceName: 'phone', days: 10 },
    })
    const found = await credentialsByFingerprint(db, sealer, [certificate.fingerprint, 'ff'])
    expect(found.size).to.equal(1)
    expect(found.get(certificate.fingerprint)).to.deep.include({ id, residentId, username, password: undefined })
    expect(found.get(certificate.fingerprint)?.expiresAt).to.deep.equal(certificate.notAfter)
    expect(await credentialsByUsername(db, sealer, [username])).to.have.property('size', 0)
  })

  it('are revoked one by one, once, and every process hears of it', async () => {
    const residentId = await testResident(db)
    const one = await addPasswordCredential(db, sealer, { residentId, deviceName: 'a', days: 10 })
    const two = await addPasswordCredential(db, sealer, { residentId, deviceName: 'b', days: 10 })
    let subscription: Awaited<ReturnType<typeof subscribe>> | undefined
    const heard = new Promise<number>((resolve, reject) => {
      subscribe(db, (event) => event.type === 'device-credential' && resolve(event.id)).then((made) => {
        subscription = made
        return revokeDeviceCredential(db, one.id).then((revoked) => expect(revoked).to.deep.equal({ lastMac: null }))
      }, reject)
    })
    expect(await heard).to.equal(one.id)
    await subscription?.close()
    expect(await revokeDeviceCredential(db, one.id)).to.equal(undefined)
    const listed = await listDeviceCredentials(db, residentId)
    expect(listed.map(({ id, revoked_at }) => [id, revoked_at !== null])).to.deep.equal([
      [two.id, false],
      [one.id, true],
    ])
    expect(listed[0]).to.not.have.any.keys('password_sealed', 'certificate_fingerprint')
  })

  it('are removed once the access log has forgotten them, and with their resident', async () => {
    const residentId = await testResident(db)
    const add = (days: number) => addPasswordCredential(db, sealer, { residentId, deviceName: 'x', days })
    const [old, recent] = [await add(-91), await add(-89)]
    await removeOldDeviceCredentials(db)
    expect((await listDeviceCredentials(db, residentId)).map(({ id }) => id)).to.deep.equal([recent.id])
    expect(old.id).to.not.equal(recent.id)
    await db.pool.query('delete from residents where id = $1', [residentId])
    expect(await listDeviceCredentials(db, residentId)).to.deep.equal([])
  })
})
