import { createHash } from 'node:crypto'
import { rowsListed } from '../readings/access-points.ts'
import type { Reading } from '../readings/agent-reading.ts'
import {
  interfaceColumns,
  interfaceObjects,
  lacksIfXTable,
  oldInterfaceColumns,
  polledObjects,
} from '../readings/interfaces.ts'
import { radioInterfaces } from '../readings/traffic.ts'
import { type AgentValues, valuesOf } from '../readings/values/agent-values.ts'
import type { Columns, Discovery, PollPlan, SnmpClient, Value } from '../snmp/client.ts'
import { chooseProfile } from './choose.ts'
import { defaultRoute, routeColumns } from './default-route.ts'
import type { Profiles } from './index.ts'
import { type Learned, learn } from './learned.ts'
import { columnsOfList, objectsOf } from './objects.ts'
import { planOf } from './plan.ts'
import type { Profile } from './profile.ts'
import { readAgent } from './read-agent.ts'
import { describe, sysObjectId, systemObjects } from './system.ts'
import { withGeneric } from './with-generic.ts'

/** What one agent said when everything was asked. */
export interface Discovered {
  reading: Reading
  plan: PollPlan<Reading, Learned>
  /** Why: the agent's own words. */
  sysObjectId: string
  sysDescr: string
  from: AgentValues
}

/** How agents are discovered and polled by these profiles. */
export function profileDiscovery(profiles: Profiles): Discovery<Reading, Learned> {
  return {
    discover: async (client, uplink) => (await discoverAgent(profiles, client, uplink)).plan,
    plan(learned) {
      const known = learned as Learned | null
      if (known?.form !== FORM) return undefined
      const profile = profiles.all.concat(profiles.generic).find(({ name }) => name === known.profile)
      if (!profile || digestOf(profile, profiles.generic) !== known.digest) return undefined
      return planOf(withGeneric(profile, profiles.generic, known.sysObjectId), known)
    },
  }
}

const FORM = 1

/** Worked out once for each profile, however many agents are read by it. */
const digests = new WeakMap<Profile, { generic: Profile; digest: string }>()

/** Another digest: the profile, or the generic one, reads something else than it did. */
function digestOf(profile: Profile, generic: Profile): string {
  const known = digests.get(profile)
  if (known?.generic === generic) return known.digest
  const digest = createHash('sha256')
    .update(JSON.stringify([profile, generic]))
    .digest('hex')
    .slice(0, 16)
  digests.set(profile, { generic, digest })
  return digest
}

/** Walks an agent, chooses the profile, reads everything, and learns which objects to ask for at each poll. */
export async function discoverAgent(
  profiles: Profiles,
  client: SnmpClient,
  named?: string | null,
  at: () => number = Date.now,
): Promise<Discovered> {
  const scalars = await client.get(systemObjects)
  const agent = describe(client, valuesOf(scalars, new Map()))
  const chosen = (await chooseProfile(profiles.all, agent)) ?? profiles.generic
  const profile = withGeneric(chosen, profiles.generic, agent.sysObjectId)
  const { columns, cut, answeredAt } = await askAll(profile, client, scalars, at)
  const objects = objectsOf(profile)
  const used = new Map<string, Set<string>>()
  const from = valuesOf(scalars, columns, (oid, index) => noteIn(used, oid, index), cut)
  const hints = { named, route: defaultRoute(from) }
  const reading = readAgent(profile, { from, hints, at: answeredAt })
  const learned = learn({
    ...{ form: FORM, profile: chosen.name, digest: digestOf(chosen, profiles.generic) },
    ...{ sysObjectId: agent.sysObjectId, objects, used, from, reading, named: named ?? null },
    interfaces: await followed(client, reading),
    listed: rowsListed(profile.accessPoints, from),
  })
  return {
    ...{ reading, from, plan: planOf(profile, learned) },
    ...{ sysObjectId: agent.sysObjectId, sysDescr: agent.sysDescr },
  }
}

/** The interfaces whose traffic is the hotspot's, and the objects of each that are asked for. */
async function followed(client: SnmpClient, { uplink, interfaces, counters }: Reading): Promise<string[]> {
  const names = uplink ? [uplink.name] : radioInterfaces(interfaces).map(({ name }) => name)
  const all = interfaces.filter(({ name }) => names.includes(name))
  const objects = all.flatMap(({ index }) => interfaceObjects(index))
  const answered = await client.get(objects).catch(() => new Map<string, Value>())
  return all.flatMap((each) => polledObjects(each, answered, counters.interfaces[each.name]?.bits))
}

function noteIn(used: Map<string, Set<string>>, oid: string, index = ''): void {
  const known = used.get(oid)
  if (known) known.add(index)
  else used.set(oid, new Set([index]))
}

/** Cells of a column that goes on for ever, or says the same again, up to which it is believed. */
const MOST_OF_CUT = 20_000

/**
 * Everything that a profile may read; adds the scalars to `scalars`. A walk that does not end gives no column, but of a list of
 * access points what it found until then.
 */
async function askAll(
  profile: Profile,
  client: SnmpClient,
  scalars: Map<string, Value>,
  at: () => number,
): Promise<{ columns: Columns; cut: Set<string>; answeredAt: number }> {
  const objects = objectsOf(profile)
  const more = [...objects.scalars].filter((oid) => !scalars.has(oid) && oid !== sysObjectId)
  for (const [oid, value] of await client.get(more).catch(() => new Map<string, Value>())) scalars.set(oid, value)
  const answeredAt = at()
  const columns: Columns = new Map()
  const cut = new Set<string>()
  const walk = async (roots: readonly string[]) => {
    const walked = await client.walk(roots).catch(() => ({ values: new Map() as Columns, complete: false }))
    if (walked.complete) for (const [root, cells] of walked.values) columns.set(root, cells)
    return walked
  }
  await walk([...interfaceColumns, ...routeColumns])
  if (lacksIfXTable(valuesOf(scalars, columns))) await walk(oldInterfaceColumns)
  const own = [...objects.columns]
  // One endless table must not cost the others.
  if ((await walk(own)).complete) return { columns, cut, answeredAt }
  const listing = columnsOfList(profile)
  for (const column of own) {
    const { values, complete } = await walk([column])
    const cells = values.get(column)
    if (complete || !cells || cells.size > MOST_OF_CUT || !listing.has(column)) continue
    columns.set(column, cells)
    cut.add(column)
  }
  return { columns, cut, answeredAt }
}
