import { expect } from 'chai'
import type { ManagedAccessPoint } from '../../../../scripts/simulators/opened/devices.ts'
import {
  type ControllerAnswer,
  type ControllerRequest,
  startController,
} from '../../../../scripts/simulators/opened/gateway.ts'
import { startUnifi } from '../../../../scripts/simulators/opened/unifi.ts'
import { nextPage } from '../../../../server/health/controllers/meraki.ts'
import { readController } from '../../../../server/health/controllers/read.ts'
import type { ControllerMake } from '../../../../server/network/controller-targets.ts'
import { ControllerError } from '../../../../server/network/gateways/controller/controller-error.ts'
import { freePort } from '../../../support/plaza.ts'

const user = { username: 'plaza', password: 'right' }
const managed = (number: number, more: Partial<ManagedAccessPoint> = {}): ManagedAccessPoint => ({
  ...{ mac: `02:00:5e:50:00:${number.toString(16).padStart(2, '0')}`, name: `AP ${number}`, state: 'up' },
  ...{ clients: 3, uptimeSeconds: 7200, model: 'U6', serial: `S${number}`, firmware: '6.6.77', channel: 11, ...more },
})

describe('the access points that a controller tells of', () => {
  let port: number
  const closers: Array<() => Promise<void>> = []
  beforeEach(async () => {
    port = await freePort('tcp')
  })
  afterEach(async () => {
    for (const close of closers.splice(0)) await close()
  })

  const serve = async (answer: (request: ControllerRequest) => ControllerAnswer | undefined) => {
    const asked: string[] = []
    const { close } = await startController({ host: '127.0.0.1', port }, undefined, (request) => {
      asked.push(`${request.method} ${request.path}`)
      return answer(request)
    })
    closers.push(close)
    return asked
  }
  const read = (make: ControllerMake, { path = '', site = 's1', username = 'plaza', password = 'right' } = {}) =>
    readController({
      ...{ make, name: 'g' },
      controller: { url: `http://127.0.0.1:${port}${path}`, username, password, site, ca: null },
    })
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error) => (error instanceof ControllerError ? error.failure : error),
    )

  for (const os of [true, false])
    it(`are read of UniFi ${os ? 'OS' : 'alone'}, more of them than are told of at once, switches apart`, async () => {
      const all = Array.from({ length: 120 }, (_, number) => managed(number))
      const accessPoints = [...all, managed(200, { state: 'down' }), managed(201, { state: 'between' })]
      const controller = { host: '127.0.0.1', port, ...user }
      const unifi = await startUnifi({
        ...{ portalUrl: 'http://127.0.0.1:1', http: { host: '127.0.0.1', port: await freePort('tcp') } },
        ...{ bssid: all[0]!.mac, deviceMac: '0a:00:00:00:02:01', site: 's1', os, controller, accessPoints },
      })
      closers.push(unifi.close)
      const told = await read('unifi')
      expect(told).to.have.length(122)
      expect(told[7]).to.deep.equal({
        ...{ key: all[7]!.mac, mac: all[7]!.mac, name: 'AP 7', model: 'U6', serial: 'S7', firmware: '6.6.77' },
        ...{ address: '10.0.0.7', state: 'up', clients: 3, uptimeSeconds: 7200, load: 0.125, memoryUsed: 0.401 },
        radios: [{ name: 'wifi0', channel: 11, width: 20, clients: 3, utilisation: 0.31, noise: null }],
      })
      expect(told.slice(-2).map(({ state }) => state)).to.deep.equal(['down', 'unknown'])
      expect(await failure(read('unifi', { password: 'wrong' }))).to.equal('controller-credentials')
      expect(await failure(read('unifi', { site: 'other' }))).to.equal('controller-refused')
    })

  it('are read of Omada by pages, at the site of that name; what is no access point costs itself alone', async () => {
    const devices = [
      ...[{ type: 'ap', mac: '02-00-5E-50-00-01', name: 'Plaza', model: 'EAP610', sn: 'X1', statusCategory: 1 }],
      ...[{ type: 'switch', mac: '02-00-5E-50-00-02', statusCategory: 1 }],
      ...['nonsense', { type: 'ap', mac: 17, statusCategory: 1 }],
      ...[{ type: 'ap', mac: '02-00-5E-50-00-03', name: 'Calle', statusCategory: 0, clientNum: -1, cpuUtil: 'much' }],
    ]
    Object.assign(devices[0]!, { clientNum: 5, uptimeLong: 90, cpuUtil: 12, memUtil: 50, firmwareVersion: '1.2.3' })
    const below = '/0123/api/v2'
    const asked = await serve(({ path, query, headers, json }) => {
      if (path === `${below}/login` && json.password !== 'right') return { status: 200, json: { errorCode: -30109 } }
      if (path === `${below}/login`) return { status: 200, json: { errorCode: 0, result: { token: 't' } } }
      if (headers['csrf-token'] !== 't') return { status: 200, json: { errorCode: -1200 } }
      const page = (data: unknown[]) => {
        const from = (Number(query.get('currentPage')) - 1) * 2
        return {
          status: 200,
          json: { errorCode: 0, result: { totalRows: data.length, data: data.slice(from, from + 2) } },
        }
      }
      if (path === `${below}/sites`) return page([{ id: 'abc', name: 's1' }])
      return path === `${below}/sites/abc/devices` ? page(devices) : { status: 200, json: { errorCode: 0 } }
    })
    const told = await read('omada', { path: '/0123' })
    expect(told).to.have.length(2)
    expect(told[0]).to.deep.include({
      ...{ key: '02:00:5e:50:00:01', name: 'Plaza', model: 'EAP610', serial: 'X1', firmware: '1.2.3', state: 'up' },
      ...{ clients: 5, uptimeSeconds: 90, load: 0.12, memoryUsed: 0.5 },
    })
    expect(told[1]).to.deep.include({ key: '02:00:5e:50:00:03', state: 'down', clients: null, load: null })
    expect(asked.at(-1)).to.equal(`POST ${below}/logout`)
    expect(await failure(read('omada', { path: '/0123', password: 'wrong' }))).to.equal('controller-credentials')
  })

  it('are read of Meraki page by page, waited for when it is asked too much, and told with what else it gives', async () => {
    const device = (number: number, status: string) => ({
      ...{ serial: `Q2-${number}`, mac: `02:00:5e:50:00:0${number}`, name: `MR ${number}`, model: 'MR46' },
      ...{ productType: 'wireless', status },
    })
    let refused = 0
    await serve(({ path, query, headers }) => {
      if (headers.authorization !== 'Bearer right') return { status: 401, json: { errors: ['Invalid API key'] } }
      if (query.get('networkIds[]') !== 'N_1') return { status: 404 }
      if (path === '/api/v1/organizations/12/devices/statuses') {
        if (refused++ === 0) return { status: 429, headers: { 'retry-after': '0' } }
        if (query.has('startingAfter')) return { status: 200, json: [device(2, 'offline'), device(3, 'dormant')] }
        const next = `<http://127.0.0.1:${port}${path}?networkIds[]=N_1&startingAfter=Q2-1>; rel=next`
        return {
          ...{ status: 200, headers: { link: `<http://127.0.0.1:${port}${path}>; rel=first, ${next}` } },
          json: [device(1, 'alerting'), { ...device(4, 'online'), productType: 'switch' }],
        }
      }
      if (path === '/api/v1/organizations/12/devices')
        return { status: 200, json: [{ serial: 'Q2-1', firmware: 'w-30' }] }
      if (path === '/api/v1/organizations/12/wireless/clients/overview/byDevice')
        return { status: 200, json: { items: [{ serial: 'Q2-1', counts: { byStatus: { online: 9 } } }], meta: {} } }
      return { status: 404 }
    })
    const at = { path: '/api/v1', username: '12', site: 'N_1' }
    const told = await read('meraki', at)
    expect(told.map(({ key, state }) => [key.at(-1), state])).to.deep.equal([
      ['1', 'up'],
      ['2', 'down'],
      ['3', 'down'],
    ])
    expect(told[0]).to.deep.include({ serial: 'Q2-1', model: 'MR46', firmware: 'w-30', clients: 9, radios: [] })
    expect(await failure(read('meraki', { ...at, password: 'wrong' }))).to.equal('controller-credentials')
  })

  it('are not asked for for ever: an answer that is no list is a failure, and so is one that asks to be waited for', async () => {
    const mute = await serve(() => ({ status: 429, headers: { 'retry-after': '0' } }))
    const at = { path: '/api/v1', username: '12', site: 'N_1' }
    expect(await failure(read('meraki', at))).to.equal('controller-refused')
    expect(mute).to.have.length(4)
    const bounded = async (answer: ControllerAnswer) => {
      port = await freePort('tcp')
      await serve(() => answer)
      const controller = { url: `http://127.0.0.1:${port}`, ...user, site: 'N_1', ca: null }
      return failure(readController({ make: 'meraki', name: 'g', controller }, { maxAnswer: 100 }))
    }
    expect(await bounded({ status: 429, headers: { 'retry-after': '3600' } })).to.equal('controller-refused')
    const long = Array.from({ length: 100 }, () => ({ serial: 'Q2' }))
    expect(await bounded({ status: 200, json: long })).to.equal('controller-unreachable')
  })

  it('are asked for nowhere else: a next page at another address is none', () => {
    const url = 'https://api.example/api/v1'
    expect(nextPage('<https://api.example/api/v1/a?b=1>; rel=next', url)).to.equal('/a?b=1')
    expect(nextPage('<https://api.example/api/v1/a>; rel="next"', `${url}/`)).to.equal('/a')
    expect(nextPage('<https://api.example.evil/api/v1/a>; rel=next', url)).to.equal(undefined)
    expect(nextPage('<https://evil.example/api/v1/a>; rel=next', url)).to.equal(undefined)
    expect(nextPage('<https://api.example/api/v1/a>; rel=prev', url)).to.equal(undefined)
    expect(nextPage(undefined, url)).to.equal(undefined)
  })
})
