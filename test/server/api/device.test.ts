import { expect } from 'chai'
import { apiError, deviceTrace } from '../../../server/api/contract/index.ts'
import { changeStaff } from '../../../server/directory/staff.ts'
import { addDistrict } from '../../../server/network/districts/districts.ts'
import { eventually } from '../../support/eventually.ts'
import { addSession, type SmallCity, startSmallCityWeb, type TestWeb } from './web-harness.ts'

const MAC = 'aa:bb:cc:dd:ee:ff'

describe('a device by its address', () => {
  let web: TestWeb
  let city: SmallCity
  before(async () => {
    ;({ web, city } = await startSmallCityWeb())
    await addSession(web.db, city, city.hotspotIds[0], { ended_at: new Date() })
    await web.db.pool.query(
      `insert into access_log (at, gateway_id, hotspot_id, device_mac, method, accepted, reason)
       select now() - interval '2 minutes' - n * interval '1 second', $1, $2, $3, 'mac', n > 250, 'unknown-device'
       from generate_series(1, 260) n`,
      [city.gatewayId, city.hotspotIds[0], MAC],
    )
  })
  after(() => web.close())

  const read = (device: string) => web.ask('operator', `/api/v1/devices/${device}`)

  it('shows what was decided and used of late, newest first, where, and by its last octets', async () => {
    const { device, timeline } = deviceTrace.parse(await (await read('AA-BB-CC-DD-EE-FF')).json())
    expect(device).to.equal('dd:ee:ff')
    expect(timeline.slice(0, 3).map(({ what }) => what)).to.deep.equal([
      ...['session-end', 'session-start', 'reject-decision'],
    ])
    expect(timeline[2]).to.deep.include({ decision: { method: 'mac', reason: 'unknown-device' } })
    expect(timeline[0]!.hotspot).to.deep.equal({ id: city.hotspotIds[0], name: 'Estación Norte' })
    expect(timeline.map(({ at }) => at)).to.deep.equal(
      timeline
        .map(({ at }) => at)
        .sort()
        .reverse(),
    )
  })

  it('is looked up in the audit, without its whole address', async () => {
    await read(MAC)
    const { rows } = await web.db.pool.query("select target, staff_id from audit_events where action = 'device.read'")
    expect(rows.at(-1)).to.deep.equal({ target: 'device dd:ee:ff', staff_id: web.staff.operator.id })
  })

  it('is no address, and says so', async () => {
    const answer = await read('zz:bb:cc:dd:ee:ff')
    expect([answer.status, apiError.parse(await answer.json()).error.field]).to.deep.equal([400, 'device'])
  })

  it('tells nothing of other districts', async () => {
    const district = await addDistrict(web.db, 'Lejos', [])
    await changeStaff(web.db, web.staff.operator.id, { districts: [district] })
    const timeline = async () => deviceTrace.parse(await (await read(MAC)).json()).timeline
    // A change of staff reaches the process by an event, or after five seconds.
    await eventually(async () => (await timeline()).length === 0)
  })
})
