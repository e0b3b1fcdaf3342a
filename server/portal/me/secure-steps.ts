import type { Request, RequestHandler, Response, Router } from 'express'
import {
  addPasswordCredential,
  freshPasswordCredential,
  liveDeviceCredentials,
  takeFreshCredential,
} from '../../directory/device-credentials.ts'
import { parseDeviceName } from '../../directory/device-name.ts'
import { revokeAndDisconnect } from '../../sessions/disconnects/revoke-credential.ts'
import { sentField } from '../pages/form.ts'
import type { PortalParts } from '../parts.ts'
import { Problem } from '../problems/problem.ts'
import { type SecureWifi, secureWifi } from '../profiles/secure-wifi.ts'
import { ME } from './form.ts'
import { isProfileKind, profileOf } from './profile-files.ts'
import { badNamePage, securePage, tooManyPage } from './secure-pages.ts'
import { VISIT_SECONDS, type Visits } from './visit.ts'

const MOST = 10
/** A button pressed twice makes one credential. */
const TWICE_MS = 60_000

/**
 * Profiles for the network of 802.1X. Password and profiles of a credential are shown to the resident who made it, for as
 * long as a visit lasts; after that nobody sees them, and a new one is made instead.
 *
 * A key is made by a form; its profiles are fetched by GET, since that is what Android's installer asks for (source:
 * Android Open Source Project, "Passpoint (Hotspot 2.0)"). The address names the credential by its number and holds no
 * secret: who asks is known by the cookie of the visit, and another site cannot have it fetched.
 */
export function secureSteps(
  router: Router,
  form: RequestHandler[],
  visits: Visits,
  { config, db, sealer, certificates }: PortalParts,
): void {
  const { secureWifiSsid: ssid } = config
  if (ssid === undefined || certificates === undefined) return
  const wifi = (): SecureWifi => secureWifi({ ...config, ssid }, certificates.server(), certificates.ca())
  const newOf = (residentId: number, id: number) => ({
    ...{ id, residentId, since: new Date(Date.now() - VISIT_SECONDS * 1000) },
  })

  router.post('/secure', form, async (request: Request, response: Response) => {
    const visitor = visits.ofForm(request, response)
    const { residentId, csrf } = visitor
    const given = sentField(request, 'name')
    const name = parseDeviceName(given)
    if (name === undefined) return visits.send(request, response, (reader) => badNamePage(reader, csrf, given))
    const held = await liveDeviceCredentials(db, residentId)
    const twice = held.find(
      (each) => each.device_name === name && !each.by_certificate && each.created_at.getTime() > Date.now() - TWICE_MS,
    )
    if (!twice && held.length >= MOST) return visits.send(request, response, (reader) => tooManyPage(reader, MOST))
    // A key of no use is not made: this throws where no device could know the server.
    wifi()
    const wanted = { residentId, deviceName: name, days: config.deviceCredentialDays }
    const { id } = twice ?? (await addPasswordCredential(db, sealer, wanted))
    if (!twice) await visits.note(residentId, 'device-credential.add', { credential: id, by: 'password' })
    visitor.secured = id
    visitor.save()
    response.redirect(303, `${ME}/secure`)
  })
  router.get('/secure', async (request, response) => {
    const visitor = visits.visitor(request, response)
    const made =
      visitor?.secured && (await freshPasswordCredential(db, sealer, newOf(visitor.residentId, visitor.secured)))
    if (!made) return response.redirect(303, ME)
    visits.send(request, response, (reader) => securePage(reader, wifi(), made, made.deviceName))
  })
  router.get('/profile/:credential/:kind', form, async (request: Request, response: Response) => {
    const visitor = visits.visitor(request, response)
    const { credential, kind } = request.params
    if (!visitor || request.get('sec-fetch-site') === 'cross-site')
      throw new Problem('lost', 'a profile is for who has signed in here, from our own page')
    if (!isProfileKind(kind) || !/^\d{1,15}$/.test(String(credential)))
      throw new Problem('not-found', 'no such profile')
    // Who only asks what there is takes nothing.
    const open = request.method === 'HEAD' ? freshPasswordCredential : takeFreshCredential
    const made = await open(db, sealer, newOf(visitor.residentId, Number(credential)))
    if (!made) throw new Problem('lost', 'this credential is not the resident’s, or its profile is shown no more')
    const { headers, content } = profileOf(kind, wifi(), made, certificates.server())
    response.set({ ...headers, 'cache-control': 'no-store' }).send(content)
  })
  router.post('/revoke', form, async (request: Request, response: Response) => {
    const { residentId } = visits.ofForm(request, response)
    const id = Number(sentField(request, 'credential'))
    const revoked = Number.isSafeInteger(id) && (await revokeAndDisconnect(visits.toGateways, { id, residentId }))
    if (!revoked) throw new Problem('lost', 'this credential is not the resident’s, or was revoked before')
    await visits.note(residentId, 'device-credential.revoke', { credential: id })
    await visits.settled(revoked.run)
    response.redirect(303, `${ME}#secure`)
  })
}
