import { existsSync, readFileSync } from 'node:fs'
import { Command } from 'commander'
import { readConfig } from '../../config/index.ts'
import type { Database } from '../../database/connection.ts'
import { type Discovered, discoverAgent } from '../../health/profiles/discover.ts'
import { loadProfiles, type Profiles } from '../../health/profiles/index.ts'
import { recordedWalk } from '../../health/profiles/recorded-walk.ts'
import { NoAnswer } from '../../health/snmp/client.ts'
import { discoverAt } from '../../health/try-agent.ts'
import { addressOf, agentNamed, agentTarget, parseAgentAddress, SNMP_PORT } from '../../network/agents/agents.ts'
import { credentialByName } from '../../network/agents/credentials.ts'
import type { Sealer } from '../../sealing.ts'
import { StartError } from '../../start/start-error.ts'
import { withDatabase } from '../command-database.ts'
import { explained } from '../network-errors.ts'
import { JSON_OPTION, type JsonOption, printRows } from '../terminal/output.ts'
import { readingWords } from './reading-words.ts'

interface TestOptions extends JsonOption {
  credential?: string
  uplink?: string
}

/** `plaza profile list|test`: by what SNMP agents are read. Changes nothing. */
export function profileCommand(): Command {
  const command = new Command('profile')
    .description('by what SNMP agents are read: a profile for each make; see docs/profiles.md')
    .showHelpAfterError()
  command
    .command('list')
    .description('the profiles that there are, those of PLAZA_PROFILES_DIR first')
    .option(...JSON_OPTION)
    .action((options: JsonOption) => {
      const profiles = ownProfiles()
      const rows = [...profiles.all, profiles.generic].map(({ name, title, kind, from }) => ({
        ...{ profile: name, title, kind, from, file: profiles.files.get(name) ?? '' },
      }))
      printRows(rows, options, (row) => row, '')
    })
  command
    .command('test <walk-or-agent>')
    .description(
      'which profile is chosen, and what it reads, of a recorded walk (snmprec, snmpwalk -On) or of an agent',
    )
    .option('--credential <name>', 'ask the agent at this address by it: see plaza snmp-credential')
    .option('--uplink <interface>', 'the interface that is the uplink')
    .option(...JSON_OPTION)
    .action(async (given: string, options: TestOptions) => {
      const profiles = ownProfiles()
      const found = existsSync(given) ? await ofWalk(profiles, given, options) : await ofAgent(profiles, given, options)
      console.log(
        options.json
          ? JSON.stringify({ ...found.reading, file: profiles.files.get(found.reading.profile) }, null, 2)
          : readingWords(found, profiles),
      )
    })
  return command
}

const ownProfiles = (): Profiles => loadProfiles(readConfig(process.env, false).profilesDir)

const ofWalk = async (profiles: Profiles, file: string, { uplink }: TestOptions): Promise<Discovered> =>
  discoverAgent(profiles, recordedWalk(walkIn(file), file), uplink)

function walkIn(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new StartError(`The walk ${file} cannot be read (${(error as Error).message}).`)
  }
}

async function ofAgent(profiles: Profiles, given: string, { credential, uplink }: TestOptions): Promise<Discovered> {
  let found: Discovered | undefined
  await withDatabase(async (db, sealer) => {
    const target =
      credential === undefined ? await known(db, sealer, given) : await named(db, sealer, given, credential)
    found = await discoverAt(target, { profiles, uplink }).catch((error) => {
      if (!(error instanceof NoAnswer)) throw error
      throw new StartError(`${addressOf(target)} does not answer (${error.message}): see plaza agent try.`)
    })
  })
  return found!
}

async function known(db: Database, sealer: Sealer, given: string) {
  const agent = await agentNamed(db, given).catch((error) => {
    const message = error instanceof Error ? error.message : String(error)
    throw new StartError(
      `There is no file "${given}". ${message} For an agent that is not stored yet: --credential says how it is asked.`,
    )
  })
  return (await agentTarget(db, sealer, agent.id))!
}

async function named(db: Database, sealer: Sealer, given: string, credential: string) {
  const address = parseAgentAddress(given)
  if (!address) throw new StartError(`"${given}" is neither a file nor an address, such as 10.1.0.7 or 10.1.0.7:161.`)
  const { host, port = SNMP_PORT } = address
  return { host, port, credential: await credentialByName(db, sealer, credential).catch(explained) }
}
