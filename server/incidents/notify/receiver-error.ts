import { z } from 'zod'
import { isUniqueViolation } from '../../database/sql-errors.ts'

/** What is wrong with a receiver that is to be stored: its name, or the setting of this name. */
export class ReceiverError extends Error {
  override name = 'ReceiverError'
  readonly field: string
  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}

/** For `catch`: what was thrown, as a {@link ReceiverError} where the receiver is why. What is said tells no setting. */
export function asReceiverError(error: unknown): never {
  if (isUniqueViolation(error)) throw new ReceiverError('name', 'There is a receiver of this name already.')
  if (!(error instanceof z.ZodError)) throw error
  const [issue] = error.issues
  const field = issue!.code === 'unrecognized_keys' ? issue!.keys[0]! : String(issue!.path[0] ?? 'settings')
  throw new ReceiverError(field, `${field}: ${issue!.message}`)
}
