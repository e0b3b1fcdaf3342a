import { expect } from 'chai'
import { parseDeviceName } from '../../../server/directory/devices/device-name.ts'
import { bindDevice, moveBack, moveDevice, nameDevice } from '../../../server/directory/devices/devices.ts'
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
    expect(await moveDevice(db, { from: mac, mac: next, residentId })).to.equal(true)
    expect([await nameOf(mac), await nameOf(next)]).to.deep.equal([undefined, 'Teléfono de Ana'])
    const [theirs, others] = [testMac(), await testResident(db)]
    await bindDevice(db, { mac: theirs, residentId: others, until })
    expect(await moveDevice(db, { from: theirs, mac: next, residentId: others })).to.equal(true)
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

describe('a binding that moves to another address', () => {
  let db: TestDatabase
  const until = new Date(Date.now() + 86_400_000)
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())
  const bound = async () => {
    const [residentId, mac] = [await testResident(db), testMac()]
    await bindDevice(db, { mac, residentId, until })
    return { residentId, mac }
  }
  const ofResident = (residentId: number) =>
    db.query.selectFrom('devices').selectAll().where('resident_id', '=', residentId).execute()

  it('ends when it would have ended, and knows where its resident signed in', async () => {
    const { residentId, mac } = await bound()
    const [second, third] = [testMac(), testMac()]
    await moveDevice(db, { from: mac, mac: second, residentId })
    await moveDevice(db, { from: second, mac: third, residentId })
    const [device, ...others] = await ofResident(residentId)
    expect(others).to.deep.equal([])
    expect(device).to.deep.include({ mac: third, bound_until: until, moved_from: [mac, second] })
    await moveDevice(db, { from: third, mac: third, residentId })
    expect((await ofResident(residentId))[0], 'by its own address').to.deep.equal({ ...device, id: device!.id })
    await bindDevice(db, { mac: third, residentId, until })
    expect((await ofResident(residentId))[0]?.moved_from, 'once somebody has signed in').to.deep.equal([])
  })

  it('goes to one of those who take it at once, and to that one again', async () => {
    const { residentId, mac } = await bound()
    const macs = Array.from({ length: 5 }, testMac)
    const moved = await Promise.all(macs.map((each) => moveDevice(db, { from: mac, mac: each, residentId })))
    expect(moved.filter(Boolean)).to.have.length(1)
    const devices = await ofResident(residentId)
    expect(devices.map((device) => device.mac)).to.deep.equal([macs[moved.indexOf(true)]])
    expect(await moveDevice(db, { from: mac, mac: devices[0]!.mac, residentId }), 'asked again').to.equal(true)
  })

  it('does not move for ever, nor for another resident, nor once it has ended', async () => {
    const { residentId, mac } = await bound()
    expect(await moveDevice(db, { from: mac, mac: testMac(), residentId: await testResident(db) })).to.equal(false)
    let from = mac
    const moves: boolean[] = []
    for (let move = 0; move < 21; move++) {
      const next = testMac()
      moves.push(await moveDevice(db, { from, mac: next, residentId }))
      if (moves.at(-1)) from = next
    }
    expect(moves).to.deep.equal([...Array(20).fill(true), false])
    await bindDevice(db, { mac, residentId, until: new Date(Date.now() - 1000) })
    expect(await moveDevice(db, { from: mac, mac: testMac(), residentId })).to.equal(false)
  })

  it('goes back to the address of its resident', async () => {
    const { residentId, mac } = await bound()
    const [second, third] = [testMac(), testMac()]
    expect(await moveBack(db, residentId, mac), 'one that has not moved').to.equal(false)
    await moveDevice(db, { from: mac, mac: second, residentId })
    await moveDevice(db, { from: second, mac: third, residentId })
    expect(await moveBack(db, await testResident(db), third)).to.equal(false)
    expect(await moveBack(db, residentId, third)).to.equal(true)
    const [device, ...others] = await ofResident(residentId)
    expect(others).to.deep.equal([])
    expect(device).to.deep.include({ mac, bound_until: until, moved_from: [] })
  })
})
