import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { bindDevice, moveDevice } from '../../../server/directory/devices/devices.ts'
import { findOrCreateResident } from '../../../server/directory/residents.ts'
import { es } from '../../../server/languages/es.ts'
import { residentFile } from '../../../server/privacy/export.ts'
import { startTestPortal, type TestPortal } from './harness.ts'
import { type Answer, chilliUrl, createPerson, formTo, type Person, visitMe } from './person.ts'

const MAC = '02:3e:00:00:00:71'
const NAMED = 'Teléfono <de> Ana'

describe('what residents call their devices at /me', () => {
  let portal: TestPortal
  let person: Person
  let residentId: number
  before(async () => {
    portal = await startTestPortal({ wholeWeb: true })
  })
  after(() => portal.close())
  const until = new Date(Date.now() + 86_400_000)
  beforeEach(async () => {
    person = createPerson()
    await visitMe(person, portal.origin, 'lucia', 'jacaranda-27')
    residentId = (await findOrCreateResident(portal.db, { issuer: portal.demo.issuer, subject: 'demo-lucia' })).id
    await portal.db.query.deleteFrom('devices').execute()
    await bindDevice(portal.db, { mac: MAC, residentId, until })
  })

  const me = (who = person) => who.get(`${portal.origin}/me`)
  const rename = (page: Answer, name: string, mac = MAC, who = person) =>
    who.submit(page, { name }, formTo(page, '/portal/me/name', { mac }))
  const session = (mac: string) =>
    portal.db.query
      .insertInto('sessions')
      .values({
        ...{ gateway_id: portal.gateways.router, session_key: `of ${mac}`, acct_session_id: mac, device_mac: mac },
        ...{ resident_id: residentId, started_at: new Date(), updated_at: new Date() },
      })
      .execute()

  it('is shown with the device and its sessions, by themselves and for whoever only hears the buttons', async () => {
    await session(MAC)
    const named = await rename(await me(), ` ${NAMED} `)
    expect(named.url.pathname).to.equal('/portal/me')
    expect(named.html).to.include(`<b><bdi>Teléfono &lt;de&gt; Ana</bdi></b><br><small>${MAC} · `)
    expect(named.html).to.include('· <bdi>Teléfono &lt;de&gt; Ana</bdi></small>')
    expect(named.html).to.include('aria-label="Quitar Teléfono &lt;de&gt; Ana"')
    expect(named.html).to.include('aria-label="Cambiar nombre de Teléfono &lt;de&gt; Ana"')
    await portal.db.query.deleteFrom('sessions').execute()
  })

  it('is told apart from the one in the hand, which comes first and is marked, in sessions too', async () => {
    const here = '02:3e:00:00:00:99'
    await bindDevice(portal.db, { mac: here, residentId, until })
    await session(here)
    const marks = (page: Answer) =>
      [...page.html.matchAll(/<b>(?:<bdi>)?([^<]*)(?:<\/bdi>)?<\/b> <span class="mark">este dispositivo</g)].map(
        ([, what]) => what,
      )
    expect(marks(await me()), 'nobody knows').to.deep.equal([])
    await person.get(chilliUrl(portal.origin, { mac: here.toUpperCase().replaceAll(':', '-') }))
    const page = await me()
    expect(marks(page)).to.deep.equal([es.meSomewhere, here])
    expect(page.html.indexOf(`<bdi>${here}`)).to.be.below(page.html.indexOf(`<bdi>${MAC}`))
    await portal.db.query.deleteFrom('sessions').execute()
  })

  it('stands beside what is to be known of one that is used at two places at once', async () => {
    expect((await me()).html).to.not.include(es.meCopied)
    const [began, now] = [new Date(Date.now() - 3_600_000), new Date()]
    const at = (gateway_id: number) => ({
      ...{ gateway_id, session_key: `at ${gateway_id}`, acct_session_id: 'x', device_mac: MAC },
      ...{ resident_id: residentId, started_at: began, updated_at: now },
    })
    const { chilli, router } = portal.gateways
    await portal.db.query
      .insertInto('sessions')
      .values([at(chilli), at(router)])
      .execute()
    expect((await me()).html).to.include(es.meCopied)
    await portal.db.query.deleteFrom('sessions').execute()
  })

  it('is refused where it cannot be shown, with what was typed and what is wrong', async () => {
    const said = `role="alert">${es.nameWrong.replace('{{number}}', '40')}`
    for (const wrong of [
      '',
      ' \u00a0 ',
      'x'.repeat(41),
      'a\u0000b',
      'a\nb',
      'gpj.\u202etfel',
      '\u200f\u200f',
      '\u200d',
    ]) {
      const page = await rename(await me(), wrong)
      expect(page.status, JSON.stringify(wrong)).to.equal(400)
      expect(page.html).to.include(said).and.include('aria-invalid="true"')
    }
    const page = await rename(await me(), 'x'.repeat(41))
    expect(page.forms[formTo(page, '/portal/me/name')]!.values.name).to.equal('x'.repeat(41))
    expect((await rename(page, 'x'.repeat(40))).html).to.include(`<bdi>${'x'.repeat(40)}</bdi>`)
  })

  it('is given by its own resident alone, from a page made for the visit', async () => {
    const page = await me()
    const forged = async (who: Person, values: Record<string, string>) => {
      const form = { action: '/portal/me/name', method: 'post', values: { mac: MAC, name: 'Ajeno', ...values } }
      return (await who.submit({ ...page, forms: [form] as unknown as Answer['forms'] })).status
    }
    const other = createPerson()
    const theirs = await visitMe(other, portal.origin, 'grace', 'bluebird-92')
    const { csrf = '' } = theirs.forms[formTo(theirs, '/portal/me/sign-out')]!.values
    expect(await forged(other, { csrf }), 'another resident').to.equal(400)
    expect(await forged(person, {}), 'without a token').to.equal(400)
    expect(await forged(createPerson(), { csrf }), 'nobody').to.equal(400)
    const ours = page.forms[formTo(page, '/portal/me/name')]!.values.csrf!
    expect(await forged(person, { csrf: ours, mac: 'nothing' }), 'no device').to.equal(400)
    expect((await me()).html).to.not.include('Ajeno')
  })

  it('goes with the phone to its next address, and to nobody with it', async () => {
    await rename(await me(), NAMED)
    const next = '02:3e:00:00:00:72'
    await moveDevice(portal.db, { from: MAC, mac: next, residentId })
    expect((await me()).html)
      .to.include('<bdi>Teléfono &lt;de&gt; Ana</bdi>')
      .and.include(next)
      .and.not.include(MAC)
    const other = createPerson()
    await visitMe(other, portal.origin, 'grace', 'bluebird-92')
    const grace = await findOrCreateResident(portal.db, { issuer: portal.demo.issuer, subject: 'demo-grace' })
    await bindDevice(portal.db, { mac: next, residentId: grace.id, until })
    expect((await me(other)).html)
      .to.include(next)
      .and.not.include('Ana')
    await bindDevice(portal.db, { mac: next, residentId, until })
    expect((await me()).html, 'once it is back').to.not.include('Ana')
  })

  it('is shown with its new address, and has its old one again where the resident says that it was not theirs', async () => {
    expect((await me()).html).to.not.include(es.meNotMine)
    const copy = '02:3e:00:00:00:73'
    await moveDevice(portal.db, { from: MAC, mac: copy, residentId })
    const page = await me()
    expect(page.html).to.include(es.meNotMine).and.include(copy)
    const undo = page.forms.findIndex(({ values }) => values.undo !== undefined)
    await person.submit(page, {}, undo)
    const devices = await portal.db.query.selectFrom('devices').select(['mac', 'moved_from']).execute()
    expect(devices).to.deep.equal([{ mac: MAC, moved_from: [] }])
    const { rows } = await portal.db.pool.query('select action, target from audit_events order by id desc limit 1')
    expect(rows).to.deep.equal([{ action: 'device.move-back', target: `resident ${residentId}` }])
  })

  it('is in what is handed over, and in no record of who did what', async () => {
    await rename(await me(), NAMED)
    const file = Readable.from((await residentFile(portal.db, residentId))!)
    const exported = JSON.parse(await text(file)) as { devices: object[] }
    expect(exported.devices).to.have.length(1)
    expect(exported.devices[0]).to.include({ mac: MAC, name: NAMED })
    const events = await portal.db.query
      .selectFrom('audit_events')
      .selectAll()
      .where('action', '=', 'device.name')
      .execute()
    expect(events.at(-1)).to.include({ actor: 'resident', target: `resident ${residentId}` })
    expect(JSON.stringify(events)).to.not.match(/Ana|02:3e/)
  })

  it('goes with the resident', async () => {
    const named = await rename(await me(), NAMED)
    expect(named.html).to.include('Ana')
    const question = await person.get(`${portal.origin}/portal/me/delete`)
    await person.submit(question, {}, formTo(question, '/portal/me/delete'))
    expect(await portal.db.query.selectFrom('devices').selectAll().execute()).to.deep.equal([])
  })
})
