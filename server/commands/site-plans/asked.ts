import type { Command } from 'commander'
import { objectives, type PlanParameters } from '../../planning/plans/parameters.ts'
import { StartError } from '../../start/start-error.ts'

/** What may be said of a plan; what is not said stays as it is. */
export interface AskedOptions {
  objective?: string
  sites?: string
  budget?: string
  method?: string
  reach?: string
  rings?: string
  needWeight?: string
  existing?: string
  borough?: string
  tags?: string
  groups?: string
  share?: string
  concurrent?: string
  antennaCost?: string
  usersPerAntenna?: string
  equipmentCost?: string
  backhaulCost?: string
  powerCost?: string
  years?: string
  seconds?: string
}

const MONEY = 1e12

export const withAskedOptions = (command: Command): Command =>
  command
    .option('--objective <objective>', `what is best: ${objectives.join(', ')}`)
    .option('--sites <number>', 'at most so many sites')
    .option('--budget <money>', 'at most so much money')
    .option('--method <method>', 'how reach is measured: line (straight), streets (a walk along those imported)')
    .option('--reach <metres>', 'how far a site reaches')
    .option(
      '--rings <rings>',
      'of objective rings: how wide each is and what a resident is worth: 50=1,100=0.7,250=0.4',
    )
    .option('--need-weight <weight>', '0: every resident counts alike; 1: as much as need says')
    .option('--existing <which>', 'whose service is there already: working, all, none')
    .option('--borough <name>', 'this borough alone')
    .option('--tags <tags>', 'candidates with one of these alone: fibra,escuela')
    .option('--groups <groups>', 'of objectives floors, fairest and target: borough, quintile (of need)')
    .option('--share <share>', 'of each group, 0 to 1')
    .option('--concurrent <share>', 'of objective capacity: of residents who are online at once, 0 to 1')
    .option('--antenna-cost <money>', 'of objective capacity: what an antenna costs')
    .option('--users-per-antenna <number>', 'of objective capacity: whom an antenna serves at once')
    .option('--equipment-cost <money>', 'of a candidate of which it is not known')
    .option('--backhaul-cost <money>', 'of a candidate of which it is not known')
    .option('--power-cost <money>', 'of a candidate of which it is not known')
    .option('--years <number>', 'over which it is built')
    .option('--seconds <number>', 'how long is solved at most')

/** @throws {StartError} which names the option and what it takes */
export function askedOf(options: AskedOptions, base: PlanParameters): PlanParameters {
  const { limit } = base
  const number = (name: keyof AskedOptions, otherwise: number, least: number, most: number, isWhole = false) => {
    const given = options[name]
    return given === undefined ? otherwise : numberIn(name, given, { least, most, isWhole })
  }
  const share = (name: keyof AskedOptions, otherwise: number) => number(name, otherwise, 0, 1)
  const money = (name: keyof AskedOptions, otherwise: number) => number(name, otherwise, 0, MONEY)
  const among = <T extends string>(name: keyof AskedOptions, of: readonly T[], otherwise: T): T => {
    const given = options[name]
    const one = of.find((each) => each === given)
    if (given !== undefined && one === undefined) throw wrong(name, given, `one of ${of.join(', ')}`)
    return one ?? otherwise
  }
  if (options.sites !== undefined && options.budget !== undefined)
    throw new StartError('A plan has a number of sites or a budget: --sites or --budget.')
  const unit = options.sites !== undefined ? 'sites' : options.budget !== undefined ? 'money' : limit.unit
  return {
    ...base,
    objective: among('objective', objectives, base.objective),
    limit: { unit, most: number(unit === 'sites' ? 'sites' : 'budget', limit.most, 1, MONEY, unit === 'sites') },
    method: among('method', ['line', 'streets'], base.method),
    reach: number('reach', base.reach, 10, 5000),
    rings: options.rings === undefined ? base.rings : ringsIn(options.rings),
    needWeight: share('needWeight', base.needWeight),
    existing: among('existing', ['working', 'all', 'none'], base.existing),
    borough: options.borough ?? base.borough,
    tags: options.tags === undefined ? base.tags : options.tags.split(',').flatMap((tag) => tag.trim() || []),
    groups: among('groups', ['borough', 'quintile'], base.groups),
    share: share('share', base.share),
    concurrent: share('concurrent', base.concurrent),
    antennaCost: money('antennaCost', base.antennaCost),
    usersPerAntenna: number('usersPerAntenna', base.usersPerAntenna, 1, 1000, true),
    equipmentCost: money('equipmentCost', base.equipmentCost),
    backhaulCost: money('backhaulCost', base.backhaulCost),
    powerCost: money('powerCost', base.powerCost),
    years: number('years', base.years, 1, 10, true),
    seconds: number('seconds', base.seconds, 1, 600),
  }
}

const optionOf = (name: keyof AskedOptions): string =>
  `--${name.replace(/[A-Z]/g, (upper) => `-${upper.toLowerCase()}`)}`

const wrong = (name: keyof AskedOptions, given: string, expected: string): StartError =>
  new StartError(`${optionOf(name)}: "${given}" is not ${expected}.`)

interface Range {
  least: number
  most: number
  isWhole?: boolean
}

function numberIn(name: keyof AskedOptions, given: string, { least, most, isWhole = false }: Range): number {
  const value = given.trim() === '' ? Number.NaN : Number(given)
  if (value >= least && value <= most && (!isWhole || Number.isInteger(value))) return value
  throw wrong(name, given, `a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}`)
}

function ringsIn(given: string): PlanParameters['rings'] {
  const rings = given.split(',').map((ring) => {
    const [metres = '', worth = ''] = ring.split('=')
    return {
      metres: numberIn('rings', metres, { least: 10, most: 5000 }),
      worth: numberIn('rings', worth, { least: 0, most: 1 }),
    }
  })
  const isInOrder = rings.every(({ metres, worth }, at) => {
    const within = rings[at - 1]
    return !within || (metres > within.metres && worth <= within.worth)
  })
  if (isInOrder && rings.length <= 4) return rings
  throw wrong('rings', given, 'up to four rings, each wider than the one before and worth no more, as 50=1,250=0.4')
}
