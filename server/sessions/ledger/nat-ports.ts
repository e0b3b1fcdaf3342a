/** Ports of a NAT's address that were given to a session's device, or given back. */
export interface PortNews {
  address: string
  first: number
  last: number
  isFreed: boolean
  /** Seconds since 1970. */
  at: number
}

/**
 * As a session keeps it: `198.51.100.7,1024,1535,1772452800,+` with a space between, `+` for given and `-` for given back.
 * Another device may have had the ports before and after: so each has its time.
 */
export const portsText = (news: readonly PortNews[]): string =>
  news.map(({ address, first, last, isFreed, at }) => [address, first, last, at, isFreed ? '-' : '+'].join()).join(' ')

const parsed = (text: string): PortNews[] =>
  text.split(' ').map((one) => {
    const [address = '', first, last, at, what] = one.split(',')
    return { address, first: Number(first), last: Number(last), isFreed: what === '-', at: Number(at) }
  })

/** So many times are kept of a session's ports: what comes after them is passed over. */
const MOST_NEWS = 128

/**
 * What is known of a session's ports, with what a record tells of them, in order of time. Gateways say the same again and
 * again: of each stretch of it the first and the last are kept, between which a late one finds its place.
 */
export function bothPorts(known: string | null, told: string | null): string | null {
  if (told === null || told === known) return known
  if (known === null) return told
  const all = new Map([...parsed(known), ...parsed(told)].map((one) => [portsText([one]), one]))
  const inOrder = [...all.values()].sort(
    (a, b) =>
      a.at - b.at || a.address.localeCompare(b.address) || a.first - b.first || Number(a.isFreed) - Number(b.isFreed),
  )
  const byRange = new Map<string, PortNews[]>()
  for (const one of inOrder) {
    const range = `${one.address},${one.first},${one.last}`
    byRange.set(range, [...(byRange.get(range) ?? []), one])
  }
  const kept = new Set([...byRange.values()].flatMap(endsOfStretches))
  return portsText(inOrder.filter((one) => kept.has(one)).slice(0, MOST_NEWS))
}

const endsOfStretches = (news: PortNews[]): PortNews[] =>
  news.filter((one, index) => news[index - 1]?.isFreed !== one.isFreed || news[index + 1]?.isFreed !== one.isFreed)

/**
 * SQL: the session of this name had the port of this address at a time between two. Names are SQL expressions; `address` is
 * text.
 */
export const hadPort = (
  session: string,
  { address, port, since, until }: { address: string; port: string; since: string; until: string },
): string =>
  `exists (
     select from (
       select part[1] as address, part[2]::int as first, part[3]::int as last, part[5] as what,
              to_timestamp(part[4]::float8) as since,
              lead(to_timestamp(part[4]::float8)) over (partition by part[1], part[2], part[3] order by part[4]::bigint, part[5])
                as until
       from unnest(string_to_array(${session}.nat_ports, ' ')) as one, string_to_array(one, ',') as part) as ports
     where ports.what = '+' and ports.address = ${address} and ${port} between ports.first and ports.last
       and ports.since < ${until} and coalesce(ports.until, ${session}.ended_at, 'infinity') >= ${since})`
