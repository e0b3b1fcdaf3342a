import { webAddress } from '../../arrival/arrival.ts'
import { loginForm } from '../login-form.ts'
import { deviceMac, loginAtHost, place, type Query, required } from '../redirect-request.ts'

/** SmartZone names its northbound interface in the redirect; ZoneDirector and Unleashed have none. */
const isSmartZone = (query: Query) => query.has('nbiIP')

/**
 * Ruckus hotspot (WISPr) services: ZoneDirector and Unleashed take the login at `/login`, SmartZone at
 * `/SubscriberPortal/hotspotlogin` (Ruckus, "Hotspot WISPr Reference Guide"), on port 9997 or, over TLS, 9998. SmartZone
 * must be told to leave `client_mac` in clear (`no encrypt-mac-ip`): otherwise a ticket cannot be bound to the device.
 */
export const ruckus = loginForm({
  dialect: 'ruckus',
  matches: (query) => query.has('sip') && query.has('client_mac'),
  read({ query, registry }) {
    const found = place(registry, { nasIdentifier: undefined, called: required(query, 'mac') }, ['ruckus', 'generic'])
    const path = isSmartZone(query) ? '/SubscriberPortal/hotspotlogin' : '/login'
    return {
      place: found,
      deviceMac: deviceMac(query, 'client_mac'),
      wantedUrl: webAddress(query.get('url') ?? query.get('StartURL')),
      loginUrl: loginAtHost(found.gateway, required(query, 'sip'), path),
      event: query.get('reason') === 'Login-Failed' ? 'failed' : 'start',
    }
  },
  fields: ({ username, password }) => ({ username, password }),
})
