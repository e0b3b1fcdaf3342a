#!/usr/bin/env -S node --max-semi-space-size=64
// 64 MiB: what a poller keeps until it is written is moved less often by the garbage collector (docs/benchmarks.md).
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { type Role, readConfig, roles } from './config/index.ts'
import { openDatabase } from './database/open.ts'
import { createLog } from './log.ts'
import { packageRoot } from './package-root.ts'
import { ensureWritable } from './start/data-folder.ts'
import { createProgress } from './start/progress.ts'
import { StartError } from './start/start-error.ts'
import { summary } from './start/summary.ts'

/** A machine with nothing else to do needs a second or two; whoever is impatient ends it at once. */
const CLOSE_TIMEOUT_MS = 25_000

/** Classes of errors whose message alone tells the person at the terminal what to do. By name: most are not loaded. */
const forPeople = ['ConfigError', 'StartError', 'GatewayError', 'SealError', 'ProfileError', 'WalkError']

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

/** Each is loaded when it is wanted: all of them take a second. */
const commands: Record<string, () => Promise<Command>> = {
  'city-key': async () => (await import('./commands/city-key.ts')).cityKeyCommand(),
  import: async () => (await import('./commands/import.ts')).importCommand(),
  incident: async () => (await import('./commands/incidents/incident.ts')).incidentCommand(),
  silence: async () => (await import('./commands/incidents/silence.ts')).silenceCommand(),
  receiver: async () => (await import('./commands/incidents/receiver.ts')).receiverCommand(),
  route: async () => (await import('./commands/incidents/route.ts')).routeCommand(),
  gateway: async () => (await import('./commands/gateways/gateway.ts')).gatewayCommand(),
  hotspot: async () => (await import('./commands/hotspots/hotspot.ts')).hotspotCommand(),
  found: async () => (await import('./commands/found/found.ts')).foundCommand(),
  discover: async () => (await import('./commands/discover/discover.ts')).discoverCommand(),
  'hotspot-group': async () => (await import('./commands/hotspot-group.ts')).hotspotGroupCommand(),
  district: async () => (await import('./commands/district.ts')).districtCommand(),
  agent: async () => (await import('./commands/agents/agent.ts')).agentCommand(),
  'snmp-credential': async () => (await import('./commands/agents/snmp-credential.ts')).snmpCredentialCommand(),
  policy: async () => (await import('./commands/policy.ts')).policyCommand(),
  'site-plan': async () => (await import('./commands/site-plan.ts')).sitePlanCommand(),
  'site-cost': async () => (await import('./commands/site-plans/site-cost.ts')).siteCostCommand(),
  voucher: async () => (await import('./commands/voucher.ts')).voucherCommand(),
  profile: async () => (await import('./commands/profiles/profile.ts')).profileCommand(),
  emergency: async () => (await import('./commands/emergency.ts')).emergencyCommand(),
  notice: async () => (await import('./commands/notice.ts')).noticeCommand(),
  staff: async () => (await import('./commands/staff/staff.ts')).staffCommand(),
  token: async () => (await import('./commands/staff/token.ts')).tokenCommand(),
  'device-credential': async () => (await import('./commands/device-credential.ts')).deviceCredentialCommand(),
  certificate: async () => (await import('./commands/certificate.ts')).certificateCommand(),
  secret: async () => (await import('./commands/secret.ts')).secretCommand(),
  session: async () => (await import('./commands/sessions/session.ts')).sessionCommand(),
  trace: async () => (await import('./commands/sessions/trace.ts')).traceCommand(),
  resident: async () => (await import('./commands/resident.ts')).residentCommand(),
  retention: async () => (await import('./commands/retention.ts')).retentionCommand(),
}

const wanted = process.argv[2] ?? ''
const loaded = Object.hasOwn(commands, wanted)
  ? [wanted]
  : ['start', 'migrate', '--version', '-V'].includes(wanted)
    ? []
    : Object.keys(commands)
for (const name of loaded) program.addCommand(await commands[name]!())

try {
  await program.parseAsync()
} catch (error) {
  const known = classesOf(error).some((name) => forPeople.includes(name))
  console.error(known || !(error instanceof Error) ? String((error as Error).message ?? error) : error.stack)
  process.exit(1)
}

/** Of an error's class and those that it extends. */
function classesOf(error: unknown): string[] {
  const names: string[] = []
  for (let made = (error as object | null)?.constructor; made?.name; made = Object.getPrototypeOf(made)) {
    names.push(made.name)
  }
  return names
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
