import { expect } from 'chai'
import { apiError, apiTokenPage, madeApiToken } from '../../../server/api/contract/index.ts'
import { changeStaff } from '../../../server/directory/staff.ts'
import type { StaffRole } from '../../../server/directory/tables.ts'
import { addDistrict } from '../../../server/network/districts/districts.ts'
import { eventually } from '../../support/eventually.ts'
import { type SmallCity, startSmallCityWeb, type TestWeb } from './web-harness.ts'

const whole = { name: 'a script', role: 'operator', readOnly: false, endpoints: null, days: 7 }

describe('tokens for the API', () => {
  let web: TestWeb
  let city: SmallCity
  beforeEach(async () => {
    ;({ web, city } = await startSmallCityWeb())
  })
  afterEach(() => web.close())

  const make = (as: StaffRole, scope: object = {}) =>
    web.ask(as, '/api/v1/api-tokens', {
      method: 'POST',
      headers: { 'x-plaza-csrf': web.staff[as].csrf, origin: web.origin, 'content-type': 'application/json' },
      body: JSON.stringify({ ...whole, ...scope }),
    })
  const made = async (as: StaffRole, scope: object = {}) => madeApiToken.parse(await (await make(as, scope)).json())
  const by = (token: string, path: string, init: RequestInit = {}) =>
    web.ask(undefined, `/api/v1${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } })
  const post = (token: string, path: string, body: object = {}) =>
    by(token, path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const refusal = async (answer: Response) => [answer.status, apiError.parse(await answer.json()).error.code]
  const retire = () => `/inventory/${city.hotspotIds[0]}/retire`

  it('ask in their owner’s name without a cookie or a CSRF token, and what they change is audited as theirs', async () => {
    const { id, token } = await made('operator')
    expect(token).to.match(/^plaza_[\w-]{43}$/)
    expect((await by(token, '/gateways')).status).to.equal(200)
    expect((await post(token, retire())).status).to.equal(200)
    const { rows } = await web.db.pool.query('select action, staff_id, detail from audit_events order by id')
    expect(rows.map(({ action, staff_id }) => [action, staff_id])).to.deep.equal([
      ['api-token.add', web.staff.operator.id],
      ['hotspot.retire', web.staff.operator.id],
    ])
    expect(rows[1].detail.apiToken).to.equal(id)
    expect(JSON.stringify(rows)).to.not.include(token)
  })

  it('are shown once, and stored as a hash', async () => {
    const { token } = await made('operator')
    const { rows } = await web.db.pool.query('select t::text as row from api_tokens t')
    expect(rows).to.have.length(1)
    expect(rows[0].row).to.not.include(token)
    expect(rows[0].row).to.not.include(Buffer.from(token).toString('hex'))
    const listed = await (await web.ask('operator', '/api/v1/api-tokens')).text()
    expect(listed).to.include('a script').and.not.to.include(token)
  })

  it('may no more than they were made for', async () => {
    const reader = await made('operator', { readOnly: true })
    expect((await by(reader.token, '/gateways')).status).to.equal(200)
    expect(await refusal(await post(reader.token, retire()))).to.deep.equal([403, 'token'])
    const viewer = await made('operator', { role: 'viewer' })
    expect(await refusal(await by(viewer.token, '/gateways'))).to.deep.equal([403, 'role'])
    const named = await made('operator', { endpoints: ['get /hotspots'] })
    expect((await by(named.token, '/hotspots')).status).to.equal(200)
    expect((await by(named.token, '/hotspots.csv')).status).to.equal(200)
    expect(await refusal(await by(named.token, '/gateways'))).to.deep.equal([403, 'token'])
    expect(await refusal(await by(named.token, '/hotspots/points'))).to.deep.equal([403, 'token'])
  })

  it('are not made for more than their maker may, nor for what there is not', async () => {
    expect(await refusal(await make('operator', { role: 'admin' }))).to.deep.equal([400, 'wrong-token'])
    expect(await refusal(await make('operator', { endpoints: ['get /nothing'] }))).to.deep.equal([400, 'wrong-token'])
    expect((await make('viewer', { role: 'viewer' })).status).to.equal(403)
    expect((await make('operator', { days: 367 })).status).to.equal(400)
  })

  it('make no tokens and let nobody in, which would outlast them', async () => {
    const { token } = await made('admin', { role: 'admin' })
    expect(await refusal(await post(token, '/api-tokens', whole))).to.deep.equal([403, 'token'])
    const person = { account: 'x', name: 'x', role: 'admin' }
    expect(await refusal(await post(token, '/staff', person))).to.deep.equal([403, 'token'])
  })

  it('see what their owner sees: of their districts, as long as they have them', async () => {
    const { token } = await made('operator')
    const seen = async (as: string) => ((await (await by(as, '/hotspots')).json()) as { total: number }).total
    expect(await seen(token)).to.equal(3)
    const district = await addDistrict(web.db, 'Lejos', [])
    await changeStaff(web.db, web.staff.operator.id, { districts: [district] })
    const after = await made('operator')
    // What the process remembers of its staff follows the database's events.
    await eventually(async () => (await seen(after.token)) === 0)
  })

  it('end when they are over, are revoked, or their owner is disabled, also for good', async () => {
    const [over, revoked, orphan] = [await made('operator'), await made('operator'), await made('operator')]
    await web.db.pool.query("update api_tokens set expires_at = now() - interval '1 second' where id = $1", [over.id])
    const answer = await by(over.token, '/hotspots')
    expect(answer.headers.get('www-authenticate')).to.include('Bearer')
    expect(await refusal(answer)).to.deep.equal([401, 'signed-out'])
    const revoke = await web.ask('admin', `/api/v1/api-tokens/${revoked.id}/revoke`, {
      method: 'POST',
      headers: { 'x-plaza-csrf': web.staff.admin.csrf, origin: web.origin },
    })
    expect(revoke.status).to.equal(200)
    expect((await by(revoked.token, '/hotspots')).status).to.equal(401)
    expect((await by(orphan.token, '/hotspots')).status).to.equal(200)
    await changeStaff(web.db, web.staff.operator.id, { disabled: true })
    expect((await by(orphan.token, '/hotspots')).status).to.equal(401)
    await changeStaff(web.db, web.staff.operator.id, { disabled: false })
    expect((await by(orphan.token, '/hotspots')).status).to.equal(401)
  })

  it('are seen and revoked by their owner and by administrators of the whole city', async () => {
    const { id } = await made('admin', { role: 'viewer' })
    const mine = await made('operator')
    const listed = async (role: StaffRole) =>
      apiTokenPage.parse(await (await web.ask(role, '/api/v1/api-tokens')).json()).items.map((token) => token.id)
    expect(await listed('operator')).to.deep.equal([mine.id])
    expect(await listed('admin')).to.deep.equal([mine.id, id])
    const other = await web.ask('operator', `/api/v1/api-tokens/${id}/revoke`, {
      method: 'POST',
      headers: { 'x-plaza-csrf': web.staff.operator.csrf, origin: web.origin },
    })
    expect(await refusal(other)).to.deep.equal([404, 'no-such-token'])
  })

  it('do not work beside a cookie that would: what is sent wrongly is refused', async () => {
    for (const header of ['Bearer plaza_x', 'Bearer', 'Bearer ']) {
      const answer = await web.ask('admin', '/api/v1/hotspots', { headers: { authorization: header } })
      expect(answer.status, header).to.equal(401)
    }
  })

  it('are limited each by itself', async () => {
    const [one, two] = [await made('operator'), await made('operator')]
    const left = async (token: string) =>
      /r=(\d+)/.exec((await by(token, '/hotspots')).headers.get('ratelimit') ?? '')?.[1]
    await left(one.token)
    expect(await left(one.token)).to.equal('598')
    expect(await left(two.token)).to.equal('599')
  })
})
