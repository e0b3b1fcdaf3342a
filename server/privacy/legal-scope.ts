import { isIP } from 'node:net'
import type { LegalScope } from '../sessions/legal-hold.ts'

/** A scope, a basis or an end that is not lawful. The message says what is. */
export class LegalError extends Error {
  override name = 'LegalError'
  /** The field that is wrong. */
  readonly field: string
  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}

const DAY_MS = 86_400_000

/** @throws {LegalError} unless it names a resident, a device, a hotspot or an address, and a time that has begun */
export function checkScope(scope: LegalScope, now: Date): void {
  const { residentId, deviceMac, hotspotId, publicIp = null, publicPort = null, since, until } = scope
  if (publicIp !== null && (isIP(publicIp) === 0 || publicIp.includes('%')))
    throw new LegalError('address', `"${publicIp}" is no address.`)
  if (publicPort !== null && publicIp === null) throw new LegalError('address', 'Name the address that the port is of.')
  if (residentId === null && deviceMac === null && hotspotId === null && publicIp === null) {
    throw new LegalError(
      'resident',
      'Name a resident, a device, a hotspot or an address: nobody may ask for the whole city.',
    )
  }
  if (since >= until) throw new LegalError('until', 'The end of the time must be after its beginning.')
  if (since > now) throw new LegalError('since', 'The time must have begun.')
}

/** @throws {LegalError} where a time is longer than `days` */
export function checkLength({ since, until }: LegalScope, days: number): void {
  if (until.getTime() - since.getTime() > days * DAY_MS) {
    throw new LegalError('until', `This may cover at most ${days} ${days === 1 ? 'day' : 'days'}.`)
  }
}

/** @throws {LegalError} where who asks, or by what right, is missing */
export function checkBasis({ authority, basis }: { authority: string; basis: string }): void {
  if (authority.trim().length < 3) throw new LegalError('authority', 'Say which authority asks.')
  if (basis.trim().length < 3)
    throw new LegalError('basis', 'Say by what right: the law, its article, the file number.')
}
