import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { Database } from '../../database/connection.ts'
import { agentHosts } from '../../network/snmp-targets.ts'

/** Names that are looked up at a time. */
const AT_A_TIME = 20

/** The ids of the agents at each address; those of a name at all of the name's addresses now. */
export async function agentsByAddress(db: Pick<Database, 'pool'>): Promise<Map<string, number[]>> {
  const byHost = new Map<string, number[]>()
  for (const { agentId, host } of await agentHosts(db)) byHost.set(host, [...(byHost.get(host) ?? []), agentId])
  const byAddress = new Map<string, number[]>()
  const add = (address: string, ids: readonly number[]) =>
    byAddress.set(plainAddress(address), [...(byAddress.get(plainAddress(address)) ?? []), ...ids])
  const names = [...byHost.keys()].filter((host) => isIP(host) === 0)
  for (const [host, ids] of byHost) if (isIP(host) !== 0) add(host, ids)
  for (let start = 0; start < names.length; start += AT_A_TIME)
    await Promise.all(
      names.slice(start, start + AT_A_TIME).map(async (name) => {
        for (const { address } of await lookup(name, { all: true }).catch(() => [])) add(address, byHost.get(name)!)
      }),
    )
  return byAddress
}

/** An address as it is compared: without what stands before an IPv4 address at a socket of both families. */
export const plainAddress = (address: string): string =>
  address
    .toLowerCase()
    .replace(/^::ffff:(?=\d+\.)/, '')
    .replace(/%.*$/, '')
