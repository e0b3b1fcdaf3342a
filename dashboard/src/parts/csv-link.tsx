import type { Endpoint, Request } from '../../../server/api/contract/index.ts'
import { csvAddressOf } from '../data/api.ts'
import { useLanguage, useText } from '../languages/index.ts'

/** Fetches every row of a list as a file for a spreadsheet. */
export function CsvLink({ address }: { address: string }) {
  const t = useText()
  return (
    <a className="csv" href={address} download title={t('list.csvHelp')}>
      {t('list.csv')}
    </a>
  )
}

/** Has the browser save rows that are all here, as {@link CsvLink} fetches others. */
export function CsvButton({ save }: { save: () => void }) {
  const t = useText()
  return (
    <button type="button" className="csv" onClick={save} title={t('list.csvHelp')}>
      {t('list.csv')}
    </button>
  )
}

/** Below a table that is shown whole. */
export function WholeAsCsv<E extends Endpoint>({ of: endpoint, given }: { of: E; given: Request<E> }) {
  const language = useLanguage()
  return (
    <p className="more-of">
      <CsvLink address={csvAddressOf(endpoint, given, language)} />
    </p>
  )
}
