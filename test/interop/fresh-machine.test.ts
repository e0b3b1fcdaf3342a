import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { defaultDataDir } from '../../server/start/data-folder.ts'
import { type Checkout, makeCheckout, ownFolder } from '../support/checkout.ts'
import { eventually } from '../support/eventually.ts'
import { requirePeer, requireRoot } from '../support/peers.ts'
import { ownSettings, type PlazaProcess, type RunOptions, runPlaza } from '../support/plaza.ts'

/** Who an ordinary user is on any Debian: an account that no service uses. */
const USER = { uid: 5, gid: 60 }

/** A page as the machine itself sees it. */
const statusOf = async (port: string | undefined): Promise<number> => (await fetch(`http://127.0.0.1:${port}/`)).status

const leftRunning = (dir: string): string[] =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(dir))

/** As Ctrl-C does: all of its process group, whatever runs it. */
async function stop(plaza: PlazaProcess): Promise<number | null> {
  process.kill(-plaza.child.pid!, 'SIGINT')
  return plaza.ended
}

describe('a fresh machine', () => {
  describe("as root, in a checkout in root's home of mode 0700", () => {
    let checkout: Checkout
    let dataDir: string
    before(async function () {
      requireRoot(this)
      checkout = await makeCheckout('plaza')
      dataDir = defaultDataDir(checkout.path)
    })
    after(async () => {
      await checkout?.remove()
      if (dataDir) await rm(dataDir, { recursive: true, force: true })
    })

    const run = (args: string[], settings: Record<string, string>, options: RunOptions = {}) =>
      runPlaza(args, settings, { checkout: checkout.path, ...options })
    const settingsHere = async () => {
      const { PLAZA_DATA_DIR: _, ...settings } = await ownSettings('')
      return settings
    }
    const answerTo = async (args: string[], settings: Record<string, string>, options: RunOptions = {}) => {
      const command = run(args, settings, options)
      return { code: await command.ended, output: command.output() }
    }
    /** In namespaces of its own, after what the script does there. */
    const inNamespace = (kinds: string, script: string): RunOptions => ({
      wrap: ['unshare', kinds, 'sh', '-ec', `${script}; exec "$@"`, 'sh'],
    })
    const emptyFolder = () => join(dataDir, randomBytes(4).toString('hex'))

    it('starts, says where the data lie, answers the first page, and leaves nothing behind that runs', async () => {
      const settings = await settingsHere()
      const plaza = run(['start'], settings)
      await plaza.printed(/Ctrl-C stops everything/)
      expect(plaza.output()).to.include(`embedded PostgreSQL in ${join(dataDir, 'postgres')}`)
      expect(dataDir).to.match(/^\/var\/lib\/plaza\/plaza-/)
      expect(await statusOf(settings.PLAZA_HTTP_PORT)).to.equal(200)
      expect(await stop(plaza)).to.equal(0)
      expect(leftRunning(dataDir)).to.deep.equal([])
    })

    it("lets PostgreSQL's own account neither connect nor use any capability", async function () {
      const psql = requirePeer(this, 'psql')
      const settings = await settingsHere()
      const plaza = run(['start', '--roles', 'poller'], settings)
      await plaza.printed(/Ctrl-C stops everything/)
      const pid = (await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n')[0]
      const status = await readFile(`/proc/${pid}/status`, 'utf8')
      const uid = Number(/^Uid:\s+(\d+)/m.exec(status)![1])
      expect(uid).to.not.equal(0)
      expect(/^CapEff:\s+(\w+)/m.exec(status)![1]).to.equal('0000000000000000')
      const gid = Number(/^Gid:\s+(\d+)/m.exec(status)![1])
      for (const role of ['plaza', 'postgres']) {
        const ask = () =>
          execFileSync(psql, ['-h', join(dataDir, 'postgres/socket'), '-U', role, '-d', 'plaza', '-c', 'select 1'], {
            ...{ uid, gid, cwd: '/', stdio: 'pipe', encoding: 'utf8' },
          })
        expect(ask).to.throw(/peer authentication failed|pg_hba.conf rejects|Peer authentication failed/i)
      }
      expect(await stop(plaza)).to.equal(0)
    })

    it('says which folder cannot be entered, where PLAZA_DATA_DIR is in a closed one', async () => {
      const { code, output } = await answerTo(['migrate'], { PLAZA_DATA_DIR: join(checkout.path, 'mine') })
      expect(code).to.equal(1)
      expect(output)
        .to.include('PLAZA_DATA_DIR')
        .and.include(`cannot enter ${checkout.home}`)
        .and.not.include('    at ')
    })

    it('says so without the capabilities to become another account', async () => {
      const wrap = ['setpriv', '--bounding-set=-all', '--inh-caps=-all']
      const { code, output } = await answerTo(['migrate'], {}, { wrap })
      expect(code).to.equal(1)
      expect(output).to.match(/PostgreSQL does not run as root.*CAP_SETUID.*DATABASE_URL/)
    })

    it('needs no other capability than those', async () => {
      const wrap = ['setpriv', '--bounding-set=-all,+setuid,+setgid,+chown', '--inh-caps=-all']
      const settings = { PLAZA_DATA_DIR: emptyFolder() }
      const first = await answerTo(['migrate'], settings, { wrap })
      expect(first.output).to.include('Applied')
      expect((await answerTo(['migrate'], settings, { wrap })).output).to.include('up to date')
      await eventually(() => leftRunning(settings.PLAZA_DATA_DIR).length === 0)
    })

    for (const [accounts, expected] of [
      ['root:x:0:0::/root:/bin/sh\nmail:x:8:8::/:/bin/false\n', /Applied/],
      ['root:x:0:0::/root:/bin/sh\n', /no other account: add one \(adduser --system plaza\)/],
    ] as const) {
      it(`with only the accounts ${accounts.match(/^\w+/gm)!.join(' and ')}: ${expected.source}`, async () => {
        const passwd = join(checkout.path, 'passwd')
        await writeFile(passwd, accounts)
        const settings = { PLAZA_DATA_DIR: emptyFolder() }
        const { output } = await answerTo(
          ['migrate'],
          settings,
          inNamespace('--mount', `mount --bind '${passwd}' /etc/passwd`),
        )
        expect(output).to.match(expected)
      })
    }

    it('starts with no /dev/shm, and with a tiny one', async () => {
      const tiny = 'mount -t tmpfs -o size=64k none /dev/shm'
      for (const script of [tiny, 'mount -t tmpfs -o ro,size=4k none /dev/shm']) {
        const { output } = await answerTo(
          ['migrate'],
          { PLAZA_DATA_DIR: emptyFolder() },
          inNamespace('--mount', script),
        )
        expect(output).to.include('Applied')
      }
    })

    it('says that the disk is full', async () => {
      const folder = emptyFolder()
      await mkdir(folder, { recursive: true })
      const { code, output } = await answerTo(
        ['migrate'],
        { PLAZA_DATA_DIR: folder },
        inNamespace('--mount', `mount -t tmpfs -o size=8m,mode=0711 none '${folder}'`),
      )
      expect(code).to.equal(1)
      expect(output).to.include('the disk that holds it is full').and.not.include('    at ')
      expect(leftRunning(folder)).to.deep.equal([])
    })

    it('starts from a checkout that can only be read', async () => {
      const settings = await settingsHere()
      const here = checkout.path
      const plaza = run(
        ['start'],
        settings,
        inNamespace('--mount', `mount --bind '${here}' '${here}' && mount -o remount,ro,bind '${here}'`),
      )
      await plaza.printed(/Ctrl-C stops everything/)
      expect(await statusOf(settings.PLAZA_HTTP_PORT)).to.equal(200)
      expect(await stop(plaza)).to.equal(0)
    })

    it('starts without IPv6', async function () {
      requirePeer(this, 'ip')
      const settings = await settingsHere()
      const off = 'ip link set lo up; echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6'
      const plaza = run(['start'], settings, inNamespace('--net', off))
      await plaza.printed(/Ctrl-C stops everything/)
      expect(await stop(plaza)).to.equal(0)
    })

    for (const shift of ['-6y', '+9y']) {
      it(`starts with a clock that is off by ${shift}, on data of that time`, async function () {
        const faked = execFileSync(requirePeer(this, 'faketime'), ['-f', shift, 'env'], { encoding: 'utf8' })
        const variables = faked.split('\n').filter((line) => /^(LD_PRELOAD|FAKETIME)=/.test(line))
        expect(variables).to.have.length(2)
        const settings = await settingsHere()
        const plaza = run(['start'], settings, { wrap: ['env', ...variables] })
        await plaza.printed(/Ctrl-C stops everything/)
        expect(await statusOf(settings.PLAZA_HTTP_PORT)).to.equal(200)
        expect(await stop(plaza)).to.equal(0)
      })
    }
  })

  describe('as an ordinary user, in a home of mode 0700', () => {
    let checkout: Checkout
    const owner = process.getuid?.() === 0 ? USER : undefined
    before(async () => {
      checkout = await makeCheckout("a b/ñ, l'été", owner)
    })
    after(() => checkout?.remove())

    it('starts with nothing in its environment, under umask 077, in a path with spaces and accents', async () => {
      const { PLAZA_DATA_DIR: _, ...settings } = await ownSettings('')
      const plaza = runPlaza(['start'], settings, {
        checkout: checkout.path,
        wrap: ['env', '-u', 'HOME', 'LANG=xx_YY.nonsense', 'PGHOST=nowhere', 'PGPORT=1', 'PGSSLMODE=require'].concat(
          'sh',
          '-c',
          'umask 077; exec "$@"',
          'sh',
        ),
        ...(owner && { account: owner }),
      })
      await plaza.printed(/Ctrl-C stops everything/)
      expect(plaza.output()).to.include(`embedded PostgreSQL in ${join(checkout.path, 'data/postgres')}`)
      expect(await statusOf(settings.PLAZA_HTTP_PORT)).to.equal(200)
      expect(await stop(plaza)).to.equal(0)
      expect(leftRunning(checkout.path)).to.deep.equal([])
    })

    it('says whose the data are, where another account made them', async function () {
      requireRoot(this)
      const dir = await ownFolder(join(checkout.home, 'of-another'), { uid: 1, gid: 1 })
      await chmod(dir, 0o777)
      await mkdir(join(dir, 'postgres'), { mode: 0o755 })
      const command = runPlaza(['migrate'], { PLAZA_DATA_DIR: dir }, { checkout: checkout.path, account: USER })
      expect(await command.ended).to.equal(1)
      expect(command.output()).to.match(/PLAZA_DATA_DIR: .*postgres belongs to another account \(uid 0\)/)
    })
  })

  it('names every port that is taken, at once', async () => {
    const settings = await ownSettings('/nonexistent')
    const servers = await Promise.all(
      [settings.PLAZA_HTTP_PORT, settings.PLAZA_RADSEC_PORT, settings.PLAZA_CITY_KEY_PORT].map(
        (port) =>
          new Promise<ReturnType<typeof createServer>>((resolve) => {
            const server = createServer().listen(Number(port), '0.0.0.0', () => resolve(server))
          }),
      ),
    )
    const checkout = await makeCheckout('plaza')
    const plaza = runPlaza(['start'], { ...settings, PLAZA_DATA_DIR: join(checkout.path, 'data') })
    expect(await plaza.ended).to.equal(1)
    for (const server of servers) server.close()
    await checkout.remove()
    for (const name of ['PLAZA_HTTP_PORT', 'PLAZA_RADSEC_PORT', 'PLAZA_CITY_KEY_PORT']) {
      expect(plaza.output()).to.match(new RegExp(`Port ${settings[name]} is taken.*${name}`))
    }
  })
})
