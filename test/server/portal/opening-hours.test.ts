import { expect } from 'chai'
import type { Request, Response } from 'express'
import { simulatedAccount } from '../../../scripts/demo/accounts.ts'
import { openEmergencies, startEmergency } from '../../../server/access/emergencies/emergencies.ts'
import { addPolicy } from '../../../server/access/policies/change-policies.ts'
import { initialPolicy } from '../../../server/access/policies/policies.ts'
import { textIn } from '../../../server/languages/language.ts'
import { assignHotspots } from '../../../server/network/groups/group-members.ts'
import { addGroup, changeGroup } from '../../../server/network/groups/groups.ts'
import { dayNames } from '../../../server/network/groups/opening-hours-text.ts'
import { addNotice } from '../../../server/notices/notices.ts'
import type { Arrival } from '../../../server/portal/arrival/arrival.ts'
import { sendIfClosed } from '../../../server/portal/arrival/at-hotspot.ts'
import { createContext } from '../../../server/portal/context.ts'
import { opensWords } from '../../../server/portal/pages/opens-words.ts'
import type { PortalParts } from '../../../server/portal/parts.ts'
import { testResident, testSealer } from '../../support/city.ts'
import { eventually } from '../../support/eventually.ts'
import { startTestPortal, type TestPortal } from './harness.ts'
import { chilliUrl, createPerson, signIn } from './person.ts'

const DAY_MS = 86_400_000

