import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findPeer } from '../../../test/support/peers.ts'
import { commonSettings } from '../freeradius-settings.ts'
import { macOf } from './job.ts'
import { answersStatus, freePort, type Running, run } from './processes.ts'

/** Where Debian keeps FreeRADIUS's own configuration: its queries and policies are taken from there as they are. */
export const STOCK = '/etc/freeradius/3.0'

export const freeradiusProgram = (): string | undefined => findPeer('freeradius')

export interface FreeRadius extends Running {
  authPort: number
  acctPort: number
}

/**
 * Starts FreeRADIUS with its stock thread pool and as little else as the work needs (no detail files, no EAP). `users` are
 * this many devices in a users file (rlm_files); `sql` is the database with its stock schema (rlm_sql, stock queries).
 */
export async function startFreeRadius(options: {
  dir: string
  secret: string
  users?: number
  sql?: { host: string; user: string; database: string }
}): Promise<FreeRadius> {
  const { dir, secret, users, sql } = options
  const [authPort, acctPort] = [await freePort(), await freePort()]
  await mkdir(dir, { recursive: true })
  if (users !== undefined) await writeFile(join(dir, 'users'), usersFile(users))
  const source = users === undefined ? 'sql' : 'files'
  await writeFile(
    join(dir, 'radiusd.conf'),
    `${commonSettings(dir, secret)}
modconfdir = ${STOCK}/mods-config
modules {
  pap {
  }
  expr {
  }
  always ok {
    rcode = ok
  }
${users === undefined ? '' : `  files {\n    filename = ${dir}/users\n  }`}
${sql ? sqlModule(sql) : ''}
}
policy {
  $INCLUDE ${STOCK}/policy.d/accounting
}
server bench {
  listen {
    type = auth
    ipaddr = 127.0.0.1
    port = ${authPort}
  }
  listen {
    type = acct
    ipaddr = 127.0.0.1
    port = ${acctPort}
  }
  authorize {
    ${source}
    pap
  }
  authenticate {
    Auth-Type PAP {
      pap
    }
  }
  preacct {
    acct_unique
  }
  accounting {
    ${sql ? 'sql' : 'ok'}
  }
  post-auth {
    ${sql ? 'sql' : ''}
    update reply {
      Message-Authenticator := 0x00
    }
  }
}
`,
  )
  const running = run(freeradiusProgram()!, ['-f', '-d', dir, '-n', 'radiusd'])
  await answersStatus(running, authPort, secret)
  return { ...running, authPort, acctPort }
}

const usersFile = (users: number): string =>
  Array.from({ length: users }, (_, device) => {
    const mac = macOf(device)
    return `${mac} Cleartext-Password := "${mac}"\n  Session-Timeout := 3600,\n  Acct-Interim-Interval := 600,\n  Class := 0x${'ab'.repeat(40)}\n`
  }).join('\n')

const sqlModule = ({ host, user, database }: { host: string; user: string; database: string }): string => `
  sql {
    dialect = "postgresql"
    driver = "rlm_sql_postgresql"
    server = "${host}"
    login = "${user}"
    radius_db = "${database}"
    acct_table1 = "radacct"
    acct_table2 = "radacct"
    postauth_table = "radpostauth"
    authcheck_table = "radcheck"
    groupcheck_table = "radgroupcheck"
    authreply_table = "radreply"
    groupreply_table = "radgroupreply"
    usergroup_table = "radusergroup"
    delete_stale_sessions = yes
    pool {
      start = 5
      min = 3
      max = 32
      spare = 10
      uses = 0
      retry_delay = 30
      lifetime = 0
      idle_timeout = 60
    }
    client_table = "nas"
    group_attribute = "SQL-Group"
    $INCLUDE ${STOCK}/mods-config/sql/main/postgresql/queries.conf
  }`
