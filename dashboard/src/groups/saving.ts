import { type FormEvent, useState } from 'react'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { useGroupReason } from './reason.ts'

/** Sends what a form of a group or policy holds, and says whether it was stored. */
export function useSaving({ isNew, onSaved }: { isNew: boolean; onSaved: () => void }) {
  const t = useText()
  const { announce } = useCity()
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  const reason = useGroupReason(error)

  /** @param send asks for the change; says under which name */
  const onSubmit =
    (send: (form: FormData) => { name: string; saving: Promise<unknown> }) =>
    async (event: FormEvent<HTMLFormElement>) => {
      event.preventDefault()
      const element = event.currentTarget
      setSending(true)
      setError(undefined)
      const { name, saving } = send(new FormData(element))
      await saving.then(() => {
        if (isNew) element.reset()
        announce(t('groups.saved', { name }))
        onSaved()
      }, setError)
      setSending(false)
    }
  return { onSubmit, isSending, reason: error ? reason : undefined }
}
