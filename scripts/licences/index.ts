/**
 * Names every package that goes out with Plaza under a licence that does not go with Apache-2.0, and then ends with 1. An
 * argument is another project's folder.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../server/package-root.ts'
import { acceptedLicences, isAccepted } from './accepted.ts'
import { bundledPackages } from './bundled.ts'
import { type LockFile, nameIn, productionPackages } from './production.ts'

const root = process.argv[2] ?? packageRoot
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as LockFile
const shipped = new Map([...(await bundledPackages(root)), ...productionPackages(lock)])

const offenders = [...shipped].flatMap(([folder, by]) => {
  const { name, version, license = 'no licence stated' } = lock.packages[folder] ?? {}
  if (isAccepted(license)) return []
  return `${name ?? nameIn(folder)} ${version}: ${license}, brought by ${by}`
})

if (offenders.length > 0) {
  console.error(['Packages that may not go out with Plaza:', ...offenders].join('\n  '))
  console.error(`Their licence is none of ${acceptedLicences.join(', ')} (scripts/licences/accepted.ts).`)
  process.exitCode = 1
} else {
  console.log(`The ${shipped.size} packages that go out with Plaza have licences that go with Apache-2.0.`)
}
