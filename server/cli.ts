#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { agentCommand } from './commands/agents/agent.ts'
import { snmpCredentialCommand } from './commands/agents/snmp-credential.ts'
import { certificateCommand } from './commands/certificate.ts'
import { cityKeyCommand } from './commands/city-key.ts'
import { deviceCredentialCommand } from './commands/device-credential.ts'
import { discoverCommand } from './commands/discover/discover.ts'
import { districtCommand } from './commands/district.ts'
import { emergencyCommand } from './commands/emergency.ts'
import { foundCommand } from './commands/found/found.ts'
import { gatewayCommand } from './commands/gateways/gateway.ts'
import { hotspotGroupCommand } from './commands/hotspot-group.ts'
import { hotspotCommand } from './commands/hotspots/hotspot.ts'
import { importCommand } from './commands/import.ts'
import { incidentCommand } from './commands/incidents/incident.ts'
import { receiverCommand } from './commands/incidents/receiver.ts'
import { routeCommand } from './commands/incidents/route.ts'
import { silenceCommand } from './commands/incidents/silence.ts'
import { noticeCommand } from './commands/notice.ts'
import { policyCommand } from './commands/policy.ts'
import { profileCommand } from './commands/profiles/profile.ts'
import { residentCommand } from './commands/resident.ts'
import { retentionCommand } from './commands/retention.ts'
import { secretCommand } from './commands/secret.ts'
import { sessionCommand } from './commands/session.ts'
import { sitePlanCommand } from './commands/site-plan.ts'
import { staffCommand } from './commands/staff/staff.ts'
import { tokenCommand } from './commands/staff/token.ts'
import { voucherCommand } from './commands/voucher.ts'
import { ConfigError, type Role, readConfig, roles } from './config/index.ts'
import { openDatabase } from './database/open.ts'
import { ProfileError } from './health/profiles/index.ts'
import { WalkError } from './health/profiles/recorded-walk.ts'
import { createLog } from './log.ts'
import { GatewayError } from './network/gateways/gateways.ts'
import { packageRoot } from './package-root.ts'
import { SealError } from './sealing.ts'
import { ensureWritable } from './start/data-folder.ts'
import { createProgress } from './start/progress.ts'
import { StartError } from './start/start-error.ts'
import { summary } from './start/summary.ts'

const CLOSE_TIMEOUT_MS = 4500

/** Errors whose message alone tells the person at the terminal what to do. */
const forPeople = [ConfigError, StartError, GatewayError, SealError, ProfileError, WalkError]

const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }

const program = new Command('plaza')
  .version(version)
  .description("Plaza runs a city's free public Wi-Fi. Settings are environment variables: see docs/settings.md.")
  .showHelpAfterError()

program
  .command('start')
  .description('start Plaza; with no settings at all it is the demo city')
  .addOption(
    new Option('--roles <roles>', 'which roles run in this process').default(roles.join(',')).argParser(readRoles),
  )
  .option('--demo', 'the demo city, whatever PLAZA_DEMO says')
  .action(async (options: { roles: Role[] | string; demo?: boolean }) => {
    const config = readConfig(options.demo ? { ...process.env, PLAZA_DEMO: '1' } : process.env)
    const chosen = typeof options.roles === 'string' ? readRoles(options.roles) : options.roles
    if (config.demo) await ensureWritable(config.dataDir)
    const { logLevel, logMaxBytes: maxBytes } = config
    const log = createLog(logLevel, config.demo ? { path: join(config.dataDir, 'plaza.log'), maxBytes } : undefined)
    const began = performance.now()
    const stop = stopOnSignal()
    const progress = createProgress((line) => console.log(`  ${line}`))
    // Here, since the other commands need not wait for all of Plaza to be loaded.
    const { start } = await import('./main.ts')
    const running = await start(config, chosen, log, progress, stop.signal).catch((error) => {
      if (stop.signal.aborted) process.exit(0)
      throw error
    })
    progress.end()
    stop.closeWith(() => running.close())
    console.log(summary(running, (performance.now() - began) / 1000))
  })

program
  .command('migrate')
  .description('bring the database up to date')
  .action(async () => {
    const database = await openDatabase(readConfig(process.env, false))
    await database.close()
    console.log(
      database.migrated.length === 0 ? 'The database is up to date.' : `Applied: ${database.migrated.join(', ')}`,
    )
  })

program.addCommand(cityKeyCommand())
program.addCommand(importCommand())
program.addCommand(incidentCommand())
program.addCommand(silenceCommand())
program.addCommand(receiverCommand())
program.addCommand(routeCommand())
program.addCommand(gatewayCommand())
program.addCommand(hotspotCommand())
program.addCommand(foundCommand())
program.addCommand(discoverCommand())
program.addCommand(hotspotGroupCommand())
program.addCommand(districtCommand())
program.addCommand(agentCommand())
program.addCommand(snmpCredentialCommand())
program.addCommand(policyCommand())
program.addCommand(sitePlanCommand())
program.addCommand(voucherCommand())
program.addCommand(profileCommand())
program.addCommand(emergencyCommand())
program.addCommand(noticeCommand())
program.addCommand(staffCommand())
program.addCommand(tokenCommand())
program.addCommand(deviceCredentialCommand())
program.addCommand(certificateCommand())
program.addCommand(secretCommand())
program.addCommand(sessionCommand())
program.addCommand(residentCommand())
program.addCommand(retentionCommand())

try {
  await program.parseAsync()
} catch (error) {
  const known = forPeople.some((kind) => error instanceof kind)
  console.error(known || !(error instanceof Error) ? String((error as Error).message ?? error) : error.stack)
  process.exit(1)
}

function readRoles(text: string): Role[] {
  const chosen = text.split(',').map((role) => role.trim())
  const wrong = chosen.filter((role) => !(roles as readonly string[]).includes(role))
  if (wrong.length > 0) throw new StartError(`--roles: "${wrong.join(', ')}" is none of ${roles.join(', ')}.`)
  return chosen as Role[]
}

/**
 * Ctrl-C, SIGTERM and SIGHUP abort `signal`, run what `closeWith` was given, and end the process, at the latest after
 * CLOSE_TIMEOUT_MS. npm passes a signal on that the terminal has already sent, so a second one within a second is not
 * taken for impatience; a later one ends the process at once.
 */
function stopOnSignal() {
  const abort = new AbortController()
  let close: (() => Promise<void>) | undefined
  let first = 0
  const stop = async () => {
    if (first) {
      if (Date.now() - first > 1000) process.exit(1)
      return
    }
    first = Date.now()
    console.log('\nStopping …')
    abort.abort()
    setTimeout(() => process.exit(1), CLOSE_TIMEOUT_MS).unref()
    if (!close) return
    await close()
    process.exit(0)
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => void stop())
  return {
    signal: abort.signal,
    closeWith(closing: () => Promise<void>) {
      close = closing
    },
  }
}
