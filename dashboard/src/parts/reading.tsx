import type { Resource } from '../data/resource.ts'
import { Failure, Loading } from '../notices.tsx'

/** In place of what is being read, or could not be; nothing once it is there. */
export function Reading({ of: { data, error, reload } }: { of: Resource<unknown> }) {
  if (error) return <Failure error={error} retry={reload} />
  return data === undefined ? <Loading /> : null
}
