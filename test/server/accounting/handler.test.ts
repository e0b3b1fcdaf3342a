import { expect } from 'chai'
import { register } from 'prom-client'
import { AcctSessionId, AcctStatusType, Code, Packet } from '../../../radius/index.ts'
import { createAccountingHandler } from '../../../server/accounting/handler.ts'

describe('the handler of Accounting-Requests', () => {
  const refusals = async (): Promise<number> => {
    const metric = await register.getSingleMetric('plaza_radius_accounting_total')!.get()
    return metric.values.find(({ labels }) => labels.kind === 'stop' && labels.result === 'refused')?.value ?? 0
  }

  it('counts what is not taken as refused, whether it can never be stored or nothing takes it now', async () => {
    const packet = new Packet(Code.AccountingRequest)
      .add(AcctStatusType, AcctStatusType.values.Stop)
      .add(AcctSessionId, 'x')
    const ask = (add: () => Promise<boolean>) =>
      createAccountingHandler({ add })({ packet, client: { id: 1 }, receivedAt: 0 } as never)
    const before = await refusals()
    expect(await ask(async () => false)).to.equal(undefined)
    const failed = await Promise.resolve(ask(() => Promise.reject(new Error('neither took it')))).catch(String)
    expect(failed).to.include('neither took it')
    expect((await refusals()) - before).to.equal(2)
  })
})
