import { useReason } from '../data/reason.ts'

/** In a form: why what it sent was not done; nothing while nothing failed. */
export function FormFailure({ error }: { error: unknown }) {
  const reason = useReason(error)
  return error ? (
    <p className="whole" role="alert">
      {reason}
    </p>
  ) : null
}
