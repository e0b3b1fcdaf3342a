import { useText } from '../../languages/index.ts'
import { NONE } from '../../parts/format.ts'
import { useFieldWords } from '../words.ts'
import type { PartProps } from './hotspot-page.tsx'

const fields = [
  ...([
    'programme',
    'code',
    'settlement',
    'borough',
    'gateway',
    'agent',
    'agentKey',
    'mac',
    'bssids',
    'names',
  ] as const),
  ...(['model', 'serial', 'equipment', 'antennas', 'capacity', 'installedOn', 'notes'] as const),
]

/** What is known of a hotspot, for whoever only reads. */
export function HotspotFacts({ of: item }: Pick<PartProps, 'of'>) {
  const t = useText()
  const wordsOf = useFieldWords()
  return (
    <section className="part" aria-label={t('item.data')}>
      <h2>{t('item.data')}</h2>
      <dl className="facts">
        {fields.map((field) => (
          <div key={field}>
            <dt>{t(`item.${field}`)}</dt>
            <dd>{wordsOf(field, item[field])}</dd>
          </div>
        ))}
        <div>
          <dt>{t('item.group')}</dt>
          <dd>{item.group?.name ?? NONE}</dd>
        </div>
      </dl>
    </section>
  )
}
