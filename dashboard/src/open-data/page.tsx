import { useState } from 'react'
import { type OpenDataOverview, readOpenData } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { ForThose } from '../parts/for-those.tsx'
import { Reading } from '../parts/reading.tsx'
import { useMonthNames } from './month-names.ts'
import { Preview } from './preview.tsx'
import { SettingsForm } from './settings-form.tsx'

/** What the city publishes, and what it would: for administrators. */
export function OpenDataPage() {
  const t = useText()
  return (
    <div className="page open-data-page">
      <h1>{t('openData.title')}</h1>
      <ForThose who={readOpenData} otherwise="openData.forbidden">
        <OpenData />
      </ForThose>
    </div>
  )
}

function OpenData() {
  const t = useText()
  const overview = useResource(readOpenData, {})
  const { data, reload } = overview
  return (
    <>
      <p className="muted">{t('openData.lead')}</p>
      <p className="links">
        <a href="/open/">{t('openData.page')}</a>
        <a href="/numeros">{t('openData.numbers')}</a>
      </p>
      <Reading of={overview} />
      {data ? (
        <>
          <SettingsForm of={data} onSaved={reload} />
          <Months of={data} onPublished={reload} />
        </>
      ) : null}
    </>
  )
}

function Months({ of: { months, use }, onPublished }: { of: OpenDataOverview; onPublished: () => void }) {
  const t = useText()
  const { format } = useCity()
  const nameOf = useMonthNames()
  const [chosen, setChosen] = useState<string>()
  return (
    <section aria-labelledby="open-months">
      <h2 id="open-months">{t('openData.months')}</h2>
      <p className="muted">{t(months.length === 0 ? 'openData.noMonths' : 'openData.monthsHelp')}</p>
      {chosen === undefined ? null : (
        <Preview
          key={chosen}
          month={chosen}
          useIsOn={use}
          onPublished={onPublished}
          onClose={() => setChosen(undefined)}
        />
      )}
      <table>
        <thead>
          <tr>
            <th scope="col">{t('openData.month')}</th>
            <th scope="col">{t('openData.state')}</th>
            <th scope="col">
              <span className="for-screen-readers">{t('openData.look')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {months.map(({ month, publishedAt }) => (
            <tr key={month} data-month={month}>
              <th scope="row">{nameOf(month)}</th>
              <td>
                {publishedAt === null
                  ? t('openData.notPublished')
                  : t('openData.publishedAt', { when: format.moment(publishedAt) })}
              </td>
              <td>
                <button
                  type="button"
                  aria-label={t('openData.lookAt', { month: nameOf(month) })}
                  onClick={() => setChosen(month)}
                >
                  {t('openData.look')}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
