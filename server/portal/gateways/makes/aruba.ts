import { webAddress } from '../../arrival/arrival.ts'
import { loginForm } from '../login-form.ts'
import { deviceMac, loginAtHost, place, required } from '../redirect-request.ts'

/**
 * Aruba Instant, Instant On and controllers with an external captive portal (Aruba Instant User Guide, "External Captive
 * Portal Redirect Parameters"; "Aruba Instant On External Captive Portal"). The login page is on `switchip`, a name of the
 * access point's own (securelogin.arubanetworks.com unless changed); Instant On calls it `post`, and a controller may
 * leave it out.
 */
export const aruba = loginForm({
  dialect: 'aruba',
  matches: (query) => query.get('cmd') === 'login' && (query.has('essid') || query.has('network')),
  read({ query, registry }) {
    const found = place(registry, { nasIdentifier: query.get('vcname'), called: required(query, 'apmac') }, [
      'aruba',
      'generic',
    ])
    return {
      place: found,
      deviceMac: deviceMac(query),
      wantedUrl: webAddress(query.get('url')),
      loginUrl: loginAtHost(found.gateway, query.get('switchip') ?? query.get('post'), '/cgi-bin/login'),
      event: query.get('errmsg') ? 'failed' : 'start',
    }
  },
  fields: ({ username, password }, successUrl) => ({
    user: username,
    password,
    cmd: 'authenticate',
    url: successUrl,
  }),
})
