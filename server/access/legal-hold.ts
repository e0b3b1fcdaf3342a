import { isHeldByNone } from '../sessions/held.ts'

/** SQL: no legal hold covers the decision of this name in the statement. */
export const decisionNotOnHold = (row: string, parameter: number): string => isHeldByNone(row, 'at', 'at', parameter)
