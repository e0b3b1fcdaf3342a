import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TestCertificate {
  /** Paths of PEM files. */
  readonly certFile: string
  readonly keyFile: string
  readonly cert: string
  readonly key: string
}

/** A certification authority made by openssl in a folder of its own, for tests only. */
export function createAuthority(openssl: string, newKeyAs = ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']) {
  const folder = mkdtempSync(join(tmpdir(), 'eap-certificates-'))
  const run = (...args: string[]): void => {
    execFileSync(openssl, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  }
  const load = (name: string): TestCertificate => {
    const [certFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)]
    return { certFile, keyFile, cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') }
  }
  const newKey = ['-newkey', ...newKeyAs, '-nodes']

  const authority = (name: string): TestCertificate => {
    run(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
      '-days',
      '30',
      '-subj',
      `/CN=${name}`,
    )
    return load(name)
  }

  return {
    folder,
    authority,
    /** Signed for the days from today; a negative number gives one that is over. */
    issue(name: string, signer: TestCertificate, purpose: 'serverAuth' | 'clientAuth', days = 30): TestCertificate {
      run('req', '-new', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
      writeFileSync(join(folder, `${name}.ext`), `extendedKeyUsage=${purpose}\nsubjectAltName=DNS:${name}\n`)
      const by = ['-CA', signer.certFile, '-CAkey', signer.keyFile, '-CAcreateserial']
      const files = ['-in', `${name}.csr`, '-out', `${name}.pem`, '-extfile', `${name}.ext`]
      run('x509', '-req', ...files, ...by, '-days', String(days))
      return load(name)
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
