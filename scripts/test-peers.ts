/**
 * Brings the Debian programs that the tests talk to, before `npm test`: installs what is missing when run as root on
 * Debian, otherwise says which tests will be skipped and why.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { debianPostgres, findPeer, lemonldap } from '../test/support/peers.ts'

const peers = [
  { missing: !findPeer('radclient'), packages: ['freeradius-utils'], for: 'RADIUS tests with radclient' },
  {
    missing: !findPeer('freeradius'),
    packages: ['freeradius', 'freeradius-postgresql'],
    for: 'RADIUS tests and benchmarks with FreeRADIUS',
  },
  { missing: !findPeer('eapol_test'), packages: ['eapoltest'], for: '802.1X tests with eapol_test' },
  {
    missing: !findPeer('hostapd') || !findPeer('wpa_supplicant'),
    packages: ['hostapd', 'wpasupplicant'],
    for: '802.1X with an access point that authenticates again and again',
  },
  {
    missing: !findPeer('radsecproxy'),
    packages: ['radsecproxy'],
    for: 'the documented RadSec set-up with radsecproxy',
  },
  { missing: !findPeer('openssl'), packages: ['openssl'], for: 'RadSec tests with openssl' },
  { missing: !findPeer('faketime'), packages: ['faketime'], for: 'starts with a clock that is years off' },
  { missing: !findPeer('ip'), packages: ['iproute2'], for: 'starts without IPv6' },
  { missing: !findPeer('fping'), packages: ['fping'], for: 'the test of pings with fping' },
  { missing: !findPeer('snmpd'), packages: ['snmpd'], for: 'poller tests with snmpd' },
  { missing: !findPeer('snmpsimd'), packages: ['snmpsim'], for: 'walks that another simulator plays' },
  { missing: !findPeer('snmptrap'), packages: ['snmp'], for: 'traps and informs with snmptrap' },
  {
    missing: !lemonldap(),
    packages: [
      ...['lemonldap-ng-fastcgi-server', 'liblemonldap-ng-portal-perl'],
      // Only recommended by those, which do not start without them.
      ...['libstring-random-perl', 'libio-string-perl'],
    ],
    for: "sign-in with LemonLDAP::NG's OpenID Connect",
  },
  {
    missing: !findPeer('prometheus-alertmanager'),
    packages: ['prometheus-alertmanager'],
    for: 'notifications of incidents to a Prometheus Alertmanager',
  },
  { missing: !findPeer('chromium'), packages: ['chromium', 'fonts-liberation'], for: 'browser tests' },
  { missing: !debianPostgres(), packages: ['postgresql'], for: "tests with Debian's PostgreSQL" },
]

const POLICY = '/usr/sbin/policy-rc.d'

/** Installs without starting the daemons that come along: they would take the ports of a real service. */
function install(packages: string[]): void {
  const ownPolicy = !existsSync(POLICY)
  if (ownPolicy) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  try {
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env })
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env,
    })
  } finally {
    if (ownPolicy) rmSync(POLICY)
  }
}

const wanted = peers.filter(({ missing }) => missing)
const isRoot = process.getuid?.() === 0
if (wanted.length > 0 && isRoot && existsSync('/etc/debian_version')) {
  const packages = wanted.flatMap((peer) => peer.packages)
  console.log(`Installing what the tests talk to: ${packages.join(' ')}`)
  try {
    install(packages)
  } catch (error) {
    console.log(`apt-get did not succeed: ${(error as Error).message}`)
  }
} else {
  for (const peer of wanted) {
    console.log(
      `Missing: ${peer.packages[0]}. Skipped for it: ${peer.for}. To run them: apt-get install ${peer.packages.join(' ')}`,
    )
  }
}
