import { type FormEvent, useState } from 'react'

/** Sends what a form holds, once at a time, and keeps why it failed. */
export function useSending() {
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  /** @param send what is done with the form's values */
  const onSubmit =
    (send: (values: FormData, form: HTMLFormElement) => Promise<unknown>) =>
    async (event: FormEvent<HTMLFormElement>) => {
      event.preventDefault()
      const form = event.currentTarget
      setSending(true)
      setError(undefined)
      await send(new FormData(form), form).catch(setError)
      setSending(false)
    }
  return { onSubmit, isSending, error }
}

/** A field's text without the space around it. */
export const textOf = (values: FormData, name: string): string => String(values.get(name) ?? '').trim()

/** A field with one value a line. */
export const linesOf = (values: FormData, name: string): string[] =>
  textOf(values, name)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
