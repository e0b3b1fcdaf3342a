import type { CityKeyClient } from '../../config/index.ts'
import { CityKeyError } from '../provider.ts'
import type { Metadata } from './discovery.ts'

/**
 * Providers of many tenants write a placeholder into the issuer of their discovery document, and the tenant into that of
 * each ID token: `https://login.microsoftonline.com/{tenantid}/v2.0` (Microsoft identity platform, "Validate the issuer").
 */
const PLACEHOLDER = /\{\w+\}/

export const hasTenants = (issuer: string): boolean => PLACEHOLDER.test(issuer)

/** The tenant in an issuer that is of this form; undefined: it is not. */
export function tenantIn(issuer: string, form: string): string | undefined {
  const [before = '', after = '', more] = form.split(PLACEHOLDER)
  if (more !== undefined || issuer.length <= before.length + after.length) return undefined
  if (!issuer.startsWith(before) || !issuer.endsWith(after)) return undefined
  const tenant = issuer.slice(before.length, issuer.length - after.length)
  return /^[\w.-]+$/.test(tenant) ? tenant : undefined
}

/** @throws {CityKeyError} where nobody has said whose accounts are believed, or the provider has none of that form */
export function checkTenants({ tenantIssuers }: CityKeyClient, form: string): void {
  const strange = tenantIssuers.find((issuer) => tenantIn(issuer, form) === undefined)
  if (tenantIssuers.length === 0 || strange !== undefined)
    throw new CityKeyError(
      'misfit',
      'issuer_tenant',
      `discovery: it calls itself ${form}, with a place for a tenant: name those whose people may sign in, each by its whole issuer, in CITY_KEY_TENANT_ISSUERS${strange === undefined ? '' : ` (${strange} is none of that form)`}`,
    )
}

/** Of a provider that says which tenant somebody comes back from (`iss`, RFC 9207): as that tenant's own. */
export function ofReturned(metadata: Metadata, { tenantIssuers }: CityKeyClient, returned: URL): Metadata {
  const issuer = returned.searchParams.get('iss')
  const isTenant = issuer !== null && hasTenants(metadata.issuer) && tenantIssuers.includes(issuer)
  return isTenant ? { ...metadata, issuer } : metadata
}

/** @throws {CityKeyError} where a token names another tenant (`tid`) than its issuer */
export function checkTenant(claims: { iss?: string; tid?: unknown }, form: string): void {
  if (!hasTenants(form) || claims.tid === undefined) return
  if (claims.tid !== tenantIn(claims.iss ?? '', form))
    throw new CityKeyError('misfit', 'iss_mismatch', 'ID token: its tenant (tid) is another than that of its issuer')
}

/**
 * Whether a key may sign for an issuer: a provider of many tenants says whose each is (Microsoft identity platform,
 * "Validate the signing key issuer").
 *
 * @param form what the key says of that (`issuer`): an issuer, or the form of several; undefined: it is anybody's
 */
export const signsFor = (form: unknown, issuer: unknown): boolean =>
  typeof form !== 'string' || form === issuer || (typeof issuer === 'string' && tenantIn(issuer, form) !== undefined)
