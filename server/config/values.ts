import { isIP } from 'node:net'
import { z } from 'zod'

export const port = (fallback: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'a port number from 1 to 65535')
    .transform(Number)
    .refine((value) => value >= 1 && value <= 65535, 'a port number from 1 to 65535')
    .default(fallback)

/** As {@link port}, and 0 for none. */
export const portOrNone = (fallback: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'a port number from 1 to 65535, or 0 for none')
    .transform(Number)
    .refine((value) => value <= 65535, 'a port number from 1 to 65535, or 0 for none')
    .default(fallback)

export const whole = (fallback: number, min: number, max: number, unit: string) => {
  const accepted = `a whole number of ${unit} from ${min} to ${max}`
  return z
    .string()
    .regex(/^\d{1,9}$/, accepted)
    .transform(Number)
    .refine((value) => value >= min && value <= max, accepted)
    .default(fallback)
}

export const flag = z
  .enum(['1', '0', 'true', 'false', 'yes', 'no'], { error: '1 or 0 (true or false, yes or no)' })
  .transform((value) => value === '1' || value === 'true' || value === 'yes')

export const webUrl = z
  .url({ protocol: /^https?$/, error: 'an address that begins with http:// or https://' })
  .transform((value) => value.replace(/\/+$/, ''))

/** An issuer is compared as it is written (OpenID Connect Discovery section 4.3): its `/` at the end, if it has one, stays. */
export const issuerUrl = z
  .url({ protocol: /^https?$/, error: 'an address that begins with http:// or https://' })
  .transform((value) => value.replace(/\/\.well-known\/openid-configuration$/, ''))

export const isTimeZone = (value: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}

/** An address, or a network in CIDR notation that is not all there is. */
function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const family = isIP(address)
  return family !== 0 && (bits === undefined || (Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128)))
}

/** Not how many there are: whoever reaches Plaza's port beside them would be believed whatever address it claims. */
export const proxies = z
  .string()
  .transform((value) => (value.trim() === '0' ? [] : value.split(/[\s,]+/).filter((part) => part !== '')))
  .refine((list) => list.every(isNetwork), 'addresses or networks such as 127.0.0.1, 10.1.0.0/24')
  .optional()

/** At most 32 octets (IEEE 802.11-2020 section 9.4.2.2); profiles are XML, which knows no control characters. */
export const isSsid = (value: string) => value !== '' && Buffer.byteLength(value) <= 32 && !/\p{Cc}/u.test(value)
