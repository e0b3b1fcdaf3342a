/** The part of asn1-ber that the SNMP simulator uses; the package brings no types. */
declare module 'asn1-ber' {
  class Reader {
    constructor(data: Buffer)
    readonly remain: number
    readonly offset: number
    readonly length: number
    peek(): number | null
    readSequence(tag?: number): number | null
    readInt(tag?: number): number
    readString(tag: number, asBuffer: true): Buffer
    readOID(tag?: number): string
    readByte(): number | null
    readNull(): void
  }
  class Writer {
    readonly buffer: Buffer
    writeInt(value: number, tag?: number): void
    writeBuffer(value: Buffer, tag: number): void
    writeOID(value: string, tag?: number): void
    writeByte(value: number): void
    startSequence(tag?: number): void
    endSequence(): void
  }
  export const Ber: { Reader: typeof Reader; Writer: typeof Writer }
}
