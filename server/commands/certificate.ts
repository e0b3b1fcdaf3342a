import { X509Certificate } from 'node:crypto'
import { Command } from 'commander'
import { openAuthority } from '../certificates/authority.ts'
import { loadedEnds } from '../certificates/ends.ts'
import { withDatabase } from './command-database.ts'
import { table } from './terminal/table.ts'

const DAY_MS = 86_400_000

/** `plaza certificate show|ca`. */
export function certificateCommand(): Command {
  const command = new Command('certificate')
    .description("Plaza's own CA and the certificate of its TLS servers (802.1X, RadSec)")
    .showHelpAfterError()

  command
    .command('show')
    .description('what there is, whom it names, and when it ends')
    .action(() =>
      withDatabase(async (db, sealer, config) => {
        const authority = await openAuthority({ config, db, sealer })
        const { subject, validTo, fingerprint256 } = new X509Certificate(authority.cert)
        console.log(`CA:          ${oneLine(subject)}`)
        console.log(`ends:        ${new Date(validTo).toISOString()} (${daysUntil(new Date(validTo))} days left)`)
        console.log(`SHA-256:     ${fingerprint256}`)
        console.log(`server name: ${new URL(config.http.publicUrl).hostname} (PLAZA_PUBLIC_URL); devices check it`)
        console.log(`server from: ${config.tls.files ? config.tls.files.cert : 'made by the CA, renewed by itself'}`)
        const ends = await loadedEnds(db)
        if (ends.length === 0) return console.log('No server has loaded a certificate within a day.')
        const rows = ends.map(({ host, name, subject, notAfter }) => ({
          ...{ machine: host, certificate: name, subject },
          ends: notAfter.toISOString().slice(0, 10),
          'days left': daysUntil(notAfter),
        }))
        console.log(table(rows))
      }),
    )

  command
    .command('ca')
    .description('write the certificate of the CA, which devices and gateways must trust, to standard output')
    .option('--der', 'DER, as some phones want it, instead of PEM')
    .action(({ der }: { der?: boolean }) =>
      withDatabase(async (db, sealer, config) => {
        const { cert } = await openAuthority({ config, db, sealer })
        process.stdout.write(der ? new X509Certificate(cert).raw : cert)
      }),
    )
  return command
}

const oneLine = (subject: string) => subject.replaceAll('\n', ', ')
const daysUntil = (end: Date) => Math.floor((end.getTime() - Date.now()) / DAY_MS)
