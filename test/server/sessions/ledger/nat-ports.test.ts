import { expect } from 'chai'
import fc from 'fast-check'
import { bothPorts } from '../../../../server/sessions/ledger/nat-ports.ts'

const said = (at: number, what: '+' | '-', range = '198.51.100.7,1024,1535') => `${range},${at},${what}`
const all = (told: string[]) => told.reduce<string | null>((known, one) => bothPorts(known, one), null)

describe('what is kept of ports', () => {
  it('is when they were given and given back, however often a gateway says the same', () => {
    const told = [said(1, '+'), said(2, '+'), said(3, '+'), said(9, '-'), said(9, '-'), said(12, '+')]
    expect(all(told)).to.equal([said(1, '+'), said(3, '+'), said(9, '-'), said(12, '+')].join(' '))
    expect(bothPorts(said(1, '+'), null)).to.equal(said(1, '+'))
  })

  it('keeps ranges apart, and has a place for what comes late', () => {
    const other = said(4, '+', '198.51.100.8,1024,1535')
    expect(all([said(1, '+'), said(9, '+'), other, said(5, '-')])).to.equal(
      [said(1, '+'), other, said(5, '-'), said(9, '+')].join(' '),
    )
  })

  it('is the same in whatever order and number it comes, where each was given once', () => {
    const stays = [said(1, '+'), said(5, '-'), said(2, '+', '198.51.100.8,1,9'), said(7, '-', '198.51.100.8,1,9')]
    const orders = fc.shuffledSubarray([...stays, ...stays], { minLength: 8 })
    fc.assert(fc.property(orders, (told) => all(told) === all(stays)))
  })

  it('is bounded', () => {
    const told = Array.from({ length: 500 }, (_, at) => said(at, at % 2 ? '-' : '+'))
    expect(all(told)!.split(' ')).to.have.length(128)
  })
})
