import type { Running } from '../main.ts'
import { postgresIn } from './data-folder.ts'

/** What is printed when Plaza has started: where everything is, and in the demo who can sign in. */
export function summary({ config, roles, databaseEmbedded, demo, cityKeyIssuer }: Running, seconds: number): string {
  const { http, radius } = config
  const database = databaseEmbedded
    ? `embedded PostgreSQL in ${postgresIn(config.dataDir)}`
    : 'PostgreSQL at DATABASE_URL'
  const lines: Array<[string, string] | string> = [
    `${config.cityName}: ${demo ? `a demo city of ${demo.hotspots} hotspots and ${demo.gateways} gateways` : roles.join(', ')} (started in ${seconds.toFixed(1)} s)`,
    '',
  ]
  if (roles.includes('web')) {
    lines.push(['Public page', `${http.publicUrl}/`], ['Dashboard', `${http.publicUrl}/dashboard/`])
  }
  lines.push(['City Key', cityKeyIssuer])
  if (roles.includes('radius'))
    lines.push(['RADIUS', `UDP ${radius.authPort} authentication, ${radius.acctPort} accounting`])
  lines.push(['Data', database])
  if (demo) {
    lines.push(
      ['Log', `${config.dataDir}/plaza.log`],
      ['A new phone', `${demo.oneGatewayUrl}  (what a resident sees at a hotspot)`],
    )
    lines.push('', 'Demo accounts (user name / password):')
    for (const account of demo.accounts) {
      const who = account.role ? `staff, ${account.role}` : 'resident'
      lines.push([who, `${account.username} / ${account.password}   ${account.name}`])
    }
  }
  const width = Math.max(...lines.map((line) => (Array.isArray(line) ? line[0].length : 0)))
  const text = lines.map((line) => (Array.isArray(line) ? `  ${line[0].padEnd(width)}  ${line[1]}` : line))
  return `\n${text.join('\n')}\n\nCtrl-C stops everything.\n`
}
