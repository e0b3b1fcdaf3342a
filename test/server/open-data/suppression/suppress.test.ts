import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { attack, attackProgram, intervalOf } from '../../../../server/open-data/suppression/attack.ts'
import { boundsOf } from '../../../../server/open-data/suppression/bounds.ts'
import { hideComplements, smallCells } from '../../../../server/open-data/suppression/hide.ts'
import { keyedRounding } from '../../../../server/open-data/suppression/rounding.ts'
import { suppress, UnsafeTable } from '../../../../server/open-data/suppression/suppress.ts'
import { type CountTable, checkTable, isSmall, SAFE_WIDTH } from '../../../../server/open-data/suppression/table.ts'
import { anyBoroughs, hiddenIn, tableOf } from './tables.ts'

const options = (key = Buffer.alloc(32, 7)) => ({ round: keyedRounding(key), nameOf: (cell: number) => `cell ${cell}` })

/** A whole and its parts, in which everybody has a session more. */
const simple = (...parts: number[]): CountTable => {
  const visits = [...parts, parts.reduce((sum, part) => sum + part, 0)]
  const margins = [{ whole: parts.length, parts: parts.map((_, part) => part) }]
  return { people: visits, visits, sessions: visits.map((count) => 2 * count), margins }
}

/**
 * Every whole number that a hidden part of a {@link simple} table can be, by trying all: whoever knows that published
 * counts are less than five away and above ten, that hidden ones are not zero, and that nobody comes without a session.
 */
function possible(published: ReadonlyArray<{ visits: number; sessions: number } | null>, cell: number): number[] {
  const most = 90
  const range = (shown: number | undefined, least = 1): [number, number] => {
    if (shown === undefined) return [least, most]
    return shown === 0 ? [0, 0] : [Math.max(11, shown - 4), shown + 4]
  }
  const parts = published.slice(0, -1)
  const whole = published.at(-1)
  const [wholeFrom, wholeTo] = range(whole?.visits, 0)
  const [sessionsFrom, sessionsTo] = range(whole?.sessions, 0)
  const found = new Set<number>()
  const chosen: number[] = []
  const enumerate = (index: number): void => {
    const sum = chosen.reduce((total, one) => total + one, 0)
    if (sum > wholeTo) return
    if (index < parts.length) {
      const [from, to] = range(parts[index]?.visits)
      for (let count = from; count <= to; count++) {
        chosen.push(count)
        enumerate(index + 1)
        chosen.pop()
      }
      return
    }
    if (sum < wholeFrom) return
    const sessions = parts.map((part, one) => {
      const [from, to] = range(part?.sessions)
      return [Math.max(from, chosen[one]!), part ? to : Number.POSITIVE_INFINITY] as const
    })
    if (sessions.some(([from, to]) => from > to)) return
    const least = sessions.reduce((total, [from]) => total + from, 0)
    const highest = sessions.reduce((total, [, to]) => total + to, 0)
    if (least <= sessionsTo && highest >= sessionsFrom) found.add(chosen[cell]!)
  }
  enumerate(0)
  return [...found].sort((a, b) => a - b)
}

