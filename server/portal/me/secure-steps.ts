import { type Request, type RequestHandler, type Response, type Router, urlencoded } from 'express'
import {
  addPasswordCredential,
  freshPasswordCredential,
  liveDeviceCredentials,
  revokeDeviceCredential,
} from '../../directory/device-credentials.ts'
import type { DisconnectScope } from '../../sessions/disconnect-runs.ts'
import { sentField } from '../form.ts'
import { sender } from '../page.ts'
import type { PortalParts } from '../parts.ts'
import { Problem } from '../problem.ts'
import { appleProfile } from '../profiles/apple.ts'
import { passpointProfile } from '../profiles/passpoint.ts'
import { type SecureCredential, type SecureWifi, secureWifi } from '../profiles/secure-wifi.ts'
import { signed } from '../profiles/signed.ts'
import { windowsProfile } from '../profiles/windows.ts'
import type { Kept } from '../sealed-cookie.ts'
import { ME } from './form.ts'
import { LONGEST_NAME, type ProfileKind, profileKinds, securePage, secureRefusedPage } from './secure-pages.ts'
import { VISIT_SECONDS, type Visitor } from './visitor.ts'

const MOST = 10
/** A button pressed twice makes one credential. */
const TWICE_MS = 60_000

interface SecureParts {
  parts: PortalParts
  router: Router
  limited: RequestHandler[]
  visitorOf(request: Request, response: Response): Kept<Partial<Visitor>>
  /** @throws {Problem} `lost` unless the form was made for this visit */
  visitorOfForm(request: Request, response: Response): Kept<Visitor>
  note(residentId: number, action: string, detail?: Record<string, unknown>): Promise<void>
  disconnect(scope: DisconnectScope): Promise<void>
}

/**
 * Profiles for the network of 802.1X. Password and profiles of a credential are shown to the visit that made it, for as
 * long as a visit lasts; after that nobody sees them, and a new one is made instead.
 */
export function secureSteps(given: SecureParts): void {
  const { parts, router, limited, visitorOf, visitorOfForm, note, disconnect } = given
  const { config, db, sealer, certificates } = parts
  const { secureWifiSsid: ssid } = config
  if (ssid === undefined || certificates === undefined) return
  const form = urlencoded({ extended: false, limit: '4kb', parameterLimit: 20 })
  const wifi = (): SecureWifi => secureWifi(ssid, config.cityName, certificates.server(), certificates.ca())
  const send = sender(config.cityName)
  const fresh = (residentId: number, id: number) =>
    freshPasswordCredential(db, sealer, { id, residentId, since: new Date(Date.now() - VISIT_SECONDS * 1000) })
  const field = (request: Request, name: string) => sentField(request, name).trim()

  router.post('/secure', limited, form, async (request: Request, response: Response) => {
    const visitor = visitorOfForm(request, response)
    const { residentId } = visitor
    const name = field(request, 'name')
    if (!isName(name))
      return send(request, response, (reader) => secureRefusedPage(reader, 'secureBadName', LONGEST_NAME))
    const held = await liveDeviceCredentials(db, residentId)
    const twice = held.find(
      (each) => each.device_name === name && !each.by_certificate && each.created_at.getTime() > Date.now() - TWICE_MS,
    )
    if (!twice && held.length >= MOST)
      return send(request, response, (reader) => secureRefusedPage(reader, 'secureTooMany', MOST))
    const wanted = { residentId, deviceName: name, days: config.deviceCredentialDays }
    const { id } = twice ?? (await addPasswordCredential(db, sealer, wanted))
    if (!twice) await note(residentId, 'device-credential.add', { credential: id, by: 'password' })
    visitor.secured = id
    visitor.save()
    response.redirect(303, `${ME}/secure`)
  })
  router.get('/secure', async (request, response) => {
    const { residentId, csrf, secured } = visitorOf(request, response)
    const made = residentId === undefined || secured === undefined ? undefined : await fresh(residentId, secured)
    if (!made || csrf === undefined) return response.redirect(303, ME)
    send(request, response, (reader) => securePage(reader, csrf, wifi(), made, made.deviceName))
  })
  router.post('/profile', limited, form, async (request: Request, response: Response) => {
    const { residentId } = visitorOfForm(request, response)
    const kind = profileKinds.find((each) => each === field(request, 'kind'))
    const made = await fresh(residentId, Number(field(request, 'credential')) || 0)
    if (!kind || !made)
      throw new Problem('lost', 'this credential is not the resident’s, or its profile is shown no more')
    const { type, name, content } = profileOf(kind, wifi(), made, certificates.server())
    response
      .set({
        'content-type': type,
        'cache-control': 'no-store',
        'content-disposition': `attachment; filename="${name}"`,
      })
      .send(Buffer.from(content))
  })
  router.post('/revoke', limited, form, async (request: Request, response: Response) => {
    const { residentId } = visitorOfForm(request, response)
    const id = Number(field(request, 'credential'))
    const own = (await liveDeviceCredentials(db, residentId)).some((each) => each.id === id)
    const revoked = own ? await revokeDeviceCredential(db, id) : undefined
    if (!revoked) throw new Problem('lost', 'this credential is not the resident’s, or was revoked before')
    await note(residentId, 'device-credential.revoke', { credential: id })
    if (revoked.lastMac !== null) await disconnect({ device: revoked.lastMac })
    response.redirect(303, `${ME}#secure`)
  })
}

/** Some letters, no control characters (they would end up in a list that staff reads). */
const isName = (name: string) => name !== '' && [...name].length <= LONGEST_NAME && !/\p{C}/u.test(name)

function profileOf(
  kind: ProfileKind,
  wifi: SecureWifi,
  credential: SecureCredential,
  signer: { key: string; cert: string },
): { type: string; name: string; content: string | Buffer } {
  switch (kind) {
    case 'apple': {
      const content = signed(appleProfile(wifi, credential), signer)
      return { type: 'application/x-apple-aspen-config', name: 'plaza.mobileconfig', content }
    }
    case 'passpoint':
      return { type: 'application/x-wifi-config', name: 'plaza.config', content: passpointProfile(wifi, credential) }
    case 'windows':
      return { type: 'application/xml', name: 'plaza.xml', content: windowsProfile(wifi) }
    case 'ca':
      return { type: 'application/x-x509-ca-cert', name: 'plaza-ca.crt', content: wifi.ca }
  }
}
