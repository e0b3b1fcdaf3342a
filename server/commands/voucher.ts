import { Command } from 'commander'
import { ensureDefaultPolicy, loadPolicies } from '../access/policies/policies.ts'
import { inOneTransaction } from '../database/one-transaction.ts'
import { audit } from '../directory/audit.ts'
import { startDisconnectRun } from '../sessions/disconnects/disconnect-runs.ts'
import { StartError } from '../start/start-error.ts'
import { makeVouchers, VoucherError } from '../vouchers/make.ts'
import { revokeVouchers } from '../vouchers/revoke.ts'
import { listBatches, listVouchers } from '../vouchers/views.ts'
import { withChange, withDatabase, withRegistry } from './command-database.ts'
import { policyNamed } from './policy.ts'
import { readId, readNumber } from './terminal/option-values.ts'
import { JSON_OPTION, type JsonOption, printRows } from './terminal/output.ts'
import { readTime } from './terminal/read-time.ts'
import { table } from './terminal/table.ts'

const SHOWN = 50
const MOST_HOURS = 8784

interface MakeOptions extends JsonOption {
  policy: string
  count: string
  devices: string
  until: string
  hours?: string
}

/** `plaza voucher make|list|revoke`. */
export function voucherCommand(): Command {
  const command = new Command('voucher')
    .description('vouchers, by which people without a City Key get online: PLAZA_VOUCHERS turns them on')
    .showHelpAfterError()
  makeCommand(command)
  listCommand(command)
  revokeCommand(command)
  return command
}

function makeCommand(command: Command): void {
  command
    .command('make <name>')
    .description('make a batch, named for what it is; the codes are printed this once, and not stored')
    .requiredOption('--policy <name>', 'what their bearers get: plaza policy list')
    .requiredOption(
      '--until <time>',
      'until when each must be used first, and without --hours when it ends, by the clocks of PLAZA_TIME_ZONE',
    )
    .option('--hours <number>', 'how long each lasts from its first use')
    .option('--count <number>', 'how many', '1')
    .option('--devices <number>', 'how many devices may be signed in with one', '1')
    .option(...JSON_OPTION)
    .action((name: string, given: MakeOptions) =>
      withChange(async (db, sealer, { timeZone, vouchers: areOn }) => {
        if (!areOn) throw new StartError('Vouchers are off: set PLAZA_VOUCHERS=1, here and for role web.')
        await ensureDefaultPolicy(db)
        const { id: policyId } = await policyNamed(db, given.policy)
        const hours = given.hours === undefined ? null : readNumber('--hours', given.hours, MOST_HOURS)
        const wanted = {
          ...{ name, policyId, endsAt: readTime('--until', given.until, timeZone) },
          seconds: hours === null ? null : Math.round(hours * 3600),
          ...{ count: readId('--count', given.count), devices: readId('--devices', given.devices) },
        }
        const { id, vouchers } = await makeVouchers(db, sealer, wanted, null).catch(explained)
        const { policyId: _, ...detail } = wanted
        await audit(db, { kind: 'command' }, 'voucher.make', `voucher-batch ${id}`, {
          ...{ ...detail, name: name.trim(), endsAt: wanted.endsAt.toISOString(), policy: given.policy.trim() },
        })
        if (given.json) console.log(JSON.stringify({ batch: id, vouchers }, null, 2))
        else console.log(table(vouchers.map(({ number, code }) => ({ voucher: `${id}-${number}`, code }))))
      }),
    )
}

function listCommand(command: Command): void {
  command
    .command('list [batch]')
    .description('list the last batches, or every voucher of one; never their codes')
    .option(...JSON_OPTION)
    .action((given: string | undefined, options: JsonOption) =>
      withDatabase(async (db) => {
        if (given === undefined) {
          const names = new Map((await loadPolicies(db)).map(({ id, name }) => [id, name]))
          const batches = await listBatches(db, { limit: SHOWN })
          return printRows(
            batches,
            options,
            ({ id, name, policyId, devices, endsAt, seconds, madeBy, ...counts }) => ({
              ...{ batch: id, name, policy: names.get(policyId) ?? '', devices, until: endsAt.toISOString() },
              ...{ hours: seconds === null ? null : seconds / 3600, 'made by': madeBy ?? 'the plaza command' },
              ...{ unused: counts.unused, used: counts.used, ended: counts.ended, revoked: counts.revoked },
            }),
            'There are none yet: plaza voucher make makes them.',
          )
        }
        const batch = readId('batch', given)
        const vouchers = await listVouchers(db, batch)
        if (vouchers.length === 0) throw new StartError(`There is no batch ${batch}.`)
        printRows(
          vouchers,
          options,
          ({ number, state, firstUsedAt, endsAt, bearerId }) => ({
            ...{ voucher: `${batch}-${number}`, state, 'first used': firstUsedAt?.toISOString() ?? null },
            ...{ until: endsAt?.toISOString() ?? null, account: bearerId },
          }),
          '',
        )
      }),
    )
}

function revokeCommand(command: Command): void {
  command
    .command('revoke <batch> [number]')
    .description('revoke a batch, or one voucher of it: whoever is online by it is disconnected')
    .action((given: string, which: string | undefined) =>
      withDatabase(async (db, sealer) => {
        const batch = readId('batch', given)
        const number = which === undefined ? null : readId('number', which)
        const { vouchers, bearers } = await inOneTransaction(db, async (one) => {
          const revoked = await revokeVouchers(one, batch, number).catch(explained)
          const detail = { vouchers: revoked.vouchers, ...(number !== null && { number }) }
          if (revoked.vouchers > 0)
            await audit(one, { kind: 'command' }, 'voucher.revoke', `voucher-batch ${batch}`, detail)
          return revoked
        })
        if (bearers.length > 0)
          await withRegistry(db, sealer, async (parts) => {
            for (const resident of bearers) await (await startDisconnectRun(parts, { resident }, null)).done
          })
        console.log(vouchers === 0 ? 'Nothing was left to revoke.' : `${vouchers} vouchers are revoked.`)
      }),
    )
}

function explained(error: unknown): never {
  if (error instanceof VoucherError) throw new StartError(error.message)
  throw error
}
