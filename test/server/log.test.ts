import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { createLog } from '../../server/log.ts'
import { eventually } from '../support/eventually.ts'

/** Octets of what a round writes, at most. */
const ROUND = 20 * 200

describe('the log in a file', () => {
  let dir: string
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'plaza-log-'))
  })
  afterEach(() => rm(dir, { recursive: true, force: true }))

  it('holds its size, keeps the newest lines, and is for its owner alone', async () => {
    const path = join(dir, 'plaza.log')
    const maxBytes = 20_000
    const log = createLog('info', { path, maxBytes })
    const text = async (name: string) => readFile(name, 'utf8').catch(() => '')
    for (let round = 1; round <= 30; round++) {
      for (let line = 0; line < 20; line++) log.info({ round, line, filling: 'x'.repeat(60) }, 'a line')
      await eventually(
        async () =>
          (await text(path)).includes(`"round":${round},"line":19`) ||
          (await text(`${path}.1`)).includes(`"round":${round},"line":19`),
      )
    }
    // A file that was renamed is begun afresh a moment later; lines until then are still the part before's.
    const begun = () => stat(path).catch(() => undefined)
    await eventually(async () => (await begun()) !== undefined)
    const sizes = await Promise.all([path, `${path}.1`].map(async (name) => (await stat(name)).size))
    expect(sizes[0]! + sizes[1]!).to.be.at.most(maxBytes + ROUND)
    for (const name of [path, `${path}.1`]) expect((await stat(name)).mode & 0o777, name).to.equal(0o600)
    const kept = (await text(`${path}.1`)) + (await text(path))
    const rounds = kept
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { round: number }).round)
    expect(rounds).to.deep.equal(rounds.toSorted((a, b) => a - b))
    expect(rounds.length).to.be.greaterThan(40)
  })
})
