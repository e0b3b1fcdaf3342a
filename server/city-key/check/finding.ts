import type { CustomFetch } from 'openid-client'
import type { CityKeyClient } from '../../config/index.ts'
import { failureOf, type Step } from '../failure.ts'
import type { Metadata } from '../protocol/discovery.ts'

/** What was looked at, and what came of it. */
export interface Finding {
  what: string
  /** `unknown`: it cannot be told without a person. */
  result: 'fits' | 'misfit' | 'unknown'
  /** In words, for who sets Plaza up. */
  detail: string
  /** Which setting mends it, or changes it; of residents' client, until `check.ts` names that of staff's own. */
  setting?: string
}

/** What the steps of a check have in common. */
export interface CheckContext {
  options: CityKeyClient
  fetch: CustomFetch
  metadata: Metadata
  redirectUri: string
}

export const fits = (what: string, detail: string): Finding => ({ what, result: 'fits', detail })
export const unknown = (what: string, detail: string, setting?: string): Finding => ({
  ...{ what, result: 'unknown', detail },
  ...(setting !== undefined && { setting }),
})
export const misfit = (what: string, detail: string, setting?: string): Finding => ({
  ...{ what, result: 'misfit', detail },
  ...(setting !== undefined && { setting }),
})

const ABOUT_TRUST = /self_signed|unable_to|unable_to_get|depth_zero/

/** What a failure means for the settings. */
export function ofFailure(what: string, error: unknown, step: Step): Finding {
  const { reason, message } = failureOf(error, step)
  const detail = message.replace(/^City Key [\w-]+ \([^)]*\): /, '')
  if (ABOUT_TRUST.test(reason))
    return misfit(what, `${detail}: give the CA that signed its certificate`, 'CITY_KEY_CA_FILE')
  if (reason === 'issuer_tenant') return misfit(what, detail, 'CITY_KEY_TENANT_ISSUERS')
  if (reason === 'timeout') return misfit(what, detail, 'CITY_KEY_TIMEOUT_SECONDS')
  return misfit(what, detail)
}
