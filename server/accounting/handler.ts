import { Counter } from 'prom-client'
import { Code, type RadiusHandler, reply } from '../../radius/index.ts'
import type { Gateway } from '../network/gateways/gateways.ts'
import type { AccountingQueue } from './queue.ts'
import { kindOf } from './read-record.ts'

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

/**
 * Answers Accounting-Requests once they are durable (RFC 2866 section 4.1). What Plaza keeps nothing of is answered at
 * once, so that the gateway does not send it for ever. A rejected promise or undefined is no answer.
 */
export function createAccountingHandler(queue: Pick<AccountingQueue, 'add'>): RadiusHandler<Gateway> {
  return ({ packet, client: gateway, receivedAt }) => {
    const kind = kindOf(packet)
    if (kind === undefined) {
      count('other', 'ignored')
      return reply(Code.AccountingResponse)
    }
    return queue.add({ packet, gatewayId: gateway.id, receivedAt }).then(
      (stored) => {
        count(kind, stored ? 'stored' : 'refused')
        return stored ? reply(Code.AccountingResponse) : undefined
      },
      (error) => {
        count(kind, 'refused')
        throw error
      },
    )
  }
}
