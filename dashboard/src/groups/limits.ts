import type { PolicySettings } from '../../../server/api/contract/index.ts'

type Other = 'copiedDevices' | 'whenFull' | 'minimumLevel' | 'belowPolicyId' | 'vlan' | 'filterId' | 'role'
export type Limit = Exclude<keyof PolicySettings, Other>

/** What becomes of a device that is online at several gateways at once. */
export const copiedChoices: ReadonlyArray<PolicySettings['copiedDevices']> = ['show', 'sign-in']

/** What becomes of who comes to a hotspot with as many devices as it is made for. */
export const fullChoices: ReadonlyArray<PolicySettings['whenFull']> = ['let-in', 'turn-away']

const HOUR = 3600
const MINUTE = 60
const MBPS = 1_000_000
const GIB = 2 ** 30

/** A policy's limits in the order in which they are shown: how much of what is stored one of what is shown is. */
export const limits: ReadonlyArray<{ name: Limit; unit: number; mayLack: boolean }> = [
  { name: 'sessionSeconds', unit: HOUR, mayLack: false },
  { name: 'idleSeconds', unit: MINUTE, mayLack: false },
  { name: 'downBps', unit: MBPS, mayLack: true },
  { name: 'upBps', unit: MBPS, mayLack: true },
  { name: 'dailySeconds', unit: HOUR, mayLack: true },
  { name: 'dailyOctets', unit: GIB, mayLack: true },
  { name: 'devicesPerResident', unit: 1, mayLack: false },
]

export const isLimit = (name: string | undefined): name is Limit => limits.some((limit) => limit.name === name)

/** What a form holds: figures in the units shown, empty for no limit. */
export function settingsOf(form: FormData): PolicySettings {
  const settings = limits.map(({ name, unit, mayLack }) => {
    const text = String(form.get(name) ?? '').trim()
    return [name, text === '' && mayLack ? null : Math.round(Number(text) * unit)]
  })
  const minimumLevel = String(form.get('minimumLevel') ?? '') || null
  const below = Number(form.get('belowPolicyId') ?? 0)
  const named = (field: string) => String(form.get(field) ?? '').trim() || null
  const vlan = named('vlan')
  return {
    ...Object.fromEntries(settings),
    copiedDevices: form.get('copiedDevices'),
    whenFull: form.get('whenFull'),
    minimumLevel,
    belowPolicyId: minimumLevel === null || below === 0 ? null : below,
    vlan: vlan === null ? null : Number(vlan),
    filterId: named('filterId'),
    role: named('role'),
  } as PolicySettings
}

/** A figure as a form and a table show it, at most two decimals. */
export const inUnits = (value: number, unit: number): number => Math.round((value / unit) * 100) / 100
