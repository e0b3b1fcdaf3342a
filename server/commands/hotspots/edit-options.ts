import type { Command } from 'commander'
import { readDay } from '../../import/hotspots/days.ts'
import type { HotspotEdit } from '../../network/hotspots/edits.ts'
import { StartError } from '../../start/start-error.ts'
import { readNumber } from '../terminal/option-values.ts'
import { someText } from '../terminal/some-text.ts'

const MOST = 100_000

/** Options of `plaza hotspot edit`, as they are typed. */
export interface EditOptions {
  name?: string
  mac?: string
  bssid?: string[]
  called?: string[]
  gateway?: string
  agent?: string
  agentKey?: string
  model?: string
  serial?: string
  antennas?: string
  capacity?: string
  equipment?: string
  installed?: string
  notes?: string
}

export const withEditOptions = (command: Command): Command =>
  command
    .option('--name <name>', 'as residents know it')
    .option('--mac <address>', 'the access point’s own')
    .option('--bssid <address...>', 'all addresses of its networks, where they do not follow from its own')
    .option('--called <name...>', 'all other names under which gateways call it')
    .option('--gateway <name>', 'the gateway that it hangs on')
    .option('--agent <agent>', 'its SNMP agent: number or address, see plaza agent')
    .option('--agent-key <key>', 'what a controller’s agent knows it by')
    .option('--model <name>', 'of the access point')
    .option('--serial <number>', 'of the access point')
    .option('--antennas <number>', 'how many')
    .option('--capacity <number>', 'devices at a time')
    .option('--equipment <kind>', 'kind of equipment')
    .option('--installed <day>', 'yyyy-mm-dd')
    .option('--notes <text>', 'for colleagues')

/** @throws {StartError} where nothing is given, or a value is none */
export function readEdit(options: EditOptions): HotspotEdit {
  const { name, bssid, called, antennas, capacity, installed, ...texts } = options
  const edit: HotspotEdit = {
    name: name === undefined ? undefined : someText('--name', name),
    bssids: bssid === undefined ? undefined : bssid.filter((one) => one !== ''),
    names: called === undefined ? undefined : called.filter((one) => one !== ''),
    ...Object.fromEntries(textOptions.map((field) => [field, readText(texts[field])])),
    antennas: readCount('--antennas', antennas),
    capacity: readCount('--capacity', capacity),
    installedOn: installed === undefined ? undefined : readInstalled(installed),
  }
  if (Object.values(edit).every((value) => value === undefined))
    throw new StartError('Give what is to change: plaza hotspot edit --help shows what may.')
  return edit
}

const textOptions = ['mac', 'gateway', 'agent', 'agentKey', 'model', 'serial', 'equipment', 'notes'] as const

const readText = (text: string | undefined): string | null | undefined => (text?.trim() === '' ? null : text)

function readCount(option: string, text: string | undefined): number | null | undefined {
  if (text === undefined || text.trim() === '') return text === undefined ? undefined : null
  const number = readNumber(option, text, MOST)
  if (Number.isInteger(number)) return number
  throw new StartError(`${option}: "${text}" is no whole number.`)
}

function readInstalled(text: string): string | null {
  if (text.trim() === '') return null
  const day = readDay(text.trim())
  if (day !== undefined) return day
  throw new StartError(`--installed: "${text}" is no day such as 2026-11-30.`)
}
