import type { DataType } from './data-types.ts'
import * as dataTypes from './data-types.ts'

/**
 * What an attribute is called, where it stands on the wire and what its value is in TypeScript. A descriptor is a value:
 * `packet.get(SessionTimeout)` is `number | undefined`.
 */
export interface AttributeType<T> {
  readonly name: string
  /** Number of the attribute; inside attribute 26 where it is a vendor's. */
  readonly number: number
  /** Private enterprise number of the vendor (RFC 2865 §5.26), 0 for a standard attribute. */
  readonly vendor: number
  readonly dataType: DataType<T>
  /** A value of more than 253 octets goes over several attributes, which are read as one (RFC 2869 §5.13). */
  readonly concatenated: boolean
  /** It shares its number with others, which the first octet of the value tells apart (RFC 6929 §2.1). */
  readonly extended: boolean
}

/** An integer attribute with named values: `AcctStatusType.values.Start` is 1. Other numbers still decode and encode. */
export interface EnumeratedType<V extends Record<string, number>> extends AttributeType<number> {
  readonly values: V
}

/** Makes descriptors of attributes; a vendor's live in Vendor-Specific with one-octet type and length (RFC 2865 §5.26). */
export function attributesOf(vendor: number) {
  const define = <T>(name: string, number: number, dataType: DataType<T>): AttributeType<T> => ({
    name,
    number,
    vendor,
    dataType,
    concatenated: false,
    extended: false,
  })
  return {
    /** UTF-8 text. */
    text: (name: string, number: number) => define(name, number, dataTypes.text),
    octets: (name: string, number: number) => define(name, number, dataTypes.octets),
    /** Unsigned, 32 bits. */
    integer: (name: string, number: number) => define(name, number, dataTypes.integer),
    /** Unsigned, 64 bits (RFC 8044 §3.10). */
    integer64: (name: string, number: number) => define(name, number, dataTypes.integer64),
    /** Dotted quad. */
    ipv4: (name: string, number: number) => define(name, number, dataTypes.ipv4),
    /** As in RFC 5952. */
    ipv6: (name: string, number: number) => define(name, number, dataTypes.ipv6),
    /** `2001:db8::/32` (RFC 3162 §2.3). */
    ipv6Prefix: (name: string, number: number) => define(name, number, dataTypes.ipv6Prefix),
    /** A moment, in whole seconds (RFC 8044 §3.3). */
    time: (name: string, number: number) => define(name, number, dataTypes.time),
    /** Text with the tag of a tunnel (RFC 2868 §3.3). */
    taggedText: (name: string, number: number) => define(name, number, dataTypes.taggedText),
    /** 24 bits with the tag of a tunnel (RFC 2868 §3.1). */
    taggedInteger: (name: string, number: number) => define(name, number, dataTypes.taggedInteger),
    /** Octets that may go over several attributes. */
    longOctets: (name: string, number: number): AttributeType<Buffer> => ({
      ...define(name, number, dataTypes.octets),
      concatenated: true,
    }),
    enumerated: <V extends Record<string, number>>(name: string, number: number, values: V): EnumeratedType<V> => ({
      ...define(name, number, dataTypes.integer),
      values,
    }),
  }
}

/** Makes descriptors of the attributes that RFCs define. */
export const standard = attributesOf(0)
