import { webAddress } from '../../arrival/arrival.ts'
import { loginForm } from '../login-form.ts'
import { deviceMac, loginTarget, place, required } from '../redirect-request.ts'

/**
 * Cisco Meraki with a sign-on splash page (Meraki, "Captive Portal API, Sign-on"): the login page is in Meraki's cloud,
 * which asks RADIUS from there. Its host names (`n143.network-auth.com`) are the gateway's login origins.
 */
export const meraki = loginForm({
  dialect: 'meraki',
  matches: (query) => query.has('login_url'),
  read({ query, registry }) {
    const loginUrl = required(query, 'login_url')
    const found = place(registry, { nasIdentifier: undefined, called: required(query, 'ap_mac') }, [
      'meraki',
      'generic',
    ])
    return {
      place: found,
      deviceMac: deviceMac(query, 'client_mac'),
      wantedUrl: webAddress(query.get('continue_url')),
      loginUrl: loginTarget(found.gateway, loginUrl),
      event: query.get('error_message') ? 'failed' : 'start',
    }
  },
  fields: ({ username, password }, successUrl) => ({ username, password, success_url: successUrl }),
})
