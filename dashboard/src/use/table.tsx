import { useCity } from '../city.tsx'
import { useLanguage, useText } from '../languages/index.ts'
import { NONE } from '../parts/format.ts'
import { Scrolling } from '../parts/scrolling.tsx'
import type { Series } from './chart.tsx'
import { figureOf, labelsFor, returningOf, written } from './figures.ts'

/** Every row of a place with all that is counted, the newest first. */
export function UseTable({ of: { name, rows }, step }: { of: Series; step: string }) {
  const t = useText()
  const language = useLanguage()
  const { format } = useCity()
  const label = labelsFor(language)
  const count = (value: number | null) => (value === null ? NONE : format.count(value))
  const columns = [
    ...(['residents', 'newResidents', 'returning', 'sessions', 'hours', 'volume'] as const),
    ...(['peak', 'capacity', 'saturated', 'turnedAway'] as const),
  ]
  return (
    <>
      <h3>{name}</h3>
      <Scrolling label={name}>
        <table className="use-table">
          <thead>
            <tr>
              <th scope="col">{t(`use.step.${step as 'day'}`)}</th>
              {columns.map((each) => (
                <th key={each} scope="col" className="number">
                  {t(`use.column.${each}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.toReversed().map((row) => (
              <tr key={row.since}>
                <th scope="row">{label(row.since, step)}</th>
                <td className="number">{count(row.residents)}</td>
                <td className="number">{count(row.newResidents)}</td>
                <td className="number">{count(returningOf(row))}</td>
                <td className="number">{count(row.begun)}</td>
                <td className="number">{written(row.seconds / 3600, 'hours', format)}</td>
                <td className="number">{format.octets(row.octets)}</td>
                <td className="number">{count(row.peak)}</td>
                <td className="number">{count(row.capacity)}</td>
                <td className="number">
                  {row.saturatedMinutes === null ? NONE : written(figureOf(row, 'saturated') ?? 0, 'saturated', format)}
                </td>
                <td className="number">{count(row.turnedAway)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </>
  )
}
