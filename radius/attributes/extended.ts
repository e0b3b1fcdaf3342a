import type { AttributeType } from './attribute-type.ts'
import type { DataType } from './data-types.ts'

/**
 * Makes the descriptor of an extended attribute (RFC 6929 section 2.1): its number is 241 to 244, and the first octet of its
 * value is the extended type.
 */
export const extended = <T>(
  name: string,
  number: number,
  extendedType: number,
  dataType: DataType<T>,
): AttributeType<T> => ({
  name,
  number,
  vendor: 0,
  dataType: {
    read: (buffer, start, end) =>
      start < end && buffer[start] === extendedType ? dataType.read(buffer, start + 1, end) : undefined,
    size: (value) => 1 + dataType.size(value),
    write: (value, buffer, offset) => {
      buffer[offset] = extendedType
      dataType.write(value, buffer, offset + 1)
    },
  },
  concatenated: false,
  extended: true,
})