describe('suppression of small counts', () => {
  it('publishes no count from 1 to 10, and every zero', () =>
    fc.assert(
      fc.asyncProperty(anyBoroughs, async (boroughs) => {
        const table = tableOf(boroughs)
        const published = await suppress(table, options())
        for (const [cell, count] of table.visits.entries()) {
          if (isSmall(count)) expect(published[cell]).to.equal(null)
          else if (count === 0) expect(published[cell]).to.deep.equal({ visits: 0, sessions: 0 })
          else if (published[cell]) {
            const { visits, sessions } = published[cell]!
            expect(visits % 5).to.equal(0)
            expect(Math.abs(visits - count)).to.be.lessThan(5)
            expect(sessions % 5).to.equal(0)
            expect(Math.abs(sessions - table.sessions[cell]!)).to.be.lessThan(5)
          }
        }
      }),
      { numRuns: 30 },
    ))

  it('leaves no margin a single hidden cell beside others that are not empty', () =>
    fc.assert(
      fc.property(anyBoroughs, (boroughs) => {
        const table = tableOf(boroughs)
        const hidden = smallCells(table)
        hideComplements(table, hidden)
        for (const { whole, parts } of table.margins) {
          const some = [whole, ...parts].filter((cell) => table.visits[cell]! > 0)
          expect(some.filter((cell) => hidden.has(cell)).length).to.not.equal(some.length > 1 ? 1 : -1)
        }
      }),
    ))

  it('hides the next smallest beside the only small one, along places and over days', async () => {
    const day = (...counts: number[]) => counts.map((visits) => ({ visits, more: 40 }))
    const table = tableOf([[day(4, 90), day(300, 200), day(70, 100)]])
    const published = await suppress(table, options())
    // Neighbourhoods have three cells each: two days and their sum.
    expect(published[0], 'the small one').to.equal(null)
    expect(published[1], 'its other day').to.equal(null)
    expect(published[6], 'the next smallest of its day').to.equal(null)
    expect(published[7], 'and of the other day').to.equal(null)
    expect(hiddenIn(published)).to.deep.equal([0, 1, 6, 7])
  })

  it('hides a sum that has one part: the part is the sum', async () => {
    expect(hiddenIn(await suppress(simple(7), options()))).to.deep.equal([0, 1])
  })

  it('leaves every hidden count of small tables as many ways to be as the rule asks, as trying all of them shows', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 11, max: 22 })), {
          minLength: 2,
          maxLength: 3,
        }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        async (parts, key) => {
          const published = await suppress(simple(...parts), options(Buffer.from(key)))
          for (const cell of hiddenIn(published).filter((one) => one < parts.length)) {
            const ways = possible(published, cell)
            expect(ways.at(-1)! - ways[0]!, `${parts} as ${JSON.stringify(published)}`).to.be.at.least(SAFE_WIDTH)
          }
        },
      ),
      { numRuns: 150 },
    ))

  it('takes for safe only what the solver finds wide as well: every hidden count, minimised and maximised', () =>
    fc.assert(
      fc.asyncProperty(anyBoroughs, async (boroughs) => {
        const table = tableOf(boroughs)
        const published = await suppress(table, options())
        const program = attackProgram(table, published, boundsOf(table, published))
        for (const cell of hiddenIn(published))
          for (const column of [2 * cell, 2 * cell + 1]) {
            const { from, to } = (await intervalOf(program, column, Date.now() + 60_000))!
            expect(to - from, `column ${column}`).to.be.at.least(SAFE_WIDTH)
          }
      }),
      { numRuns: 12 },
    ))

  it('hides more where the attack finds a count that rounding and its neighbours give away', async () => {
    // The city's 23 are published as 20: 24 at most; its other borough has 13 at least, so this one has 11 at most.
    const rounded = { round: (count: number) => 5 * Math.floor(count / 5), nameOf: String }
    const one = (visits: number) => [{ visits, more: 0 }]
    const table = tableOf([
      [one(3), one(0)],
      [one(13), one(4), one(3)],
    ])
    const hidden = smallCells(table)
    hideComplements(table, hidden)
    const asHidden = table.visits.map((visits, cell) =>
      hidden.has(cell) ? null : { visits: rounded.round(visits), sessions: rounded.round(table.sessions[cell]!) },
    )
    expect(await attack(table, asHidden)).to.include(0)
    const program = attackProgram(table, asHidden, boundsOf(table, asHidden))
    expect(await intervalOf(program, 0, Date.now() + 60_000)).to.deep.equal({ from: 1, to: 11 })
    const published = await suppress(table, rounded)
    expect(hiddenIn(published)).to.include.members([...hidden])
    expect(hiddenIn(published).length).to.be.greaterThan(hidden.size)
    expect(await attack(table, published)).to.deep.equal(new Set())
  })

  it('has the solver confirm cells of a large table, whatever was taken for proven', async () => {
    const place = (used: (day: number) => boolean) =>
      Array.from({ length: 30 }, (_, day) => (used(day) ? { visits: 20 + day, more: 5 } : { visits: 0, more: 0 }))
    // Of the first place its only day is hidden, and its month is not.
    const table = tableOf([[place((day) => day === 7), ...Array.from({ length: 60 }, () => place(() => true))]])
    expect(table.visits.length).to.be.greaterThan(1500)
    const shown = table.visits.map((visits, cell) =>
      cell === 7
        ? null
        : { visits: visits - (visits % 5), sessions: table.sessions[cell]! - (table.sessions[cell]! % 5) },
    )
    const proven = new Set([7])
    expect(await attack(table, shown, { proven })).to.deep.equal(new Set([7]))
    expect(proven).to.deep.equal(new Set())
  })

  it('publishes nothing where there is no time to attack it', async () => {
    const published = suppress(simple(3, 40, 50), { ...options(), seconds: 0 })
    expect(
      await published.then(
        () => 'published',
        (error) => error,
      ),
    ).to.be.instanceOf(UnsafeTable)
  })

  it('hides many visits of few people: the same three every day', async () => {
    const table = tableOf([
      [
        Array.from({ length: 5 }, () => ({ visits: 3, more: 0 })),
        Array.from({ length: 5 }, () => ({ visits: 400, more: 9 })),
      ],
    ])
    const published = await suppress(
      { ...table, people: table.people.map((count, cell) => (cell === 5 ? 3 : count)) },
      options(),
    )
    expect(table.visits[5], 'their visits of all days').to.equal(15)
    expect(published[5]).to.equal(null)
  })

  it('refuses a table whose sums are none', () => {
    const { sessions, margins } = simple(20, 30)
    const people = [20, 30, 50]
    expect(() => checkTable({ people, visits: [20, 30, 51], sessions, margins })).to.throw('cell 2 is not the sum')
    expect(() => checkTable({ people, visits: people, sessions: [10, 90, 100], margins })).to.throw('20 visits and 10')
    expect(() => checkTable({ people: [21, 30, 50], visits: people, sessions, margins })).to.throw('21 people, 20')
  })
})

describe('keyed rounding', () => {
  it('gives the same again, so that no mean of many answers tells the count', () => {
    const key = randomBytes(32)
    for (let count = 0; count < 60; count++)
      expect(keyedRounding(key)(count, 'a day')).to.equal(keyedRounding(key)(count, 'a day'))
  })

  it('depends on the key and the name', () => {
    const rounded = (key: Buffer, name: (n: number) => string) =>
      Array.from({ length: 200 }, (_, n) => keyedRounding(key)(12, name(n))).join()
    const one = Buffer.alloc(32, 1)
    expect(rounded(one, String)).to.not.equal(rounded(Buffer.alloc(32, 2), String))
    expect(rounded(one, String)).to.not.equal(rounded(one, (n) => `other ${n}`))
  })

  it('keeps the mean: as often up as the count is near the next', () => {
    const round = keyedRounding(Buffer.alloc(32, 9))
    for (const count of [11, 12, 13, 14, 15]) {
      const sum = Array.from({ length: 20_000 }, (_, n) => round(count, String(n))).reduce((a, b) => a + b, 0)
      expect(sum / 20_000).to.be.closeTo(count, 0.08)
    }
  })
})
