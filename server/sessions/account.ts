import { Counter } from 'prom-client'
import { CalledStationId, Code, type RadiusHandler, reply } from '../../radius/index.ts'
import type { Gateway } from '../hotspots/gateways.ts'
import type { Registry } from '../hotspots/registry.ts'
import type { Sealer } from '../sealing.ts'
import { createClassTokens } from './class-token.ts'
import type { Ingest } from './queue.ts'
import { readRecord } from './read-record.ts'

const results = ['stored', 'refused', 'ignored'] as const
type Result = (typeof results)[number]
const counts = new Map<string, Record<Result, number>>()

new Counter({
  name: 'plaza_radius_accounting_total',
  help: 'Accounting-Requests by kind (Acct-Status-Type) and whether they are stored',
  labelNames: ['kind', 'result'],
  collect() {
    this.reset()
    for (const [kind, of] of counts) for (const result of results) this.inc({ kind, result }, of[result])
  },
})

/** Prometheus' own counters take longer than reading a record. */
function count(kind: string, result: Result): void {
  const of = counts.get(kind) ?? { stored: 0, refused: 0, ignored: 0 }
  of[result] += 1
  counts.set(kind, of)
}

interface AccountDeps {
  sealer: Sealer
  registry: Registry
  ingest: Pick<Ingest, 'add'>
}

/**
 * Answers Accounting-Requests once their record is durable (RFC 2866 section 4.1). What Plaza keeps nothing of is
 * answered at once, so that the gateway does not send it for ever. A rejected promise or undefined is no answer.
 */
export function createAccountant({ sealer, registry, ingest }: AccountDeps): RadiusHandler<Gateway> {
  const classes = createClassTokens(sealer)
  return ({ packet, client: gateway, receivedAt }) => {
    const hotspotId = registry.hotspotOf(gateway.id, packet.get(CalledStationId))?.id ?? null
    const arrival = { gatewayId: gateway.id, receivedAt: new Date(receivedAt), hotspotId, classes }
    const record = readRecord(packet, arrival)
    if (record === undefined) {
      count('other', 'ignored')
      return reply(Code.AccountingResponse)
    }
    return ingest.add(record).then((stored) => {
      count(record.kind, stored ? 'stored' : 'refused')
      return stored ? reply(Code.AccountingResponse) : undefined
    })
  }
}
