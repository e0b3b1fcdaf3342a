import { Command, Option } from 'commander'
import {
  addPolicy,
  changePolicy,
  PolicyError,
  type PolicySettings,
  removePolicy,
} from '../access/policies/change-policies.ts'
import { levelNames } from '../access/policies/levels.ts'
import { ensureDefaultPolicy, loadPolicies, type NamedPolicy, type Policy } from '../access/policies/policies.ts'
import { segmentOf } from '../access/policies/segment.ts'
import type { Database } from '../database/connection.ts'
import { audit } from '../directory/audit.ts'
import { StartError } from '../start/start-error.ts'
import { withChange, withDatabase } from './command-database.ts'
import { table } from './terminal/table.ts'

/** What a person thinks in, in what is stored. */
const HOUR = 3600
const MINUTE = 60
const MBPS = 1_000_000
const GIB = 2 ** 30

interface Options {
  sessionHours?: string
  idleMinutes?: string
  downMbps?: string
  upMbps?: string
  dailyHours?: string
  dailyGib?: string
  devices?: string
  vlan?: string
}

interface Choices extends Options {
  copiedDevices?: Policy['copiedDevices']
  whenFull?: Policy['whenFull']
  minimumLevel?: string
  below?: string
  filterId?: string
  role?: string
}

type Other = 'copiedDevices' | 'whenFull' | 'minimumLevel' | 'belowPolicyId' | 'filterId' | 'role'
type Limit = Exclude<keyof PolicySettings, Other>

/** By option: what it sets, in which unit, and what it is called there. */
const units: Record<keyof Options, [field: Limit, unit: number, flag: string]> = {
  sessionHours: ['sessionSeconds', HOUR, '--session-hours'],
  idleMinutes: ['idleSeconds', MINUTE, '--idle-minutes'],
  downMbps: ['downBps', MBPS, '--down-mbps'],
  upMbps: ['upBps', MBPS, '--up-mbps'],
  dailyHours: ['dailySeconds', HOUR, '--daily-hours'],
  dailyGib: ['dailyOctets', GIB, '--daily-gib'],
  devices: ['devicesPerResident', 1, '--devices'],
  vlan: ['vlan', 1, '--vlan'],
}

const OTHER_FLAGS = ['--copied-devices', '--when-full', '--minimum-level', '--below', '--filter-id', '--role']

/** `plaza policy list|set|remove`. */
export function policyCommand(): Command {
  const command = new Command('policy')
    .description('what residents get: time, speed and volume, by default and in hotspot groups')
    .showHelpAfterError()
  listCommand(command)
  setCommand(command)
  removeCommand(command)
  return command
}

function listCommand(command: Command): void {
  command
    .command('list')
    .description('list the policies; the default one holds where no hotspot group has another')
    .action(() =>
      withDatabase(async (db) => {
        await ensureDefaultPolicy(db)
        console.log(table((await loadPolicies(db)).map(shownAmong)))
      }),
    )
}

function setCommand(command: Command): void {
  command
    .command('set <name>')
    .description('change a policy, or make it: what is not given then is as in the default one')
    .option('--session-hours <number>', 'the longest session')
    .option('--idle-minutes <number>', 'after how long without traffic a session ends')
    .option('--down-mbps <number>', 'speed to the device in Mbit/s; none: no limit')
    .option('--up-mbps <number>', 'speed from the device in Mbit/s; none: no limit')
    .option('--daily-hours <number>', 'time a day of all devices of a resident; none: no limit')
    .option('--daily-gib <number>', 'volume a day, both ways, in GiB; none: no limit')
    .option('--devices <number>', 'how many devices of a resident at a time')
    .addOption(
      new Option(
        '--copied-devices <what>',
        'a device that is online at several gateways at once is shown, or must also sign in anew',
      ).choices(['show', 'sign-in']),
    )
    .addOption(
      new Option(
        '--when-full <what>',
        'where as many devices are online as a hotspot is made for, further ones are let in or turned away',
      ).choices(['let-in', 'turn-away']),
    )
    .option('--minimum-level <level>', 'the least level of verification, of CITY_KEY_LEVELS; none: no account lacks it')
    .option('--below <policy>', 'what accounts below that level get; none: they are not let in')
    .option('--vlan <number>', 'the VLAN into which gateways put the device, 1 to 4094; none: their own')
    .option('--filter-id <name>', 'the filter list at the gateway that holds for the device; none: none')
    .option('--role <name>', 'the role, user group or profile at the gateway, as its make calls it; none: none')
    .action((name: string, options: Choices) =>
      withChange(async (db, _, config) => {
        await ensureDefaultPolicy(db)
        const policies = await loadPolicies(db)
        const settings = { ...settingsOf(options), ...levelSettings(options, policies), ...gatewayNames(options) }
        const before = policies.find((policy) => policy.name === name.trim())
        if (before && Object.keys(settings).length === 0) {
          throw new StartError(
            `Give what is to change: ${[...Object.values(units).map(([, , flag]) => flag), ...OTHER_FLAGS].join(', ')}.`,
          )
        }
        const id = await (before
          ? changePolicy(db, before.id, settings, levelNames(config))
          : addPolicy(db, name, settings, levelNames(config))
        ).catch(explained)
        await audit(db, { kind: 'command' }, before ? 'policy.set' : 'policy.add', `policy ${before?.id ?? id}`, {
          ...{ name: name.trim(), ...settings },
        })
        const stored = await loadPolicies(db)
        console.log(
          table(stored.filter((policy) => policy.id === (before?.id ?? id)).map((each) => shownAmong(each, 0, stored))),
        )
      }),
    )
}

