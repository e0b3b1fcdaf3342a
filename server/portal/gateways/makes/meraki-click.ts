import { type MerakiClickReply, webAddress } from '../../arrival/arrival.ts'
import type { OpenedDialect } from '../opened-dialect.ts'
import { deviceMac, loginTarget, place, required } from '../redirect-request.ts'

/**
 * Cisco Meraki with a click-through splash page (Meraki, "Captive Portal API, Click-through"): the browser goes to
 * `base_grant_url`, which is all that is asked. Whoever knows that address gets online without the portal, and a device
 * cannot be told from another that borrows its name: sign-on is better where the licence has it.
 */
export const merakiClick: OpenedDialect<MerakiClickReply> = {
  matches: (query) => query.has('base_grant_url'),
  parse({ query, registry, now }) {
    const grantUrl = required(query, 'base_grant_url')
    const found = place(registry, { nasIdentifier: undefined, called: required(query, 'node_mac') }, ['meraki-click'])
    return {
      event: 'start',
      arrival: {
        ...found,
        deviceMac: deviceMac(query, 'client_mac'),
        wantedUrl: webAddress(query.get('user_continue_url')),
        reply: { dialect: 'meraki-click', grantUrl: loginTarget(found.gateway, grantUrl).href },
        arrivedAt: now,
      },
    }
  },
  vouched: () => false,
  placed: () => false,
  open(_, { grantUrl }, { sessionSeconds }, successUrl) {
    const url = new URL(grantUrl)
    url.searchParams.set('continue_url', successUrl)
    url.searchParams.set('duration', String(Math.floor(sessionSeconds)))
    return url.href
  },
  origin: ({ grantUrl }) => new URL(grantUrl).origin,
}
