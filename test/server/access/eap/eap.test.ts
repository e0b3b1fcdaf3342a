import { expect } from 'chai'
import { createEapClient, type EapClient } from '../../../../scripts/bench/eap-client.ts'
import type { Certificates } from '../../../../server/certificates/certificates.ts'
import {
  addPasswordCredential,
  revokeDeviceCredential,
} from '../../../../server/directory/devices/device-credentials.ts'
import type { RadiusRole } from '../../../../server/roles/radius.ts'
import { testSealer as sealer, testMac, testResident } from '../../../support/city.ts'
import type { TestDatabase } from '../../../support/database.ts'
import { eventually } from '../../../support/eventually.ts'
import { startTestRadius, type TestRadius } from '../../../support/radius-role.ts'

describe('802.1X at a RADIUS server with its caches', () => {
  let db: TestDatabase
  let radius: TestRadius
  let certificates: Certificates
  let role: RadiusRole
  let device: EapClient
  before(async () => {
    radius = await startTestRadius({ requireMessageAuthenticator: true })
    ;({ db, certificates, role } = radius)
    device = await createEapClient()
  })
  after(async () => {
    device?.close()
    await radius?.close()
  })

  const newCredential = async () =>
    addPasswordCredential(db, sealer, { residentId: await testResident(db), deviceName: 'phone', days: 10 })
  const mac = testMac()
  const authenticate = (
    { username, password }: { username: string; password: string },
    version: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3',
    session?: Buffer,
    client = device,
  ) =>
    client.authenticate({
      ...{ address: '127.0.0.1', port: role.authPort, secret: 'testing123', ca: certificates.ca() },
      ...{ username, password, version, session, callingStationId: client === device ? mac : testMac() },
    })
  /** Ten at once, since each waits for its reject. */
  const guessTen = (username: string) =>
    Promise.all(
      Array.from({ length: 10 }, async (_, guess) => {
        const guesser = await createEapClient()
        const { accepted } = await authenticate({ username, password: `guess ${guess}` }, 'TLSv1.3', undefined, guesser)
        guesser.close()
        expect(accepted).to.equal(false)
      }),
    )

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`resumes a session over ${version} until the credential is revoked`, async () => {
      const credential = await newCredential()
      const first = await authenticate(credential, version)
      expect(first).to.include({ accepted: true, resumed: false })
      const second = await authenticate(credential, version, first.session)
      expect(second).to.include({ accepted: true, resumed: true })

      await revokeDeviceCredential(db, credential.id)
      // Sooner than the minute after which what is in memory is read again: the event says it.
      await eventually(async () => !(await authenticate(credential, version, second.session)).accepted)
      const { rows } = await db.pool.query<{ reason: string }>(
        "select reason from access_log where method = 'eap-ttls-pap' and reason <> 'accepted'",
      )
      for (const { reason } of rows) expect(reason).to.equal('credential-revoked')
    })
  }

  it('refuses a user name inside the tunnel from memory once its password was wrong ten times within a minute', async () => {
    const refusals = async (reason: string): Promise<number> => {
      const { rows } = await db.pool.query("select from access_log where method = 'eap' and reason = $1", [reason])
      return rows.length
    }
    const nobody = 'd-nobody'
    await guessTen(nobody)
    await eventually(async () => (await refusals('unknown-user')) === 10)
    expect((await authenticate({ username: nobody, password: 'guess' })).accepted).to.equal(false)
    await eventually(async () => (await refusals('wrong-password')) === 1)

    const credential = await newCredential()
    expect((await authenticate(credential)).accepted, 'somebody else').to.equal(true)
    await guessTen(credential.username)
    expect((await authenticate(credential)).accepted, 'the right password of a name that is closed').to.equal(false)
  })
})
