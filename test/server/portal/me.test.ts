import { expect } from 'chai'
import { blockAccount, unblockAccount } from '../../../server/directory/blocks.ts'
import { bindDevice } from '../../../server/directory/devices/devices.ts'
import { es } from '../../../server/languages/es.ts'
import { finishErasures } from '../../../server/privacy/erase.ts'
import { placeHold } from '../../../server/privacy/legal-holds.ts'
import { testSealer } from '../../support/city.ts'
import { startTestPortal, type TestPortal } from './harness.ts'
import { type Answer, chilliUrl, createPerson, formTo, type Person, visitMe } from './person.ts'

const MAC = '02:3e:00:00:00:01'

describe('what a resident sees of themselves', () => {
  let portal: TestPortal
  let person: Person
  before(async () => {
    portal = await startTestPortal({ wholeWeb: true })
  })
  after(() => portal.close())
  beforeEach(() => {
    person = createPerson()
  })

  const lucia = { username: 'lucia', password: 'jacaranda-27' }
  const grace = { username: 'grace', password: 'bluebird-92' }
  const signIn = ({ username, password }: typeof lucia, who = person) => visitMe(who, portal.origin, username, password)
  const residentOf = async (subject: string) =>
    (await portal.db.query.selectFrom('residents').select('id').where('subject', '=', subject).executeTakeFirst())?.id
  let count = 0
  const session = async (residentId: number) => {
    const { id } = await portal.db.query
      .insertInto('sessions')
      .values({
        ...{ gateway_id: portal.gateways.router, session_key: `me-${++count}`, acct_session_id: `me-${count}` },
        ...{ resident_id: residentId, device_mac: MAC, output_octets: 12_000_000 },
        ...{ started_at: new Date(Date.now() - 600_000), updated_at: new Date() },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const day = new Date().toLocaleDateString('en-CA', { timeZone: portal.config.timeZone })
    const use = { session_id: id, day, resident_id: residentId, device_mac: MAC, hotspot_id: null }
    await portal.db.query
      .insertInto('session_days')
      .values({ ...use, seconds: 600, output_octets: 12_000_000 })
      .execute()
    return id
  }

  it('is shown to nobody before the City Key was asked again', async () => {
    const page = await person.get(`${portal.origin}/me`)
    expect(page.url.pathname).to.equal('/portal/me')
    expect(page.html).to.include(es.meText)
    expect(page.html).to.not.include(es.meDownload)
    let prompt: string | null = null
    await person.submit(page, {}, 0, (url) => {
      prompt ??= url.searchParams.get('prompt')
    })
    expect(prompt, 'whoever used this phone before may be signed in there').to.equal('login')
  })

  it('holds devices, sessions, use as picture and table, and consents, in the resident’s language', async () => {
    await signIn(lucia)
    const residentId = (await residentOf('demo-lucia'))!
    await bindDevice(portal.db, { mac: MAC, residentId, until: new Date(Date.now() + 86_400_000) })
    await session(residentId)
    const page = await person.get(`${portal.origin}/me`)
    for (const words of [MAC, es.meDownload, '12 MB', '<svg class="chart"', '<th scope="row">', '10 min']) {
      expect(page.html).to.include(words)
    }
    expect(page.headers.get('cache-control')).to.equal('no-store')
    expect(page.html).to.not.match(/<script|<style| style=| on\w+=/i)
  })

  it('takes a device away, at once and for good', async () => {
    await signIn(lucia)
    const residentId = (await residentOf('demo-lucia'))!
    await bindDevice(portal.db, { mac: MAC, residentId, until: new Date(Date.now() + 86_400_000) })
    await portal.db.query.updateTable('sessions').set({ ended_at: new Date() }).execute()
    const page = await person.get(`${portal.origin}/me`)
    const after = await person.submit(page, {}, formTo(page, '/portal/me/device'))
    expect(after.url.pathname).to.equal('/portal/me')
    expect(after.html).to.include(es.meNoDevices)
    expect(await portal.db.query.selectFrom('devices').select('mac').where('mac', '=', MAC).execute()).to.deep.equal([])
  })

  it('is neither shown to nor changed by another resident, on the same phone or by a made-up form', async () => {
    await signIn(lucia)
    const residentId = (await residentOf('demo-lucia'))!
    await bindDevice(portal.db, { mac: MAC, residentId, until: new Date(Date.now() + 86_400_000) })
    const id = await session(residentId)
    const mine = await person.get(`${portal.origin}/me`)
    expect(mine.html).to.include(MAC)

    const other = await person.submit(mine, {}, formTo(mine, '/portal/me/sign-out'))
    expect(other.html).to.not.include(MAC)
    const hers = await signIn(grace)
    expect(hers.html).to.not.include(MAC)
    expect((await person.submit(mine, {}, formTo(mine, '/portal/me/device'))).status, 'the page before').to.equal(400)
    const csrf = hers.forms[formTo(hers, '/portal/me/sign-out')]!.values.csrf!
    for (const [action, values] of [
      ['session', { session: String(id) }],
      ['device', { mac: MAC }],
    ] as const) {
      const forged = {
        ...mine,
        forms: [{ action: `/portal/me/${action}`, method: 'post', values: { csrf, ...values } }],
      }
      expect((await person.submit(forged as unknown as Answer)).status, action).to.equal(400)
    }
    expect(await portal.db.query.selectFrom('devices').select('mac').where('mac', '=', MAC).execute()).to.have.length(1)
    const { ended_at } = await portal.db.query
      .selectFrom('sessions')
      .select('ended_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(ended_at).to.equal(null)
    await portal.db.query.updateTable('sessions').set({ ended_at: new Date() }).execute()
  })

  it('is handed over as a file, and deleted after a question', async () => {
    const page = await signIn(lucia)
    const file = await person.submit(page, {}, formTo(page, '/portal/me/data'))
    expect(file.headers.get('content-disposition')).to.equal('attachment; filename="plaza.json"')
    expect(JSON.parse(file.html)).to.have.nested.property('account.subject', 'demo-lucia')

    const question = await person.get(`${portal.origin}/portal/me/delete`)
    expect(question.html).to.include(es.meDeleteText)
    expect(await residentOf('demo-lucia'), 'only asked').to.be.a('number')
    const deleted = await person.submit(question, {}, formTo(question, '/portal/me/delete'))
    expect(deleted.html).to.include(es.meDeleted)
    expect(await residentOf('demo-lucia')).to.equal(undefined)
    expect((await person.get(`${portal.origin}/me`)).html).to.include(es.meText)
  })

  it('is read without writing down a policy where there is none', async () => {
    const { rows } = await portal.db.pool.query('delete from policies returning *')
    const page = await signIn(lucia)
    expect((await person.get(page.url)).html).to.include(es.meDownload)
    expect(await portal.db.query.selectFrom('policies').select('id').execute()).to.deep.equal([])
    expect(rows.length).to.be.at.most(1)
  })

  it('is held to so many steps a minute by browser, not for all who come from one address', async () => {
    const page = await signIn(lucia)
    const statuses: number[] = []
    for (let step = 0; step < 21; step++) {
      const forged = await person.submit(page, { csrf: 'made up' }, formTo(page, '/portal/me/data'))
      statuses.push(forged.status)
    }
    expect(statuses[0], 'not this visit’s form').to.equal(400)
    expect(statuses.at(-1)).to.equal(429)
    const other = createPerson()
    const theirs = await signIn(grace, other)
    expect((await other.submit(theirs, {}, formTo(theirs, '/portal/me/data'))).status).to.equal(200)
  })

  it('is held to so many steps a minute by resident too, on however many browsers', async () => {
    const statuses: number[] = []
    for (let browsers = 0; browsers < 3; browsers++) {
      const own = createPerson()
      const page = await visitMe(own, portal.origin, 'ramon', 'ahuehuete-63')
      for (let step = 0; step < 18; step++) {
        statuses.push((await own.submit(page, {}, formTo(page, '/portal/me/data'))).status)
      }
    }
    expect(statuses.slice(0, 40)).to.deep.equal(Array(40).fill(200))
    expect(statuses.slice(40)).to.deep.equal(Array(14).fill(429))
  })

  it('says what a legal hold on a place keeps, and until when', async () => {
    const now = Date.now()
    await signIn(grace)
    const residentId = (await residentOf('demo-grace'))!
    const id = await session(residentId)
    const { id: hotspotId } = await portal.db.query
      .selectFrom('hotspots')
      .select('id')
      .limit(1)
      .executeTakeFirstOrThrow()
    await portal.db.query.updateTable('sessions').set({ hotspot_id: hotspotId }).where('id', '=', id).execute()
    const why = { authority: 'Juzgado', basis: 'exp. 1/2026', residentId: null, deviceMac: null, hotspotId }
    const times = { since: new Date(now - 86_400_000), until: new Date(now), endsAt: new Date(now + 5 * 86_400_000) }
    await placeHold(portal.db, { ...why, ...times }, null)
    try {
      const question = await person.get(`${portal.origin}/portal/me/delete`)
      const deleted = await person.submit(question, {}, formTo(question, '/portal/me/delete'))
      const day = new Intl.DateTimeFormat('es-MX', { timeZone: 'UTC', dateStyle: 'long' }).format(times.endsAt)
      expect(deleted.html).to.include(es.meDeletedPartly).and.include(`hasta el ${day}`)
    } finally {
      await portal.db.query.deleteFrom('legal_holds').execute()
      await finishErasures(portal.db)
    }
  })

  it('is no way back in for whoever is blocked: it may be seen and erased, and the account stays out', async () => {
    const account = { issuer: portal.demo.issuer, subject: 'demo-lucia' }
    await signIn(lucia)
    await blockAccount(portal.db, testSealer, account, new Date(Date.now() + 86_400_000))
    try {
      person = createPerson()
      await signIn(lucia)
      const question = await person.get(`${portal.origin}/portal/me/delete`)
      const deleted = await person.submit(question, {}, formTo(question, '/portal/me/delete'))
      expect(deleted.html).to.include(es.meDeleted).and.include(es.meDeletedBlocked)
      expect(await residentOf('demo-lucia')).to.equal(undefined)
      const welcome = await person.get(chilliUrl(portal.origin))
      let page = await person.submit(welcome)
      if (page.html.includes('type="password"')) page = await person.submit(page, lucia)
      expect(page.html).to.include(es['blocked.title'])
      expect(await residentOf('demo-lucia'), 'nor is it stored anew').to.equal(undefined)
    } finally {
      await unblockAccount(portal.db, testSealer, account)
    }
  })

  it('is changed with its audit or not at all', async () => {
    await signIn(grace)
    const residentId = (await residentOf('demo-grace'))!
    const until = new Date(Date.now() + 86_400_000)
    await bindDevice(portal.db, { mac: MAC, residentId, until })
    const page = await person.get(`${portal.origin}/me`)
    await portal.db.pool.query(
      `create function refuse() returns trigger language plpgsql as $$ begin raise 'no audit today'; end $$;
       create trigger refuse before insert on audit_events for each row execute function refuse()`,
    )
    try {
      await person.submit(page, {}, formTo(page, '/portal/me/device'))
    } finally {
      await portal.db.pool.query('drop trigger refuse on audit_events; drop function refuse')
    }
    const bound = await portal.db.query.selectFrom('devices').select('mac').where('mac', '=', MAC).execute()
    expect(bound).to.deep.equal([{ mac: MAC }])
  })

  it('is audited when the resident changes or takes it, without naming a person or device', async () => {
    const signedIn = await signIn(grace)
    const residentId = (await residentOf('demo-grace'))!
    await bindDevice(portal.db, { mac: MAC, residentId, until: new Date(Date.now() + 86_400_000) })
    const page = await person.get(`${portal.origin}/me`)
    const since = new Date()
    await person.submit(signedIn, {}, formTo(signedIn, '/portal/me/data'))
    await person.submit(page, {}, formTo(page, '/portal/me/device'))
    const question = await person.get(`${portal.origin}/portal/me/delete`)
    await person.submit(question, {}, formTo(question, '/portal/me/delete'))
    const events = await portal.db.query
      .selectFrom('audit_events')
      .select(['actor', 'action', 'detail'])
      .where('target', 'in', [`resident ${residentId}`, 'resident erased'])
      .where('at', '>=', since)
      .orderBy('id')
      .execute()
    expect(events.map(({ action }) => action)).to.deep.equal(['resident.export', 'device.remove', 'resident.erase'])
    expect([...new Set(events.map(({ actor }) => actor))]).to.deep.equal(['resident'])
    expect(JSON.stringify(events)).to.not.match(/demo-grace|02:3e/)
  })
})
