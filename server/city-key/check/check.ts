import type { CityKeyClient } from '../../config/index.ts'
import { settingNamed } from '../causes.ts'
import { discoveryUrl, isByHand, type Metadata, openDiscovery } from '../protocol/discovery.ts'
import { createFetch } from '../protocol/fetch.ts'
import { authorization } from './authorization.ts'
import { type CheckContext, type Finding, fits, misfit, ofFailure } from './finding.ts'
import { request } from './request.ts'
import { addresses, type CheckStep, claims, clientAuthentication, signatures, userInfo } from './steps.ts'

export type { Finding } from './finding.ts'

/** The conversation in the order in which it goes. */
const steps: readonly CheckStep[] = [
  addresses,
  signatures,
  request,
  claims,
  clientAuthentication,
  authorization,
  userInfo,
]

export interface CheckOptions {
  client: CityKeyClient
  redirectUri: string
  /** It is the staff's own, whose settings have other names. */
  isApart: boolean
}

/**
 * Walks the conversation with a provider as far as it goes without a person: what fits, what does not, and which setting
 * mends it. Nothing is changed there; a token is asked for with a code that nobody was given.
 *
 * @throws {StartError} where a file that is named cannot be read
 */
export const checkCityKey = async (options: CheckOptions): Promise<Finding[]> =>
  (await walk(options)).map(({ detail, setting, ...found }) => ({
    ...found,
    detail: named(detail, options),
    ...(setting !== undefined && { setting: named(setting, options) }),
  }))

const named = (text: string, { isApart }: CheckOptions): string =>
  text.replaceAll(/\bCITY_KEY_(?!STAFF_)([A-Z_]+)/g, (_, name: string) => settingNamed(name, isApart))

async function walk({ client, redirectUri }: CheckOptions): Promise<Finding[]> {
  let clock: Finding | undefined
  const plain = createFetch(client)
  const fetch: typeof plain = async (url, options) => {
    const answer = await plain(url, options)
    clock ??= clockOf(answer.headers.get('date'), client.clockToleranceSeconds)
    return answer
  }
  let metadata: Metadata
  try {
    metadata = await openDiscovery(client, fetch, 0).read()
  } catch (error) {
    return [ofFailure(isByHand(client) ? 'provider' : 'discovery', error, 'discovery')].map((found) => ({
      ...found,
      setting: found.setting ?? 'CITY_KEY_ISSUER',
    }))
  }
  const from = isByHand(client) ? 'by hand: nothing is discovered' : discoveryUrl(client.issuer).href
  const found: Finding[] = [fits('provider', `${metadata.issuer} (${from})`)]
  const context: CheckContext = { options: client, fetch, metadata, redirectUri }
  for (const step of steps) found.push(...(await step(context)))
  return clock ? [...found, clock] : found
}

function clockOf(date: string | null, tolerance: number): Finding | undefined {
  const at = date === null ? Number.NaN : Date.parse(date)
  if (Number.isNaN(at)) return undefined
  const seconds = Math.round((at - Date.now()) / 1000)
  const told = `${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} Plaza’s`
  return Math.abs(seconds) <= tolerance
    ? fits('clock', told)
    : misfit('clock', `${told}: set the clocks right`, 'CITY_KEY_CLOCK_TOLERANCE_SECONDS')
}
