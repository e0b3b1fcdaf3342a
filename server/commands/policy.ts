import { Command } from 'commander'
import { namedPolicies, type Policy, putPolicy } from '../access/policies.ts'
import { audit } from '../directory/audit.ts'
import { StartError } from '../start-error.ts'
import { withDatabase } from './command-database.ts'
import { someText } from './some-text.ts'
import { table } from './table.ts'

const HOUR = 3600
const MINUTE = 60
const MBIT = 1_000_000
const GIB = 2 ** 30
const NONE = 'none'

/** Each option: what it changes, how much one of its unit is, the least and most in that unit, and whether "none" may stand. */
const options = [
  {
    flag: 'session-hours',
    field: 'sessionSeconds',
    unit: HOUR,
    least: 0.05,
    most: 168,
    none: false,
    about: 'one session',
  },
  { flag: 'idle-minutes', field: 'idleSeconds', unit: MINUTE, least: 1, most: 1440, none: false, about: 'without use' },
  { flag: 'down-mbps', field: 'downBps', unit: MBIT, least: 0.05, most: 10_000, none: true, about: 'to the device' },
  { flag: 'up-mbps', field: 'upBps', unit: MBIT, least: 0.05, most: 10_000, none: true, about: 'from the device' },
  {
    flag: 'daily-hours',
    field: 'dailySeconds',
    unit: HOUR,
    least: 0.05,
    most: 24,
    none: true,
    about: 'a resident a day',
  },
  {
    flag: 'daily-gib',
    field: 'dailyOctets',
    unit: GIB,
    least: 0.01,
    most: 10_000,
    none: true,
    about: 'a resident a day',
  },
  { flag: 'devices', field: 'devicesPerResident', unit: 1, least: 1, most: 100, none: false, about: 'online at once' },
] as const satisfies ReadonlyArray<{ field: keyof Policy } & Record<string, unknown>>

/** `plaza policy set|list`. */
export function policyCommand(): Command {
  const command = new Command('policy')
    .description('what residents get, by default and by hotspot group')
    .showHelpAfterError()
  const set = command
    .command('set <name>')
    .description('change a policy, or make it; what is not said stays, a new one begins as the default one')
  for (const { flag, none, about } of options)
    set.option(`--${flag} <number>`, `${about}${none ? `; "${NONE}": no limit` : ''}`)
  set.action((name: string, given: Record<string, string>) =>
    withDatabase(async (db) => {
      const change: Partial<Policy> = {}
      for (const option of options) {
        const text = given[option.flag.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())]
        if (text !== undefined) Object.assign(change, { [option.field]: readLimit(option, text) })
      }
      const policy = someText('name', name)
      await putPolicy(db, policy, change)
      await audit(db, { kind: 'command' }, 'policy.set', `policy ${policy}`, change)
      console.log(`Policy "${policy}" holds from the next login on. plaza policy list shows all.`)
    }),
  )
  command
    .command('list')
    .description('list them; times in hours, rates in Mbit/s, volume in GiB')
    .action(() =>
      withDatabase(async (db) => {
        const all = await namedPolicies(db)
        const shown = all.map((policy) => ({
          name: policy.name,
          default: policy.isDefault,
          ...Object.fromEntries(
            options.map(({ flag, field, unit }) => {
              const value = policy[field]
              return [flag, value === null ? NONE : Math.round((value / unit) * 100) / 100]
            }),
          ),
        }))
        console.log(table(shown))
      }),
    )
  return command
}

function readLimit({ flag, unit, least, most, none }: (typeof options)[number], text: string): number | null {
  if (none && text === NONE) return null
  const value = Number(text)
  if (text.trim() === '' || !(value >= least && value <= most))
    throw new StartError(
      `--${flag}: "${text}" is not a number from ${least} to ${most}${none ? `, or "${NONE}"` : ''}.`,
    )
  if (unit === 1 && !Number.isInteger(value)) throw new StartError(`--${flag}: "${text}" is no whole number.`)
  return Math.round(value * unit)
}
