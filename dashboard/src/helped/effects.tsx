import type { Answer, readSiteEvaluation } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { NONE } from '../parts/format.ts'
import { Scrolling } from '../parts/scrolling.tsx'
import { between, change, isFromNobody, signed } from './figures.ts'

type Evaluation = Answer<typeof readSiteEvaluation>
type Effects = NonNullable<Evaluation['effects']>
interface Interval {
  low: number
  high: number
}

/** The effect by distance, in users a week and as a change, each with its interval. */
export function EffectsTable({ effects, net }: { effects: Effects; net: { users: number; interval: Interval } }) {
  const t = useText()
  const { format } = useCity()
  const rows = [
    { name: t('helped.area'), ...effects.treated },
    ...(effects.spillover ? [{ name: t('helped.around'), ...effects.spillover }] : []),
  ]
  const all = [...rows.map(({ usersInterval }) => usersInterval), net.interval]
  const most = Math.max(1, ...all.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]))
  const share = (value: number) => change(value, format)
  return (
    <section aria-labelledby="effects" className="planning-groups">
      <h2 id="effects">{t('helped.effects')}</h2>
      <Scrolling labelledBy="effects">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('helped.band')}</th>
              <th scope="col" className="number">
                {t('helped.effect')}
              </th>
              <th scope="col">{t('helped.interval')}</th>
              <th scope="col">{t('helped.share')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row">{row.name}</th>
                <td className="number">{signed(row.users, format)}</td>
                <td>
                  <IntervalBar users={row.users} interval={row.usersInterval} most={most} />{' '}
                  {between(row.usersInterval, format)}
                </td>
                <td>
                  {isFromNobody(row.share)
                    ? t('helped.fromNobody')
                    : `${share(row.share)} (${share(row.interval.low)} … ${share(row.interval.high)})`}
                </td>
              </tr>
            ))}
            <tr>
              <th scope="row">{t('helped.together')}</th>
              <td className="number">{signed(net.users, format)}</td>
              <td>
                <IntervalBar {...net} most={most} /> {between(net.interval, format)}
              </td>
              <td>{NONE}</td>
            </tr>
          </tbody>
        </table>
      </Scrolling>
    </section>
  )
}

/** Where an interval lies about nothing. */
function IntervalBar({ users, interval, most }: { users: number; interval: Interval; most: number }) {
  const { low, high } = interval
  const at = (value: number) => 60 + (54 * value) / most
  return (
    <svg className="helped-interval" viewBox="0 0 120 14" width="120" height="14" aria-hidden="true">
      <line x1="60" x2="60" y1="0" y2="14" />
      <rect x={at(low)} y="4" width={Math.max(1, at(high) - at(low))} height="6" />
      <circle cx={at(users)} cy="7" r="4" />
    </svg>
  )
}

/** The tests that could speak against it, and what it was compared with. */
export function Evidence({ of: { effects, places, availability, margin, quintile } }: { of: Evaluation }) {
  const t = useText()
  const { format } = useCity()
  const percent = (value: number) => change(value, format)
  const trend = effects?.preTrend
  const p = (value: number) => format.decimal(value, 3)
  return (
    <section aria-labelledby="evidence" className="planning-groups">
      <h2 id="evidence">{t('helped.evidence')}</h2>
      <dl className="helped-facts">
        {effects ? (
          <>
            <dt>{t('helped.preTrend')}</dt>
            <dd>
              {trend
                ? t('helped.preTrendText', {
                    ...{ slope: percent(trend.slope), margin: percent(margin) },
                    ...{ low: percent(trend.interval.low), high: percent(trend.interval.high) },
                  })
                : t('helped.preTrendNone')}
            </dd>
            <dt>{t('helped.placeboInTime')}</dt>
            <dd>{percent(effects.placeboInTime)}</dd>
            <dt>{t('helped.donors')}</dt>
            <dd>
              {t('helped.donorsText', { p: p(effects.donors.p), floor: p(effects.donors.floor) })}{' '}
              {effects.falseDiscovery === null ? '' : t('helped.falseDiscovery', { rate: p(effects.falseDiscovery) })}
            </dd>
          </>
        ) : null}
        <dt>{t('helped.compared')}</dt>
        <dd>
          {t('helped.comparedText', { controls: format.count(places.controls), around: format.count(places.around) })}{' '}
          {quintile === 0 ? '' : t('helped.quintile', { quintile })}
        </dd>
        <dt>{t('helped.worked')}</dt>
        <dd>{percent(availability)}</dd>
      </dl>
    </section>
  )
}
