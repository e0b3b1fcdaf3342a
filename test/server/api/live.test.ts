import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:http'
import { Duplex } from 'node:stream'
import { expect } from 'chai'
import { io } from 'socket.io-client'
import type { HotspotPoint } from '../../../server/api/contract/index.ts'
import { isWithin } from '../../../server/api/live.ts'
import { type PlazaEvent, publish } from '../../../server/database/events/events.ts'
import type { HealthState } from '../../../server/health/tables.ts'
import { addSession, cookieFor, type SmallCity, startSmallCityWeb, type TestWeb } from './web-harness.ts'

type Heard = { name: string; value: unknown }

describe('the live link', () => {
  let web: TestWeb
  let city: SmallCity
  let north: number
  let south: number
  let east: number
  beforeEach(async () => {
    ;({ web, city } = await startSmallCityWeb())
    ;[north, south, east] = city.hotspotIds
  })
  afterEach(() => web.close())

  /** Connects with `cookie`; everything heard is kept, and can be waited for. */
  const connect = async (cookie: string, headers: Record<string, string> = {}) => {
    const socket = io(web.origin, {
      path: '/api/live',
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: { cookie, ...headers },
    })
    const heard: Heard[] = []
    const waiting = new Set<() => void>()
    const wake = () => {
      for (const check of waiting) check()
    }
    socket.onAny((name: string, value: unknown) => {
      heard.push({ name, value })
      wake()
    })
    socket.on('disconnect', (reason) => {
      heard.push({ name: 'disconnect', value: reason })
      wake()
    })
    const until = (wanted: (heard: Heard[]) => boolean) =>
      new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`not heard; heard ${JSON.stringify(heard)}`)), 15_000)
        const check = () => {
          if (!wanted(heard)) return
          clearTimeout(timer)
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
      })
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('connect_error', reject)
    }).catch((error: Error) => {
      socket.close()
      throw error
    })
    const values = (name: string) => heard.filter((item) => item.name === name).map((item) => item.value)
    return { socket, heard, until, values }
  }
  const setState = (hotspotId: number, state: HealthState) =>
    web.db.query
      .insertInto('hotspot_health')
      .values({ hotspot_id: hotspotId, state })
      .onConflict((conflict) => conflict.column('hotspot_id').doUpdateSet({ state }))
      .execute()
  const polled = (...hotspotIds: number[]): PlazaEvent => ({ type: 'health', hotspotIds })

  it('refuses nobody, an expired session, and a page of another site', async () => {
    const reason = (cookie: string, headers = {}) =>
      connect(cookie, headers).then(
        () => 'connected',
        (error: Error) => error.message,
      )
    const expired = await cookieFor(web.config, web.staff.viewer.id, { expiresAt: Date.now() - 1 })
    expect(await reason('')).to.equal('signed-out')
    expect(await reason(expired.cookie)).to.equal('signed-out')
    expect(await reason(web.staff.viewer.cookie, { origin: 'https://elsewhere.example' })).to.not.equal('connected')
  })

  it('tells of hotspots that changed within the view, and of no others', async () => {
    const viewer = await connect(web.staff.viewer.cookie)
    viewer.socket.emit('view', [-99.2, 19.3, -99.1, 19.5])
    await Promise.all([setState(north, 'degraded'), setState(east, 'down')])
    await publish(web.db, polled(north, south, east))
    await viewer.until((heard) => heard.some(({ name }) => name === 'points'))
    expect(viewer.values('points')).to.deep.equal([[[north, -99.15, 19.415, 'degraded', 0]]])
    viewer.socket.close()
  })

  it('says nothing of hotspots whose poll changed nothing', async () => {
    const viewer = await connect(web.staff.viewer.cookie)
    viewer.socket.emit('view', [-180, -90, 180, 90])
    viewer.socket.emit('watch', north)
    await publish(web.db, polled(north, south, east))
    await viewer.until((heard) => heard.some(({ name }) => name === 'hotspot'))
    expect(viewer.values('hotspot')).to.deep.equal([{ id: north, what: ['health'] }])
    expect(viewer.values('points')).to.deep.equal([])
    viewer.socket.close()
  })

  it('counts sessions as they start, in points, summary and the watched hotspot', async () => {
    const viewer = await connect(web.staff.viewer.cookie)
    viewer.socket.emit('view', [-180, -90, 180, 90])
    viewer.socket.emit('watch', south)
    const ids = [await addSession(web.db, city, south), await addSession(web.db, city, south)]
    const sessions = ids.map((id) => ({ id, hotspotId: south, residentId: null, change: 'started' as const }))
    await publish(web.db, { type: 'sessions', sessions })
    await viewer.until((heard) => heard.some(({ name }) => name === 'summary'))
    expect(viewer.values('points')).to.deep.equal([[[south, -99.155, 19.405, 'down', 2]]])
    expect(viewer.values('hotspot')).to.deep.equal([{ id: south, what: ['sessions'] }])
    expect(viewer.values('summary')[0]).to.deep.include({ liveSessions: 2 })
    viewer.socket.close()
  })

  it('tells everybody that alerts changed, once for many', async () => {
    const viewer = await connect(web.staff.viewer.cookie)
    const opened = (id: number): PlazaEvent => ({ type: 'alert', id, hotspotId: south, change: 'opened' })
    await publish(web.db, opened(1), opened(2), opened(3))
    await viewer.until((heard) => heard.some(({ name }) => name === 'summary'))
    expect(viewer.values('alerts')).to.have.length(1)
    viewer.socket.close()
  })

  it('outlives nonsense from the browser', async () => {
    const viewer = await connect(web.staff.viewer.cookie)
    for (const nonsense of [null, 'x', [1, 2, 3], [1, 2, 3, Number.NaN], { west: 1 }]) {
      viewer.socket.emit('view', nonsense)
      viewer.socket.emit('watch', nonsense)
    }
    viewer.socket.emit('view', [-180, -90, 180, 90])
    await setState(east, 'up')
    await publish(web.db, polled(east))
    await viewer.until((heard) => heard.some(({ name }) => name === 'points'))
    viewer.socket.close()
  })

  describe('without sign-in', () => {
    /** Asks for a WebSocket as nobody; resolves with the open connection, or with the status that refuses it. */
    const knock = () =>
      new Promise<Duplex | number | undefined>((resolve, reject) => {
        const headers = {
          ...{ connection: 'Upgrade', upgrade: 'websocket' },
          ...{ 'sec-websocket-version': '13', 'sec-websocket-key': randomBytes(16).toString('base64') },
        }
        const asked = request(`${web.origin}/api/live/?EIO=4&transport=websocket`, { headers, agent: false })
        asked.once('upgrade', (_response, socket) => resolve(socket))
        asked.once('response', (response) => resolve(response.resume().statusCode))
        asked.once('error', reject)
        asked.end()
      })

    it('is closed within seconds', async () => {
      const socket = await knock()
      if (!(socket instanceof Duplex)) throw new Error(`refused: ${socket}`)
      socket.resume().on('error', () => {})
      await once(socket, 'close')
    })

    it('is bounded in number, and leaves staff their place', async () => {
      const knocks = await Promise.all(Array.from({ length: 100 }, knock))
      const open = knocks.filter((knocked) => knocked instanceof Duplex)
      try {
        expect(open.length).to.be.at.most(50)
        const viewer = await connect(web.staff.viewer.cookie)
        viewer.socket.close()
      } finally {
        for (const socket of open) socket.destroy()
      }
    })
  })

  it('ends when its owner signs out', async () => {
    const viewer = await connect(web.staff.viewer.cookie)
    const response = await web.ask('viewer', '/staff/sign-out', { method: 'POST' })
    expect(response.status).to.equal(204)
    await viewer.until((heard) => heard.some(({ name }) => name === 'disconnect'))
    expect((await web.ask('viewer', '/api/v1/me')).status).to.equal(401)
  })

  it('ends when its owner is disabled', async () => {
    const viewer = await connect(web.staff.viewer.cookie)
    await web.db.query
      .updateTable('staff')
      .set({ disabled_at: new Date() })
      .where('id', '=', web.staff.viewer.id)
      .execute()
    await viewer.until((heard) => heard.some(({ name }) => name === 'disconnect'))
  })
})

const at = (longitude: number, latitude: number): HotspotPoint => [1, longitude, latitude, 'up', 0]

describe('the bounds of a view', () => {
  it('hold what lies within them, across the antimeridian too', () => {
    expect(isWithin([-99.2, 19.3, -99.1, 19.5], at(-99.15, 19.4))).to.equal(true)
    expect(isWithin([-99.2, 19.3, -99.1, 19.5], at(-99.05, 19.4))).to.equal(false)
    expect(isWithin([-99.2, 19.3, -99.1, 19.5], at(-99.15, 19.6))).to.equal(false)
    expect(isWithin([170, -20, -170, -10], at(179, -15))).to.equal(true)
    expect(isWithin([170, -20, -170, -10], at(-179, -15))).to.equal(true)
    expect(isWithin([170, -20, -170, -10], at(0, -15))).to.equal(false)
  })
})
