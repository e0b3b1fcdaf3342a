import type { AttributeType, EnumeratedType } from '../../../radius/index.ts'
import * as radius from '../../../radius/index.ts'

const isAttribute = (value: unknown): value is AttributeType<unknown> =>
  typeof value === 'object' && value !== null && 'dataType' in value && 'number' in value
const exported: unknown[] = Object.values(radius)

/** Every attribute that the library defines, by the name it has on paper. */
export const attributesByName: ReadonlyMap<string, AttributeType<unknown>> = new Map(
  exported.filter(isAttribute).map((type) => [type.name, type]),
)

export const isEnumerated = (type: AttributeType<unknown>): type is EnumeratedType<Record<string, number>> =>
  'values' in type
