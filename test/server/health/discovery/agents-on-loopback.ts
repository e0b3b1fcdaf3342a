import { type SnmpAgents, startSnmpAgents } from '../../../../scripts/simulators/snmp/agent.ts'
import { replayAgent } from '../../../../scripts/simulators/snmp/replay.ts'
import { readFixture } from '../../../support/fixtures.ts'

/** A walk of our own, with more lines. */
export const walk = (name: string, ...lines: string[]): string =>
  [readFixture(`snmp/${name}.snmprec`).trim(), ...lines].join('\n')

/** What an access point of ours tells of itself: its name and the address of its first interface. */
export const tells = (name: string, mac: string): string[] => [
  `1.3.6.1.2.1.1.5.0|4|${name}`,
  `1.3.6.1.2.1.2.2.1.6.1|4x|${mac.replaceAll(':', '')}`,
]

interface LoopbackAgents {
  port: number
  /** Requests of each community, by the address asked. */
  asked: Map<string, string[]>
  close(): Promise<void>
}

/** An agent at each of these loopback addresses, all at one port, each with a walk and a community. */
export async function agentsOnLoopback(
  agents: Record<string, { community: string; walk: string }>,
): Promise<LoopbackAgents> {
  const asked = new Map<string, string[]>()
  const running: SnmpAgents[] = []
  for (const [host, { community, walk: text }] of Object.entries(agents)) {
    const agent = replayAgent(text)
    running.push(
      await startSnmpAgents({
        ...{ host, port: running[0]?.port ?? 0 },
        agentOf: (given) => (given === community ? agent : undefined),
        onRequest: (request) => asked.set(host, [...(asked.get(host) ?? []), request.community]),
      }),
    )
  }
  return {
    port: running[0]!.port,
    asked,
    async close() {
      for (const one of running) await one.close()
    },
  }
}