describe('a hotspot with opening hours, in the portal', () => {
  let portal: TestPortal
  let hotspotId: number
  let groupId: number
  before(async () => {
    portal = await startTestPortal({ wholeWeb: true })
    const { id } = await portal.db.query
      .selectFrom('hotspots')
      .select('id')
      .where('name', '=', 'Kiosco <Norte>')
      .executeTakeFirstOrThrow()
    hotspotId = id
    const policyId = await addPolicy(portal.db, 'schools', { sessionSeconds: 7200, dailyOctets: null })
    groupId = await addGroup(portal.db, { name: 'Escuelas', policyId, hours: null })
    await assignHotspots(portal.db, groupId, [hotspotId])
    const all = await portal.db.query.selectFrom('hotspots').select('id').execute()
    const states = all.map((each) => ({ hotspot_id: each.id, state: each.id === hotspotId ? 'up' : 'down' }) as const)
    await portal.db.query.insertInto('hotspot_health').values(states).execute()
  })
  after(() => portal.close())

  /** Closed now, and until tomorrow 7:00. */
  const close = () => {
    const tomorrow = dayNames[(new Date(Date.now() + DAY_MS).getUTCDay() + 6) % 7]
    return changeGroup(portal.db, groupId, { hours: `${tomorrow} 07:00-21:00` })
  }
  const open = () => changeGroup(portal.db, groupId, { hours: null })

  it('says that it is closed and when it opens, and shows the way to open ones, in every language', async () => {
    await close()
    const words = { es: 'Abre mañana a las 7:00.', en: 'It opens tomorrow at 7:00.', nah: 'Motlapoz moztla ipan 7:00.' }
    for (const [language, when] of Object.entries(words)) {
      const page = await createPerson(language).get(chilliUrl(portal.origin, { lang: language }))
      expect(page.html).to.include(when).and.include('Kiosco &lt;Norte&gt;').and.not.include('<script')
      expect(page.forms).to.deep.equal([])
      const [way] = page.links.filter(({ className }) => className === 'button')
      expect(way?.href).to.equal('/?lat=19.4000&lon=-99.1000')
    }
    const home = await createPerson().get(`${portal.origin}/`)
    expect(home.html).to.include('Cerrados a esta hora').and.include('Abre mañana a las 7:00.')
    expect(home.html).to.include('están cerrados a esta hora')
  })

  it('has its notices on that page too', async () => {
    await close()
    const [startsAt, endsAt] = [new Date(Date.now() - 1000), new Date(Date.now() + DAY_MS)]
    await addNotice(
      portal.db,
      { kind: 'maintenance', texts: { es: 'Obra en la escuela' }, startsAt, endsAt, hotspotId },
      null,
    )
    await eventually(async () => {
      const { html } = await createPerson().get(chilliUrl(portal.origin))
      return html.includes('Este punto está cerrado ahora') && html.includes('Obra en la escuela')
    })
    await portal.db.query.deleteFrom('notices').execute()
  })

  it('asks the database for nothing at a hotspot in no group', async () => {
    const db = new Proxy({} as typeof portal.db, {
      get: (_, name) => {
        throw new Error(`asked for ${String(name)}`)
      },
    })
    const { config, registry } = portal
    const here = (groupId: number | null) =>
      sendIfClosed(
        createContext({ ...({} as PortalParts), sealer: testSealer, config, db, registry }),
        {} as Request,
        {} as Response,
        { gateway: { id: 1 }, hotspot: { id: hotspotId, name: 'x', gatewayId: 1, called: null, groupId } } as Arrival,
      )
    expect(await here(null)).to.equal(false)
    const asked = await here(groupId).catch(String)
    expect(asked).to.equal('Error: asked for query')
  })

  it('says so too where nobody knows which of its gateway’s hotspots it is, and one of them is closed', async () => {
    const { rows } = await portal.db.pool.query<{ id: number }>(
      `insert into hotspots (programme, code, name, site_id, latitude, longitude, gateway_id)
       select programme, 'sur', 'Kiosco Sur', site_id, latitude, longitude, gateway_id from hotspots where id = $1 returning id`,
      [hotspotId],
    )
    const unknown = () => createPerson().get(chilliUrl(portal.origin, { called: '02-00-00-00-09-BB' }))
    try {
      await open()
      await portal.registry.reload()
      expect((await unknown()).html).to.not.include('está cerrado')
      await close()
      const page = await unknown()
      expect(page.html).to.include('Este punto está cerrado ahora').and.include('Abre mañana a las 7:00.')
      expect(page.html, 'which of the two it is').to.not.include('Kiosco')
      expect(page.links.find(({ className }) => className === 'button')?.href).to.equal('/')
    } finally {
      await portal.db.query.deleteFrom('hotspots').where('id', '=', rows[0]!.id).execute()
      await portal.registry.reload()
    }
  })

  it('issues no ticket to somebody who signed in while it closed', async () => {
    await open()
    const { username, password } = simulatedAccount(77)
    const person = createPerson()
    const welcome = await person.get(chilliUrl(portal.origin, { mac: '0A-00-00-00-09-01' }))
    const terms = await signIn(person, welcome, username, password)
    await close()
    const page = await person.submit(terms)
    expect(page.html).to.include('Este punto está cerrado ahora')
    expect((await portal.db.pool.query('select from tickets')).rowCount).to.equal(0)
  })

  it('is open in an emergency', async () => {
    await close()
    const endsAt = new Date(Date.now() + 600_000)
    await startEmergency(portal.db, { reason: 'Sismo en la zona', hotspotId, endsAt }, null)
    expect((await openEmergencies(portal.db)).any(Date.now())).to.equal(true)
    await eventually(async () => (await createPerson().get(chilliUrl(portal.origin))).html.includes('Sismo en la zona'))
    const home = await createPerson().get(`${portal.origin}/`)
    expect(home.html).to.include('Lugares donde funciona: 1 de 1.').and.not.include('Cerrados a esta hora')
    await portal.db.query.deleteFrom('emergencies').execute()
  })

  it('tells devices by the Captive Portal API how long it lasts, and that closing cannot be put off', async () => {
    const residentId = await testResident(portal.db)
    await portal.db.query
      .insertInto('sessions')
      .values({
        ...{ gateway_id: portal.gateways.router, session_key: 's', acct_session_id: 's', framed_ip: '127.0.0.1' },
        ...{ resident_id: residentId, hotspot_id: hotspotId, started_at: new Date(), updated_at: new Date() },
      })
      .execute()
    const ask = async () => {
      const answer = await fetch(`${portal.origin}/portal/captive/${portal.gateways.router}`)
      return (await answer.json()) as Record<string, number | boolean>
    }
    await open()
    const byPolicy = await ask()
    expect(byPolicy['can-extend-session']).to.equal(true)
    expect(byPolicy['seconds-remaining']).to.be.within(7100, 7200)
    expect(byPolicy).to.not.have.property('bytes-remaining')

    const inAnHour = new Date(Date.now() + 3_600_000)
    const clock = inAnHour.toISOString().slice(11, 16)
    await changeGroup(portal.db, groupId, { hours: `mon-sun ${threeHoursBefore(inAnHour)}-${clock}` })
    const byHours = await ask()
    expect(byHours['can-extend-session']).to.equal(false)
    expect(byHours['seconds-remaining']).to.be.within(3600 - 61, 3600)

    await close()
    expect((await ask())['seconds-remaining']).to.equal(0)
    await open()
    await portal.db.pool.query('update policies set daily_seconds = 60')
    expect(await ask())
      .to.include({ 'can-extend-session': false })
      .and.have.property('seconds-remaining')
      .below(61)
    await portal.db.pool.query('update policies set daily_seconds = $1', [initialPolicy.dailySeconds])
  })

  it('has words for today, for a day of the week, and for a date', () => {
    const reader = { language: 'es', text: textIn('es') }
    const now = new Date('2026-03-02T18:00:00Z')
    const said = (opensAt: string) =>
      opensWords(reader, { opensAt: new Date(opensAt), now, timeZone: 'America/Mexico_City' })
    expect(said('2026-03-03T01:30:00Z')).to.equal('Abre hoy a las 19:30.')
    expect(said('2026-03-06T13:00:00Z')).to.equal('Abre el viernes a las 7:00.')
    expect(said('2026-03-12T13:00:00Z')).to.equal('Abre el 12 de marzo a las 7:00.')
  })
})

/** Three hours before, as a clock shows it. */
const threeHoursBefore = (at: Date) => new Date(at.getTime() - 3 * 3_600_000).toISOString().slice(11, 16)
