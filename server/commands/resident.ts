import { createWriteStream } from 'node:fs'
import { unlink } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Command } from 'commander'
import { findResident, type NamingParts, residentAccount } from '../city-key/account/named.ts'
import { inOneTransaction } from '../database/one-transaction.ts'
import { audit } from '../directory/audit.ts'
import { blockAccount, LONGEST_BLOCK_DAYS, rememberBlock, unblockAccount } from '../directory/blocks.ts'
import { residentSubjects } from '../directory/residents.ts'
import { eraseResident } from '../privacy/erase.ts'
import { residentFile } from '../privacy/export.ts'
import { LegalError } from '../privacy/legal-scope.ts'
import { startDisconnectRun } from '../sessions/disconnects/disconnect-runs.ts'
import { StartError } from '../start/start-error.ts'
import { withChange, withDatabase, withRegistry } from './command-database.ts'

const COMMAND = { kind: 'command' } as const
const NAMED = 'City Key account (`sub`), or the id that the dashboard shows'

/** `plaza resident export|erase|block|unblock`. */
export function residentCommand(): Command {
  const command = new Command('resident')
    .description('what is stored of a resident: to hand it over, and to erase it; to block an account for a time')
    .showHelpAfterError()
  exportCommand(command)
  eraseCommand(command)
  blockCommand(command)
  unblockCommand(command)
  return command
}

function exportCommand(command: Command): void {
  command
    .command('export')
    .argument('<resident>', NAMED)
    .requiredOption('--out <file>', 'new file (JSON), readable by its owner alone')
    .description('write everything that is stored of the resident')
    .action(async (named: string, { out }: { out: string }) => {
      let isWritten = false
      // Nobody has what was not audited: the file goes where that cannot be stored.
      await withChange(async (db, sealer, config) => {
        const id = await readResident({ config, db, sealer }, named)
        await audit(db, COMMAND, 'resident.export', `resident ${id}`)
        await writeNew(out, (await residentFile(db, id)) ?? [])
        isWritten = true
        console.log(`Everything that is stored of resident ${id} is in ${out}.`)
      }).catch(async (error) => {
        if (isWritten) await unlink(out)
        throw error
      })
    })
}

/** @throws {StartError} where there is such a file, or it cannot be written */
async function writeNew(out: string, text: AsyncIterable<string> | Iterable<string>): Promise<void> {
  const file = createWriteStream(out, { flags: 'wx', mode: 0o600 })
  await pipeline(Readable.from(text), file).catch((error) => {
    if (error.path === undefined) throw error
    const why = error.code === 'EEXIST' ? 'is there already' : `cannot be written (${error.code})`
    throw new StartError(`--out: ${out} ${why}.`)
  })
}

function eraseCommand(command: Command): void {
  command
    .command('erase')
    .argument('<resident>', NAMED)
    .requiredOption('--yes', 'there is no way back')
    .description('end the sessions of the resident and erase who it was; sums stay')
    .action((named: string) =>
      withDatabase(async (db, sealer, config) => {
        const id = await readResident({ config, db, sealer }, named)
        const blockedUntil = await rememberBlock(db, sealer, id)
        const erased = await withRegistry(db, sealer, (parts) => eraseResident(parts, id, COMMAND)).catch((error) => {
          if (error instanceof LegalError) throw new StartError(error.message)
          throw error
        })
        console.log(
          `Resident ${id} is erased: ${erased.devices} devices, ${erased.sessions} sessions and ${erased.decisions} decisions ` +
            `are nobody's now; gateways were asked to end ${erased.disconnected}.`,
        )
        if (erased.heldUntil)
          console.log(
            `A legal hold on a place keeps ${erased.held} records of them until ${erased.heldUntil.toISOString()}; then ` +
              'they are erased too. Tell the resident.',
          )
        if (blockedUntil)
          console.log(
            `The account is blocked until ${blockedUntil.toISOString()}: a keyed hash by which it is known again is ` +
              'kept until then, or until plaza resident unblock. Tell the resident.',
          )
      }),
    )
}

function blockCommand(command: Command): void {
  command
    .command('block')
    .argument('<resident>', NAMED)
    .option('--days <number>', `for how long, at most ${LONGEST_BLOCK_DAYS}`, String(LONGEST_BLOCK_DAYS))
    .requiredOption('--reason <text>', 'why, for the audit: the rule that was broken, without names')
    .description('nothing of the resident gets online until then, also after erasure')
    .action((named: string, { days, reason }: { days: string; reason: string }) =>
      withDatabase(async (db, sealer, config) => {
        const id = await readResident({ config, db, sealer }, named)
        const endsAt = new Date(Date.now() + readDays(days) * DAY_MS)
        const [account] = await residentSubjects(db, [id])
        await inOneTransaction(db, async (one) => {
          if (account) await blockAccount(one, sealer, account, endsAt)
          const detail = { reason, endsAt: endsAt.toISOString() }
          await audit(one, COMMAND, 'resident.block', `resident ${id}`, detail)
        })
        await withRegistry(db, sealer, async (parts) => {
          const run = await startDisconnectRun(parts, { resident: id }, null)
          const { ack } = await run.done
          console.log(
            `Resident ${id} is blocked until ${endsAt.toISOString()}; gateways ended ${ack} of ${run.sessions} sessions.`,
          )
        })
      }),
    )
}

function unblockCommand(command: Command): void {
  command
    .command('unblock')
    .argument('<resident>', `${NAMED}; of an erased one, the account`)
    .description('lift a block before its end')
    .action((named: string) =>
      withChange(async (db, sealer, config) => {
        const parts = { config, db, sealer }
        const id = await findResident(parts, named.trim())
        const [known] = await residentSubjects(db, id === undefined ? [] : [id])
        if (!(await unblockAccount(db, sealer, known ?? (await residentAccount(parts, named.trim())))))
          throw new StartError(`"${named}" is not blocked.`)
        await audit(db, COMMAND, 'resident.unblock', id === undefined ? 'resident erased' : `resident ${id}`)
        console.log('The block is lifted.')
      }),
    )
}

const DAY_MS = 86_400_000

function readDays(text: string): number {
  const days = Number(text)
  if (Number.isInteger(days) && days >= 1 && days <= LONGEST_BLOCK_DAYS) return days
  throw new StartError(`--days: "${text}" is not a whole number from 1 to ${LONGEST_BLOCK_DAYS}.`)
}

async function readResident(parts: NamingParts, named: string): Promise<number> {
  const id = await findResident(parts, named.trim())
  if (id === undefined) throw new StartError(`"${named}" is nobody: residents are made when they first sign in.`)
  return id
}
