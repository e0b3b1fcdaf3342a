import type { Kind } from './kinds.ts'
import * as kinds from './kinds.ts'

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
  readonly kind: Kind<T>
  /** A value of more than 253 octets goes over several attributes, which are read as one (RFC 2869 §5.13). */
  readonly concatenated: boolean
}

/** An integer attribute with named values: `AcctStatusType.values.Start` is 1. Other numbers still decode and encode. */
export interface EnumeratedType<V extends Record<string, number>> extends AttributeType<number> {
  readonly values: V
}

/** Makes descriptors of attributes; a vendor's live in Vendor-Specific with one-octet type and length (RFC 2865 §5.26). */
export function attributesOf(vendor: number) {
  const define = <T>(name: string, number: number, kind: Kind<T>): AttributeType<T> => ({
    name,
    number,
    vendor,
    kind,
    concatenated: false,
  })
  return {
    /** UTF-8 text. */
    text: (name: string, number: number) => define(name, number, kinds.text),
    octets: (name: string, number: number) => define(name, number, kinds.octets),
    /** Unsigned, 32 bits. */
    integer: (name: string, number: number) => define(name, number, kinds.integer),
    /** Unsigned, 64 bits (RFC 8044 §3.10). */
    integer64: (name: string, number: number) => define(name, number, kinds.integer64),
    /** Dotted quad. */
    ipv4: (name: string, number: number) => define(name, number, kinds.ipv4),
    /** As in RFC 5952. */
    ipv6: (name: string, number: number) => define(name, number, kinds.ipv6),
    /** `2001:db8::/32` (RFC 3162 §2.3). */
    ipv6Prefix: (name: string, number: number) => define(name, number, kinds.ipv6Prefix),
    /** A moment, in whole seconds (RFC 8044 §3.3). */
    time: (name: string, number: number) => define(name, number, kinds.time),
    /** Text with the tag of a tunnel (RFC 2868 §3.3). */
    taggedText: (name: string, number: number) => define(name, number, kinds.taggedText),
    /** 24 bits with the tag of a tunnel (RFC 2868 §3.1). */
    taggedInteger: (name: string, number: number) => define(name, number, kinds.taggedInteger),
    /** Octets that may go over several attributes. */
    longOctets: (name: string, number: number): AttributeType<Buffer> => ({
      ...define(name, number, kinds.octets),
      concatenated: true,
    }),
    enumerated: <V extends Record<string, number>>(name: string, number: number, values: V): EnumeratedType<V> => ({
      ...define(name, number, kinds.integer),
      values,
    }),
  }
}

/** Makes descriptors of the attributes that RFCs define. */
export const standard = attributesOf(0)
