import { notOnHold } from '../legal-hold.ts'

/** SQL: the grant under this name in the statement is covered by none of the scopes. */
export const grantNotOnHold = (row: string, parameter: number): string =>
  notOnHold(row, 'granted_at', 'ends_at', parameter)
