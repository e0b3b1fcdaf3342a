import { Counter } from 'prom-client'
import { CalledStationId, Code, type RadiusHandler, reply } from '../../radius/index.ts'
import type { Gateway } from '../hotspots/gateways.ts'
import type { Registry } from '../hotspots/registry.ts'
import type { Sealer } from '../sealing.ts'
import type { Ingest } from './queue.ts'
import { readRecord } from './read-record.ts'

const received = new Counter({
  name: 'plaza_radius_accounting_total',
  help: 'Accounting-Requests by kind (Acct-Status-Type) and whether they are stored',
  labelNames: ['kind', 'result'],
})

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
  return async ({ packet, client: gateway, receivedAt }) => {
    const hotspotId = registry.hotspotOf(gateway.id, packet.get(CalledStationId))?.id ?? null
    const arrival = { gatewayId: gateway.id, receivedAt: new Date(receivedAt), hotspotId, sealer }
    const record = readRecord(packet, arrival)
    const stored = record === undefined || (await ingest.add(record))
    const result = record === undefined ? 'ignored' : stored ? 'stored' : 'refused'
    received.inc({ kind: record?.kind ?? 'other', result })
    return stored ? reply(Code.AccountingResponse) : undefined
  }
}
