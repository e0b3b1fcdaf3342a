import type { Database } from '../../database/connection.ts'
import { isRefused } from '../../database/sql-errors.ts'
import type { Log } from '../../log.ts'
import { type Listed, storeListed } from '../../network/found/listed.ts'
import type { SnmpTarget } from '../../network/snmp-targets.ts'
import { found, namesOf } from '../poller/share-out.ts'
import { steadyNow } from '../poller/steady-clock.ts'
import type { AccessPoint } from '../readings/agent-reading.ts'
import type { Answered } from '../readings/results.ts'

/** ms in which an agent that lists the same as before is not looked at again. */
const LOOKED_AT_FOR = 600_000

export interface UnknownAccessPoints {
  /** Takes in whom an agent lists. Never waits and never throws. */
  take(target: SnmpTarget, answer: Answered): void
}

/** Keeps which access points controllers and clusters list that are no hotspot's: they go to *Found*. */
export function createUnknownAccessPoints(db: Pick<Database, 'pool'>, log: Log): UnknownAccessPoints {
  const looks = new Map<number, { at: number; listed: string; hotspots: unknown }>()
  return {
    take(target, answer) {
      const { agentId, hotspots } = target
      if (answer.accessPoints.length === 0) return
      const listed = answer.accessPoints.map(({ key, name }) => `${key} ${name}`).join()
      const before = looks.get(agentId)
      const isSame = before?.listed === listed && before.hotspots === hotspots
      if (isSame && steadyNow() - before.at < LOOKED_AT_FOR) return
      looks.set(agentId, { at: steadyNow(), listed, hotspots })
      storeListed(db, agentId, unknownIn(target, answer).flatMap(listedAs), new Date()).catch((error) => {
        if (!isRefused(error)) looks.delete(agentId)
        log.warn({ err: error, agentId }, 'unknown access points of a controller are not kept')
      })
    },
  }
}

/** Those that are no hotspot of the agent; of a cluster, not the one that speaks for all. Pure. */
export function unknownIn(
  { kind, host, hotspots }: Pick<SnmpTarget, 'kind' | 'hotspots' | 'host'>,
  { accessPoints }: Pick<Answered, 'accessPoints'>,
): AccessPoint[] {
  const names = namesOf(accessPoints)
  const known = new Set(hotspots.map((hotspot) => found(names, hotspot)))
  const isSelf = ({ address }: AccessPoint) =>
    kind === 'access-point' && (address === host || accessPoints.length === 1)
  return accessPoints.filter((one) => !known.has(one) && !isSelf(one))
}

const LONGEST = 200

function listedAs({ key, mac, name, model, serial }: AccessPoint): Listed[] {
  const called = shown(mac ?? key)
  return called === null ? [] : [{ called, name: shown(name), model: shown(model), serial: shown(serial) }]
}

/** Without what no screen shows and PostgreSQL does not take. */
const shown = (text: string | null): string | null =>
  text
    ?.replace(/[\p{Cc}\ufffd]+/gu, ' ')
    .trim()
    .slice(0, LONGEST) || null
