import { expect } from 'chai'
import { startEmergency } from '../../../server/access/emergencies.ts'
import { assignGroup, putGroup } from '../../../server/hotspots/groups.ts'
import { es } from '../../../server/portal/languages/es.ts'
import { eventually } from '../../support/eventually.ts'
import { CHILLI_HOTSPOT, startTestPortal, type TestPortal } from './harness.ts'
import { chilliUrl, createPerson, routerUrl } from './person.ts'

describe('a closed hotspot', function () {
  this.timeout(20_000)
  let portal: TestPortal
  let hotspotId: number
  before(async () => {
    portal = await startTestPortal({ wholeWeb: true })
    const row = portal.db.query.selectFrom('hotspots').select('id').where('bssid', '=', CHILLI_HOTSPOT)
    hotspotId = (await row.executeTakeFirstOrThrow()).id
    // Open for one minute, half a week from now at the least.
    const day = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][(new Date().getUTCDay() + 4) % 7]
    const id = await putGroup(portal.db, { name: 'Escuelas', hours: `${day} 12:00-12:01` })
    await assignGroup(portal.db, id, { ids: [hotspotId] }, false)
  })
  after(() => portal.close())

  it('says so on its first page, when it opens, and where else to go; other hotspots stay as they are', async () => {
    const open = () => createPerson().get(chilliUrl(portal.origin))
    const page = await eventually(async () => {
      const shown = await open()
      return shown.status === 403 && shown
    })
    expect(page.html)
      .to.include(es['closed.title'])
      .and.match(/Kiosco &lt;Norte&gt; abre \S+, \d+ de \S+.{0,4} 12:00\./)
    expect(page.links.some(({ href, className }) => href === '/' && className === 'button')).to.equal(true)
    expect(page.forms).to.deep.equal([])
    expect((await createPerson().get(routerUrl(portal.origin))).status, 'elsewhere').to.equal(200)
  })

  it('is open to everybody in an emergency', async () => {
    await startEmergency(
      portal.db,
      { reason: 'Sismo en la ciudad', hotspotId, endsAt: new Date(Date.now() + 3_600_000) },
      null,
    )
    await eventually(async () =>
      (await createPerson().get(chilliUrl(portal.origin))).html.includes('Sismo en la ciudad'),
    )
  })
})
