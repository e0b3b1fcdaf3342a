import { expect } from 'chai'
import { io } from 'socket.io-client'
import type * as contract from '../../../server/api/contract/index.ts'
import type { Route } from '../../../server/api/route.ts'
import { routes } from '../../../server/api/routes/index.ts'
import { publish } from '../../../server/database/events/events.ts'
import { changeStaff, putStaff } from '../../../server/directory/staff.ts'
import { putAgents } from '../../../server/network/agents/agents.ts'
import { putCredentials } from '../../../server/network/agents/credentials.ts'
import { addDistrict } from '../../../server/network/districts/districts.ts'
import { addGateway } from '../../../server/network/gateways/register.ts'
import type { TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { keepState } from '../incidents/state-history.ts'
import {
  addSession,
  cookieFor,
  ISSUER,
  type SmallCity,
  sealer,
  startSmallCityWeb,
  type TestWeb,
} from './web-harness.ts'

/** What there is twice: once in the district of whoever asks, once in another. */
interface Side {
  hotspot: number
  name: string
  gateway: number
  gatewayName: string
  session: number
  site: number
  agent: number
  found: number
  notice: number
  emergency: number
  run: number
  code: string
  incident: number
  silence: number
}

type Request = (side: Side) => { address: string; body?: unknown }

/** Of one thing: found in one's own district, 404 in another. `status`: what is answered in one's own. */
const single = (request: Request, status = 200) => ({ kind: 'single' as const, request, status })
/** Of many: what is one's own is in the answer, what is another's is not. */
const list = (address: string, mark: (side: Side) => string) => ({ kind: 'list' as const, address, mark })
/** Of many, changed at once: refused as a whole where any is of another district. */
const bulk = (request: Request, status = 200) => ({ kind: 'bulk' as const, request, status })
/** Held by a test of its own, below. */
const apart = { kind: 'apart' as const }

const at = (path: string, part: keyof Side, body?: unknown): Request => {
  return (side) => ({ address: path.replace('{id}', String(side[part])), body })
}

const hours = { startsAt: '2026-01-01T00:00:00Z', hours: 1, texts: { es: 'x' } }
const agentBody = { address: '192.0.2.77', credential: 1, kind: 'access-point' }

/** Every route that is held to districts. */
const expected: Record<string, ReturnType<typeof single | typeof list | typeof bulk> | typeof apart> = {
  'get /summary': apart,
  // test/server/health/equipment.test.ts
  'get /equipment': apart,
  'get /equipment/hotspots': apart,
  'get /alerts': list('/alerts', ({ name }) => name),
  'get /incidents': list('/incidents', ({ incident }) => `"id":${incident},`),
  'get /incidents/areas': list('/incidents/areas', ({ incident }) => `"id":${incident},`),
  'get /incidents/{id}': single(at('/incidents/{id}', 'incident')),
  'post /incidents/{id}/acknowledge': single(at('/incidents/{id}/acknowledge', 'incident', {})),
  'post /incidents/{id}/unacknowledge': single(at('/incidents/{id}/unacknowledge', 'incident')),
  'post /incidents/{id}/assign': single(at('/incidents/{id}/assign', 'incident', { to: null })),
  'post /incidents/{id}/comment': single(at('/incidents/{id}/comment', 'incident', { text: 'x' })),
  'get /silences': list('/silences', ({ silence }) => `"id":${silence},`),
  'post /silences': single(({ hotspot }) => ({
    address: '/silences',
    body: { scope: 'hotspot', subject: hotspot, hours: 1, reason: 'obra' },
  })),
  'post /silences/{id}/end': single(at('/silences/{id}/end', 'silence')),
  'get /silence-subjects': list('/silence-subjects?scope=gateway', ({ gatewayName }) => gatewayName),
  'get /availability': list('/availability?by=hotspot&from=2026-01-01&to=2027-12-31', ({ name }) => name),
  'get /availability.csv': list('/availability.csv?by=hotspot&from=2026-01-01&to=2027-12-31', ({ name }) => name),
  'get /hotspots/points': list('/hotspots/points', ({ hotspot }) => `[[,]${hotspot},-9`),
  'get /hotspots/found': list('/hotspots/found', ({ hotspot }) => `[[,]${hotspot}[,\\]]`),
  'get /hotspots': list('/hotspots', ({ name }) => name),
  'get /hotspots/{id}': single(at('/hotspots/{id}', 'hotspot')),
  'get /hotspots/{id}/chart': single(at('/hotspots/{id}/chart', 'hotspot')),
  'get /hotspots/{id}/site-chart': single(at('/hotspots/{id}/site-chart', 'hotspot')),
  'get /gateways/{id}/chart': single(at('/gateways/{id}/chart', 'gateway')),
  'get /hotspots/{id}/sessions': single(at('/hotspots/{id}/sessions', 'hotspot')),
  'get /gateways/{id}/sessions': single(at('/gateways/{id}/sessions', 'gateway')),
  'get /gateways/{id}/changes': single(at('/gateways/{id}/changes', 'gateway')),
  // test/server/api/places.test.ts
  'get /sites': apart,
  'get /sites/{id}': single(at('/sites/{id}', 'site')),
  'get /sites/{id}/chart': single(at('/sites/{id}/chart', 'site')),
  'get /sites/{id}/sessions': single(at('/sites/{id}/sessions', 'site')),
  'get /sites/{id}/changes': single(at('/sites/{id}/changes', 'site')),
  'get /hotspots/{id}/fault-reports': single(at('/hotspots/{id}/fault-reports', 'hotspot')),
  'get /inventory': list('/inventory', ({ name }) => name),
  'get /inventory-choices': list('/inventory-choices', ({ gatewayName }) => gatewayName),
  'post /inventory': apart,
  'post /inventory/many': bulk(({ hotspot }) => ({
    address: '/inventory/many',
    body: { hotspots: [hotspot], change: { retired: false } },
  })),
  'get /inventory/{id}': single(at('/inventory/{id}', 'hotspot')),
  'put /inventory/{id}': single(at('/inventory/{id}', 'hotspot', { model: 'AP-7' })),
  'post /inventory/{id}/move': single(at('/inventory/{id}/move', 'hotspot', { latitude: 19.4, longitude: -99.1 })),
  'post /inventory/{id}/retire': single(at('/inventory/{id}/retire', 'hotspot')),
  'post /inventory/{id}/restore': single(at('/inventory/{id}/restore', 'hotspot')),
  'post /inventory/{id}/replace': single(at('/inventory/{id}/replace', 'hotspot', { mac: '00:00:5e:00:53:77' })),
  'get /agents': list('/agents', ({ agent }) => `"id":${agent},`),
  'get /agents/{id}': single(at('/agents/{id}', 'agent')),
  'post /agents': apart,
  'put /agents/{id}': single(at('/agents/{id}', 'agent', agentBody)),
  'post /agents/{id}/remove': single(at('/agents/{id}/remove', 'agent')),
  'get /agents/{id}/answer': single(at('/agents/{id}/answer', 'agent')),
  'post /network-import': apart,
  'get /found': list('/found', ({ found }) => `"id":${found},`),
  'post /found/{id}/accept': single(({ found, hotspot }) => ({ address: `/found/${found}/accept`, body: { hotspot } })),
  'post /found/accept': apart,
  'get /doubts': apart,
  'post /doubts/settle': apart,
  'get /gateways': list('/gateways', ({ gatewayName }) => gatewayName),
  'get /gateways/{id}': single(at('/gateways/{id}', 'gateway')),
  'get /gateways/{id}/setup': single(at('/gateways/{id}/setup', 'gateway')),
  'post /gateways/{id}/rotate-secret': single(at('/gateways/{id}/rotate-secret', 'gateway')),
  'put /gateways/{id}/message-authenticator': single(
    at('/gateways/{id}/message-authenticator', 'gateway', { mode: 'require' }),
  ),
  'put /gateways/{id}': single(({ gateway, gatewayName }) => ({
    address: `/gateways/${gateway}`,
    body: {
      ...{ name: gatewayName, vendor: 'coovachilli', network: `198.51.100.${gateway}/32`, nasIdentifier: gatewayName },
      ...{ loginOrigins: [], coaPort: 9, controller: null, uamSecret: 'make', macPassword: null },
    },
  })),
  'post /gateways/{id}/certificate': single(at('/gateways/{id}/certificate', 'gateway', {})),
  'get /gateways/{id}/heard': single(at('/gateways/{id}/heard', 'gateway')),
  'get /gateways/{id}/hotspots': single(at('/gateways/{id}/hotspots', 'gateway')),
  'get /disabled-gateways': apart,
  'put /gateways/{id}/use': single(at('/gateways/{id}/use', 'gateway', { disabled: true })),
  'post /gateways/{id}/remove': single(at('/gateways/{id}/remove', 'gateway')),
  'post /sessions/{id}/disconnect': single(at('/sessions/{id}/disconnect', 'session'), 409),
  'post /sessions/{id}/limits': single(at('/sessions/{id}/limits?secondsLeft=600', 'session'), 409),
  'post /disconnects': single(at('/disconnects?hotspot={id}', 'hotspot')),
  'get /disconnects/{id}': single(at('/disconnects/{id}', 'run')),
  'get /use': single(at('/use?kind=hotspot&place={id}&from=2026-01-01&to=2026-12-31', 'hotspot')),
  'get /use/way-online': single(at('/use/way-online?kind=hotspot&place={id}&from=2026-01-01&to=2026-12-31', 'hotspot')),
  'get /use/places': list('/use/places?kind=hotspot', ({ name }) => name),
  'get /usage': single(at('/usage?hotspot={id}&from=2026-01-01&to=2026-12-31', 'hotspot')),
  'get /access-log': list('/access-log', ({ gatewayName }) => gatewayName),
  'get /notices': list('/notices', ({ name }) => name),
  'post /notices': single(({ hotspot }) => ({
    address: '/notices',
    body: { kind: 'maintenance', hotspot, ...hours, startsAt: new Date().toISOString() },
  })),
  'post /notices/{id}/withdraw': single(at('/notices/{id}/withdraw', 'notice')),
  'get /help-cases': list('/help-cases', ({ name }) => name),
  'get /devices/{device}': apart,
  'post /traces': single(({ gateway }) => ({ address: '/traces', body: { gateway } })),
  'get /traces/{id}': apart,
  'post /traces/{id}/end': apart,
  'get /help-cases/{code}': single(({ code }) => ({ address: `/help-cases/${code}` })),
  'get /emergencies': list('/emergencies', ({ name }) => name),
  'post /emergencies': single(({ hotspot }) => ({
    address: '/emergencies',
    body: { reason: 'sismo', texts: {}, hotspot, hours: 1 },
  })),
  'post /emergencies/{id}/end': single(at('/emergencies/{id}/end', 'emergency')),
  'post /hotspot-groups/{id}/assign': bulk(
    ({ hotspot }) => ({ address: '/hotspot-groups/999999/assign', body: { hotspots: [hotspot] } }),
    404,
  ),
  'post /hotspot-groups/unassign': bulk(({ hotspot }) => ({
    address: '/hotspot-groups/unassign',
    body: { hotspots: [hotspot] },
  })),
}

const nameOf = (route: Route) => `${route.method} ${route.path}`

/** What takes things away comes last; sites come before their hotspots are moved away. */
const order = ({ path }: Route) =>
  path.startsWith('/sites/') ? -2 : ['/gateways/{id}/use', '/agents/{id}/remove', '/gateways/{id}/remove'].indexOf(path)
const inOrder = [...routes].sort((a, b) => order(a) - order(b))

describe('districts in the API', () => {
  let web: TestWeb
  let city: SmallCity
  let mine: Side
  let theirs: Side
  let district: number
  let limited: { id: number; cookie: string; csrf: string }

  const start = async () => {
    ;({ web, city } = await startSmallCityWeb(async (db, made) => {
      mine = await sideOf(db, made, 0, 'Norte', 'gateway-norte')
      theirs = await sideOf(db, made, 1, 'Sur', 'gateway-sur')
      district = await addDistrict(db, 'Norte', ['norte'])
      await addDistrict(db, 'Sur', ['sur'])
    }))
    const admin = { issuer: ISSUER, subject: 'limited', name: 'Limited', role: 'admin' as const, districts: [district] }
    const id = await putStaff(web.db, admin)
    limited = { id, ...(await cookieFor(web.config, id)) }
  }

  const ask = async (method: string, address: string, body?: unknown, who = limited) => {
    const response = await fetch(`${web.origin}/api/v1${address}`, {
      method: method.toUpperCase(),
      headers: { cookie: who.cookie, 'x-plaza-csrf': who.csrf, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, text: await response.text() }
  }

  describe('route by route', () => {
    before(start)
    after(() => web.close())

    it('have an expectation for every route that is held to them, and no other', () => {
      const held = routes.filter(({ districts }) => districts === 'own')
      expect(held.map(nameOf).sort()).to.deep.equal(Object.keys(expected).sort())
    })

    for (const route of routes.filter(({ districts }) => districts === 'city'))
      it(`refuse ${nameOf(route)}, which is the whole city’s`, async () => {
        const { status, text } = await ask(
          route.method,
          route.path.replace(/\{\w+\}/, '1'),
          route.method === 'get' ? undefined : {},
        )
        expect(status, text).to.equal(403)
        expect(JSON.parse(text).error.code).to.equal('districts')
      })

    for (const route of inOrder) {
      const one = expected[nameOf(route)]
      if (one?.kind === 'list')
        it(`have only their own in ${nameOf(route)}, and all in the whole city’s`, async () => {
          const marks = [mine, theirs].map((side) => one.mark(side))
          const has = ({ text }: { text: string }) =>
            marks.map((mark) => (mark.startsWith('[[') ? new RegExp(mark).test(text) : text.includes(mark)))
          expect(has(await ask(route.method, one.address))).to.deep.equal([true, false])
          const { admin } = web.staff
          expect(has(await ask(route.method, one.address, undefined, admin))).to.deep.equal([true, true])
        })
      if (one?.kind === 'single')
        it(`let ${nameOf(route)} at their own, and know nothing of another’s`, async () => {
          const send = async (side: Side) => {
            const { address, body } = one.request(side)
            return ask(route.method, address, body)
          }
          const other = await send(theirs)
          expect(other.status, other.text).to.equal(404)
          expect(other.text).to.not.include(theirs.name).and.not.include(theirs.gatewayName)
          if (nameOf(route).startsWith('post /sessions'))
            await web.db.query.updateTable('sessions').set({ ended_at: new Date() }).execute()
          const own = await send(mine)
          expect(own.status, own.text).to.equal(one.status)
        })
      if (one?.kind === 'bulk')
        it(`refuse ${nameOf(route)} with another’s among them, and count those`, async () => {
          const [own, other] = [one.request(mine), one.request(theirs)]
          const { hotspots: ownIds } = own.body as { hotspots: number[] }
          const { hotspots: otherIds } = other.body as { hotspots: number[] }
          const both = { ...(own.body as object), hotspots: [...ownIds, ...otherIds] }
          const refused = await ask(route.method, own.address, both)
          expect(refused.status, refused.text).to.equal(403)
          expect(JSON.parse(refused.text).error)
            .to.include({ code: 'districts' })
            .and.deep.include({ details: { count: '1' } })
          expect((await ask(route.method, own.address, own.body)).status).to.equal(one.status)
        })
    }
  })

  describe('apart', () => {
    beforeEach(start)
    afterEach(() => web.close())

    it('count in the summary what is theirs', async () => {
      const figures = async (who = limited) => JSON.parse((await ask('get', '/summary', undefined, who)).text)
      expect((await figures()).hotspots).to.deep.equal({ up: 1, degraded: 0, down: 0, unknown: 0 })
      expect((await figures()).liveSessions).to.equal(1)
      expect((await figures(web.staff.admin)).liveSessions).to.equal(2)
      expect((await figures(web.staff.admin)).hotspots).to.deep.equal({ up: 1, degraded: 0, down: 1, unknown: 1 })
    })

    it('end only their own sessions of a device, and say how many are others’', async () => {
      const { status, text } = await ask('post', '/disconnects?device=aa:bb:cc:dd:ee:ff')
      expect(status, text).to.equal(200)
      expect(JSON.parse(text)).to.include({ sessions: 1, outside: 1 })
    })

    it('count what a device used at their own hotspots', async () => {
      const day = new Date().toISOString().slice(0, 10)
      const sessions = async (who = limited) => {
        const { text } = await ask('get', `/usage?device=aa:bb:cc:dd:ee:ff&from=2026-01-01&to=${day}`, undefined, who)
        return (JSON.parse(text).days as Array<{ sessions: number }>).reduce((sum, one) => sum + one.sessions, 0)
      }
      for (const { session, hotspot } of [mine, theirs])
        await web.db.query
          .insertInto('session_days')
          .values({ session_id: session, day, device_mac: 'aa:bb:cc:dd:ee:ff', hotspot_id: hotspot, seconds: 60 })
          .execute()
      expect([await sessions(), await sessions(web.staff.admin)]).to.deep.equal([1, 2])
    })

    it('keep a hotspot, and what it hangs on, within', async () => {
      const add = (borough: string, code: string) =>
        ask('post', '/inventory', {
          programme: 'city',
          code,
          name: 'Nuevo',
          latitude: 19.41,
          longitude: -99.1,
          borough,
        })
      expect((await add('Sur', 'X1')).status).to.equal(403)
      expect((await add('Norte', 'X1')).status, 'of which nothing is left').to.equal(200)
      const hang = (body: object) => ask('put', `/inventory/${mine.hotspot}`, body)
      expect((await hang({ gateway: theirs.gatewayName })).status).to.equal(400)
      expect((await hang({ agent: theirs.agent })).status).to.equal(404)
      expect((await hang({ gateway: mine.gatewayName, agent: mine.agent })).status).to.equal(200)
      const many = { hotspots: [mine.hotspot], change: { gateway: theirs.gatewayName } }
      expect((await ask('post', '/inventory/many', many)).status).to.equal(400)
      const moved = { hotspots: [mine.hotspot], change: { district: null } }
      expect((await ask('post', '/inventory/many', moved)).status, 'districts are the city’s').to.equal(403)
      const all = await ask('post', '/inventory/many', { filter: {}, change: { retired: true } })
      expect(JSON.parse(all.text)).to.deep.equal({ hotspots: 2, changed: 2 })
      const agent = (address: string) => ask('post', '/agents', { ...agentBody, address })
      expect((await agent('127.0.0.3')).status, 'another’s').to.equal(404)
      expect((await agent('192.0.2.3')).status).to.equal(200)
      const above = (hotspot: number, address: string) =>
        ask('post', '/agents', { ...agentBody, address, kind: 'switch', parentOf: [`${hotspot}`] })
      expect((await above(mine.hotspot, '192.0.2.4')).status).to.equal(200)
      expect((await above(theirs.hotspot, '192.0.2.5')).status, 'another’s hangs on it').to.equal(404)
    })

    it('set the lines of a file aside that are another’s, in the preview too', async () => {
      const content = Buffer.from('programme,code,model\ncity,N1,AP-9\ncity,S1,AP-9\n').toString('base64')
      for (const apply of [false, true]) {
        const { text } = await ask('post', '/network-import', { name: 'red.csv', content, apply })
        expect(JSON.parse(text), text).to.include({ changed: 1, setAside: 1, leftTotal: 0 })
        expect(text).to.not.include(theirs.name)
      }
    })

    it('accept what their own gateways found for their own hotspots', async () => {
      const accept = async (found: number, hotspot: number) => {
        const { status, text } = await ask('post', '/found/accept', { found: [{ id: found, hotspot }] })
        return { status, ...JSON.parse(text) }
      }
      expect(await accept(mine.found, theirs.hotspot)).to.include({ status: 403 })
      expect(await accept(theirs.found, mine.hotspot)).to.include({ accepted: 0, refused: 1 })
      expect(await accept(mine.found, mine.hotspot)).to.include({ accepted: 1, refused: 0 })
    })

    it('list their own gateways that are out of use', async () => {
      await web.db.query.updateTable('gateways').set({ disabled_at: new Date() }).execute()
      const { text } = await ask('get', '/disabled-gateways')
      expect(text).to.include(mine.gatewayName).and.not.include(theirs.gatewayName)
    })

    it('have nothing declared for neighbourhoods that are partly another’s, or everywhere', async () => {
      const body = { reason: 'sismo', texts: {}, hours: 1 }
      expect((await ask('post', '/emergencies', body)).status).to.equal(403)
      const there = { ...body, neighbourhood: city.neighbourhoodId }
      expect((await ask('post', '/emergencies', there)).status).to.equal(403)
      expect((await ask('post', '/emergencies', there, web.staff.admin)).status).to.equal(200)
    })

    it('are made by administrators of the whole city, who limit staff to them', async () => {
      const { admin, operator } = web.staff
      const send = async (method: string, address: string, body?: unknown) => {
        const { status, text } = await ask(method, address, body, admin)
        return { status, ...JSON.parse(text) }
      }
      const { id } = await send('post', '/districts', { name: 'Oriente', boroughs: [] })
      expect(await send('post', '/districts', { name: 'ORIENTE', boroughs: [] })).to.include({ status: 400 })
      await send('post', `/districts/${id}/assign`, { hotspots: [theirs.hotspot], gateways: [theirs.gateway] })
      const listed = async () => (await send('get', '/districts')).items.find((one: { id: number }) => one.id === id)
      expect(await listed()).to.include({ hotspots: 1, gateways: 1 })
      expect(await send('put', `/staff/${operator.id}`, { districts: [999_999] })).to.include({ status: 400 })
      expect(await send('put', `/staff/${admin.id}`, { districts: [id] })).to.include({ status: 409 })
      expect(await send('put', `/staff/${operator.id}`, { districts: [id] })).to.include({ status: 200 })
      const seen = async () => (await ask('get', `/hotspots/${mine.hotspot}`, undefined, operator)).status
      await eventually(async () => (await seen()) === 404)
      expect((await ask('get', `/hotspots/${theirs.hotspot}`, undefined, operator)).status).to.equal(200)
      expect(await send('post', `/districts/${id}/remove`)).to.include({ status: 409 })
      const changes = await send('get', `/staff/${operator.id}/changes`)
      const detail = { before: { districts: 'all' }, after: { districts: 'Oriente' } }
      expect(changes.items[0]).to.deep.include({ action: 'staff.set', detail })
      await send('put', `/staff/${operator.id}`, { districts: [] })
      await eventually(async () => (await seen()) === 200)
      await send('put', `/districts/${id}`, { boroughs: ['Norte'] }).then(({ status }) => expect(status).to.equal(400))
      await send('post', '/districts/unassign', { hotspots: [theirs.hotspot], gateways: [theirs.gateway] })
      expect(await listed()).to.include({ hotspots: 0, gateways: 0 })
      expect(await send('post', `/districts/${id}/remove`)).to.include({ status: 200 })
    })

    it('see and settle what is doubtful of their own alone', async () => {
      for (const [at, { hotspot }] of [mine, theirs].entries())
        await web.db.pool.query(
          `insert into hotspot_changes (hotspot_id, action, changes)
           values ($1, 'move', '{}'), ($1, 'import', jsonb_build_object('latitude', jsonb_build_array($2::int, 19)))`,
          [hotspot, at + 5],
        )
      const doubts = async (person = web.staff.admin) =>
        JSON.parse((await ask('get', '/doubts', undefined, person)).text)
      const all: contract.Doubt[] = (await doubts()).items
      const of = (id: number) => all.find(({ hotspot }) => hotspot.id === id)!.id
      expect((await doubts(limited)).items.map(({ hotspot }: contract.Doubt) => hotspot.id)).to.deep.equal([
        mine.hotspot,
      ])
      const settle = (doubt: string) => ask('post', '/doubts/settle', { doubt, way: 'back' }, limited)
      expect((await settle(of(theirs.hotspot))).status).to.equal(404)
      expect((await settle(of(mine.hotspot))).status).to.equal(200)
      expect((await doubts(limited)).total).to.equal(0)
      expect((await doubts()).total).to.equal(all.length - 1)
    })

    it('hear live of their own alone, until they are given others', async () => {
      const socket = io(web.origin, {
        ...{ path: '/api/live', transports: ['websocket'], forceNew: true, reconnection: false },
        extraHeaders: { cookie: limited.cookie },
      })
      const heard: Array<{ name: string; value: unknown }> = []
      socket.onAny((name: string, value: unknown) => heard.push({ name, value }))
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve)
        socket.once('connect_error', reject)
      })
      const told = (side: Side) => publish(web.db, ...eventsOf(side))
      try {
        socket.emit('view', [-180, -90, 180, 90])
        socket.emit('watch', theirs.hotspot)
        await web.db.query.updateTable('hotspot_health').set({ state: 'degraded' }).execute()
        await told(theirs)
        await eventually(async () => {
          const { text } = await ask('get', '/summary', undefined, web.staff.admin)
          return JSON.parse(text).hotspots.degraded === 1
        })
        await told(mine)
        const names = () => heard.map(({ name }) => name)
        await eventually(
          () =>
            names().includes('alerts') &&
            names().lastIndexOf('summary') > names().indexOf('points') &&
            names().includes('points'),
        )
        const points = heard.filter(({ name }) => name === 'points').flatMap(({ value }) => value as Array<[number]>)
        expect([...new Set(points.map(([id]) => id))]).to.deep.equal([mine.hotspot])
        expect(heard.filter(({ name }) => name === 'alerts')).to.have.length(1)
        expect(heard.filter(({ name }) => name === 'hotspot')).to.have.length(0)
        const summaries = heard.filter(({ name }) => name === 'summary').map(({ value }) => value as contract.Summary)
        expect(summaries.at(-1)!.hotspots).to.deep.equal({ up: 0, degraded: 1, down: 0, unknown: 0 })
        await changeStaff(web.db, limited.id, { districts: [] })
        await eventually(() => !socket.connected)
      } finally {
        socket.close()
      }
    })
  })
})

