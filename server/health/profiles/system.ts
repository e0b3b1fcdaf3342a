import type { Clocks } from '../readings/rates.ts'
import { type AgentValues, numeric, textOf } from '../readings/values/agent-values.ts'
import type { SnmpClient, Value } from '../snmp/client.ts'
import type { Described } from './choose.ts'

const SYSTEM = '1.3.6.1.2.1.1'
export const sysDescr = `${SYSTEM}.1.0`
export const sysObjectId = `${SYSTEM}.2.0`
export const sysUpTime = `${SYSTEM}.3.0`
export const hrSystemUptime = '1.3.6.1.2.1.25.1.1.0'
export const snmpEngineTime = '1.3.6.1.6.3.10.2.1.3.0'
/** nsExtendOutput1Line."distro" (NET-SNMP-EXTEND-MIB). */
export const extendDistro = '1.3.6.1.4.1.8072.1.3.2.3.1.1.6.100.105.115.116.114.111'
/** dot11manufacturerProductName (IEEE802dot11-MIB). */
const productName = '1.2.840.10036.3.1.2.1.3'

/** What is asked of every agent. */
export const systemObjects = [sysDescr, sysObjectId, sysUpTime, hrSystemUptime, snmpEngineTime, extendDistro]

/** What tells the device's kind; an agent that does not answer a question has not what it is asked for. */
export function describe(client: SnmpClient, from: AgentValues): Described {
  const asked = new Map<string, Promise<boolean>>()
  let products: Promise<string[]> | undefined
  const under = async (oid: string) => {
    const found = await client.next(oid).catch(() => undefined)
    return found?.oid.startsWith(`${oid}.`) ? found : undefined
  }
  const has = async (oid: string) =>
    (await under(oid)) !== undefined || (await client.get([oid]).catch(() => new Map<string, Value>())).has(oid)
  const findProducts = async () =>
    [textOf((await under(productName))?.value), textOf(from.scalar(extendDistro))].filter((text) => text !== '')
  return {
    sysObjectId: textOf(from.scalar(sysObjectId)).replace(/^\./, ''),
    sysDescr: textOf(from.scalar(sysDescr)),
    products() {
      products ??= findProducts()
      return products
    },
    has(oid) {
      const before = asked.get(oid) ?? has(oid)
      asked.set(oid, before)
      return before
    },
  }
}

const TICKS_WRAP = 2 ** 32

/** @param uptime seconds since the device started, where its profile tells */
export function clocksOf(from: AgentValues, uptime: number | null): Clocks {
  const clock = (oid: string) => numeric(from.scalar(oid)) ?? undefined
  const host = uptime === null ? clock(hrSystemUptime) : Math.round(uptime * 100) % TICKS_WRAP
  const [agent, engineTime] = [clock(sysUpTime), clock(snmpEngineTime)]
  const clocks: Clocks = {}
  if (agent !== undefined) clocks.sysUpTime = agent
  if (host !== undefined) clocks.hrSystemUptime = host
  if (engineTime !== undefined) clocks.engineTime = engineTime
  return clocks
}

/** Seconds, by the clock that runs longest: sysUpTime wraps after 497 days and starts anew with the agent. */
export function uptimeOf({ sysUpTime: agent, hrSystemUptime: host, engineTime }: Clocks): number | null {
  const seconds = [(agent ?? -1) / 100, (host ?? -1) / 100, engineTime ?? -1].filter((value) => value >= 0)
  return seconds.length === 0 ? null : Math.floor(Math.max(...seconds))
}