function removeCommand(command: Command): void {
  command
    .command('remove <name>')
    .description('remove a policy that no hotspot group has; never the default one')
    .action((name: string) =>
      withChange(async (db) => {
        const { id, isDefault } = await policyNamed(db, name)
        if (isDefault) throw new StartError(`"${name}" is the default policy: change it, it cannot be removed.`)
        await removePolicy(db, id).catch(explained)
        await audit(db, { kind: 'command' }, 'policy.remove', `policy ${id}`, { name })
        console.log(`The policy "${name}" is removed.`)
      }),
    )
}

/** @throws {StartError} that says which there are */
export async function policyNamed(db: Pick<Database, 'query'>, name: string): Promise<NamedPolicy> {
  const policies = await loadPolicies(db)
  return namedAmong(policies, name)
}

/** @throws {StartError} that says which there are */
function namedAmong(policies: readonly NamedPolicy[], name: string): NamedPolicy {
  const found = policies.find((policy) => policy.name === name.trim())
  if (found) return found
  throw new StartError(`There is no policy "${name}"; there are: ${policies.map((each) => each.name).join(', ')}.`)
}

const isNone = (text: string) => text.trim().toLowerCase() === 'none'

/** What gateways have names for; `none` takes it away. */
function gatewayNames({ filterId, role }: Choices): Partial<PolicySettings> {
  const named = (text: string) => (isNone(text) ? null : text.trim())
  return {
    ...(filterId !== undefined && { filterId: named(filterId) }),
    ...(role !== undefined && { role: named(role) }),
  }
}

/** What is said of verification; `none` takes it away. */
function levelSettings({ minimumLevel, below }: Choices, policies: readonly NamedPolicy[]): Partial<PolicySettings> {
  return {
    ...(minimumLevel !== undefined && { minimumLevel: isNone(minimumLevel) ? null : minimumLevel.trim() }),
    ...(below !== undefined && { belowPolicyId: isNone(below) ? null : namedAmong(policies, below).id }),
  }
}

function settingsOf({ copiedDevices, whenFull, ...options }: Choices): Partial<PolicySettings> {
  const settings: Partial<Record<Limit, number | null>> = {}
  for (const [option, [field, unit, flag]] of Object.entries(units)) {
    const text = options[option as keyof Options]
    if (text === undefined) continue
    const value = isNone(text) ? null : Math.round(Number(text) * unit)
    if (Number.isNaN(value) || text.trim() === '') throw new StartError(`${flag}: "${text}" is no number.`)
    settings[field] = value
  }
  return {
    ...(settings as Partial<PolicySettings>),
    ...(copiedDevices && { copiedDevices }),
    ...(whenFull && { whenFull }),
  }
}

function explained(error: unknown): never {
  if (!(error instanceof PolicyError)) throw error
  const flag = Object.values(units).find(([field]) => field === error.field)
  if (!flag || !error.range) throw new StartError(error.message)
  const [, unit, name] = flag
  const [least, most, mayLack] = error.range
  const [from, to] = [Math.ceil((least / unit) * 1000) / 1000, Math.floor((most / unit) * 1000) / 1000]
  throw new StartError(`${name}: expected a number from ${from} to ${to}${mayLack ? ', or none' : ''}.`)
}

const shownAmong = (policy: NamedPolicy, _: number, policies: readonly NamedPolicy[]) => ({
  name: policy.name,
  default: policy.isDefault,
  'session hours': rounded(policy.sessionSeconds / HOUR),
  'idle minutes': rounded(policy.idleSeconds / MINUTE),
  'down Mbit/s': lifted(policy.downBps, MBPS),
  'up Mbit/s': lifted(policy.upBps, MBPS),
  'daily hours': lifted(policy.dailySeconds, HOUR),
  'daily GiB': lifted(policy.dailyOctets, GIB),
  devices: policy.devicesPerResident,
  'copied devices': policy.copiedDevices,
  'when full': policy.whenFull,
  'least level': policy.minimumLevel ?? 'none',
  below:
    policies.find(({ id }) => id === policy.belowPolicyId)?.name ?? (policy.minimumLevel === null ? '' : 'not let in'),
  // Most cities have none of it.
  ...(policies.some(segmentOf) && {
    vlan: policy.vlan ?? 'none',
    'filter id': policy.filterId ?? 'none',
    role: policy.role ?? 'none',
  }),
})

/** Two decimals; of less than one three digits, so that little is not nothing. */
export const rounded = (value: number): number =>
  Math.abs(value) < 1 ? Number(value.toPrecision(3)) : Math.round(value * 100) / 100
const lifted = (value: number | null, unit: number) => (value === null ? 'none' : rounded(value / unit))
