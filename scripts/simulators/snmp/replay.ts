import { type RecordedObject, recordedObjects } from '../../../server/health/profiles/recorded-walk.ts'
import type { Agent } from './agent.ts'
import { Type, type Varbind } from './message.ts'
import { treeAgent } from './tree.ts'

/**
 * An agent that answers as a captured one did.
 *
 * @param capture text of an snmprec file, or what `snmpwalk -On` prints
 * @throws {WalkError} naming the line that is none
 */
export const replayAgent = (capture: string): Agent =>
  treeAgent(recordedObjects(capture, 'capture').map((object) => ({ ...object, value: () => onTheWire(object) })))

function onTheWire({ type, value }: RecordedObject): Varbind['value'] {
  if (type === Type.IpAddress) return Buffer.from(String(value).split('.').map(Number))
  return type === Type.Opaque && typeof value === 'number' ? opaqueFloat(value) : value
}

/** As net-snmp wraps it (draft-perkins-opaque-01). */
function opaqueFloat(value: number): Buffer {
  const octets = Buffer.from([0x9f, 0x78, 0x04, 0, 0, 0, 0])
  octets.writeFloatBE(value, 3)
  return octets
}
