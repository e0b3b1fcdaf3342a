import { expect } from 'chai'
import { parseDeviceName } from '../../../server/directory/device-name.ts'
import { bindDevice, moveDevice, nameDevice } from '../../../server/directory/devices.ts'
import { testMac, testResident } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

describe('what a resident calls a device', () => {
  let db: TestDatabase
  let mac: string
  let residentId: number
  const until = new Date(Date.now() + 86_400_000)
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())
  beforeEach(async () => {
    mac = testMac()
    residentId = await testResident(db)
    await bindDevice(db, { mac, residentId, until })
    expect(await nameDevice(db, residentId, mac, 'Teléfono de Ana')).to.equal(true)
  })
  const nameOf = async (device: string) =>
    (await db.query.selectFrom('devices').select('name').where('mac', '=', device).executeTakeFirst())?.name

  it('stays while the device is bound anew to the same resident, and is gone with another', async () => {
    await bindDevice(db, { mac, residentId, until })
    expect(await nameOf(mac)).to.equal('Teléfono de Ana')
    await bindDevice(db, { mac, residentId: await testResident(db), until })
    expect(await nameOf(mac)).to.equal(null)
  })

  it('goes with the device to its next address, and never to another resident’s device', async () => {
    const next = testMac()
    await moveDevice(db, { from: mac, mac: next, residentId, until })
    expect([await nameOf(mac), await nameOf(next)]).to.deep.equal([undefined, 'Teléfono de Ana'])
    const other = await testResident(db)
    await moveDevice(db, { from: testMac(), mac: next, residentId: other, until })
    expect(await nameOf(next)).to.equal(null)
  })

  it('is given by its own resident alone', async () => {
    expect(await nameDevice(db, await testResident(db), mac, 'mine')).to.equal(false)
    expect(await nameOf(mac)).to.equal('Teléfono de Ana')
  })

  it('is 1 to 40 characters without control characters, and without the space around it', () => {
    expect(parseDeviceName('  Móvil 👩‍🚀 ')).to.equal('Móvil 👩‍🚀')
    expect(parseDeviceName('é'.normalize('NFD').repeat(40))).to.equal('é'.repeat(40))
    for (const wrong of ['', '   ', 'x'.repeat(41), 'a\u0000b', 'a\nb', 'a\u202eb', '\ud800']) {
      expect(parseDeviceName(wrong), JSON.stringify(wrong)).to.equal(undefined)
    }
  })
})
