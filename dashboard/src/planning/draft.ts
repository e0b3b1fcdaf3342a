import { type SitePlanParameters, siteObjective } from '../../../server/api/contract/index.ts'
import { textOf } from '../network/saving.ts'

export interface Draft {
  name: string
  notes: string
  parameters: SitePlanParameters
}

/** As the API wants it; what was not shown stays as it was. */
export function draftIn(values: FormData, { parameters }: Draft): Draft {
  const text = (name: string) => textOf(values, name)
  const number = (name: string, otherwise: number) => (values.has(name) ? Number(text(name)) : otherwise)
  const percent = (name: string, otherwise: number) => (values.has(name) ? Number(text(name)) / 100 : otherwise)
  const among = <T extends string>(name: string, of: readonly T[], otherwise: T): T =>
    of.find((one) => one === text(name)) ?? otherwise
  return {
    name: text('name'),
    notes: text('notes'),
    parameters: {
      ...parameters,
      objective: among('objective', siteObjective.options, parameters.objective),
      limit: {
        unit: among('unit', ['sites', 'money'], parameters.limit.unit),
        most: number('most', parameters.limit.most),
      },
      borough: text('borough') || null,
      groups: among('groups', ['borough', 'quintile'], parameters.groups),
      existing: among('existing', ['working', 'all', 'none'], parameters.existing),
      share: percent('share', parameters.share),
      concurrent: percent('concurrent', parameters.concurrent),
      method: among('method', ['line', 'streets'], parameters.method),
      reach: number('reach', parameters.reach),
      rings: parameters.rings.map(({ metres, worth }, ring) => ({
        metres: number(`ring-metres-${ring}`, metres),
        worth: number(`ring-worth-${ring}`, worth),
      })),
      needWeight: number('needWeight', parameters.needWeight),
      antennaCost: number('antennaCost', parameters.antennaCost),
      usersPerAntenna: number('usersPerAntenna', parameters.usersPerAntenna),
      equipmentCost: number('equipmentCost', parameters.equipmentCost),
      backhaulCost: number('backhaulCost', parameters.backhaulCost),
      powerCost: number('powerCost', parameters.powerCost),
      tags: values.getAll('tags').map(String),
      years: number('years', parameters.years),
      seconds: number('seconds', parameters.seconds),
    },
  }
}
