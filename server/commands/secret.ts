import { text } from 'node:stream/consumers'
import { Command } from 'commander'
import { sealedInAccess } from '../access/sealed.ts'
import { sealedInCertificates } from '../certificates/sealed.ts'
import { sealedInCityKey } from '../city-key/sealed.ts'
import type { Database } from '../database/connection.ts'
import { publish } from '../database/events/events.ts'
import { inOneTransaction } from '../database/one-transaction.ts'
import { reseal, type SealedColumn } from '../database/schema/sealed-column.ts'
import { audit } from '../directory/audit.ts'
import { rekeyBlocks } from '../directory/blocks.ts'
import { sealedInDirectory } from '../directory/sealed.ts'
import { sealedInIncidents } from '../incidents/sealed.ts'
import { sealedInNetwork } from '../network/sealed.ts'
import { sealedInPrivacy } from '../privacy/sealed.ts'
import { createSealer, type Sealer } from '../sealing.ts'
import { StartError } from '../start/start-error.ts'
import { sealedInVouchers } from '../vouchers/sealed.ts'
import { withDatabase } from './command-database.ts'

const SHORTEST = 32

/** Everything that is sealed with `PLAZA_SECRET`. */
export const sealedColumns: readonly SealedColumn[] = [
  ...sealedInDirectory,
  ...sealedInCityKey,
  ...sealedInNetwork,
  ...sealedInIncidents,
  ...sealedInAccess,
  ...sealedInVouchers,
  ...sealedInPrivacy,
  ...sealedInCertificates,
]

/** `plaza secret rotate`. */
export function secretCommand(): Command {
  const command = new Command('secret').description('PLAZA_SECRET, with which secrets are kept').showHelpAfterError()
  command
    .command('rotate')
    .description(
      'seal everything anew with PLAZA_SECRET that was sealed with the one before, which is PLAZA_OLD_SECRET or is read ' +
        'from stdin; again goes on where it was cut off',
    )
    .action(() =>
      withDatabase(async (db, sealer, config) => {
        const old = config.oldSecret ?? (await text(process.stdin)).trim()
        if (old.length < SHORTEST)
          throw new StartError('The secret of before is needed, as PLAZA_OLD_SECRET or as standard input.')
        if (old === config.secret) throw new StartError('PLAZA_SECRET is the secret of before: set it to the new one.')
        console.log(await rotateSecret(db, createSealer(old), sealer))
      }),
    )
  return command
}

/** @returns what was done, for the terminal. @throws {StartError} where something is opened by neither secret */
export async function rotateSecret(db: Database, old: Sealer, fresh: Sealer): Promise<string> {
  const counts = { changed: 0, before: 0, unreadable: 0 }
  const unreadable: string[] = []
  for (const column of sealedColumns) {
    const done = await reseal(db, column, old, fresh)
    for (const what of ['changed', 'before', 'unreadable'] as const) counts[what] += done[what]
    if (done.unreadable > 0) unreadable.push(`${done.unreadable} in ${column.table}.${column.column}`)
  }
  const blocks = await inOneTransaction(db, async (one) => {
    const left = await rekeyBlocks(one, old, fresh)
    await audit(one, { kind: 'command' }, 'secret.rotate', 'secret', { ...counts, blocks: left })
    return left
  })
  await publish(db, { type: 'gateways' }, { type: 'hotspots' }, { type: 'certificates' })
  if (unreadable.length > 0)
    throw new StartError(
      `Neither secret opens ${unreadable.join(', ')}: they are as they were; the others are sealed anew.`,
    )
  const left = blocks > 0 ? ` ${blocks} blocks of erased accounts are known by the old secret only: they end.` : ''
  return `${counts.changed} secrets are sealed anew, ${counts.before} were before. Start every process with the new one.${left}`
}
