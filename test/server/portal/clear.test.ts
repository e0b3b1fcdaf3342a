import { expect } from 'chai'
import { sql } from 'kysely'
import type { Emergency } from '../../../server/access/emergencies/emergencies.ts'
import { addPolicy, changePolicy } from '../../../server/access/policies/change-policies.ts'
import { ensureDefaultPolicy } from '../../../server/access/policies/policies.ts'
import { findOrCreateResident } from '../../../server/directory/residents.ts'
import { textIn } from '../../../server/languages/language.ts'
import { silentLog } from '../../../server/log.ts'
import { assignHotspots } from '../../../server/network/groups/group-members.ts'
import { addGroup } from '../../../server/network/groups/groups.ts'
import { allowanceAt } from '../../../server/portal/allowance.ts'
import { localDay } from '../../../server/usage/local-day.ts'
import { CHILLI_HOTSPOT, startTestPortal, type TestPortal } from './harness.ts'
import { chilliUrl, createPerson, signIn, visitMe } from './person.ts'

const hotspotId = async ({ db }: TestPortal): Promise<number> => {
  const row = db.query.selectFrom('hotspots').select('id').where('mac', '=', CHILLI_HOTSPOT)
  return (await row.executeTakeFirstOrThrow()).id
}

const settings = {
  PLAZA_HELP_PHONE: '+52 (55) 0000 #1',
  PLAZA_HELP_CHAT: 'https://ayuda.example/wifi',
  PLAZA_HELP_ADDRESS: 'Módulo <Centro>, Plaza 1',
  CITY_KEY_SIGN_UP_URL: 'https://llave.example/registro',
  PLAZA_RETENTION_IDENTIFIED_DAYS: '31',
  PLAZA_RETENTION_SESSION_DAYS: '366',
}

describe('what the portal tells residents', () => {
  let portal: TestPortal
  let bare: TestPortal
  before(async () => {
    portal = await startTestPortal({ settings })
    bare = await startTestPortal()
    for (const { db } of [portal, bare]) await ensureDefaultPolicy(db)
  })
  after(async () => {
    await portal.close()
    await bare.close()
  })

  const contacts = [
    '<a href="tel:+52550000%231">Llama al +52 (55) 0000 #1</a>',
    '<a rel="noreferrer" href="https://ayuda.example/wifi">Escribe en ayuda.example</a>',
    '<li>Ve a: Módulo &lt;Centro&gt;, Plaza 1</li>',
  ]

  it('says to whom the code of a problem is given, beside the code and on the help page', async () => {
    const person = createPerson()
    const { html } = await person.get(chilliUrl(portal.origin).replace(/md=\w+/, 'md=00'))
    expect(html).to.match(/[0-9A-Z]{4}-[0-9A-Z]{4}/)
    for (const way of contacts) expect(html).to.include(way)
    const help = await person.get(`${portal.origin}/help`)
    for (const way of contacts) expect(help.html).to.include(way)
  })

  it('tells where to go in the demo, and of no way that is not set', async () => {
    const { html } = await createPerson().get(`${bare.origin}/portal?res=notyet&uamip=10.1.0.1`)
    expect(html).to.not.include('href="tel:').and.not.include('Escribe en')
  })

  it('shows who has no City Key the way to one, where there is a setting for it', async () => {
    const link = '<a href="https://llave.example/registro">No tengo Llave de la Ciudad</a>'
    expect((await createPerson().get(chilliUrl(portal.origin))).html).to.include(link)
    expect((await createPerson().get(chilliUrl(bare.origin))).html).to.not.include('No tengo Llave')
  })

  it('names in the terms for how long, whom the city answers, and where everything is seen', async () => {
    for (const language of ['es', 'en', 'nah']) {
      const text = textIn(language)
      const { html } = await createPerson(language).get(`${portal.origin}/portal/terms`)
      expect(html).to.include(text('termsKeptText', { identified: 31, sessions: 366 }))
      expect(html).to.include(text('termsAuthoritiesText'))
      expect(html.slice(html.indexOf('<main'), html.indexOf('</main>'))).to.include('href="/portal/me"')
    }
  })

  it('says before the sign-in what a day has, by the hotspot’s policy', async () => {
    const { html } = await createPerson().get(chilliUrl(bare.origin))
    expect(html).to.include('Cada día tienes 8 h y 2.1 GB entre todos tus dispositivos, hasta 5 a la vez.')
    const policyId = await addPolicy(bare.db, 'breve', { dailySeconds: 5400, dailyOctets: null, devicesPerResident: 2 })
    const groupId = await addGroup(bare.db, { name: 'Breves', policyId, hours: null })
    await assignHotspots(bare.db, groupId, [await hotspotId(bare)])
    const short = await createPerson('en').get(chilliUrl(bare.origin))
    expect(short.html).to.include('Each day you have 1 h 30 min on all your devices together, up to 2 at a time.')
    await changePolicy(bare.db, policyId, { dailySeconds: null })
    const free = await createPerson().get(chilliUrl(bare.origin))
    expect(free.html).to.include('Puedes conectar hasta 2 dispositivos a la vez.')
    await bare.db.query.updateTable('hotspots').set({ group_id: null }).execute()
  })

  it('says after the sign-in, and at /me, what is left of the day', async () => {
    const person = createPerson()
    await signIn(person, await person.get(chilliUrl(portal.origin)), 'lucia', 'jacaranda-27')
    const subject = { issuer: portal.demo.issuer, subject: 'demo-lucia' }
    const { id: residentId } = await findOrCreateResident(portal.db, subject)
    const day = new Date().toISOString().slice(0, 10)
    const session = await portal.db.query
      .insertInto('sessions')
      .values({
        ...{ gateway_id: portal.gateways.chilli, session_key: 'k', acct_session_id: 'k', resident_id: residentId },
        ...{ started_at: new Date(0), updated_at: new Date(), ended_at: new Date() },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const use = { session_id: session.id, day: sql<string>`${day}::date`, resident_id: residentId }
    await portal.db.query
      .insertInto('session_days')
      .values({ ...use, seconds: 24_000, input_octets: 1_000_000, output_octets: 2 ** 31 - 901_500_000 })
      .execute()
    const left = 'Te quedan 1 h 20 min y 900 MB hoy.'
    expect((await person.get(`${portal.origin}/portal/done`)).html).to.include(left)
    expect((await visitMe(createPerson(), portal.origin, 'lucia', 'jacaranda-27')).html).to.include(left)
    expect((await createPerson().get(`${portal.origin}/portal/done`)).html, 'of nobody').to.not.include('Te quedan')
    await portal.db.query.updateTable('session_days').set({ seconds: 28_800 }).execute()
    const done = await person.get(`${portal.origin}/portal/done`)
    expect(done.html).to.include(textIn('es')('used-up.text')).and.not.include('Te quedan')
  })

  it('tells of no limits in an emergency, and stops nobody while the database is away', async () => {
    const { db } = bare
    const calendar = { dayOf: localDay('UTC'), timeZone: 'UTC', levels: [] }
    const parts = { calendar, db, log: silentLog, now: Date.now }
    expect(await allowanceAt(parts, { hotspotId: null }, undefined)).to.have.property('devices', 5)
    const emergencies = { at: () => ({ id: 1 }) as Emergency }
    expect(await allowanceAt({ ...parts, emergencies }, { hotspotId: null }, undefined)).to.equal(undefined)
    const away = { query: { selectFrom: () => expect.fail('away') } } as unknown as typeof db
    expect(await allowanceAt({ ...parts, db: away }, { hotspotId: null }, undefined)).to.equal(undefined)
  })
})
