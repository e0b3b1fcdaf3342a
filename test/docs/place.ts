import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { makeAuthority } from '../../server/certificates/make.ts'
import { findOrCreateResident } from '../../server/directory/residents.ts'
import { createSealer } from '../../server/sealing.ts'
import { testGateway, twoHotspots } from '../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { fixture } from '../support/fixtures.ts'
import { runPlaza } from '../support/plaza.ts'
import { A_SECRET, asScript, citySettings } from './shell.ts'

const PROGRAMME = 'Internet en tu Escuela'

/** What a document says runs in a folder and a database of its own. */
export async function openPlace() {
  const [db, folder] = await Promise.all([createTestDatabase(), mkdtemp(join(tmpdir(), 'plaza-docs-'))])
  const settings = {
    ...citySettings(),
    DATABASE_URL: db.url,
    PLAZA_DATA_DIR: folder,
    PLAZA_RADIUS_ADDRESS: 'radius.example',
  }
  await furnish(db, folder)
  return {
    ...{ db, folder, settings },
    async run(script: string): Promise<string> {
      const shell = runPlaza([], settings, { ...asScript(script, folder), input: 'a password that is typed\n' })
      const code = await shell.ended
      expect(code, `${script}\n${shell.output()}`).to.equal(0)
      return shell.output()
    },
    async close() {
      await db.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type Place = Awaited<ReturnType<typeof openPlace>>

/** The files and the people that the documents name, and the numbers that things have there. */
async function furnish(db: TestDatabase, folder: string): Promise<void> {
  for (const file of ['areas.geojson', 'need.csv', 'hotspots.csv', 'network.csv'])
    await copyFile(fixture(`city/${file}`), join(folder, file))
  const { cert } = await makeAuthority('Another CA', 30, new Date())
  for (const file of ['cert.pem', 'unifi.pem', 'omada.pem']) await writeFile(join(folder, file), cert)
  await findOrCreateResident(db, { issuer: citySettings().CITY_KEY_ISSUER!, subject: 'SUBJECT' })
  const gateway = await testGateway(db, { network: '198.51.100.1/32', sealer: createSealer(A_SECRET) })
  const { rows } = await db.pool.query('update hotspots set programme = $1 where id = any($2) returning code', [
    ...[PROGRAMME, await twoHotspots(db, gateway)],
  ])
  await writeFile(join(folder, 'schools.csv'), `id\n${rows.map(({ code }) => `${code}\n`).join('')}`)
  await db.pool.query('alter sequence device_credentials_id_seq restart with 17')
  await db.pool.query('alter sequence notices_id_seq restart with 3')
}
