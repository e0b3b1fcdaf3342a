import { useState } from 'react'
import { listVoucherBatches } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useList } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { ForThose } from '../parts/for-those.tsx'
import { More } from '../parts/more.tsx'
import { Reading } from '../parts/reading.tsx'
import { BatchRow } from './batch.tsx'
import { type Made, MakeForm } from './make-form.tsx'
import { Sheet } from './sheet.tsx'

/** Vouchers for people without a City Key: made, printed, revoked. */
export function VouchersPage() {
  const t = useText()
  const { settings } = useCity()
  return (
    <div className="page vouchers-page">
      <h1>{t('vouchers.title')}</h1>
      <ForThose who={listVoucherBatches} otherwise="vouchers.forbidden">
        <Vouchers areOn={settings.vouchers} />
      </ForThose>
    </div>
  )
}

function Vouchers({ areOn }: { areOn: boolean }) {
  const t = useText()
  const list = useList(listVoucherBatches, {})
  const [made, setMade] = useState<Made>()
  if (made) return <Sheet of={made} onClose={() => setMade(undefined)} />
  const onMade = (vouchers: Made) => {
    setMade(vouchers)
    list.reload()
  }
  return (
    <>
      <p className="muted">{t('vouchers.lead')}</p>
      {areOn ? <MakeForm onMade={onMade} /> : <p className="empty">{t('vouchers.off')}</p>}
      <section aria-labelledby="batches">
        <h2 id="batches">{t('vouchers.batches')}</h2>
        <Reading of={list} />
        {list.data?.items.length === 0 ? <p className="empty">{t('vouchers.none')}</p> : null}
        <ul className="batches">
          {list.data?.items.map((batch) => (
            <BatchRow key={batch.id} of={batch} onChange={list.reload} />
          ))}
        </ul>
        <More of={list} />
      </section>
    </>
  )
}
