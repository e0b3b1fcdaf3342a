import { webAddress } from '../../arrival/arrival.ts'
import { loginForm } from '../login-form.ts'
import { deviceMac, loginTarget, place, required } from '../redirect-request.ts'

/** `statusCode` of the redirect: the client is logged in already. */
const ALREADY = '1'

/**
 * External web authentication of Cisco's wireless controllers, AireOS and Catalyst 9800 (Cisco, "External Web
 * Authentication with Wireless LAN Controllers Configuration Example"): `switch_url` is the login page on the
 * controller's virtual address, `statusCode` says after a login why it came to nothing.
 */
export const cisco = loginForm({
  dialect: 'cisco',
  matches: (query) => query.has('switch_url'),
  read({ query, registry }) {
    const loginUrl = required(query, 'switch_url')
    const found = place(registry, { nasIdentifier: undefined, called: required(query, 'ap_mac') }, ['cisco', 'generic'])
    const status = query.get('statusCode')
    return {
      place: found,
      deviceMac: deviceMac(query, 'client_mac'),
      wantedUrl: webAddress(query.get('redirect')),
      loginUrl: loginTarget(found.gateway, loginUrl),
      event: status === ALREADY ? 'online' : status ? 'failed' : 'start',
    }
  },
  fields: ({ username, password }, successUrl) => ({
    username,
    password,
    buttonClicked: '4',
    err_flag: '0',
    redirect_url: successUrl,
  }),
})
