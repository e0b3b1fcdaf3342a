import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { Database } from '../../database/connection.ts'
import type { SnmpCredential } from '../../network/agents/credentials.ts'
import { agentHosts } from '../../network/snmp-targets.ts'
import type { Sealer } from '../../sealing.ts'

/** An agent that may send traps, and the credential by which it is asked: its traps must have the same. */
export interface Sender {
  agentId: number
  credential: SnmpCredential
}

/** Names that are looked up at a time. */
const AT_A_TIME = 20

/** The agents at each address; those of a name at all of the name's addresses now. @throws {SealError} */
export async function sendersByAddress(db: Pick<Database, 'pool'>, sealer: Sealer): Promise<Map<string, Sender[]>> {
  const byHost = new Map<string, Sender[]>()
  for (const { host, ...sender } of await agentHosts(db, sealer)) add(byHost, host, [sender])
  const byAddress = new Map<string, Sender[]>()
  const names = [...byHost.keys()].filter((host) => isIP(host) === 0)
  for (const [host, senders] of byHost) if (isIP(host) !== 0) add(byAddress, plainAddress(host), senders)
  for (let start = 0; start < names.length; start += AT_A_TIME)
    await Promise.all(
      names.slice(start, start + AT_A_TIME).map(async (name) => {
        for (const { address } of await lookup(name, { all: true }).catch(() => []))
          add(byAddress, plainAddress(address), byHost.get(name)!)
      }),
    )
  return byAddress
}

function add(map: Map<string, Sender[]>, key: string, senders: readonly Sender[]): void {
  const others = map.get(key)
  if (others) others.push(...senders)
  else map.set(key, [...senders])
}

/** An address as it is compared: without what stands before an IPv4 address at a socket of both families. */
export const plainAddress = (address: string): string =>
  address
    .toLowerCase()
    .replace(/^::ffff:(?=\d+\.)/, '')
    .replace(/%.*$/, '')
