import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface FreeRadiusEap {
  dir: string
  port: number
  secret: string
  username: string
  password: string
  certFile: string
  keyFile: string
}

/** Writes a configuration of FreeRADIUS that does EAP-TTLS with PAP and resumes sessions, and as little else as may be. */
export async function writeFreeRadiusEap(options: FreeRadiusEap): Promise<void> {
  const { dir, port, secret, username, password, certFile, keyFile } = options
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, 'users'), `${username} Cleartext-Password := "${password}"\n`)
  await writeFile(
    join(dir, 'radiusd.conf'),
    `
prefix = /usr
confdir = ${dir}
logdir = ${dir}
run_dir = ${dir}
libdir = /usr/lib/freeradius
pidfile = ${dir}/radiusd.pid
max_requests = 16384
log {
  destination = files
  file = ${dir}/radius.log
}
security {
  reject_delay = 1
  status_server = yes
}
proxy_requests = no
thread pool {
  start_servers = 5
  max_servers = 32
  min_spare_servers = 3
  max_spare_servers = 10
  max_requests_per_server = 0
}
client bench {
  ipaddr = 127.0.0.1
  secret = ${secret}
  require_message_authenticator = yes
}
modules {
  pap {
  }
  files {
    filename = ${dir}/users
  }
  eap {
    default_eap_type = ttls
    max_sessions = 16384
    tls-config shared {
      private_key_file = ${keyFile}
      certificate_file = ${certFile}
      ca_file = ${certFile}
      tls_min_version = "1.2"
      tls_max_version = "1.3"
      fragment_size = 1024
      cache {
        enable = yes
        lifetime = 24
        name = "bench"
        max_entries = 0
      }
    }
    ttls {
      tls = shared
      virtual_server = "inner"
    }
  }
}
server outer {
  listen {
    type = auth
    ipaddr = 127.0.0.1
    port = ${port}
  }
  authorize {
    eap
  }
  authenticate {
    eap
  }
}
server inner {
  authorize {
    files
    pap
  }
  authenticate {
    Auth-Type PAP {
      pap
    }
  }
}
`,
  )
}
