import { isHeldByNone } from '../held.ts'

/** SQL: the grant under this name in the statement is held by none of the scopes. */
export const grantIsNotHeld = (row: string, parameter: number): string =>
  isHeldByNone(row, 'granted_at', 'ends_at', parameter)
