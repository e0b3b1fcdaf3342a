import type { Command } from 'commander'
import type { Database } from '../../database/connection.ts'
import { loadProfiles } from '../../health/profiles/index.ts'
import { NoAnswer } from '../../health/snmp/client.ts'
import type { SnmpAddress } from '../../health/snmp/engine.ts'
import { type AgentAnswer, tryAgent } from '../../health/try-agent.ts'
import { addressOf, agentNamed, agentTarget } from '../../network/agents/agents.ts'
import type { Sealer } from '../../sealing.ts'
import { StartError } from '../../start/start-error.ts'
import { withDatabase } from '../command-database.ts'
import { explained } from '../network-errors.ts'
import { JSON_OPTION, type JsonOption } from '../terminal/output.ts'

/** `plaza agent try`: changes nothing. */
export function addTryCommand(command: Command): void {
  command
    .command('try <agent>')
    .description('ask an agent, given by its number or address, now, and show what it answers')
    .option(...JSON_OPTION)
    .action((given: string, { json }: JsonOption) =>
      withDatabase(async (db, sealer, config) => {
        const target = await targetOf(db, sealer, given)
        const answer = await tryAgent(target, { profiles: loadProfiles(config.profilesDir) }).catch((error) => {
          if (error instanceof NoAnswer) throw new StartError(silentWords(target, error))
          throw error
        })
        console.log(json ? JSON.stringify(answer, null, 2) : answerWords(target, answer))
      }),
    )
}

async function targetOf(db: Database, sealer: Sealer, given: string): Promise<SnmpAddress> {
  const { id } = await agentNamed(db, given).catch(explained)
  return (await agentTarget(db, sealer, id))!
}

const silentWords = (target: SnmpAddress, { message }: NoAnswer): string =>
  `${addressOf(target)} does not answer (${message}). Is it there, does it let this machine ask (firewall, list of ` +
  'managers), and is its credential right? An agent does not answer a wrong community.'

function answerWords(target: SnmpAddress, answer: AgentAnswer): string {
  const percent = (share: number | null) => (share === null ? 'not told' : `${Math.round(share * 100)} %`)
  const told = (value: unknown) => (value === null ? 'not told' : String(value))
  const rows = [
    ['name', told(answer.name)],
    ['description', told(answer.description)],
    ['location', told(answer.location)],
    ['read as', answer.profile],
    ['up for', answer.uptimeSeconds === null ? 'not told' : `${(answer.uptimeSeconds / 3600).toFixed(1)} h`],
    ['load', answer.loadIs === 'share' ? percent(answer.load) : told(answer.load)],
    ['memory', percent(answer.memoryUsed)],
    ['clients', told(answer.clients)],
    ['uplink', told(answer.uplink)],
    ['interfaces', answer.interfaces.join(', ') || 'not told'],
  ]
  return [
    `${addressOf(target)} answered in ${answer.responseMs} ms.`,
    ...rows.map(([name, value]) => `  ${name!.padEnd(12)} ${value}`),
  ].join('\n')
}
