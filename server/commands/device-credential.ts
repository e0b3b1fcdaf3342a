import { open, unlink } from 'node:fs/promises'
import { Command } from 'commander'
import { openAuthority } from '../certificates/authority.ts'
import { findResident, type NamingParts } from '../city-key/account/named.ts'
import type { Config } from '../config/index.ts'
import type { Database } from '../database/connection.ts'
import { inOneTransaction, type OneTransaction } from '../database/one-transaction.ts'
import { audit, auditAlone } from '../directory/audit.ts'
import {
  addCertificateCredential,
  addPasswordCredential,
  listDeviceCredentials,
  type NewDeviceCredential,
  revokeDeviceCredential,
} from '../directory/devices/device-credentials.ts'
import type { Sealer } from '../sealing.ts'
import { startDisconnectRun } from '../sessions/disconnects/disconnect-runs.ts'
import { StartError } from '../start/start-error.ts'
import { withChange, withDatabase, withRegistry } from './command-database.ts'
import { someText } from './terminal/some-text.ts'
import { table } from './terminal/table.ts'

const MOST_DAYS = 3650

interface AddOptions {
  resident: string
  device: string
  certificate?: boolean
  out?: string
  days?: string
}

/** `plaza device-credential add|revoke|list`. */
export function deviceCredentialCommand(): Command {
  const command = new Command('device-credential')
    .description("what residents' devices show by 802.1X (WPA-Enterprise), instead of the portal")
    .showHelpAfterError()
  addCommand(command)
  revokeCommand(command)
  listCommand(command)
  return command
}

function addCommand(command: Command): void {
  command
    .command('add')
    .description('make a user name and password for one device, shown once; or a certificate, written to a file')
    .requiredOption('--resident <resident>', 'City Key account (`sub`), or the id that the dashboard shows')
    .option('--device <name>', 'as the resident knows the device', 'device')
    .option('--certificate', 'a client certificate of the CA of Plaza instead of a password; needs --out')
    .option('--out <file>', 'new file for key and certificates (PEM), readable by its owner alone')
    .option('--days <days>', 'how long it is good; default PLAZA_DEVICE_CREDENTIAL_DAYS')
    .action((options: AddOptions) =>
      withChange(async (db, sealer, config) => {
        const days = options.days === undefined ? config.deviceCredentialDays : readDays(options.days)
        const wanted = {
          residentId: await readResident({ config, db, sealer }, options.resident),
          deviceName: someText('--device', options.device),
          days,
        }
        if (!options.certificate) return addPassword(db, sealer, wanted)
        if (!options.out) throw new StartError('--certificate: say with --out FILE where it is to be written.')
        await addCertificate(db, sealer, config, wanted, options.out)
      }),
    )
}

function revokeCommand(command: Command): void {
  command
    .command('revoke <id>')
    .description('revoke one for good; the device is let in no more, and its open sessions are ended')
    .action((given: string) =>
      withDatabase(async (db, sealer) => {
        if (!/^\d{1,15}$/.test(given)) throw new StartError(`"${given}" is no id: plaza device-credential list`)
        console.log(await revoke(db, sealer, given))
      }),
    )
}

function listCommand(command: Command): void {
  command
    .command('list')
    .description('list them, without secrets')
    .option('--resident <resident>', 'City Key account (`sub`) or id: only theirs')
    .action((options: { resident?: string }) =>
      withDatabase(async (db, sealer, config) => {
        const residentId = options.resident && (await readResident({ config, db, sealer }, options.resident))
        const all = await listDeviceCredentials(db, residentId || undefined)
        if (all.length === 0) {
          console.log('There are no device credentials yet: plaza device-credential add --resident SUBJECT')
          return
        }
        const shown = all.map((row) => ({
          id: row.id,
          resident: row.resident_id,
          device: row.device_name,
          'user name': row.username,
          by: row.by_certificate ? 'certificate' : 'password',
          'good until': day(row.expires_at),
          revoked: row.revoked_at && day(row.revoked_at),
        }))
        console.log(table(shown))
      }),
    )
}

async function revoke(db: Database, sealer: Sealer, id: string): Promise<string> {
  const { lastMac } = await inOneTransaction(db, async (one) => {
    const revoked = await revokeDeviceCredential(one, Number(id))
    if (!revoked) throw new StartError(`There is no device credential ${id}, or it was revoked before.`)
    await audit(one, { kind: 'command' }, 'device-credential.revoke', `device-credential ${id}`)
    return revoked
  })
  if (lastMac === null) return `Device credential ${id} is revoked.`
  return withRegistry(db, sealer, async (parts) => {
    const run = await startDisconnectRun(parts, { device: lastMac }, null)
    const counts = await run.done
    if (run.sessions === 0) return `Device credential ${id} is revoked.\nIts device has no session open.`
    const detail = { run: run.id, sessions: run.sessions, ...counts }
    await auditAlone(db, { kind: 'command' }, 'sessions.disconnect', 'device of a revoked credential', detail)
    return `Device credential ${id} is revoked.\nIts device had ${run.sessions} sessions open; gateways ended ${counts.ack}.`
  })
}

async function addPassword(db: OneTransaction, sealer: Sealer, wanted: NewDeviceCredential): Promise<void> {
  const { id, username, password, expiresAt } = await addPasswordCredential(db, sealer, wanted)
  await auditAdded(db, id, wanted.residentId, 'password')
  console.log(`Device credential ${id}, good until ${day(expiresAt)}.`)
  console.log(`User name: ${username}`)
  console.log(`Password, shown only now: ${password}`)
}

/** The file comes first: a certificate whose key could not be written would be good for nothing. */
async function addCertificate(
  db: OneTransaction,
  sealer: Sealer,
  config: Config,
  wanted: NewDeviceCredential,
  out: string,
): Promise<void> {
  const authority = await openAuthority({ config, db, sealer })
  const file = await open(out, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EEXIST' ? 'is there already' : `cannot be written (${error.code})`
    throw new StartError(`--out: ${out} ${why}.`)
  })
  try {
    const { id, username, certificate } = await addCertificateCredential(db, authority.issue, wanted)
    await file.writeFile(certificate.key + certificate.cert + authority.cert)
    await auditAdded(db, id, wanted.residentId, 'certificate')
    console.log(`Device credential ${id}, good until ${day(certificate.notAfter)}.`)
    console.log(`User name: ${username}`)
    console.log(`Key and certificates are in ${out}. For a phone: openssl pkcs12 -export -in ${out} -out FILE.p12`)
  } catch (error) {
    await unlink(out)
    throw error
  } finally {
    await file.close()
  }
}

const auditAdded = (db: OneTransaction, id: number, residentId: number, by: 'password' | 'certificate') =>
  audit(db, { kind: 'command' }, 'device-credential.add', `device-credential ${id}`, { residentId, by })

async function readResident(parts: NamingParts, named: string): Promise<number> {
  const id = await findResident(parts, named.trim())
  if (id === undefined)
    throw new StartError(`--resident: "${named}" is nobody yet: residents are made when they first sign in.`)
  return id
}

function readDays(text: string): number {
  const days = Number(text)
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new StartError(`--days: "${text}" is no whole number of days from 1 to ${MOST_DAYS}.`)
  return days
}

const day = (date: Date): string => date.toISOString().slice(0, 10)
