import {
  addPasswordCredential,
  liveDeviceCredentials,
  revokeDeviceCredential,
} from '../../directory/devices/device-credentials.ts'
import { parseDeviceName } from '../../directory/devices/device-name.ts'
import { freshPasswordCredential, takeFreshCredential } from '../../directory/devices/fresh-credentials.ts'
import { startDisconnectRun } from '../../sessions/disconnects/disconnect-runs.ts'
import type { PortalContext, PortalStep } from '../context.ts'
import { sentField } from '../pages/form.ts'
import { systemOf } from '../pages/system.ts'
import { Problem } from '../problems/problem.ts'
import { type SecureWifi, secureWifi } from '../profiles/secure-wifi.ts'
import { ME } from './form.ts'
import { isProfileKind, profileOf } from './profile-files.ts'
import { badNamePage, securePage, tooManyPage } from './secure-pages.ts'
import { VISIT_SECONDS } from './visit.ts'

/*
 * Profiles for the network of 802.1X. Password and profiles of a credential are shown to the resident who made it, for as
 * long as a visit lasts; after that nobody sees them, and a new one is made instead.
 *
 * A key is made by a form; its profiles are fetched by GET, since that is what Android's installer asks for (source:
 * Android Open Source Project, "Passpoint (Hotspot 2.0)"). The address names the credential by its number and holds no
 * secret: who asks is known by the cookie of the visit, and another site cannot have it fetched.
 */

const MAX_CREDENTIALS = 10
/** A button pressed twice makes one credential. */
const TWICE_MS = 60_000

type WifiParts = Pick<PortalContext, 'config' | 'certificates'>
type OfferedWifi = {
  config: PortalContext['config'] & { secureWifiSsid: string }
  certificates: NonNullable<PortalContext['certificates']>
}

/** Whether there is an encrypted network for which residents install a profile. */
export const isSecureWifiOffered = <C extends WifiParts>(context: C): context is C & OfferedWifi =>
  context.config.secureWifiSsid !== undefined && context.certificates !== undefined

/** The network and how devices know it. @throws where no device could know the server */
function wifiOf<C extends WifiParts>(context: C): { wifi: SecureWifi; certificates: OfferedWifi['certificates'] } {
  if (!isSecureWifiOffered(context)) throw new Problem('not-found', 'no secure network is offered')
  const { config, certificates } = context
  const wifi = secureWifi({ ...config, ssid: config.secureWifiSsid }, certificates.server(), certificates.ca())
  return { wifi, certificates }
}

/** A credential is new for as long as a visit lasts. */
const newOf = (residentId: number, id: number) => ({
  ...{ id, residentId, since: new Date(Date.now() - VISIT_SECONDS * 1000) },
})

/** Makes a key for a device. */
export const addCredential: PortalStep = async (context, request, response) => {
  const { config, db, sealer, visits } = context
  const visitor = visits.ofForm(request, response)
  const { residentId, csrf } = visitor
  const given = sentField(request, 'name')
  const name = parseDeviceName(given)
  if (name === undefined) return visits.send(request, response, (reader) => badNamePage(reader, csrf, given))
  const active = await liveDeviceCredentials(db, residentId)
  const twice = active.find(
    (each) => each.device_name === name && !each.by_certificate && each.created_at.getTime() > Date.now() - TWICE_MS,
  )
  if (!twice && active.length >= MAX_CREDENTIALS)
    return visits.send(request, response, (reader) => tooManyPage(reader, MAX_CREDENTIALS))
  // A key of no use is not made: this throws where no device could know the server.
  wifiOf(context)
  const wanted = { residentId, deviceName: name, days: config.deviceCredentialDays }
  const { id } =
    twice ??
    (await visits.recorded(
      residentId,
      'device-credential.add',
      (one) => addPasswordCredential(one, sealer, wanted),
      (made) => ({ credential: made.id, by: 'password' }),
    ))
  visitor.secured = id
  visitor.save()
  response.redirect(303, `${ME}/secure`)
}

/** User name, password and profiles of the key that this visit made last. */
export const showCredential: PortalStep = async (context, request, response) => {
  const { db, sealer, visits } = context
  const visitor = visits.visitor(request, response)
  const made =
    visitor?.secured && (await freshPasswordCredential(db, sealer, newOf(visitor.residentId, visitor.secured)))
  if (!made) return response.redirect(303, ME)
  visits.send(request, response, (reader) =>
    securePage(reader, wifiOf(context).wifi, made, { name: made.deviceName, system: systemOf(request) }),
  )
}

export const sendProfile: PortalStep = async (context, request, response) => {
  const { db, sealer, visits } = context
  const visitor = visits.visitor(request, response)
  const { credential, kind } = request.params
  if (!visitor || request.get('sec-fetch-site') === 'cross-site')
    throw new Problem('lost', 'a profile is for who has signed in here, from our own page')
  if (!isProfileKind(kind) || !/^\d{1,15}$/.test(String(credential))) throw new Problem('not-found', 'no such profile')
  // Who only asks what there is takes nothing.
  const open = request.method === 'HEAD' ? freshPasswordCredential : takeFreshCredential
  const made = await open(db, sealer, newOf(visitor.residentId, Number(credential)))
  if (!made) throw new Problem('lost', 'this credential is not the resident’s, or its profile is shown no more')
  const { wifi, certificates } = wifiOf(context)
  const { headers, content } = profileOf(kind, wifi, made, certificates.server())
  response.set({ ...headers, 'cache-control': 'no-store' }).send(content)
}

/** Takes the key of a lost device away, and ends its session. */
export const revokeCredential: PortalStep = async ({ visits }, request, response) => {
  const { residentId } = visits.ofForm(request, response)
  const id = Number(sentField(request, 'credential'))
  const { lastMac } = await visits.recorded(
    residentId,
    'device-credential.revoke',
    async (db) => {
      const revoked = Number.isSafeInteger(id) ? await revokeDeviceCredential(db, id, residentId) : undefined
      if (!revoked) throw new Problem('lost', 'this credential is not the resident’s, or was revoked before')
      return revoked
    },
    () => ({ credential: id }),
  )
  // Whoever revokes a lost phone's wants it off now.
  if (lastMac !== null) await visits.waitBriefly(await startDisconnectRun(visits.toGateways, { device: lastMac }, null))
  response.redirect(303, `${ME}#secure`)
}
