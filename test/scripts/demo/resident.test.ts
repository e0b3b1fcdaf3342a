import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import express from 'express'
import { accountOf, simulatedAccount } from '../../../scripts/demo/accounts.ts'
import { startDemoCityKey } from '../../../scripts/demo/city-key.ts'
import { signInAt } from '../../../scripts/demo/residents/resident.ts'
import { type SimulatedGateway, startGateway } from '../../../scripts/simulators/gateway/gateway.ts'
import { ensureDefaultPolicy } from '../../../server/access/policies/policies.ts'
import { createCityKey } from '../../../server/city-key/city-key.ts'
import { readConfig } from '../../../server/config/index.ts'
import { silentLog as log } from '../../../server/log.ts'
import { updateGatewayEndpoints } from '../../../server/network/gateways/change.ts'
import { addGateway } from '../../../server/network/gateways/register.ts'
import { openRegistry } from '../../../server/network/gateways/registry.ts'
import { createPortal } from '../../../server/portal/router.ts'
import { startRadius } from '../../../server/roles/radius.ts'
import { createSealer } from '../../../server/sealing.ts'
import { createTestDatabase } from '../../support/database.ts'
import { freePort } from '../../support/plaza.ts'

const bssid = '06:70:6c:00:00:01'
const secret = 'radius secret'
const uamSecret = 'uam secret'

describe('a simulated resident', () => {
  const closers: Array<() => Promise<unknown>> = []
  let begin: (dialect: 'coovachilli' | 'mikrotik') => Promise<SimulatedGateway>

  before(async () => {
    const db = await createTestDatabase()
    closers.push(() => db.close())
    const sealer = createSealer('a secret of at least thirty-two characters')
    await ensureDefaultPolicy(db)
    const server: Server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closers.push(async () => {
      server.closeAllConnections()
      server.close()
    })
    const publicUrl = `http://localhost:${(server.address() as AddressInfo).port}`
    const settings = readConfig({ PLAZA_DEMO: '1', PLAZA_PUBLIC_URL: publicUrl })
    const authPort = await freePort('udp')
    const acctPort = await freePort('udp')
    const config = { ...settings, radius: { host: '127.0.0.1', authPort, acctPort, workers: 1 } }
    const key = await startDemoCityKey({
      host: '127.0.0.1',
      port: 0,
      redirectUris: [`${publicUrl}/portal/callback`],
      accountOf,
      log,
    })
    closers.push(() => key.close())
    const registry = await openRegistry(db, sealer, log)
    closers.push(() => registry.close())
    const radius = await startRadius({ config, db, sealer, registry, log })
    closers.push(() => radius.close())
    server.on(
      'request',
      express().use(createPortal({ config, db, sealer, registry, cityKey: createCityKey(key), log })),
    )

    let count = 0
    begin = async (dialect) => {
      count++
      const nasIdentifier = `gateway-${count}`
      const address = `127.20.8.${count}`
      const id = await addGateway(db, sealer, {
        name: nasIdentifier,
        network: `${address}/32`,
        secret,
        vendor: dialect,
        coaPort: 3799,
        nasIdentifier,
        uamSecret: dialect === 'coovachilli' ? uamSecret : null,
        loginOrigins: [],
      })
      const gateway = await startGateway({
        dialect,
        nasIdentifier,
        address,
        secret,
        radius: { host: '127.0.0.1', authPort, acctPort },
        hotspots: [{ bssid, ssid: 'Plaza WiFi' }],
        portalUrl: `${publicUrl}/portal`,
        uamSecret: dialect === 'coovachilli' ? uamSecret : null,
        http: { host: '127.0.0.1', port: 0 },
      })
      closers.push(() => gateway.close())
      await updateGatewayEndpoints(db, [{ id, coaPort: gateway.coaPort, loginOrigins: [gateway.url] }])
      await registry.reload()
      return gateway
    }
  })
  after(async () => {
    for (let close = closers.pop(); close; close = closers.pop()) await close()
  })

  for (const [number, dialect] of (['coovachilli', 'mikrotik'] as const).entries())
    it(`signs in through the portal of a ${dialect} gateway, and needs no page the next time`, async () => {
      const gateway = await begin(dialect)
      const mac = `0a:00:00:00:01:0${number}`
      const address = `127.40.250.${number + 1}`
      gateway.attach({ mac, address }, bssid)
      const page = await signInAt(gateway.url, { ...simulatedAccount(50_000 + number), address })
      expect(page.html).to.include('<h1>Internet</h1>')
      expect(gateway.isOnline(mac)).to.equal(true)
      expect(gateway.sessions()[0]?.grant.classes).to.have.length(1)

      gateway.detach(mac)
      gateway.attach({ mac, address }, bssid)
      expect(await gateway.macAuth(mac)).to.equal(true)
    })

  it('does not get online with a wrong password, and says where the way ended', async () => {
    const gateway = await begin('coovachilli')
    const address = '127.40.250.9'
    gateway.attach({ mac: '0a:00:00:00:01:09', address }, bssid)
    const { username } = simulatedAccount(50_009)
    const error = await signInAt(gateway.url, { username, password: 'wrong', address }).catch(String)
    expect(error, String(error)).to.match(/sim-50009 did not get online.*interaction/)
  })
})