const eventsOf = ({ hotspot }: Side) => [
  { type: 'health' as const, hotspotIds: [hotspot] },
  { type: 'alert' as const, id: 1, hotspotId: hotspot, change: 'opened' as const },
]

/** Puts the city's n-th hotspot into a borough, with one of everything at it. */
async function sideOf(
  db: TestDatabase,
  made: SmallCity,
  n: 0 | 1,
  borough: string,
  gatewayName: string,
): Promise<Side> {
  const hotspot = made.hotspotIds[n]
  const gateway = await addGateway(db, sealer, {
    ...{ name: gatewayName, network: `198.51.100.${n}/32`, secret: 'secret-of-the-gateway', vendor: 'coovachilli' },
    ...{ coaPort: 9, nasIdentifier: gatewayName, uamSecret: null, loginOrigins: [] },
  })
  const secret = { name: 'x', credential: { version: '2c', community: 'public' } } as const
  const [credentialId = 0] = await putCredentials(db, sealer, [secret])
  const address = { host: `127.0.0.${n + 2}`, port: 161, credentialId, kind: 'access-point' } as const
  const [agent = 0] = await putAgents(db, [address])
  const { name, site_id: site } = await db.query
    .updateTable('hotspots')
    .set({ borough, gateway_id: gateway, agent_id: agent })
    .where('id', '=', hotspot)
    .returning(['name', 'site_id'])
    .executeTakeFirstOrThrow()
  const session = await addSession(db, { ...made, gatewayId: gateway }, hotspot)
  const now = new Date()
  const later = new Date(now.getTime() + 3_600_000)
  const place = { gateway_id: gateway, hotspot_id: hotspot }
  const idOf = ({ id }: { id: number }) => id
  if (n === 0)
    await db.query.insertInto('alerts').values({ hotspot_id: hotspot, kind: 'down', cause: 'no-answer' }).execute()
  await keepState(db, hotspot, [{ state: 'up', since: now.getTime() - 3_600_000 }])
  await db.query
    .insertInto('access_log')
    .values({ ...place, at: now, method: 'pap', accepted: false, reason: 'unknown-user' })
    .execute()
  const found = await db.query
    .insertInto('found_access_points')
    .values({ gateway_id: gateway, called: `00:00:5e:00:53:0${n}`, sessions: 1, first_at: now, last_at: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  const notice = await db.query
    .insertInto('notices')
    .values({ kind: 'maintenance', texts: '{}', starts_at: now, ends_at: later, hotspot_id: hotspot })
    .returning('id')
    .executeTakeFirstOrThrow()
  const emergency = await db.query
    .insertInto('emergencies')
    .values({ reason: 'sismo', texts: '{}', ends_at: later, hotspot_id: hotspot })
    .returning('id')
    .executeTakeFirstOrThrow()
  const run = await db.query
    .insertInto('disconnect_runs')
    .values({ scope: 'hotspot' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const done = { cause: 'staff' as const, outcome: 'nak' as const, session_id: session, run_id: run.id }
  await db.query.insertInto('disconnects').values(done).execute()
  const { id: alert } = await db.query
    .selectFrom('alerts')
    .select('id')
    .where('hotspot_id', '=', hotspot)
    .executeTakeFirstOrThrow()
  const incident = await db.query
    .insertInto('incidents')
    .values({
      ...{ cause: 'hotspot', subject_id: hotspot, subject_name: name, kind: 'down', opened_at: now },
      ...{ hotspots: 1, most_hotspots: 1 },
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db.query
    .insertInto('incident_alerts')
    .values({ alert_id: alert, incident_id: idOf(incident), hotspot_id: hotspot })
    .execute()
  const silence = await db.query
    .insertInto('silences')
    .values({ scope: 'gateway', subject_id: gateway, starts_at: now, seconds: 3600, reason: 'obra' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const code = n === 0 ? 'CDFG2345' : 'GHJK2345'
  await db.query
    .insertInto('help_cases')
    .values({ ...place, code, steps: '[]' })
    .execute()
  return {
    ...{ hotspot, name, gateway, gatewayName, session, site, agent, code },
    ...{ found: idOf(found), notice: idOf(notice), emergency: idOf(emergency), run: idOf(run) },
    ...{ incident: idOf(incident), silence: idOf(silence) },
  }
}
