import { expect } from 'chai'
import * as contract from '../../../server/api/contract/index.ts'
import { startIncidentKeeper } from '../../../server/incidents/keeper/keeper.ts'
import { silentLog } from '../../../server/log.ts'
import { putAgents } from '../../../server/network/agents/agents.ts'
import { setChildren } from '../../../server/network/agents/children.ts'
import { putCredentials } from '../../../server/network/agents/credentials.ts'
import { testSealer } from '../../support/city.ts'
import { type SmallCity, startSmallCityWeb, type TestWeb } from './web-harness.ts'

const HOUR_MS = 3_600_000

describe('incidents in the API', () => {
  let web: TestWeb
  let city: SmallCity
  let keep: (now?: Date) => Promise<void>
  let close: () => Promise<void>
  before(async () => {
    ;({ web, city } = await startSmallCityWeb())
    const keeper = await startIncidentKeeper({
      ...{ db: web.db, log: silentLog, timeZone: web.config.timeZone, everyMs: HOUR_MS, soonMs: HOUR_MS },
      residentsAffected: (...ids) => ids.length * 640,
    })
    keep = keeper.run
    close = keeper.close
    await keep()
  })
  after(async () => {
    await close()
    await web.close()
  })

  const ask = async (method: string, path: string, body?: object, role: 'operator' | 'admin' = 'operator') => {
    const response = await web.ask(role, `/api/v1${path}`, {
      method,
      headers: { 'x-plaza-csrf': web.staff[role].csrf, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, text, body: text.startsWith('{') ? JSON.parse(text) : undefined }
  }
  const list = async (query = '') => contract.incidentPage.parse((await ask('GET', `/incidents${query}`)).body)
  const single = async (id: number) => contract.incidentDetail.parse((await ask('GET', `/incidents/${id}`)).body)
  const audits = async (prefix: string) =>
    (
      await web.db.pool.query<{ action: string; target: string; detail: object }>(
        'select action, target, detail from audit_events where action like $1 order by id',
        [`${prefix}.%`],
      )
    ).rows

  it('are listed with place, cause, what they hold, and found by each filter', async () => {
    const { items, total } = await list('?open=true')
    expect(total).to.equal(1)
    expect(items[0]).to.include({ cause: 'hotspot', name: 'Plaza del Sur', reason: 'no-answer', residents: 640 })
    expect(items[0]!.places).to.deep.equal(['Cuauhtémoc'])
    expect(items[0]!.holds).to.deep.equal([{ id: city.hotspotIds[1], name: 'Plaza del Sur' }])
    const later = new Date(Date.now() + HOUR_MS).toISOString()
    const earlier = new Date(Date.now() - HOUR_MS).toISOString()
    for (const [query, found] of [
      ...([['kind=down', 1] as const, ['kind=degraded', 0] as const] as const),
      ...([['cause=hotspot', 1] as const, ['cause=gateway', 0] as const] as const),
      ...([['acknowledged=false', 1] as const, ['acknowledged=true', 0] as const] as const),
      ...([['silenced=false', 1] as const, ['silenced=true', 0] as const] as const),
      ...([['search=sur%20plaza', 1] as const, ['search=norte', 0] as const] as const),
      ...([[`hotspot=${city.hotspotIds[1]}`, 1] as const, [`hotspot=${city.hotspotIds[0]}`, 0] as const] as const),
      ...([[`until=${later}`, 1] as const, [`until=${earlier}`, 0] as const] as const),
      ...([[`from=${later}`, 1] as const, ['open=false', 0] as const, ['assigned=me', 0] as const] as const),
    ])
      expect((await list(`?${query}`)).total, query).to.equal(found)
  })

  it('are acknowledged, assigned and commented by operators, and the audit keeps who', async () => {
    const [{ id } = { id: 0 }] = (await list()).items
    const done = async (verb: string, body?: object) => (await ask('POST', `/incidents/${id}/${verb}`, body)).body.done
    expect(await done('acknowledge', { text: 'voy en camino' })).to.equal(true)
    expect(await done('acknowledge', {}), 'it is already').to.equal(false)
    expect(await done('assign', { to: web.staff.operator.id })).to.equal(true)
    expect(await done('comment', { text: 'sin luz en la calle' })).to.equal(true)
    const viewer = await ask('POST', `/incidents/${id}/assign`, { to: web.staff.viewer.id })
    expect([viewer.status, viewer.body.error.code]).to.deep.equal([400, 'wrong-incident'])
    expect((await list('?assigned=me')).total).to.equal(1)
    const incident = await single(id)
    expect(incident).to.include({ acknowledgedBy: 'A operator' })
    expect(incident.assignedTo?.name).to.equal('A operator')
    expect(incident.changes.map(({ change, text, to, by }) => [change, text ?? to, by]).reverse()).to.deep.equal([
      ['opened', null, null],
      ['acknowledged', 'voy en camino', 'A operator'],
      ['assigned', 'A operator', 'A operator'],
      ['comment', 'sin luz en la calle', 'A operator'],
    ])
    expect(await done('unacknowledge')).to.equal(true)
    expect((await list('?acknowledged=true')).total).to.equal(0)
    expect((await audits('incident')).map(({ action, target }) => [action, target])).to.deep.equal([
      ['incident.acknowledge', `incident ${id}`],
      ['incident.assign', `incident ${id}`],
      ['incident.comment', `incident ${id}`],
      ['incident.unacknowledge', `incident ${id}`],
    ])
  })

  it('come page by page, each once', async () => {
    await web.db.pool.query(
      `insert into incidents (cause, subject_id, subject_name, kind, opened_at, closed_at, hotspots, most_hotspots,
         most_residents)
       select 'site', n, 'past ' || n, 'down', now() - interval '2 days', now() - interval '1 day', 0, 3, n / 3
       from generate_series(1, 25) n`,
    )
    const seen: number[] = []
    let cursor = ''
    do {
      const page = await list(`?open=false&limit=10${cursor}`)
      expect(page.total).to.equal(25)
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next === null ? '' : `&cursor=${page.next}`
    } while (cursor !== '')
    expect(new Set(seen).size).to.equal(25)
    expect(seen).to.have.length(25)
    const days = (ago: number) => new Date(Date.now() - ago * 24 * HOUR_MS).toISOString()
    for (const [query, found] of [
      [`from=${days(3)}&until=${days(1.5)}&cause=site&kind=down`, 25],
      [`from=${days(0.5)}`, 0],
      [`until=${days(2.5)}`, 0],
      ['search=past%207', 2],
      ['search=past%207&kind=degraded', 0],
    ] as const)
      expect((await list(`?open=false&${query}`)).total, query).to.equal(found)
    await web.db.pool.query("delete from incidents where cause = 'site'")
  })

  it('are silenced once or again and again, and that can be ended', async () => {
    const bad = async (body: object) => {
      const { status, body: answer } = await ask('POST', '/silences', { reason: 'obra', hours: 2, ...body })
      return [status, answer.error.code, answer.error.field]
    }
    const gateway = { scope: 'gateway', subject: city.gatewayId }
    expect(await bad({ scope: 'gateway', subject: 999_999 })).to.deep.equal([400, 'wrong-silence', 'subject'])
    expect(await bad({ scope: 'programme', programme: 'none' })).to.deep.equal([400, 'wrong-silence', 'programme'])
    expect(await bad({ ...gateway, rrule: 'every sunday' })).to.deep.equal([400, 'wrong-silence', 'rrule'])
    expect(await bad({ ...gateway, startsAt: '2020-01-01T00:00:00Z' })).to.deep.equal([400, 'wrong-silence', 'endsAt'])
    expect((await bad({ scope: 'city' }))[1], 'for administrators').to.equal('role')

    const once = await ask('POST', '/silences', { ...gateway, hours: 2, reason: 'obra' })
    expect(once.status, once.text).to.equal(200)
    const weekly = { startsAt: '2026-01-04T09:00:00Z', hours: 2, rrule: 'freq=weekly;byday=su', reason: 'respaldo' }
    expect((await ask('POST', '/silences', { ...gateway, ...weekly })).status).to.equal(200)
    await keep()
    expect((await list('?silenced=true')).total, 'its hotspot is behind the gateway').to.equal(1)
    const silences = contract.silencePage.parse((await ask('GET', '/silences')).body).items
    expect(silences.map(({ name, reason, state, by, mayEnd }) => [name, reason, state, by, mayEnd])).to.deep.equal([
      ['plaza-mayor', 'obra', 'now', 'A operator', true],
      ['plaza-mayor', 'respaldo', silences[1]!.state, 'A operator', true],
    ])
    expect(silences[1]).to.include({ rrule: 'FREQ=WEEKLY;BYDAY=SU' })
    expect(new Date(silences[1]!.next!).getUTCDay()).to.equal(0)
    for (const { id } of silences) expect((await ask('POST', `/silences/${id}/end`)).status).to.equal(200)
    expect((await ask('POST', `/silences/${silences[0]!.id}/end`)).body.error.code).to.equal('no-such-silence')
    await keep()
    expect((await list('?silenced=true')).total).to.equal(0)
    expect((await ask('POST', '/silences', { scope: 'city', hours: 1, reason: 'x' }, 'admin')).status).to.equal(200)
    expect((await audits('silence')).map(({ action }) => action)).to.deep.equal([
      ...['silence.add', 'silence.add', 'silence.end', 'silence.end', 'silence.add'],
    ])
  })

  it('name what can be silenced', async () => {
    const names = async (query: string) =>
      contract.silenceSubjects
        .parse((await ask('GET', `/silence-subjects?${query}`)).body)
        .subjects.map(({ name }) => name)
    expect(await names('scope=hotspot&search=estacion')).to.deep.equal(['Estación Norte'])
    expect(await names('scope=programme')).to.deep.equal(['city'])
    expect(await names('scope=gateway&search=nothing')).to.deep.equal([])
    const [credentialId = 0] = await putCredentials(web.db, testSealer, [
      { name: 'x', credential: { version: '2c', community: 'x' } },
    ])
    const agents = [
      { host: '192.0.2.8', port: 161, credentialId, kind: 'ups', name: 'UPS del parque' },
      { host: '192.0.2.9', port: 161, credentialId, kind: 'access-point', name: 'AP del parque' },
    ] as const
    const [ups = 0] = await putAgents(web.db, agents)
    await setChildren(web.db, ups, [`${city.hotspotIds[0]}`])
    expect(await names('scope=parent&search=parque'), 'what hotspots hang on').to.deep.equal(['UPS del parque'])
    const body = { scope: 'parent', subject: ups, hours: 2, reason: 'baterías' }
    expect((await ask('POST', '/silences', body)).status).to.equal(200)
    const [silence] = contract.silencePage.parse((await ask('GET', '/silences')).body).items
    expect(silence).to.include({ scope: 'parent', name: 'UPS del parque', state: 'now', mayEnd: true })
  })

  it('push that they changed to whoever looks', async () => {
    const { io } = await import('socket.io-client')
    const socket = io(web.origin, {
      ...{ path: '/api/live', transports: ['websocket'], extraHeaders: { cookie: web.staff.viewer.cookie } },
    })
    try {
      await new Promise((done) => socket.once('connect', () => done(undefined)))
      const heard = new Promise((done) => socket.once('incidents', () => done(undefined)))
      const [{ id } = { id: 0 }] = (await list()).items
      await ask('POST', `/incidents/${id}/comment`, { text: 'ya' })
      await heard
    } finally {
      socket.disconnect()
    }
  })
})
