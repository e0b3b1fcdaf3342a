import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { runPlaza } from '../../support/plaza.ts'

describe('plaza voucher', () => {
  let db: TestDatabase
  let dir: string
  before(async () => {
    db = await createTestDatabase()
    dir = await mkdtemp(join(tmpdir(), 'plaza-voucher-'))
  })
  after(async () => {
    await db?.close()
    await rm(dir, { recursive: true, force: true })
  })

  const plaza = async (args: string[], more: Record<string, string> = { PLAZA_VOUCHERS: '1' }) => {
    const command = runPlaza(['voucher', ...args], { DATABASE_URL: db.url, PLAZA_DATA_DIR: dir, ...more })
    const code = await command.ended
    return { code, output: command.output() }
  }
  const done = async (args: string[]) => {
    const { code, output } = await plaza(args)
    expect(code, output).to.equal(0)
    return output
  }
  const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 16)
  const make = ['make', 'Congreso', '--policy', 'default', '--until', until]

  it('makes vouchers, prints their codes that once, lists them without, and revokes them', async () => {
    expect(await done(['list'])).to.include('plaza voucher make')
    const { batch, vouchers } = JSON.parse(await done([...make, '--count', '3', '--hours', '2', '--json']))
    expect(vouchers.map(({ number }: { number: number }) => number)).to.deep.equal([1, 2, 3])
    const shown = await done(make)
    expect(shown).to.match(new RegExp(`^${batch + 1}-1 +([A-Z0-9]{4}-){2}[A-Z0-9]{4}$`, 'm'))
    expect(await done(['list'])).to.match(
      new RegExp(`^${batch} +Congreso +default +1 +\\S+ +2 +the plaza command +3 +0 +0 +0$`, 'm'),
    )
    const [listed] = JSON.parse(await done(['list', String(batch), '--json']))
    expect(listed).to.include({ number: 1, state: 'unused' })
    const all = (await done(['list', String(batch)])) + (await done(['list', '--json']))
    for (const { code } of vouchers) expect(all).to.not.include(code)
    expect(await done(['revoke', String(batch), '2'])).to.include('1 vouchers are revoked')
    expect(await done(['revoke', String(batch)])).to.include('2 vouchers are revoked')
    expect(await done(['revoke', String(batch)])).to.include('Nothing was left')
    const { rows } = await db.pool.query('select actor, action, detail::text as detail from audit_events order by id')
    expect(rows.map(({ actor, action }) => `${actor} ${action}`)).to.deep.equal([
      ...['command voucher.make', 'command voucher.make', 'command voucher.revoke', 'command voucher.revoke'],
    ])
    for (const { code } of vouchers) expect(JSON.stringify(rows)).to.not.include(code)
  })

  it('says what is wrong, and that vouchers are off', async () => {
    const refusal = async (args: string[], more?: Record<string, string>) => {
      const { code, output } = await plaza(args, more)
      expect(code, output).to.equal(1)
      expect(output).to.not.match(/\n\s+at |Error:/)
      return output
    }
    expect(await refusal(make, {})).to.include('PLAZA_VOUCHERS=1')
    expect(await refusal([...make, '--count', '5000'])).to.include('1 to 1000 vouchers')
    expect(await refusal(['make', 'x', '--policy', 'nobody', '--until', until])).to.include('no policy "nobody"')
    expect(await refusal(['make', 'x', '--policy', 'default', '--until', '2020-01-01T00:00'])).to.include('366 days')
    expect(await refusal(['list', '999999'])).to.include('no batch 999999')
    expect(await refusal(['revoke', '999999'])).to.include('no batch 999999')
  })
})
