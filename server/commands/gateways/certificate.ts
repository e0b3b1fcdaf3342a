import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { fingerprintOf } from '../../certificates/authority.ts'
import { endOf } from '../../certificates/store.ts'
import type { Config } from '../../config/index.ts'
import type { OneTransaction } from '../../database/one-transaction.ts'
import { audit } from '../../directory/audit.ts'
import { addGatewayCertificate } from '../../network/gateways/change.ts'
import { readShown } from '../../network/gateways/entry/shown.ts'
import type { GatewayCertificate } from '../../network/gateways/gateways.ts'
import { CERTIFICATE_DAYS, newGatewayCertificate } from '../../network/gateways/issue-certificate.ts'
import type { Sealer } from '../../sealing.ts'
import { StartError } from '../../start/start-error.ts'
import { withChange } from '../command-database.ts'

interface CertificateOptions {
  out: string
  days?: number
  /** Of a certificate that somebody else has issued. */
  use?: string
  replace?: boolean
}

interface Parts {
  config: Config
  db: OneTransaction
  sealer: Sealer
}

export const outOption = () => new Option('--out <folder>', 'where its key and certificates are written').default('.')

/** `plaza gateway certificate`. */
export const certificateCommand = (): Command =>
  new Command('certificate')
    .argument('<name>')
    .description('let a gateway in over RadSec: issues a certificate, or takes one that it has')
    .addOption(outOption())
    .option('--days <number>', 'how long it is good', readDays, CERTIFICATE_DAYS)
    .option('--use <file>', 'a certificate (PEM) that it has already, of a CA in PLAZA_TLS_CLIENT_CA')
    .option('--replace', 'let in with this certificate alone, and with none from before')
    .action((name: string, options: CertificateOptions) =>
      withChange(async (db, sealer, config) => {
        const { said } = await giveCertificate({ config, db, sealer }, name, options)
        for (const line of said) console.log(line)
      }),
    )

/**
 * Registers a certificate for a gateway: a new one, written with its key to files that must not exist yet, or one that is
 * there already.
 *
 * @returns the files, and what is said at the terminal
 * @throws {StartError} when a file cannot be written or read
 * @throws {GatewayError} when there is no such gateway, or the certificate is registered already
 */
export async function giveCertificate(
  parts: Parts,
  name: string,
  options: CertificateOptions,
): Promise<{ files: string[]; said: string[] }> {
  const { db } = parts
  const known = await readShown(db, { name })
  if (!known || known.isDisabled) throw new StartError(`There is no gateway named "${name}" in use.`)
  const { certificate, files } = options.use ? await certificateIn(options.use) : await issue(parts, name, options)
  const id = await addGatewayCertificate(db, name, certificate, options.replace)
  const { fingerprint, notAfter } = certificate
  const detail = { name, fingerprint, notAfter, replace: options.replace ?? false }
  await audit(db, { kind: 'command' }, 'gateway.certificate', `gateway ${id}`, detail)
  const until = `Gateway "${name}" is let in over RadSec until ${notAfter.toISOString().slice(0, 10)}.`
  return { files, said: [until, ...files.map((file) => `  ${file}`)] }
}

interface Given {
  certificate: GatewayCertificate
  /** What was written, for the person who takes it to the gateway. */
  files: string[]
}

async function certificateIn(file: string): Promise<Given> {
  const pem = await readFile(file, 'utf8').catch((error: Error) => {
    throw new StartError(`--use: ${error.message}`)
  })
  try {
    return { certificate: { fingerprint: fingerprintOf(pem), notAfter: endOf(pem) }, files: [] }
  } catch {
    throw new StartError(`--use: ${file} holds no certificate in PEM.`)
  }
}

async function issue(parts: Parts, name: string, { out, days = CERTIFICATE_DAYS }: CertificateOptions): Promise<Given> {
  const { key, certificate, ca, stem, fingerprint, notAfter } = await newGatewayCertificate(parts, name, days)
  const files = ['.key', '.crt', '-ca.crt'].map((end) => join(out, stem + end))
  try {
    await mkdir(out, { recursive: true })
    // A key that is there may be in use: it is never written over.
    for (const [index, text] of [key, certificate, ca].entries()) {
      await writeFile(files[index]!, text, { flag: 'wx', mode: index === 0 ? 0o600 : 0o644 })
    }
  } catch (error) {
    throw new StartError(`--out: the certificate cannot be written: ${(error as Error).message}`)
  }
  return { certificate: { fingerprint, notAfter }, files }
}

function readDays(text: string): number {
  const days = Number(text)
  if (!Number.isInteger(days) || days < 1 || days > 3650)
    throw new StartError(`--days: "${text}" is no number of days from 1 to 3650.`)
  return days
}
