const PIECE_OCTETS = 1 << 20

export interface Answers {
  /** @param turn which of the requests of its row was answered */
  add(row: number, turn: number, reply: Buffer): void
  all(): Generator<{ row: number; turn: number; reply: Buffer }>
}

/**
 * Keeps replies for afterwards in few large pieces: an object for each would be collected while the clock runs.
 *
 * @param most how many there may be
 */
export function createAnswers(most: number): Answers {
  const rowOf = new Uint16Array(most)
  const turnOf = new Uint32Array(most)
  const lengthOf = new Uint16Array(most)
  const pieces: Buffer[] = []
  let count = 0
  let used = PIECE_OCTETS
  return {
    add(row, turn, reply) {
      if (used + reply.length > PIECE_OCTETS) {
        pieces.push(Buffer.allocUnsafe(PIECE_OCTETS))
        used = 0
      }
      reply.copy(pieces.at(-1)!, used)
      used += reply.length
      rowOf[count] = row
      turnOf[count] = turn
      lengthOf[count] = reply.length
      count += 1
    },
    *all() {
      let piece = 0
      let at = 0
      for (let index = 0; index < count; index += 1) {
        const length = lengthOf[index]!
        if (at + length > PIECE_OCTETS) {
          piece += 1
          at = 0
        }
        yield { row: rowOf[index]!, turn: turnOf[index]!, reply: pieces[piece]!.subarray(at, at + length) }
        at += length
      }
    },
  }
}
