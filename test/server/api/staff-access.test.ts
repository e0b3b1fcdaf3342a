import { expect } from 'chai'
import { io } from 'socket.io-client'
import { apiError, auditPage, staffPage } from '../../../server/api/contract/index.ts'
import { makeSignInLink } from '../../../server/directory/sign-in-links.ts'
import { changeStaff, LastAdministrator, putStaff } from '../../../server/directory/staff.ts'
import type { StaffRole } from '../../../server/directory/tables.ts'
import { eventually } from '../../support/eventually.ts'
import { ISSUER, type SmallCity, smallCity, startTestWeb, type TestWeb } from './web-harness.ts'

/** Shorter than the five seconds after which a staff row is read again in any case. */
const AT_ONCE_MS = 2500

describe('who may be in the dashboard', () => {
  let web: TestWeb
  let city: SmallCity
  beforeEach(async () => {
    web = await startTestWeb({
      prepare: async (db) => {
        city = await smallCity(db)
      },
    })
  })
  afterEach(() => web.close())

  const send = (role: StaffRole, method: 'POST' | 'PUT', path: string, body?: object) =>
    web.ask(role, `/api/v1${path}`, {
      method,
      headers: { 'x-plaza-csrf': web.staff[role].csrf, origin: web.origin, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
  const audits = async () =>
    (await web.db.pool.query('select action, target, detail, staff_id from audit_events order by id')).rows
  const status = async (role: StaffRole) => (await web.ask(role, '/api/v1/me')).status

  it('ends at once for one who is disabled by another, live link included, and comes back when enabled', async () => {
    const socket = io(web.origin, {
      ...{ path: '/api/live', transports: ['websocket'], forceNew: true, reconnection: false },
      extraHeaders: { cookie: web.staff.operator.cookie },
    })
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject))
    expect(await status('operator')).to.equal(200)
    const { id } = web.staff.operator
    expect((await send('admin', 'PUT', `/staff/${id}`, { disabled: true })).status).to.equal(200)
    await eventually(async () => (await status('operator')) === 401, AT_ONCE_MS)
    await eventually(() => !socket.connected, AT_ONCE_MS)
    await send('admin', 'PUT', `/staff/${id}`, { disabled: false, role: 'viewer', name: 'Ana' })
    await eventually(async () => (await status('operator')) === 200, AT_ONCE_MS)
    expect(await (await web.ask('operator', '/api/v1/me')).json()).to.include({ role: 'viewer', name: 'Ana' })
    expect(await audits()).to.deep.equal([
      {
        ...{ action: 'staff.set', target: `staff ${id}`, staff_id: web.staff.admin.id },
        detail: { before: { disabled: false }, after: { disabled: true } },
      },
      {
        ...{ action: 'staff.set', target: `staff ${id}`, staff_id: web.staff.admin.id },
        detail: {
          before: { name: 'A operator', role: 'operator', disabled: true },
          after: { name: 'Ana', role: 'viewer', disabled: false },
        },
      },
    ])
  })

  it('shows administrators who changed what of one of them, and of nobody else', async () => {
    const added = await send('admin', 'POST', '/staff', { account: 'eva', name: 'Eva', role: 'viewer' })
    const { id } = (await added.json()) as { id: number }
    await send('admin', 'PUT', `/staff/${id}`, { role: 'planner', name: 'Eva' })
    await send('admin', 'PUT', `/staff/${web.staff.viewer.id}`, { role: 'planner' })
    const ask = async (query: string) =>
      auditPage.parse(await (await web.ask('admin', `/api/v1/staff/${id}/changes${query}`)).json())
    const { total, items } = await ask('')
    expect(total).to.equal(2)
    expect(items.map(({ actor, action, detail }) => ({ actor, action, detail }))).to.deep.equal([
      {
        ...{ actor: 'A admin', action: 'staff.set' },
        detail: { before: { role: 'viewer' }, after: { role: 'planner' } },
      },
      {
        ...{ actor: 'A admin', action: 'staff.put' },
        detail: { after: { account: 'eva', name: 'Eva', role: 'viewer', districts: 'all' } },
      },
    ])
    const first = await ask('?limit=1')
    expect((await ask(`?limit=1&cursor=${first.next}`)).items).to.deep.equal(items.slice(1))
  })

  it('is not given to one who is staff already, disabled or not, under the name of a new one', async () => {
    const eva = { account: 'eva', name: 'Eva', role: 'viewer' }
    const { id } = (await (await send('admin', 'POST', '/staff', eva)).json()) as { id: number }
    await send('admin', 'PUT', `/staff/${id}`, { disabled: true })
    const again = await send('admin', 'POST', '/staff', { ...eva, role: 'admin' })
    expect(again.status).to.equal(409)
    expect(apiError.parse(await again.json()).error).to.include({ code: 'staff-already', field: 'account' })
    const { items } = staffPage.parse(await (await web.ask('admin', '/api/v1/staff')).json())
    expect(items.find((one) => one.id === id)).to.include({ role: 'viewer', disabled: true })
  })

  it('audits nothing where nothing differs', async () => {
    const same = { name: 'A viewer', role: 'viewer', disabled: false }
    expect((await send('admin', 'PUT', `/staff/${web.staff.viewer.id}`, same)).status).to.equal(200)
    expect(await audits()).to.deep.equal([])
  })

  it('stays with an administrator, even where two take each other’s at once, and where another City Key has one', async () => {
    const { id: first } = web.staff.admin
    const other = { subject: 'other', name: 'Other', role: 'admin' as const }
    await putStaff(web.db, { ...other, issuer: 'https://former.example' })
    await expectRefused(changeStaff(web.db, first, { disabled: true }))
    await expectRefused(changeStaff(web.db, first, { role: 'operator' }))
    await expectRefused(putStaff(web.db, { issuer: ISSUER, subject: 'subject-admin', name: 'x', role: 'viewer' }))
    const second = await putStaff(web.db, { ...other, issuer: ISSUER })
    const outcomes = await Promise.allSettled([
      changeStaff(web.db, first, { disabled: true }),
      changeStaff(web.db, second, { role: 'viewer' }),
    ])
    expect(outcomes.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected'])
    const { rows } = await web.db.pool.query(
      "select from staff where issuer = $1 and role = 'admin' and disabled_at is null",
      [ISSUER],
    )
    expect(rows).to.have.length(1)
  })

  async function expectRefused(change: Promise<unknown>) {
    const error = await change.then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(error).to.be.instanceOf(LastAdministrator)
  }

  it('is not taken by anybody from themselves, and is given by administrators only', async () => {
    const own = `/staff/${web.staff.admin.id}`
    expect((await send('admin', 'PUT', own, { disabled: true })).status).to.equal(409)
    expect((await send('admin', 'PUT', own, { role: 'viewer' })).status).to.equal(409)
    const asOther = { account: 'subject-admin', name: 'x', role: 'viewer' }
    expect((await send('admin', 'POST', '/staff', asOther)).status, 'the issuer is the configured one').to.equal(200)
    expect((await send('operator', 'PUT', own, { disabled: true })).status).to.equal(403)
    expect((await send('admin', 'PUT', '/staff/999999', { disabled: true })).status).to.equal(404)
    expect(await status('admin')).to.equal(200)
  })

  it('is let in by a link once, which works without the City Key, and not for who is disabled', async () => {
    const { id } = web.staff.admin
    const soon = new Date(Date.now() + 60_000)
    const enter = (token: string, headers: Record<string, string> = {}) =>
      web.ask(undefined, `/staff/link?token=${token}`, { method: 'POST', headers: { origin: web.origin, ...headers } })
    const token = (await makeSignInLink(web.db, id, soon))!
    const looked = await web.ask(undefined, `/staff/link?token=${token}`)
    expect(await looked.text()).to.include('method="post"')
    expect((await enter(token, { origin: 'https://elsewhere.example' })).status).to.equal(403)
    const entered = await enter(token)
    expect(entered.headers.get('location')).to.equal('/dashboard/')
    const cookie = entered.headers.getSetCookie()[0]!.split(';', 1)[0]!
    const me = await fetch(`${web.origin}/api/v1/me`, { headers: { cookie } })
    expect(await me.json()).to.include({ id, role: 'admin' })
    expect((await enter(token)).status, 'used').to.equal(403)

    const replaced = (await makeSignInLink(web.db, id, soon))!
    const over = (await makeSignInLink(web.db, id, new Date(Date.now() - 1)))!
    expect((await enter(replaced)).status).to.equal(403)
    expect((await enter(over)).status).to.equal(403)
    const before = (await makeSignInLink(web.db, id, soon))!
    await putStaff(web.db, { issuer: ISSUER, subject: 'another', name: 'Another', role: 'admin' })
    await changeStaff(web.db, id, { disabled: true })
    expect((await enter(before)).status).to.equal(403)
    expect(await makeSignInLink(web.db, id, soon)).to.equal(undefined)
    const actions = (await audits()).map(({ action, staff_id, detail }) => ({ action, staff_id, detail }))
    expect(actions.slice(0, 2)).to.deep.equal([
      { action: 'staff.sign-in', staff_id: id, detail: { by: 'link' } },
      { action: 'staff.sign-in-failed', staff_id: null, detail: { by: 'link' } },
    ])
  })

  it('leaves a trace of every person whose usage was looked up, and of no hotspot', async () => {
    const period = 'from=2026-01-01&to=2026-01-31'
    await web.ask('operator', `/api/v1/usage?hotspot=${city.hotspotIds[0]}&${period}`)
    await web.ask('operator', `/api/v1/usage?resident=17&${period}`)
    await web.ask('operator', `/api/v1/usage?device=02:00:5e:aa:bb:cc&${period}`)
    const about = { action: 'usage.read', detail: { from: '2026-01-01', to: '2026-01-31' } }
    expect(await audits()).to.deep.equal([
      { ...about, target: 'resident 17', staff_id: web.staff.operator.id },
      { ...about, target: 'device aa:bb:cc', staff_id: web.staff.operator.id },
    ])
  })

  it('changes nothing that cannot be audited', async () => {
    await web.db.pool.query("alter table audit_events add check (action = 'nothing')")
    const before = await everything()
    const [hotspot] = city.hotspotIds
    const now = Date.now()
    const endsAt = new Date(now + 3_600_000).toISOString()
    const scope = { authority: 'Juzgado', basis: 'Art. 190', hotspot, since: new Date(now - 60_000), until: endsAt }
    const gateway = `/gateways/${city.gatewayId}`
    const texts = { es: 'Aviso de prueba' }
    const notice = { kind: 'information', texts, startsAt: new Date(now), endsAt }
    const asked = [
      await send('admin', 'PUT', `/staff/${web.staff.viewer.id}`, { disabled: true }),
      await send('admin', 'POST', '/staff', { account: 'new', name: 'New', role: 'viewer' }),
      await send('admin', 'PUT', `${gateway}/message-authenticator`, { mode: 'off' }),
      await send('admin', 'PUT', `${gateway}/use`, { disabled: true }),
      await send('admin', 'POST', `${gateway}/remove`),
      await send('admin', 'POST', '/emergencies', { reason: 'Simulacro', endsAt }),
      await send('operator', 'POST', '/notices', notice),
      await send('admin', 'POST', '/legal-holds', { ...scope, endsAt }),
      await send('admin', 'POST', '/lawful-requests', scope),
      await send('admin', 'POST', '/hotspot-groups', { name: 'Escuelas', hours: null, policy: null }),
    ]
    for (const answer of asked) expect(answer.status, await answer.text()).to.equal(500)
    expect(await everything()).to.deep.equal(before)
  })

  const changing = ['staff', 'gateways', 'emergencies', 'notices', 'legal_holds', 'lawful_requests', 'hotspot_groups']
  const everything = () =>
    Promise.all(changing.map(async (table) => (await web.db.pool.query(`select * from ${table} order by id`)).rows))
})
