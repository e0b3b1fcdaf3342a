import { notOnHold } from '../sessions/legal-hold.ts'

/** SQL: no legal hold covers the decision of this name in the statement. */
export const decisionNotOnHold = (row: string, parameter: number): string => notOnHold(row, 'at', 'at', parameter)
