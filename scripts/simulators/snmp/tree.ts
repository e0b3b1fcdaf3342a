import type { Agent } from './agent.ts'
import type { Varbind } from './message.ts'

/** An object whose value is made when it is asked for. */
export interface TreeObject {
  oid: string
  type: number
  value(): Varbind['value']
}

/** Orders dotted OIDs by their numbers. */
export function compareOids(left: string, right: string): number {
  return compareNumbers(numbersOf(left), numbersOf(right))
}

/** An agent over a fixed set of objects. Of objects with the same OID the first is kept. */
export function treeAgent(objects: readonly TreeObject[]): Pick<Agent, 'get' | 'next'> {
  const byOid = new Map<string, TreeObject>()
  for (const object of objects) if (!byOid.has(object.oid)) byOid.set(object.oid, object)
  const sorted = [...byOid.values()]
    .map((object) => ({ object, numbers: numbersOf(object.oid) }))
    .sort((a, b) => compareNumbers(a.numbers, b.numbers))
  const read = ({ oid, type, value }: TreeObject): Varbind => ({ oid, type, value: value() })
  return {
    get(oid) {
      const object = byOid.get(oid)
      return object && read(object)
    },
    next(oid) {
      const numbers = numbersOf(oid)
      let low = 0
      let high = sorted.length
      while (low < high) {
        const middle = (low + high) >> 1
        if (compareNumbers(sorted[middle]!.numbers, numbers) > 0) high = middle
        else low = middle + 1
      }
      const found = sorted[low]
      return found && read(found.object)
    },
  }
}

const numbersOf = (oid: string) => oid.split('.').map(Number)

function compareNumbers(left: number[], right: number[]): number {
  for (let index = 0; index < left.length && index < right.length; index++) {
    if (left[index] !== right[index]) return left[index]! - right[index]!
  }
  return left.length - right.length
}
