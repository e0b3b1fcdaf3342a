import { type Endpoint, type Me, staffRole } from '../../../server/api/contract/index.ts'

type Who = Pick<Me, 'role' | 'districts'>
type What = Pick<Endpoint, 'role' | 'districts'>

/** Whether somebody's role is one for which an endpoint is. */
export const hasRole = ({ role }: Pick<Who, 'role'>, { role: least }: Pick<What, 'role'>): boolean =>
  staffRole.options.indexOf(role) >= staffRole.options.indexOf(least)

/** Whether the API answers somebody, as the contract has it: not 403 for their role, nor since districts limit them. */
export const may = (who: Who, what: What): boolean =>
  hasRole(who, what) && (who.districts === null || what.districts !== 'city')
