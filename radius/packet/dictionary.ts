import type { AttributeType, EnumeratedType } from '../attributes/attribute-type.ts'
import * as rfc2865 from '../attributes/rfc2865.ts'
import * as rfc2866 from '../attributes/rfc2866.ts'
import * as rfc2868 from '../attributes/rfc2868.ts'
import * as rfc2869 from '../attributes/rfc2869.ts'
import * as rfc3162 from '../attributes/rfc3162.ts'
import * as rfc4372 from '../attributes/rfc4372.ts'
import * as rfc4818 from '../attributes/rfc4818.ts'
import * as rfc5176 from '../attributes/rfc5176.ts'
import * as rfc5580 from '../attributes/rfc5580.ts'
import * as rfc6911 from '../attributes/rfc6911.ts'
import * as rfc8045 from '../attributes/rfc8045.ts'
import * as aruba from '../attributes/vendors/aruba.ts'
import * as chillispot from '../attributes/vendors/chillispot.ts'
import * as cisco from '../attributes/vendors/cisco.ts'
import * as h3c from '../attributes/vendors/h3c.ts'
import * as huawei from '../attributes/vendors/huawei.ts'
import * as microsoft from '../attributes/vendors/microsoft.ts'
import * as mikrotik from '../attributes/vendors/mikrotik.ts'
import * as nokia from '../attributes/vendors/nokia.ts'
import * as ruckus from '../attributes/vendors/ruckus.ts'
import * as wispr from '../attributes/vendors/wispr.ts'

const modules: object[] = [
  ...[rfc2865, rfc2866, rfc2868, rfc2869, rfc3162, rfc4372, rfc4818, rfc5176, rfc5580, rfc6911, rfc8045],
  ...[aruba, chillispot, cisco, h3c, huawei, microsoft, mikrotik, nokia, ruckus, wispr],
]

const isDescriptor = (value: unknown): value is AttributeType<unknown> =>
  typeof value === 'object' && value !== null && 'dataType' in value && 'vendor' in value

/** Every attribute that this library describes. */
export const dictionary: ReadonlyArray<AttributeType<unknown>> = modules.flatMap((module) =>
  Object.values(module).filter(isDescriptor),
)

const byNumber = new Map<number, Map<number, AttributeType<unknown>[]>>()
for (const type of dictionary) {
  const numbers = byNumber.get(type.vendor) ?? new Map<number, AttributeType<unknown>[]>()
  byNumber.set(type.vendor, numbers)
  numbers.set(type.number, [...(numbers.get(type.number) ?? []), type])
}

/** The descriptors of a number: several where extended attributes share it (RFC 6929 section 2.1), none of an unknown one. */
export const describedBy = (vendor: number, number: number): ReadonlyArray<AttributeType<unknown>> =>
  byNumber.get(vendor)?.get(number) ?? []

/** The name of a value that the attribute's definition names; undefined of other numbers and other attributes. */
export function valueName(type: AttributeType<unknown>, value: unknown): string | undefined {
  const { values } = type as Partial<EnumeratedType<Record<string, number>>>
  return values && Object.entries(values).find(([, number]) => number === value)?.[0]
}
