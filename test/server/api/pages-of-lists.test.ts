import { expect } from 'chai'
import * as contract from '../../../server/api/contract/index.ts'
import { auditAlone } from '../../../server/directory/audit.ts'
import { addSession, type SmallCity, smallCity, startTestWeb, type TestWeb } from './web-harness.ts'

const COUNT = 7
const numbers = Array.from({ length: COUNT }, (_, index) => index)

describe('the pages of lists', () => {
  let web: TestWeb
  let city: SmallCity
  let north: number
  before(async () => {
    web = await startTestWeb({
      prepare: async (db) => {
        city = await smallCity(db)
        north = city.hotspotIds[0]
        const at = new Date()
        for (const _ of numbers) {
          await addSession(db, city, north, { ended_at: at })
          await auditAlone(db, { kind: 'command' }, 'gateway.add', 'gateway 1')
        }
        // All began in the same microsecond: only their ids tell them apart.
        await db.pool.query("update sessions set started_at = '2026-05-01 12:00:00.123456+00'")
        await db.pool.query(
          `insert into access_log (at, gateway_id, hotspot_id, method, accepted, reason)
           select now(), $1, $2, 'mac', false, 'reason-' || number from generate_series(1, $3) number`,
          [city.gatewayId, north, COUNT],
        )
        await db.pool.query(
          `insert into alerts (hotspot_id, kind, residents_affected, opened_at, closed_at)
           select $1, 'down', case when number < 3 then null else number / 2 end, now(), now()
           from generate_series(1, $2) number`,
          [north, COUNT],
        )
      },
    })
  })
  after(() => web.close())

  const get = async (path: string) => (await web.ask('admin', `/api/v1${path}`)).json()

  /** Every row of a list, read in pages of two. */
  async function all<T>(
    schema: { parse(value: unknown): contract.Page<T> },
    path: string,
  ): Promise<{ rows: T[]; totals: number[] }> {
    const rows: T[] = []
    const totals: number[] = []
    let next: string | null = ''
    while (next !== null) {
      const page: contract.Page<T> = schema.parse(await get(`${path}limit=2${next && `&cursor=${next}`}`))
      rows.push(...page.items)
      totals.push(page.total)
      next = page.next
    }
    return { rows, totals }
  }

  it('together hold every row once, in order, and each says how many there are', async () => {
    const sessions = await all(contract.sessionPage, `/hotspots/${north}/sessions?live=false&`)
    const ids = sessions.rows.map(({ id }) => id)
    expect(ids).to.deep.equal([...new Set(ids)].sort((a, b) => b - a))
    expect(ids).to.have.length(COUNT)
    expect(sessions.totals).to.deep.equal([COUNT, COUNT, COUNT, COUNT])

    const events = await all(contract.auditPage, '/audit?')
    expect(events.rows.filter(({ action }) => action === 'gateway.add')).to.have.length(COUNT)
    expect(new Set(events.rows.map(({ id }) => id)).size).to.equal(events.totals[0])

    const log = await all(contract.accessLogPage, `/access-log?hotspot=${north}&`)
    expect(new Set(log.rows.map(({ reason }) => reason)).size).to.equal(COUNT)
    expect(log.totals[0]).to.equal(COUNT)

    const hotspots = await all(contract.hotspotPage, '/hotspots?')
    expect(hotspots.rows.map(({ name }) => name)).to.deep.equal([
      'Biblioteca 100% Oriente',
      'Estación Norte',
      'Plaza del Sur',
    ])
    expect(hotspots.totals).to.deep.equal([3, 3])
  })

  it('have alerts with most residents affected first, and last those that do not say', async () => {
    const { rows, totals } = await all(contract.alertPage, '/alerts?open=false&')
    expect(rows.map(({ residentsAffected }) => residentsAffected)).to.deep.equal([3, 3, 2, 2, 1, null, null])
    expect(new Set(rows.map(({ id }) => id)).size).to.equal(COUNT)
    expect(totals[0]).to.equal(COUNT)
  })

  it('do not move when rows come in while they are read', async () => {
    const first = contract.auditPage.parse(await get('/audit?limit=2'))
    await auditAlone(web.db, { kind: 'command' }, 'gateway.add', 'gateway 2')
    const second = contract.auditPage.parse(await get(`/audit?limit=2&cursor=${first.next}`))
    expect(second.items[0]!.id).to.be.below(first.items[1]!.id)
  })

  it('begin only after what a list itself has given', async () => {
    const { next } = contract.hotspotPage.parse(await get('/hotspots?limit=1'))
    for (const path of ['/audit?cursor=abc', `/audit?cursor=${next}`, '/hotspots?cursor=W10']) {
      const { error } = contract.apiError.parse(await get(path))
      expect([error.code, error.field], path).to.deep.equal(['wrong-cursor', 'cursor'])
    }
  })
})
