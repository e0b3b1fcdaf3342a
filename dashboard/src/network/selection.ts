import { useState } from 'react'

/** Which rows of a list are chosen: some by their ids, or all that the list's filter finds. */
export interface Selection {
  ids: ReadonlySet<number>
  /** All that are found, those not shown too. */
  isAll: boolean
  has: (id: number) => boolean
  toggle: (id: number) => void
  /** These and no others; none: nothing is chosen. */
  choose: (ids: readonly number[]) => void
  chooseAll: () => void
}

const nothing = { ids: new Set<number>() as ReadonlySet<number>, isAll: false }

/** @param of what is listed: another list begins with nothing chosen */
export function useSelection(of: string): Selection {
  const [state, setState] = useState({ of, ...nothing })
  const { ids, isAll } = state.of === of ? state : nothing
  const put = (next: { ids: ReadonlySet<number>; isAll: boolean }) => setState({ of, ...next })
  return {
    ids,
    isAll,
    has: (id) => isAll || ids.has(id),
    toggle: (id) => {
      const next = new Set(ids)
      if (!next.delete(id)) next.add(id)
      put({ ids: next, isAll: false })
    },
    choose: (chosen) => put({ ids: new Set(chosen), isAll: false }),
    chooseAll: () => put({ ids: new Set(), isAll: true }),
  }
}
