import { Command, Option } from 'commander'
import { audit } from '../../directory/audit.ts'
import { equipmentInUse } from '../../health/equipment.ts'
import {
  addressOf,
  agentNamed,
  changeAgent,
  listAgents,
  parseAgentAddress,
  putAgents,
  SNMP_PORT,
} from '../../network/agents/agents.ts'
import { childrenOf, setChildren } from '../../network/agents/children.ts'
import { credentialNamed } from '../../network/agents/credentials.ts'
import { removeAgent } from '../../network/agents/remove.ts'
import { editHotspot } from '../../network/hotspots/edits.ts'
import { hotspotNamed } from '../../network/hotspots/named.ts'
import { type AgentKind, agentKinds } from '../../network/tables.ts'
import { StartError } from '../../start/start-error.ts'
import { withChange, withDatabase } from '../command-database.ts'
import { explained } from '../network-errors.ts'
import { JSON_OPTION, type JsonOption, printRows } from '../terminal/output.ts'
import { printAgents } from './shown.ts'
import { addTryCommand } from './try.ts'

const kindOption = () =>
  new Option(
    '--kind <kind>',
    'an access point’s own agent, a controller’s that speaks for many, or that of what hotspots hang on',
  ).choices(agentKinds)
const NAME = ['--name <name>', 'by which people call it'] as const
const PARENT_OF = [
  '--parent-of <what...>',
  'what hangs on it: gateway:NAME (all behind it), site:NAME (all there), agent:NAME (a switch it feeds), or a hotspot',
] as const
const CREDENTIAL = ['--credential <name>', 'by which it lets Plaza ask: see plaza snmp-credential'] as const

interface AddOptions extends JsonOption {
  credential: string
  kind: AgentKind
  name?: string
  hotspot?: string[]
  parentOf?: string[]
}

/** `plaza agent add|list|edit|remove|try|equipment`. */
export function agentCommand(): Command {
  const command = new Command('agent')
    .description('SNMP agents: access points’ own, controllers’, and those of gateways, switches, routers and UPS')
    .showHelpAfterError()
  addCommand(command)
  listCommand(command)
  editCommand(command)
  removeCommand(command)
  addTryCommand(command)
  equipmentCommand(command)
  return command
}

function addCommand(command: Command): void {
  command
    .command('add <address>')
    .description('store an agent: its address or host name, with :port where that is not 161')
    .requiredOption(...CREDENTIAL)
    .addOption(kindOption().default('access-point'))
    .option(...NAME)
    .option('--hotspot <hotspot...>', 'ask these through it: by number, code, MAC or name')
    .option(...PARENT_OF)
    .option(...JSON_OPTION)
    .action((text: string, options: AddOptions) =>
      withChange(async (db) => {
        const { host, port = SNMP_PORT } = readAddress(text)
        const { id: credentialId, name } = await credentialNamed(db, options.credential).catch(explained)
        const { kind } = options
        const { name: called, parentOf } = options
        const [id = 0] = await putAgents(db, [{ host, port, credentialId, kind, name: called ?? null }])
        if (parentOf) await setChildren(db, id, parentOf).catch(explained)
        for (const given of options.hotspot ?? []) {
          const hotspotId = await hotspotNamed(db, given).catch(explained)
          const { differences } = await editHotspot(db, hotspotId, { staffId: null }, { agent: String(id) }).catch(
            explained,
          )
          await audit(db, { kind: 'command' }, 'hotspot.edit', `hotspot ${hotspotId}`, { changes: differences })
        }
        const more = { ...(called && { name: called }), ...(parentOf && { parentOf }) }
        const detail = { host, port, kind, credential: name, ...more, hotspots: options.hotspot?.length ?? 0 }
        await audit(db, { kind: 'command' }, 'agent.add', `agent ${id}`, detail)
        await printAgents(db, await listAgents(db, { id }), options)
      }),
    )
}

