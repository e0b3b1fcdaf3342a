import { type AgentValues, numeric } from '../readings/values/agent-values.ts'

// ipRouteIfIndex (RFC 1213), ipCidrRouteIfIndex (RFC 2096) and inetCidrRouteIfIndex (RFC 4292), of the default route.
const ipRouteIfIndex = '1.3.6.1.2.1.4.21.1.2.0.0.0'
const ipCidrRouteIfIndex = '1.3.6.1.2.1.4.24.4.1.5.0.0.0.0'
const inetCidrRouteIfIndex = [
  '1.3.6.1.2.1.4.24.7.1.7.1.4.0.0.0.0.0',
  '1.3.6.1.2.1.4.24.7.1.7.2.16.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0',
]

/** What is walked for the default route: its rows alone, not the table. */
export const routeColumns = [ipRouteIfIndex, ipCidrRouteIfIndex, ...inetCidrRouteIfIndex]

/** ifIndex of the interface of the default route; undefined where the agent tells none. */
export function defaultRoute(from: AgentValues): string | undefined {
  const [old, ...others] = routeColumns
  // Of the oldest table the row is 0.0.0.0: what is walked ends before its last number.
  const first = numeric(from.column(old!).get('0'))
  for (const found of [first, ...others.map((column) => numeric([...from.column(column).values()][0]))])
    if (found !== null && found > 0) return String(found)
  return undefined
}
