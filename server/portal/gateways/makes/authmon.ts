import { parseMac } from '../../../mac.ts'
import {
  dropWaitingGrants,
  endGrant,
  markFetched,
  type WaitingGrant,
  waitingGrants,
} from '../../../sessions/grants/grants.ts'
import type { PortalParts } from '../../parts.ts'
import { isGatewayHash, openNdsGateway } from './opennds.ts'

/** authmon reads 1024 characters, and lets in four devices a turn (openNDS, authmon.sh). */
const AT_ONCE = 4
const RHID = /^[0-9a-f]{64}$/

/**
 * Answers an openNDS gateway's authmon, which polls a FAS of level 3 every few seconds (openNDS, authmon.sh and
 * fas-aes-https.php): what devices to let in, and takes note of those that were. The gateway shows who it is by the hash of
 * its name, which nobody can guess where the name is a random one; what could be read with it opens nothing without the
 * gateway's own token.
 *
 * @returns the body of the answer
 * @throws {Problem} for what comes from no such gateway
 */
export async function answerAuthmon(
  { db, registry }: Pick<PortalParts, 'db' | 'registry'>,
  gatewayId: number,
  { action, gatewayHash, payload }: { action: string; gatewayHash: string; payload: string },
): Promise<string | undefined> {
  const gateway = openNdsGateway(registry, gatewayId)
  if (gateway.nasIdentifier === null || !isGatewayHash(gateway.nasIdentifier, gatewayHash)) return undefined
  const said = Buffer.from(payload, 'base64').toString('latin1').trim()
  switch (action) {
    case 'clear':
      await dropWaitingGrants(db, gatewayId)
      return 'ack'
    case 'list':
    case 'view': {
      if (said.startsWith('*')) {
        await markFetched(db, gatewayId, rhids(said))
        return 'ack'
      }
      const grants = await waitingGrants(db, gatewayId, AT_ONCE)
      if (action === 'list')
        await markFetched(
          db,
          gatewayId,
          grants.map(({ token }) => token),
        )
      return ['*', ...grants.map(line)].join(' ')
    }
    case 'deauthed': {
      const mac = deauthedMac(said)
      if (mac !== undefined) await endGrant(db, gatewayId, mac)
      return 'ack'
    }
    case 'custom':
      return 'ack'
    default:
      return undefined
  }
}

/** `method=…, clientmac=…, …`, which some versions encode twice (openNDS, fas-aes-https.php). */
function deauthedMac(payload: string): string | undefined {
  const text = payload.includes('method=') ? payload : Buffer.from(payload, 'base64').toString('latin1')
  return parseMac(/\bclientmac=([^,\s]+)/.exec(text)?.[1] ?? '')
}

const rhids = (text: string): string[] => text.split(/\s+/).filter((word) => RHID.test(word))

/**
 * `rhid minutes upload download uploadquota downloadquota custom`: rates in kbit/s, quotas in kB, 0 for none (openNDS,
 * fas-aes-https.php). A limit of both directions together is the limit of each.
 */
function line({ token, seconds, upBps, downBps, octets }: WaitingGrant): string {
  const minutes = Math.max(1, Math.round(seconds / 60))
  const kbps = (bps: number | null) => (bps === null ? 0 : Math.max(1, Math.floor(bps / 1000)))
  const kilobytes = octets === null ? 0 : Math.max(1, Math.floor(octets / 1000))
  return encodeURIComponent([token, minutes, kbps(upBps), kbps(downBps), kilobytes, kilobytes, 'na'].join(' '))
}
