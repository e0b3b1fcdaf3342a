import { createHash } from 'node:crypto'
import type { StaffRole } from '../../server/directory/tables.ts'

/** An account of the demo City Key. All are made up. */
export interface DemoAccount {
  /** The City Key's `sub`. */
  subject: string
  username: string
  password: string
  name: string
  locale: string
  /** How well the City Key knows who this is. */
  level: string
}

export interface StaffAccount extends DemoAccount {
  role: StaffRole
}

const resident = (username: string, name: string, password: string, locale = 'es-MX', level = '2'): DemoAccount => ({
  subject: `demo-${username}`,
  username,
  password,
  name,
  locale,
  level,
})

const staff = (role: StaffRole, username: string, name: string, password: string): StaffAccount => ({
  ...resident(username, name, password, 'es-MX', '3'),
  role,
})

export const demoResidents: readonly DemoAccount[] = [
  resident('lucia', 'Lucía Ríos', 'jacaranda-27'),
  resident('mateo', 'Mateo Cruz', 'organillo-41'),
  resident('xochitl', 'Xóchitl Peña', 'trajinera-58', 'es-MX', '3'),
  resident('ramon', 'Ramón Ayala', 'ahuehuete-63', 'es-MX', '1'),
  resident('grace', 'Grace Miller', 'bluebird-92', 'en', '1'),
]

export const demoStaff: readonly StaffAccount[] = [
  staff('viewer', 'vera', 'Vera Luna', 'mirador-15'),
  staff('planner', 'pablo', 'Pablo Solís', 'compas-36'),
  staff('operator', 'olga', 'Olga Núñez', 'antena-74'),
  staff('admin', 'adela', 'Adela Ibarra', 'faro-89'),
]

/** The accounts that the summary shows: residents, then staff. */
export const demoAccounts: ReadonlyArray<DemoAccount & { role?: StaffRole }> = [...demoResidents, ...demoStaff]

const byUsername = new Map(demoAccounts.map((account) => [account.username, account]))

const SIMULATED = 60_000

/** The simulated resident of this number, from 0 to 60,000; always the same one. */
export function simulatedAccount(number: number): DemoAccount {
  const username = `sim-${number}`
  const password = createHash('sha256').update(`plaza demo ${username}`).digest('base64url').slice(0, 12)
  const level = String(1 + (number % 3))
  return resident(username, `Residente simulado ${number}`, password, number % 9 === 0 ? 'en' : 'es-MX', level)
}

/** The demo account or simulated resident of this user name. */
export function accountOf(username: string): DemoAccount | undefined {
  const known = byUsername.get(username)
  if (known) return known
  const number = /^sim-(0|[1-9]\d{0,4})$/.exec(username)?.[1]
  return number !== undefined && Number(number) <= SIMULATED ? simulatedAccount(Number(number)) : undefined
}
