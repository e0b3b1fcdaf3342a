import { useState } from 'react'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { NetworkPage } from '../network/frame.tsx'
import { ChooseFile } from './choose-file.tsx'
import type { ChosenFile } from './file.ts'
import { Preview } from './preview.tsx'
import { Running } from './running.tsx'
import { useNetworkImport } from './work.ts'

/** A file of the network: chosen, seen as what it would change, and applied. */
export function ImportPage() {
  const t = useText()
  const { me } = useCity()
  return (
    <NetworkPage title={t('network.import')}>
      {me.role === 'admin' ? <Import /> : <p className="empty">{t('import.forbidden')}</p>}
    </NetworkPage>
  )
}

function Import() {
  const t = useText()
  const [file, setFile] = useState<ChosenFile>()
  const work = useNetworkImport()
  const { running, result, error } = work
  const choose = (chosen: ChosenFile) => {
    setFile(chosen)
    void work.preview(chosen)
  }
  const another = () => {
    setFile(undefined)
    work.forget()
  }
  return (
    <>
      <p className="muted lead">{t('import.lead')}</p>
      {running ? <Running of={running} /> : null}
      {!running && !result ? <ChooseFile onChoose={choose} error={error} /> : null}
      {!running && result && file ? (
        <Preview
          of={result}
          file={file.name}
          error={error}
          onApply={(retire) => void work.apply(file, retire)}
          onAnother={another}
        />
      ) : null}
    </>
  )
}
