/**
 * Share of arrivals that find all of `places` taken when `offered` erlangs arrive (Erlang's loss formula), by the recursion
 * B(0) = 1, B(n) = A B(n - 1) / (n + A B(n - 1)).
 *
 * @param places whole, 0 or more: users whom the antennas of a site serve at once
 * @param offered mean number of users who would be served at once if there were always room
 */
export function erlangB(places: number, offered: number): number {
  if (offered <= 0) return places > 0 ? 0 : 1
  let blocked = 1
  for (let n = 1; n <= places; n++) blocked = (offered * blocked) / (n + offered * blocked)
  return blocked
}

export interface OfferedLoad {
  /** Erlangs. */
  offered: number
  /** The load carried is so near to capacity that more than this may have been wanted: say "at least". */
  atLeast: boolean
}

/** Near capacity the inversion runs away; beyond so many times the places it says nothing. */
const CAP = 2

/**
 * The load offered of which `carried` erlangs were served: the A with A (1 - B(places, A)) = carried. Access points slow
 * down rather than refuse, so this is a lower bound.
 *
 * @param cap largest answer, in multiples of `places`
 */
export function offeredLoad(places: number, carried: number, cap = CAP): OfferedLoad {
  const most = cap * places
  const served = (offered: number) => offered * (1 - erlangB(places, offered))
  if (carried <= 0) return { offered: 0, atLeast: false }
  if (carried >= served(most)) return { offered: most, atLeast: true }
  let [low, high] = [carried, most]
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2
    if (served(middle) < carried) low = middle
    else high = middle
  }
  return { offered: high, atLeast: false }
}
