import { parseDeviceName } from '../../directory/devices/device-name.ts'
import { moveBack, nameDevice, removeDevice } from '../../directory/devices/devices.ts'
import { parseMac } from '../../mac.ts'
import { startDisconnectRun } from '../../sessions/disconnects/disconnect-runs.ts'
import type { PortalStep } from '../context.ts'
import { sentField } from '../pages/form.ts'
import { Problem } from '../problems/problem.ts'
import { renamePage } from './device-pages.ts'
import { ME } from './form.ts'

const notTheirs = () => new Problem('lost', 'this device is not the resident’s')

/**
 * Takes a device of the resident away: it no longer goes online without a page. Where it came by another address and the
 * resident says that it was not theirs (`undo`), the one with the address of before has the binding again.
 */
export const removeTheirDevice: PortalStep = async ({ visits }, request, response) => {
  const { residentId } = visits.ofForm(request, response)
  const mac = parseMac(sentField(request, 'mac'))
  if (mac === undefined) throw notTheirs()
  const isUndone = sentField(request, 'undo') !== ''
  await visits.recorded(residentId, isUndone ? 'device.move-back' : 'device.remove', async (db) => {
    if (!(await (isUndone ? moveBack : removeDevice)(db, residentId, mac))) throw notTheirs()
  })
  await visits.waitBriefly(await startDisconnectRun(visits.toGateways, { device: mac }, null))
  response.redirect(303, `${ME}#devices`)
}

export const nameTheirDevice: PortalStep = async ({ visits }, request, response) => {
  const { residentId, csrf } = visits.ofForm(request, response)
  const mac = parseMac(sentField(request, 'mac'))
  if (mac === undefined) throw notTheirs()
  const given = sentField(request, 'name')
  const name = parseDeviceName(given)
  if (name === undefined)
    return visits.send(request, response, (reader) => renamePage(reader, csrf, { mac, name: given }))
  await visits.recorded(residentId, 'device.name', async (db) => {
    if (!(await nameDevice(db, residentId, mac, name))) throw notTheirs()
  })
  response.redirect(303, `${ME}#devices`)
}
