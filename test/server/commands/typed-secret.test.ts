import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { loadGateways } from '../../../server/network/gateways/gateways.ts'
import { createSealer } from '../../../server/sealing.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { requirePeer } from '../../support/peers.ts'
import { runPlaza } from '../../support/plaza.ts'

const PLAZA_SECRET = 'a secret of Plaza with forty characters.'

describe('a secret that is typed at a terminal', () => {
  let db: TestDatabase
  let dir: string
  before(async () => {
    db = await createTestDatabase()
    dir = await mkdtemp(join(tmpdir(), 'plaza-typed-'))
  })
  after(async () => {
    await db?.close()
    await rm(dir, { recursive: true, force: true })
  })

  it('is asked for, not shown, and kept as it was typed', async function () {
    const script = requirePeer(this, 'script')
    const secret = 'typed-by-hand-4711-and-more'
    const command = runPlaza(
      ['gateway', 'add', 'mano', '--network', '203.0.113.7', '--secret-stdin'],
      { DATABASE_URL: db.url, PLAZA_DATA_DIR: dir, PLAZA_SECRET, TERM: 'xterm' },
      // `script` gives it a pseudo-terminal of its own, and takes a line of the shell: the folder may have spaces.
      {
        isTyped: true,
        wrap: ['sh', '-c', `for word; do line="$line '$word'"; done; exec ${script} -qec "$line" /dev/null`, 'sh'],
      },
    )
    await command.printed(/Shared secret that the gateway has \(not shown\): /)
    command.child.stdin!.write(`${secret.slice(0, -4)}?\x7f${secret.slice(-4)}\r`)
    expect(await command.ended, command.output()).to.equal(0)
    command.child.stdin!.destroy()
    expect(command.output()).to.include('Gateway "mano" is registered').and.not.include(secret.slice(0, 8))
    expect((await loadGateways(db, createSealer(PLAZA_SECRET))).map((gateway) => gateway.secret)).to.deep.equal([
      secret,
    ])
  })
})
