import { previewOpenFile } from '../../../server/api/contract/index.ts'
import { useText } from '../languages/index.ts'

/** A file as it would leave, octet by octet. */
export function FileLink({ name }: { name: string }) {
  const t = useText()
  const address = `/api/v1${previewOpenFile.path}?${new URLSearchParams({ name })}`
  return (
    <a className="open-data-file" href={address} download={name.replace('/', '-')}>
      {t('openData.file', { name })}
    </a>
  )
}