function listCommand(command: Command): void {
  command
    .command('list')
    .description('list the agents, by address')
    .option(...JSON_OPTION)
    .action((options: JsonOption) =>
      withDatabase(async (db) => {
        const none = 'There are no SNMP agents yet: plaza agent add ADDRESS --credential NAME'
        await printAgents(db, await listAgents(db), options, none)
      }),
    )
}

interface EditOptions extends JsonOption {
  address?: string
  credential?: string
  kind?: AgentKind
  name?: string
  uplink?: string
  parentOf?: string[]
}

function editCommand(command: Command): void {
  command
    .command('edit <agent>')
    .description('change an agent, given by its number or address')
    .option('--address <address>', 'where it is now, with :port where that changes too')
    .option(...CREDENTIAL)
    .addOption(kindOption())
    .option(...NAME)
    .option(...PARENT_OF)
    .option('--uplink <interface>', 'the interface that is the uplink, such as lte1; auto: the one that is found')
    .option(...JSON_OPTION)
    .action((given: string, options: EditOptions) =>
      withChange(async (db) => {
        const before = await agentNamed(db, given).catch(explained)
        const { kind, name, parentOf } = options
        const { host, port } = options.address === undefined ? {} : readAddress(options.address)
        const named =
          options.credential === undefined ? undefined : await credentialNamed(db, options.credential).catch(explained)
        const uplink = options.uplink === 'auto' ? null : options.uplink
        if (!host && !named && !kind && !name && !parentOf && uplink === undefined)
          throw new StartError(
            'Give what is to change: --address, --credential, --kind, --name, --parent-of, --uplink.',
          )
        const hung = (await childrenOf(db, [before.id])).get(before.id) ?? []
        await changeAgent(db, before.id, { host, port, credentialId: named?.id, kind, name, uplink }).catch(explained)
        if (parentOf) await setChildren(db, before.id, parentOf).catch(explained)
        const { credential, uplink: uplinkBefore } = before
        const detail = {
          before: { address: addressOf(before), kind: before.kind, credential, uplink: uplinkBefore, parentOf: hung },
          ...(name && { name }),
          ...(parentOf && { parentOf }),
          ...(uplink !== undefined && { uplink }),
          ...(host && { address: addressOf({ host, port: port ?? before.port }) }),
          ...(named && { credential: named.name }),
          ...(kind && { kind }),
        }
        await audit(db, { kind: 'command' }, 'agent.edit', `agent ${before.id}`, detail)
        await printAgents(db, await listAgents(db, { id: before.id }), options)
      }),
    )
}

function removeCommand(command: Command): void {
  command
    .command('remove <agent>')
    .description('remove an agent, given by its number or address: its hotspots are polled no more')
    .action((given: string) =>
      withChange(async (db) => {
        const agent = await agentNamed(db, given).catch(explained)
        await removeAgent(db, agent.id)
        const detail = { address: addressOf(agent), credential: agent.credential, hotspots: agent.hotspots }
        await audit(db, { kind: 'command' }, 'agent.remove', `agent ${agent.id}`, detail)
        console.log(`The SNMP agent ${addressOf(agent)} is removed; ${agent.hotspots} hotspots hung on it.`)
      }),
    )
}

function equipmentCommand(command: Command): void {
  command
    .command('equipment')
    .description('which models and firmware the hotspots run, and how many run each, as their agents say')
    .option(...JSON_OPTION)
    .action((options: JsonOption) =>
      withDatabase(async (db) => {
        const none = 'No agent has said yet what it is: see plaza agent list.'
        printRows(await equipmentInUse(db), options, (row) => ({ ...row }), none)
      }),
    )
}

/** @throws {StartError} */
function readAddress(text: string): { host: string; port: number | undefined } {
  const address = parseAgentAddress(text)
  if (address) return address
  throw new StartError(`"${text}" is no address or host name such as 192.0.2.7, ap-7.example or 192.0.2.7:1161.`)
}
