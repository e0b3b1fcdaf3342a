import { simulatedAccount } from '../accounts.ts'

/** A made-up resident with one device. */
export interface DemoResident {
  username: string
  password: string
  /** The City Key's `sub`. */
  subject: string
  locale: string
  level: string
  mac: string
  /** Loopback address that the device's HTTP requests come from. */
  address: string
}

/** The resident of this number, from 0 to 60,000; always the same one. */
export function demoResident(number: number): DemoResident {
  const { username, password, subject, locale, level } = simulatedAccount(number)
  const octets = [number >> 8, number & 255].map((octet) => octet.toString(16).padStart(2, '0'))
  return {
    username,
    password,
    subject,
    locale,
    level,
    mac: `0a:70:6c:7a:${octets.join(':')}`,
    address: `127.40.${number >> 8}.${number & 255}`,
  }
}
