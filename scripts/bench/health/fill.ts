import type { Database } from '../../../server/database/connection.ts'
import { putAgents } from '../../../server/network/agents/agents.ts'
import { putCredentials } from '../../../server/network/agents/credentials.ts'
import type { Sealer } from '../../../server/sealing.ts'
import type { Ports } from './agents.ts'
import { BEHIND_EACH, behindControllers, type City, COMMUNITY, PORTS } from './city.ts'

const HOST = '127.0.0.1'

/** Stores the city's hotspots, and hangs each on its own agent or on a controller. */
export async function fill(db: Database, sealer: Sealer, city: City, ports: Ports): Promise<void> {
  const own = city.hotspots - behindControllers(city)
  // Hotspots of the same port are told apart by the credential's name: their agents are different ones.
  const names = Array.from({ length: Math.ceil(own / PORTS) }, (_, number) => `credential ${number}`)
  const credentialIds = await putCredentials(
    db,
    sealer,
    names.map((name) => ({ name, credential: { version: '2c', community: COMMUNITY } })),
  )
  const ownAgents = await putAgents(
    db,
    Array.from({ length: own }, (_, number) => ({
      ...{ host: HOST, port: ports.own[number % PORTS]!, kind: 'access-point' as const },
      credentialId: credentialIds[Math.floor(number / PORTS)]!,
    })),
  )
  const controllers = await putAgents(
    db,
    ports.controllers.map((port) => ({
      host: HOST,
      port,
      credentialId: credentialIds[0]!,
      kind: 'controller' as const,
    })),
  )
  const agents = [
    ...ownAgents,
    ...Array.from({ length: city.hotspots - own }, (_, number) => controllers[Math.floor(number / BEHIND_EACH)]!),
  ]
  await db.pool.query(
    `with site as (insert into sites (name, latitude, longitude) values ('Kiosk', 19.4, -99.1) returning id)
     insert into hotspots (programme, code, name, site_id, latitude, longitude, agent_id, agent_key)
     select 'bench', number::text, 'Kiosk ' || number, site.id, 19.4, -99.1, agent_id,
       case when number > $2 then 'ap-' || (number - $2 - 1) / $3::int || '-' || (number - $2 - 1) % $3::int end
     from site, unnest($1::bigint[]) with ordinality as given (agent_id, number)`,
    [agents, own, BEHIND_EACH],
  )
}
