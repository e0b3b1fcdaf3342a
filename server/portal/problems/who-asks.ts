import type { Request, Response } from 'express'
import type { Config } from '../../config/index.ts'
import type { Registry } from '../../network/gateways/registry.ts'
import type { Visit } from '../arrival/arrival.ts'
import { gatewayNumber } from '../gateways/addresses.ts'
import { isProven, readVisit } from '../gateways/dialects.ts'
import type { PortalState } from '../sign-in/state.ts'
import type { Ways } from '../sign-in/ways.ts'
import { Problem } from './problem.ts'

/**
 * Who asks, as far as it is proven: a device by a redirect that its gateway has signed, in the address or in a way's
 * cookie; else a browser by its cookie. Undefined: whoever shares the address. A device's MAC that nobody signed proves
 * nothing: anybody can name it.
 */
export interface WhoAsks {
  /** Before a form is read. */
  comes(request: Request, response: Response): string | undefined
  /** By the way that the request goes on with. */
  acts(request: Request, response: Response): string | undefined
  /** The device of the way, where it is proven. */
  device(way: PortalState): string | undefined
}

const deviceKey = (gatewayId: number, mac: string) => `device ${gatewayId} ${mac}`

export function whoAsks(
  { config, registry }: { config: Pick<Config, 'http'>; registry: Registry },
  ways: Ways,
): WhoAsks {
  const device = ({ arrival }: PortalState) => {
    const gateway = arrival && registry.gateway(arrival.gatewayId)
    if (!gateway || !isProven({ gateway, reply: arrival.reply })) return undefined
    return deviceKey(arrival.gatewayId, arrival.deviceMac)
  }
  const ofWay = (way: PortalState) => device(way) ?? (way.csrf === undefined ? undefined : `browser ${way.csrf}`)
  const ofRedirect = ({ originalUrl, path }: Request): string | undefined => {
    const at = originalUrl.indexOf('?')
    if (at < 0) return undefined
    const gatewayId = gatewayNumber(/^\/opennds\/([^/]*)/.exec(path)?.[1] ?? '')
    const redirect = { rawQuery: originalUrl.slice(at + 1), portalUrl: `${config.http.publicUrl}/portal` }
    const visit = visitOf(() => readVisit({ ...redirect, gatewayId, registry, now: Date.now() }))
    if (!visit || !('arrival' in visit) || !visit.arrival || !isProven(visit.arrival)) return undefined
    return deviceKey(visit.arrival.gateway.id, visit.arrival.deviceMac)
  }
  return {
    device,
    comes(request, response) {
      const [way] = ways.all(request, response)
      return way ? ofWay(way) : ofRedirect(request)
    },
    acts(request, response) {
      const way = ways.of(request, response)
      return ofWay(way)
    },
  }
}

/** Whoever's address says nothing that holds is told so later. */
function visitOf(read: () => Visit): Visit | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}
