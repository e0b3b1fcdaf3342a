import { expect } from 'chai'
import { createStaffSessions } from '../../../server/api/staff/staff-session.ts'
import { readConfig } from '../../../server/config/index.ts'
import { removeOldEndedSignIns } from '../../../server/directory/ended-sign-ins.ts'
import { putStaff } from '../../../server/directory/staff.ts'
import { createSealer } from '../../../server/sealing.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { cookieFor, ISSUER, sealer } from './web-harness.ts'

const config = readConfig({})

describe('a staff session', () => {
  let db: TestDatabase
  let staffId: number
  before(async () => {
    db = await createTestDatabase()
  })
  beforeEach(async () => {
    staffId = await putStaff(db, { issuer: ISSUER, subject: 'somebody', name: 'Somebody', role: 'operator' })
  })
  after(() => db.close())

  const roleOf = async (cookie: string) => (await createStaffSessions(db, sealer, config, 0).read(cookie))?.staff.role

  it('is read from among other cookies', async () => {
    const { cookie } = await cookieFor(config, staffId)
    expect(await roleOf(`plaza_staff_other=x; ${cookie}; last=1`)).to.equal('operator')
  })

  it('has the role that the staff row has now', async () => {
    const sessions = createStaffSessions(db, sealer, config, 0)
    const { cookie } = await cookieFor(config, staffId)
    expect((await sessions.read(cookie))?.staff.role).to.equal('operator')
    await putStaff(db, { issuer: ISSUER, subject: 'somebody', name: 'Somebody', role: 'viewer' })
    expect((await sessions.read(cookie))?.staff.role).to.equal('viewer')
  })

  it('ends when its owner is disabled', async () => {
    const { cookie } = await cookieFor(config, staffId)
    await db.query.updateTable('staff').set({ disabled_at: new Date() }).where('id', '=', staffId).execute()
    expect(await roleOf(cookie)).to.equal(undefined)
  })

  it('ends after its time', async () => {
    const { cookie } = await cookieFor(config, staffId, { expiresAt: Date.now() - 1 })
    expect(await roleOf(cookie)).to.equal(undefined)
  })

  it('ends when it was revoked, and no other with it', async () => {
    const sessions = createStaffSessions(db, sealer, config, 0)
    const [one, other] = [await cookieFor(config, staffId), await cookieFor(config, staffId)]
    await sessions.revoke(db, one.session)
    expect(await sessions.read(one.cookie)).to.equal(undefined)
    expect((await sessions.read(other.cookie))?.staff.id).to.equal(staffId)
  })

  it('that was revoked stays dead in another process, after a restart, and where its event was missed', async () => {
    const other = createStaffSessions(db, sealer, config, 0)
    const { cookie, session } = await cookieFor(config, staffId)
    expect((await other.read(cookie))?.staff.id).to.equal(staffId)
    await createStaffSessions(db, sealer, config, 0).revoke(db, session)
    expect(await other.read(cookie), 'another process').to.equal(undefined)
    expect(await other.check(session), 'a live link').to.equal(undefined)
    expect(await roleOf(cookie), 'after a restart').to.equal(undefined)
  })

  it('that was revoked is forgotten once its cookie has ended by itself, and not before', async () => {
    const { cookie, session } = await cookieFor(config, staffId)
    await createStaffSessions(db, sealer, config, 0).revoke(db, session)
    const ended = () => db.query.selectFrom('ended_sign_ins').select('ends_at').execute()
    await removeOldEndedSignIns(db)
    expect(await roleOf(cookie)).to.equal(undefined)
    await db.query
      .updateTable('ended_sign_ins')
      .set({ ends_at: new Date(Date.now() - 2 * 3_600_000) })
      .execute()
    await removeOldEndedSignIns(db)
    expect(await ended()).to.deep.equal([])
  })

  it('is nobody where the cookie is missing, changed, or sealed with another secret', async () => {
    const { cookie } = await cookieFor(config, staffId)
    expect(await roleOf('')).to.equal(undefined)
    expect(await roleOf('plaza_staff=%E0%A4%A')).to.equal(undefined)
    expect(await roleOf(`${cookie.slice(0, -8)}AAAAAAAA`)).to.equal(undefined)
    const elsewhere = createStaffSessions(db, createSealer('another secret of forty characters......'), config, 0)
    expect(await elsewhere.read(cookie)).to.equal(undefined)
  })
})
