import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { inOneTransaction } from '../../server/database/one-transaction.ts'
import { startIncidentKeeper } from '../../server/incidents/keeper/keeper.ts'
import { storeNotifications } from '../../server/incidents/notify/outbox.ts'
import { addReceiver } from '../../server/incidents/notify/receivers.ts'
import { startNotificationSender } from '../../server/incidents/notify/sender.ts'
import { silentLog } from '../../server/log.ts'
import { sealer } from '../server/api/web-harness.ts'
import { fail, manyHotspots, recover } from '../server/incidents/failing-hotspots.ts'
import { testGateway } from '../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { requirePeer } from '../support/peers.ts'
import { freePort } from '../support/plaza.ts'

interface Pushed {
  status: string
  alerts: Array<{ status: string; labels: Record<string, string>; annotations: Record<string, string> }>
}

describe('a Prometheus Alertmanager', () => {
  let db: TestDatabase
  let folder: string
  let alertmanager: ChildProcess | undefined
  let url: string
  let pager: Server
  const pushed: Pushed[] = []

  before(async function () {
    const program = requirePeer(this, 'prometheus-alertmanager')
    folder = await mkdtemp(join(tmpdir(), 'plaza-alertmanager-'))
    pager = createServer(async (request, response) => {
      let body = ''
      for await (const part of request) body += part
      pushed.push(JSON.parse(body))
      response.end()
    }).listen(0, '127.0.0.1')
    await once(pager, 'listening')
    const file = join(folder, 'alertmanager.yml')
    await writeFile(
      file,
      `route: {receiver: pager, group_by: ['...'], group_wait: 0s, group_interval: 1s}
receivers:
  - name: pager
    webhook_configs: [{url: 'http://127.0.0.1:${(pager.address() as AddressInfo).port}/', send_resolved: true}]
`,
    )
    const port = await freePort('tcp')
    url = `http://127.0.0.1:${port}`
    const where = [`--storage.path=${folder}`, `--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address=']
    alertmanager = spawn(program, [`--config.file=${file}`, ...where], { stdio: 'ignore' })
    await eventually(() =>
      fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    )
    db = await createTestDatabase()
  })
  after(async () => {
    if (alertmanager) {
      const ended = once(alertmanager, 'exit')
      alertmanager.kill()
      await ended
    }
    pager?.close()
    await db?.close()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  it('is told of a gateway that is down, once, and that it is back, and calls its pager for both', async () => {
    const hotspots = await manyHotspots(db, await testGateway(db), 31)
    const receiverId = await inOneTransaction(db, (tx) =>
      addReceiver(tx, sealer, { name: 'pager', kind: 'alertmanager', settings: { url }, language: 'en' }),
    )
    await db.query
      .insertInto('routes')
      .values({ position: 1, name: 'all', receiver_id: receiverId, group_wait_seconds: 0, group_interval_seconds: 0 })
      .execute()
    const common = { db, log: silentLog, timeZone: 'UTC', everyMs: 3_600_000 }
    const keeper = await startIncidentKeeper({
      ...{ ...common, soonMs: 3_600_000, residentsAffected: () => 3100 },
      call: (tx, changes, now) => storeNotifications(tx, changes, now, 'UTC'),
    })
    const sender = await startNotificationSender({ ...common, sealer, publicUrl: 'https://wifi.example' })
    try {
      await fail(db, hotspots, new Date())
      await keeper.run()
      await sender.run()
      await eventually(() => pushed.length === 1)
      expect(pushed[0]!.alerts).to.have.length(1)
      const [alert] = pushed[0]!.alerts
      expect(alert!.status).to.equal('firing')
      expect(alert!.labels).to.include({ alertname: 'PlazaDown', cause: 'gateway', severity: 'critical' })
      expect(alert!.annotations.description).to.include('31 hotspots, 3,100 residents without service')
      const active = async () => ((await (await fetch(`${url}/api/v2/alerts`)).json()) as unknown[]).length
      expect(await active()).to.equal(1)
      await recover(db, hotspots, new Date())
      await keeper.run()
      await sender.run()
      await eventually(() => pushed.length === 2)
      expect(pushed[1]!.status).to.equal('resolved')
      expect(pushed[1]!.alerts[0]!.labels).to.deep.equal(alert!.labels)
      expect(await active()).to.equal(0)
    } finally {
      await sender.close()
      await keeper.close()
    }
  })
})
