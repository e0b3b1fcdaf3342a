import { webAddress } from '../../arrival/arrival.ts'
import { RedirectProblem } from '../../problems/problem.ts'
import { loginForm } from '../login-form.ts'
import { deviceMac, loginAtHost, place, required } from '../redirect-request.ts'

/** The longest query that fits the cookie which keeps it. */
const MAX_QUERY = 1500

/**
 * Cambium cnPilot and cnMaestro with an external hotspot (Cambium, "cnPilot Enterprise AP User Guide"): the form goes to
 * `hotspot_login.cgi` on `ga_srvr` (port 880, over TLS 444) with the redirect's whole query, byte for byte, since
 * `ga_Qv` means something to the access point alone.
 */
export const cambium = loginForm({
  dialect: 'cambium',
  matches: (query) => query.has('ga_cmac') || query.has('ga_srvr'),
  read({ query, rawQuery, registry }) {
    if (rawQuery.length > MAX_QUERY)
      throw new RedirectProblem('missing', 'too-long', 'the redirect is too long to be sent back')
    const names = { nasIdentifier: query.get('ga_nas_id'), called: required(query, 'ga_ap_mac') }
    const found = place(registry, names, ['cambium', 'generic'])
    const page = loginAtHost(found.gateway, required(query, 'ga_srvr'), '/cgi-bin/hotspot_login.cgi')
    return {
      place: found,
      deviceMac: deviceMac(query, 'ga_cmac'),
      wantedUrl: webAddress(query.get('ga_orig_url')),
      loginUrl: new URL(`${page.href}?${rawQuery}`),
      event: query.get('ga_error_code') ? 'failed' : 'start',
    }
  },
  fields: ({ username, password }) => ({ ga_user: username, ga_pass: password }),
})
