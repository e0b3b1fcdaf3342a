import { expect } from 'chai'
import type { WayOnlineCounter } from '../../../server/analytics/way-online/counter.ts'
import { bindDevice } from '../../../server/directory/devices/devices.ts'
import { testResident } from '../../support/city.ts'
import { startTestPortal, type TestPortal } from './harness.ts'
import { chilliUrl, createPerson, signIn } from './person.ts'

describe('the steps of a way online', () => {
  let portal: TestPortal
  let counted: Parameters<WayOnlineCounter['count']>[] = []
  before(async () => {
    portal = await startTestPortal({ waysOnline: { count: (...of) => void counted.push(of) } })
  })
  after(() => portal.close())

  it('are counted with make and system, up to the sign-in; the ticket knows the system', async () => {
    counted = []
    const person = createPerson()
    const welcome = await person.get(chilliUrl(portal.origin))
    expect(counted.map(([step]) => step)).to.deep.equal(['arrived', 'shown'])
    expect(counted[0]![1]).to.deep.include({ deviceMac: '0a:00:00:00:00:07', vendor: 'coovachilli', system: 'other' })
    expect(counted[0]![1].hotspotId).to.be.a('number')
    const terms = await signIn(person, welcome, 'lucia', 'jacaranda-27')
    expect(counted.map(([step]) => step)).to.deep.equal(['arrived', 'shown', 'signed_in', 'new_devices'])
    await person.submit(terms)
    const { rows } = await portal.db.pool.query('select system from tickets')
    expect(rows).to.deep.equal([{ system: 'other' }])
  })

  it('know a device with which somebody had signed in before from a new one', async () => {
    const binding = { mac: '0a:00:00:00:00:07', residentId: await testResident(portal.db) }
    await bindDevice(portal.db, { ...binding, until: new Date(Date.now() - 1000) })
    counted = []
    const person = createPerson()
    await signIn(person, await person.get(chilliUrl(portal.origin)), 'lucia', 'jacaranda-27')
    expect(counted.map(([step]) => step)).to.deep.equal(['arrived', 'shown', 'signed_in'])
  })
})
