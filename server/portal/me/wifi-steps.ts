import type { Request, RequestHandler, Response, Router } from 'express'
import { trustOf } from '../../certificates/trust.ts'
import type { Config } from '../../config.ts'
import { addOwnCredential, newestCredential, recentOwnPassword } from '../../directory/device-credentials.ts'
import { parseDeviceName } from '../../directory/device-name.ts'
import { revokeAndDisconnect } from '../../sessions/revoke-credential.ts'
import { readerOf } from '../page.ts'
import type { PortalParts } from '../parts.ts'
import { Problem } from '../problem.ts'
import type { SecureNetwork } from '../profiles/secure-network.ts'
import { isKind } from './guides.ts'
import { isFormat, profileIn } from './profile-files.ts'
import { field, VISIT_SECONDS, type Visits } from './visit.ts'
import { protectedPage, protectPage, tooManyPage } from './wifi-pages.ts'
import { ME } from './words.ts'

/** So many that hold may a resident have. */
const MOST = 10

export interface WifiParts extends Pick<PortalParts, 'config' | 'db' | 'sealer'> {
  certificates: NonNullable<PortalParts['certificates']>
  secureWifi: NonNullable<Config['secureWifi']>
}

/**
 * How a resident leads a device to the secure network, and takes that back.
 *
 * Profiles are fetched by GET, which Android's installer asks for: the address names the credential by its number and
 * holds no secret. Who asks is known by the cookie of the visit; the password is opened once more for its own resident
 * alone, and only for as long as a visit lasts after it was made. Other sites cannot have it fetched.
 */
export function wifiSteps(router: Router, form: RequestHandler[], visits: Visits, parts: WifiParts): void {
  const { config, db, sealer, certificates, secureWifi } = parts
  const network = async (): Promise<SecureNetwork> => {
    const { cert } = (await certificates()).server()
    return { ...secureWifi, cityName: config.cityName, trust: trustOf(cert) }
  }

  router.get('/protect', async (request, response) => {
    const visitor = visits.visitor(request, response)
    if (!visitor) return response.redirect(303, ME)
    const after = await newestCredential(db, visitor.residentId)
    visits.send(request, response, (reader) => protectPage(reader, visitor.csrf, { after, name: '', kind: undefined }))
  })
  router.post('/protect', form, async (request: Request, response: Response) => {
    const { residentId, csrf } = visits.ofForm(request, response)
    const [given, after] = [field(request, 'name'), Number(field(request, 'after'))]
    const asked = field(request, 'kind')
    const kind = isKind(asked) ? asked : undefined
    const deviceName = parseDeviceName(given)
    if (deviceName === undefined || kind === undefined || !Number.isSafeInteger(after)) {
      const wrong = { name: deviceName === undefined, kind: kind === undefined }
      return visits.send(request, response, (reader) =>
        protectPage(reader, csrf, { after: after || 0, name: given, kind }, wrong),
      )
    }
    const wanted = { residentId, deviceName, days: config.deviceCredentialDays, most: MOST, after }
    const found = await network()
    const made = await addOwnCredential(db, sealer, wanted)
    if (made === 'already') return response.redirect(303, `${ME}#wifi`)
    if (made === 'too-many') return visits.send(request, response, (reader) => tooManyPage(reader, MOST))
    await visits.note(residentId, 'device-credential.add', { by: 'password' })
    visits.send(request, response, (reader) =>
      protectedPage(reader, { network: found, credential: made, deviceName, kind, minutes: VISIT_SECONDS / 60 }),
    )
  })
  router.get('/wifi/:id/:format', form, async (request: Request, response: Response) => {
    const visitor = visits.visitor(request, response)
    const { id, format } = request.params
    if (!visitor || request.get('sec-fetch-site') === 'cross-site')
      throw new Problem('lost', 'a profile is fetched by who has signed in here, from our own page')
    if (!isFormat(format) || !/^\d{1,15}$/.test(String(id))) throw new Problem('not-found', 'no such profile')
    const { residentId } = visitor
    const credential = await recentOwnPassword(db, sealer, { id: Number(id), residentId, seconds: VISIT_SECONDS })
    if (!credential) throw new Problem('lost', 'this credential is not the resident’s, or not a new one')
    const signer = (await certificates()).server()
    const file = await profileIn(format, { network: await network(), credential, signer, reader: readerOf(request) })
    if (!file) throw new Problem('not-found', 'the access points announce no Passpoint')
    await visits.note(residentId, 'device-credential.profile', { format })
    response.set({ ...file.headers, 'cache-control': 'no-store' }).send(file.content)
  })
  router.get('/ca.crt', async (_request, response) => {
    const { trust } = await network()
    response
      .set({ 'content-type': 'application/x-x509-ca-cert', 'cache-control': 'no-cache' })
      .set('content-disposition', 'attachment; filename="wifi-seguro.crt"')
      .send(trust.root.raw)
  })
  router.post('/revoke', form, async (request: Request, response: Response) => {
    const { residentId } = visits.ofForm(request, response)
    const id = Number(field(request, 'credential'))
    const revoked = Number.isSafeInteger(id) && (await revokeAndDisconnect(visits.toGateways, { id, residentId }))
    if (!revoked) throw new Problem('lost', 'this credential is not the resident’s, or was revoked before')
    await visits.note(residentId, 'device-credential.revoke')
    await visits.settled(revoked.run)
    response.redirect(303, `${ME}#wifi`)
  })
}
