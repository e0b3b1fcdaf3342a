import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { StartError } from '../../start/start-error.ts'

const run = promisify(execFile)

/** As whom PostgreSQL's programs run. */
export interface ServerAccount {
  name: string
  /** What switches to it, for `child_process`; absent: it is the account that Plaza runs as. */
  ids?: { uid: number; gid: number }
}

/** The accounts that may run PostgreSQL where Plaza is root, the most fitting first; then any that is not root. */
const PREFERRED = ['plaza', 'postgres', 'nobody']

/** Rights that root may have lost in a container: without them it cannot become another account, nor give it a folder. */
const NEEDED = 'CAP_SETUID, CAP_SETGID and CAP_CHOWN'

/**
 * PostgreSQL refuses to run as root: as root it runs as `plaza`, `postgres` or `nobody`, the first that there is, with
 * no capability and no group besides its own.
 *
 * @throws {StartError} where there is no such account, or this process cannot become it
 */
export async function serverAccount(): Promise<ServerAccount> {
  if (process.getuid?.() !== 0) return { name: ownName() }
  const account = choose(await readFile('/etc/passwd', 'utf8'))
  if (!account) {
    throw new StartError(
      'PostgreSQL does not run as root, and this machine has no other account: add one (adduser --system plaza), start Plaza as an ordinary user, or set DATABASE_URL.',
    )
  }
  try {
    await run('/bin/sh', ['-c', ':'], account.ids)
  } catch (error) {
    throw new StartError(
      `PostgreSQL does not run as root, and this process may not become the account "${account.name}" (${(error as NodeJS.ErrnoException).code}): start Plaza as an ordinary user, give it ${NEEDED}, or set DATABASE_URL.`,
    )
  }
  return account
}

function choose(passwd: string): ServerAccount | undefined {
  const accounts = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => Number(fields[2]) > 0 && Number(fields[3]) > 0)
    .map(([name = '', , uid, gid]) => ({ name, ids: { uid: Number(uid), gid: Number(gid) } }))
  const preferred = PREFERRED.map((name) => accounts.find((account) => account.name === name))
  return preferred.find((account) => account !== undefined) ?? accounts[0]
}

/** The name by which PostgreSQL knows who connects (`peer`). @throws {StartError} where the account has none */
export function ownName(): string {
  try {
    return userInfo().username
  } catch {
    throw new StartError(
      `PostgreSQL does not run as an account without a name, and uid ${process.getuid?.()} has none in /etc/passwd: add it there, or set DATABASE_URL.`,
    )
  }
}

/** Starts a program as the account. The environment holds none of Plaza's settings, which have secrets among them. */
export function spawnAs(
  account: ServerAccount,
  [program, ...args]: readonly [string, ...string[]],
  { env, ...options }: SpawnOptions,
): ChildProcess {
  return spawn(program, args, { ...options, ...account.ids, cwd: '/', env: { ...harmlessEnvironment(), ...env } })
}

const harmlessEnvironment = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(PLAZA_|CITY_KEY_|DATABASE_URL$|PG|npm_|LC_|LANG|LD_LIBRARY_PATH$)/.test(name),
    ),
  )

/**
 * The first folder on the way to `path`, itself included, that the account cannot enter; undefined where it can reach all.
 */
export async function unreachable(account: ServerAccount, path: string): Promise<string | undefined> {
  const way = [path]
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) way.unshift(dirname(folder))
  const script = 'for folder; do [ -x "$folder" ] || { printf %s "$folder"; exit 0; }; done'
  const { stdout } = await run('/bin/sh', ['-c', script, 'sh', ...way], { ...account.ids, cwd: '/' })
  return stdout === '' ? undefined : stdout
}
