import { lazy, Suspense } from 'react'
import type { CoverageReport, Evenness } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { type TextKey, useLanguage, useText } from '../languages/index.ts'
import { Loading } from '../notices.tsx'
import { CsvButton } from '../parts/csv-link.tsx'
import { NONE } from '../parts/format.ts'
import { saveTable } from '../parts/save-table.ts'
import { Scrolling } from '../parts/scrolling.tsx'

const Lines = lazy(() => import('./lines.tsx'))

type Curve = Evenness['lorenz']

const curves = [
  ['lorenz', 'now', 'coverage.lorenzNow', 'chart-in', []],
  ['lorenz', 'ifAllWorked', 'coverage.lorenzAll', 'chart-reachable', [6, 3]],
  ['concentrationCurve', 'now', 'coverage.needNow', 'chart-out', []],
] as const satisfies ReadonlyArray<readonly [string, string, TextKey, string, readonly number[]]>

/** What a curve has at so much of the residents, straight between its points. */
function at(curve: Curve, residents: number): number | null {
  const next = curve.findIndex((point) => point.residents >= residents - 1e-9)
  const [a, b] = [curve[next - 1], curve[next]]
  if (!b) return null
  if (!a || b.residents === a.residents) return b.covered
  return a.covered + ((residents - a.residents) / (b.residents - a.residents)) * (b.covered - a.covered)
}

/** The Lorenz curve, the same ordered by need, and an index of each. */
export function EvennessSection({ of: report }: { of: CoverageReport }) {
  const t = useText()
  const language = useLanguage()
  const { format } = useCity()
  const known = curves
    .map(([curve, when, name, colour, dash]) => ({ name: t(name), points: report[when][curve], colour, dash }))
    .filter(({ points }) => points.length > 1)
  const percent = (value: number) => `${format.decimal(value, 0)}%`
  const tenths = Array.from({ length: 11 }, (_, tenth) => tenth / 10)
  const save = () =>
    saveTable(
      'plaza-coverage-lorenz.csv',
      tenths,
      [
        [t('coverage.residentsAxis'), (tenth) => 100 * tenth],
        ...known.map(({ name, points }) => [name, (tenth: number) => at(points, tenth)] as const),
      ],
      language,
    )
  return (
    <section aria-labelledby="coverage-evenness">
      <h2 id="coverage-evenness">{t('coverage.evenness')}</h2>
      <p className="muted">{t('coverage.evennessHelp')}</p>
      <Indexes of={report} />
      <Suspense fallback={<Loading />}>
        <Lines
          label={t('coverage.lorenzChart')}
          x={{ title: t('coverage.residentsAxis'), written: percent, most: 100 }}
          y={{ title: t('coverage.coveredAxis'), written: percent, most: 100 }}
          series={[
            ...known.map(({ points, dash, ...each }) => ({
              ...{ ...each, dash: [...dash] },
              points: points.map(({ residents, covered }) => ({ x: 100 * residents, y: 100 * covered })),
            })),
            {
              ...{ name: t('coverage.even'), colour: 'chart-capacity', dash: [2, 3] },
              points: [
                { x: 0, y: 0 },
                { x: 100, y: 100 },
              ],
            },
          ]}
        />
      </Suspense>
      <details>
        <summary>{t('use.table')}</summary>
        <Scrolling label={t('coverage.lorenzChart')}>
          <table className="coverage-table">
            <thead>
              <tr>
                <th scope="col">{t('coverage.residentsAxis')}</th>
                {known.map(({ name }) => (
                  <th key={name} scope="col" className="number">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {tenths.map((tenth) => (
                <tr key={tenth}>
                  <th scope="row">{format.share(tenth)}</th>
                  {known.map(({ name, points }) => (
                    <td key={name} className="number">
                      {format.share(at(points, tenth))}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolling>
      </details>
      <p className="more-of">
        <CsvButton save={save} />
      </p>
    </section>
  )
}

function Indexes({ of: { now, ifAllWorked } }: { of: CoverageReport }) {
  const t = useText()
  const { format } = useCity()
  const index = (value: number | null) => (value === null ? NONE : format.decimal(value, 2))
  const rows = [
    ['coverage.gini', 'coverage.giniHelp', now.gini, ifAllWorked.gini],
    ['coverage.concentration', 'coverage.concentrationHelp', now.concentration, ifAllWorked.concentration],
  ] as const
  return (
    <table className="coverage-indexes">
      <thead>
        <tr>
          <th scope="col">{t('coverage.index')}</th>
          <th scope="col" className="number">
            {t('coverage.nowHeading')}
          </th>
          <th scope="col" className="number">
            {t('coverage.allHeading')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, help, ...values]) => (
          <tr key={name}>
            <th scope="row">
              {t(name)} <small className="muted">{t(help)}</small>
            </th>
            {values.map((value, which) => (
              <td key={which === 0 ? 'now' : 'all'} className="number">
                {index(value)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
