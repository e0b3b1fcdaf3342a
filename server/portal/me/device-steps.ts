import type { Request, RequestHandler, Response, Router } from 'express'
import { parseDeviceName } from '../../directory/device-name.ts'
import { nameDevice, removeDevice } from '../../directory/devices.ts'
import { parseMac } from '../../mac.ts'
import { startDisconnectRun } from '../../sessions/disconnects/disconnect-runs.ts'
import { sentField } from '../pages/form.ts'
import { Problem } from '../problems/problem.ts'
import { renamePage } from './device-pages.ts'
import { ME } from './form.ts'
import type { Visits } from './visit.ts'

/** What a resident does with a device of theirs: name it, or take it away. */
export function deviceSteps(router: Router, form: RequestHandler[], visits: Visits): void {
  const { db } = visits.toGateways
  const notTheirs = () => new Problem('lost', 'this device is not the resident’s')

  router.post('/device', form, async (request: Request, response: Response) => {
    const { residentId } = visits.ofForm(request, response)
    const mac = parseMac(sentField(request, 'mac'))
    if (mac === undefined || !(await removeDevice(db, residentId, mac))) throw notTheirs()
    await visits.note(residentId, 'device.remove')
    await visits.settled(await startDisconnectRun(visits.toGateways, { device: mac }, null))
    response.redirect(303, `${ME}#devices`)
  })
  router.post('/name', form, async (request: Request, response: Response) => {
    const { residentId, csrf } = visits.ofForm(request, response)
    const mac = parseMac(sentField(request, 'mac'))
    if (mac === undefined) throw notTheirs()
    const given = sentField(request, 'name')
    const name = parseDeviceName(given)
    if (name === undefined)
      return visits.send(request, response, (reader) => renamePage(reader, csrf, { mac, name: given }))
    if (!(await nameDevice(db, residentId, mac, name))) throw notTheirs()
    await visits.note(residentId, 'device.name')
    response.redirect(303, `${ME}#devices`)
  })
}
