import { isHeldByNone } from '../sessions/held.ts'

/** SQL: the decision under this name in the statement is held by none of the scopes. */
export const decisionIsNotHeld = (row: string, parameter: number): string => isHeldByNone(row, 'at', 'at', parameter)
