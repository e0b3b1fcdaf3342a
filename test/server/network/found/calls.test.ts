import { expect } from 'chai'
import { silentLog } from '../../../../server/log.ts'
import { openFoundRecorder } from '../../../../server/network/found/recorder.ts'
import { openRegistry, type Registry } from '../../../../server/network/gateways/registry.ts'
import { changeHotspot } from '../../../../server/network/hotspots/change.ts'
import { testGateway, testSealer, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { eventually } from '../../../support/eventually.ts'

describe("a gateway's only hotspot", () => {
  let db: TestDatabase
  let gatewayId: number
  let only: number
  const open: Registry[] = []
  beforeEach(async () => {
    db = await createTestDatabase()
    gatewayId = await testGateway(db)
    const [a, b] = await twoHotspots(db, gatewayId)
    only = a
    await changeHotspot(db, b, { staffId: null, action: 'edit' }, (now) => ({ ...now, gatewayId: null, gateway: null }))
  })
  afterEach(async () => {
    for (const registry of open.splice(0)) await registry.close()
    await db.close()
  })

  const registryOf = async () => {
    const registry = await openRegistry(db, testSealer, silentLog)
    open.push(registry)
    return registry
  }
  const at = (registry: Registry, called?: string) => registry.hotspotOf(gatewayId, called)?.id

  it('is where sessions come from as long as the gateway calls nothing else', async () => {
    const registry = await registryOf()
    expect(at(registry)).to.equal(only)
    expect(registry.hear(gatewayId, 'AP-1:Plaza')).to.deep.equal({ gatewayId, called: 'AP-1' })
    expect(registry.hear(gatewayId, 'AP-1:Plaza 5G'), 'known').to.equal(undefined)
    expect(registry.hear(gatewayId, undefined)).to.equal(undefined)
    expect(at(registry, 'AP-1:Plaza')).to.equal(only)
    expect(at(registry)).to.equal(only)
  })

  it('is not guessed once the gateway has called two, whatever the next request names', async () => {
    const registry = await registryOf()
    registry.hear(gatewayId, '00-00-5E-00-53-01:Plaza')
    expect(at(registry, '00-00-5E-00-53-77:Plaza'), 'another than was heard').to.equal(undefined)
    registry.hear(gatewayId, '00-00-5E-00-53-77:Plaza')
    for (const called of ['00-00-5E-00-53-01:Plaza', '00-00-5E-00-53-77:Plaza', 'x', undefined])
      expect(at(registry, called), called).to.equal(undefined)
    const known = { staffId: null, action: 'edit' } as const
    await changeHotspot(db, only, known, (now) => ({ ...now, bssids: ['00:00:5e:00:53:01'] }))
    await eventually(() => at(registry, '00-00-5E-00-53-01:Plaza') === only)
    expect(at(registry, '00-00-5E-00-53-77:Plaza')).to.equal(undefined)
  })

  it('is not guessed where the hotspot is known by the one, and the gateway calls another', async () => {
    const registry = await registryOf()
    const known = { staffId: null, action: 'edit' } as const
    await changeHotspot(db, only, known, (now) => ({ ...now, mac: '00:00:5e:00:53:01' }))
    await eventually(() => at(registry, '00:00:5e:00:53:01') === only)
    registry.hear(gatewayId, '00-00-5E-00-53-01')
    expect(at(registry, '02-00-5E-00-77-77')).to.equal(undefined)
  })

  it('is not guessed by other processes either, nor after a start', async () => {
    const [one, other] = [await registryOf(), await registryOf()]
    const recorder = openFoundRecorder(db, silentLog)
    const hear = async (registry: Registry, called: string) => {
      const call = registry.hear(gatewayId, called)
      if (call) recorder.keep(call)
      await recorder.flush()
    }
    await hear(one, 'AP-1')
    expect(at(await registryOf(), 'AP-2'), 'it reads what was heard').to.equal(undefined)
    expect(at(other, 'AP-2'), 'it has heard nothing yet').to.equal(only)
    await hear(other, 'AP-2')
    await eventually(() => at(one) === undefined && at(one, 'AP-1') === undefined)
    expect(at(await registryOf(), 'AP-1')).to.equal(undefined)
    recorder.keep({ gatewayId: 999_999, called: 'gone' })
    await recorder.close()
  })
})
