import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { commonSettings } from './freeradius-settings.ts'

export interface FreeRadiusEap {
  dir: string
  port: number
  secret: string
  username: string
  password: string
  certFile: string
  keyFile: string
}

/**
 * Writes a configuration of FreeRADIUS that does EAP-TTLS with PAP and resumes sessions, and as little else as may be. It
 * caches a session only where the reply has a User-Name.
 */
export async function writeFreeRadiusEap(options: FreeRadiusEap): Promise<void> {
  const { dir, port, secret, username, password, certFile, keyFile } = options
  const sessions = join(dir, 'sessions')
  await mkdir(sessions, { recursive: true })
  await writeFile(join(dir, 'users'), `${username} Cleartext-Password := "${password}"\n`)
  await writeFile(
    join(dir, 'radiusd.conf'),
    `${commonSettings(dir, secret)}
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
      ecdh_curve = ""
      cache {
        enable = yes
        lifetime = 24
        name = "bench"
        max_entries = 0
        persist_dir = ${sessions}
      }
    }
    ttls {
      tls = shared
      virtual_server = "inner"
      use_tunneled_reply = yes
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
  post-auth {
    update reply {
      User-Name := "%{request:User-Name}"
    }
  }
}
`,
  )
}
