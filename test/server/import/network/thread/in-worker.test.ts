import { expect } from 'chai'
import { locks } from '../../../../../server/database/locks.ts'
import { inOneTransaction } from '../../../../../server/database/one-transaction.ts'
import { isFileError } from '../../../../../server/import/import-error.ts'
import { type ImportTask, importInWorker, importOctets } from '../../../../../server/import/network/thread/in-worker.ts'
import type { ImportPhase } from '../../../../../server/import/progress.ts'
import { AgentError } from '../../../../../server/network/agents/credentials.ts'
import { historyOf } from '../../../../../server/network/hotspots/history.ts'
import { createTestDatabase, type TestDatabase } from '../../../../support/database.ts'

const HOTSPOTS = 1500

describe('a network’s file that is imported in a thread', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
    await db.pool.query(
      `with site as (insert into sites (name, latitude, longitude) values ('Kiosco', 19.4, -99.1) returning id)
       insert into hotspots (programme, code, name, site_id, latitude, longitude)
       select 'Red', 'N' || n, 'Punto ' || n, site.id, 19.4, -99.1 from site, generate_series(1, $1::integer) n`,
      [HOTSPOTS],
    )
  })
  after(() => db.close())

  const task = (lines: string[], options: ImportTask['options'] = {}): ImportTask => ({
    ...{ name: 'red.csv', octets: Buffer.from(['código,modelo,notas', ...lines, ''].join('\n')), most: 10 },
    options,
  })
  const models = async ({ pool }: Pick<TestDatabase, 'pool'>) => {
    const { rows } = await pool.query<{ model: string | null; hotspots: number }>(
      'select model, count(*) as hotspots from hotspots group by model',
    )
    return rows
  }
  const whole = Array.from(
    { length: HOTSPOTS },
    (_, n) => `N${n + 1},AP-7,${'Poste de luz junto al kiosco '.repeat(2)}`,
  )

  it('changes all or nothing with the transaction of whoever asks, and tells the first of what it counts', async () => {
    const threads: unknown[] = []
    const onWorker = (worker: unknown) => threads.push(worker)
    process.on('worker', onWorker)
    const phases = new Set<ImportPhase>()
    const onProgress = async ({ phase }: { phase: ImportPhase }) => void phases.add(phase)
    const failed = await inOneTransaction(db, async (one) => {
      const { changed, changes, left, leftTotal } = await importOctets(one, task(whole), { onProgress })
      expect({ changed, shown: changes.length, left, leftTotal }).to.deep.equal({
        ...{ changed: HOTSPOTS, shown: 10, left: [], leftTotal: 0 },
      })
      expect(changes[0]?.changes).to.deep.include({ model: [null, 'AP-7'] })
      expect(await models(one)).to.deep.equal([{ model: 'AP-7', hotspots: HOTSPOTS }])
      expect((await historyOf(one, changes[0]!.id)).map(({ action }) => action)).to.deep.equal(['import'])
      throw new Error('the audit failed')
    }).catch((error: Error) => error.message)
    process.off('worker', onWorker)
    expect(failed).to.equal('the audit failed')
    expect(threads, 'in a thread').to.have.length(1)
    expect([...phases]).to.include.members(['reading', 'comparing', 'storing'])
    expect(await models(db)).to.deep.equal([{ model: null, hotspots: HOTSPOTS }])
  })

  it('is refused with all that words for it name', async () => {
    const refused = (given: ImportTask) => importInWorker(db, given).catch((error: Error) => error)
    const [foreign, credential] = await Promise.all([
      refused({ ...task([]), octets: Buffer.from('a,b\n1,2\n') }),
      refused(task(['N1,AP-8,'], { credential: 'none' })),
    ])
    expect(isFileError(foreign) && [foreign.fault, foreign.details]).to.deep.equal([
      'no-known-column',
      { headers: 'a, b' },
    ])
    expect(credential).to.be.an.instanceOf(AgentError)
    expect((credential as Error).message).to.include('none')
  })

  it('ends with its thread when it is given up, and leaves the connection as it was', async () => {
    const holder = await db.pool.connect()
    await holder.query('select pg_advisory_lock($1)', [locks.imports])
    const giveUp = new AbortController()
    const onProgress = async ({ phase }: { phase: ImportPhase }) => {
      if (phase === 'waiting') giveUp.abort(new Error('given up'))
    }
    const importing = importInWorker(db, task(['N1,AP-9,']), { onProgress, signal: giveUp.signal })
    expect(await importing.catch((error: Error) => error.message)).to.equal('given up')
    await holder.query('select pg_advisory_unlock($1)', [locks.imports])
    holder.release()
    expect((await importOctets(db, task(['N1,AP-9,'], { dryRun: true }))).changed, 'nothing was stored').to.equal(1)
  })
})
