import { expect } from 'chai'
import { openSeenImports } from '../../../server/import/progress.ts'
import { startSmallCityWeb, type TestWeb } from '../api/web-harness.ts'

const RUN = 'a'.repeat(32)
const NONE = { phase: 'waiting', done: 0, total: 0 }

describe('the progress of an import', () => {
  let web: TestWeb
  beforeEach(async () => {
    ;({ web } = await startSmallCityWeb())
  })
  afterEach(() => web.close())

  it('is seen by whoever sent the file, and by nobody else, until it ends', async () => {
    let clock = 0
    const [seen, elsewhere] = [openSeenImports(web.db, () => clock), openSeenImports(web.db)]
    const { admin, operator } = web.staff
    const result = await seen.watched(RUN, admin.id, async (onProgress) => {
      await onProgress({ phase: 'reading', done: 1, total: 9 })
      expect(await elsewhere.read(RUN, admin.id)).to.deep.equal({ phase: 'reading', done: 1, total: 9 })
      expect(await elsewhere.read(RUN, operator.id)).to.deep.equal(NONE)
      await onProgress({ phase: 'reading', done: 2, total: 9 })
      expect((await seen.read(RUN, admin.id)).done, 'too soon').to.equal(1)
      clock += 1000
      await onProgress({ phase: 'reading', done: 3, total: 9 })
      expect((await seen.read(RUN, admin.id)).done).to.equal(3)
      await onProgress({ phase: 'storing', done: 0, total: 4 })
      expect(await seen.read(RUN, admin.id)).to.deep.equal({ phase: 'storing', done: 0, total: 4 })
      return 'done'
    })
    expect(result).to.equal('done')
    expect(await seen.read(RUN, admin.id)).to.deep.equal(NONE)
  })

  it('is forgotten where the import fails, and what cannot be kept fails none', async () => {
    const seen = openSeenImports(web.db)
    const { id } = web.staff.admin
    const failing = seen.watched(RUN, id, async (onProgress) => {
      await onProgress({ phase: 'reading', done: 0, total: 0 })
      throw new Error('of the file')
    })
    expect(await failing.catch((error: Error) => error.message)).to.equal('of the file')
    expect(await seen.read(RUN, id)).to.deep.equal(NONE)
    const done = await seen.watched(RUN, 999_999, async (onProgress) => {
      await onProgress({ phase: 'reading', done: 0, total: 0 })
      return 'done'
    })
    expect(done).to.equal('done')
  })
})
